/** Lists that load page by page, in the form in which the query cache keeps them. */
import { replaceEqualDeep, useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import { getPage, type Page } from './client';

interface Identified {
  id: number | string;
}

export type Pages<Item> = InfiniteData<Page<Item>, string>;

interface ListOptions<Item> {
  enabled?: boolean;
  staleTime?: number;
  load?: (path: string) => Promise<Page<Item>>;
}

/**
 * A list that continues while the server names a next page. Its data is everything loaded so far. A list that is not enabled
 * shows what others loaded, and loads only next pages.
 */
export function usePagedList<Item extends Identified>(
  queryKey: QueryKey,
  firstPath: string,
  { load = getPage, ...options }: ListOptions<Item> = {},
) {
  return useInfiniteQuery({
    ...options,
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: firstPath,
    getNextPageParam: (last) => last.next,
    select: itemsOfPages,
    structuralSharing: withNextPage,
  });
}

export type PagedList = Pick<
  ReturnType<typeof usePagedList>,
  'data' | 'error' | 'hasNextPage' | 'isFetching' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'
>;

/** All items of the pages, without duplicates: items move between pages when others are added or deleted meanwhile. */
export function itemsOfPages<Item extends Identified>({ pages }: Pages<Item>): Item[] {
  const byId = new Map<Item['id'], Item>();
  for (const item of pages.flatMap(({ items }) => items)) {
    if (!byId.has(item.id)) byId.set(item.id, item);
  }
  return [...byId.values()];
}

export function changePages<Item>(list: Pages<Item>, change: (items: Item[], page: number) => Item[]): Pages<Item> {
  return { ...list, pages: list.pages.map((page, index) => ({ ...page, items: change(page.items, index) })) };
}

/**
 * Appends a new page to the current list. The query delivers the page together with the list as it was when the page was
 * requested, which would undo likes, comments and deletions since.
 */
function withNextPage(known: unknown, arrived: unknown): unknown {
  if (isPages(known) && isPages(arrived) && arrived.pages.length === known.pages.length + 1) {
    return { ...arrived, pages: [...known.pages, ...arrived.pages.slice(-1)] };
  }
  return replaceEqualDeep(known, arrived);
}

function isPages(data: unknown): data is Pages<unknown> {
  return typeof data === 'object' && data !== null && 'pages' in data;
}
