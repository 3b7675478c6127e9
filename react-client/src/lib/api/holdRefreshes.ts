import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Cancels refreshes in progress: their older answers would undo a change made in the meantime.
 * First loads continue, because nothing would start them again. So do loads of a next page, which leave earlier pages alone.
 */
export async function holdRefreshes(client: QueryClient, ...keys: QueryKey[]): Promise<void> {
  const predicate = ({ state }: Query) => state.data !== undefined && !state.fetchMeta?.fetchMore;
  await Promise.all(keys.map((queryKey) => client.cancelQueries({ queryKey, predicate })));
}
