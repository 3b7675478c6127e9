import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { userListKeys } from '../../../lib/api/queryKeys';
import type { UserSummary } from '../../../lib/api/types';
import type { ListedUser } from '../listedUser';

/** Apart from the other lists of users, because the feed shows it. */
export function useSuggestions() {
  return useQuery({
    queryKey: userListKeys.suggestions,
    queryFn: async (): Promise<ListedUser[]> => {
      const users = await get<UserSummary[]>(endpoints.suggestions);
      return users.map((user) => ({ user }));
    },
  });
}
