import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { postKeys } from '../../../lib/api/queryKeys';
import type { Post } from '../../../lib/api/types';

export function useFeed() {
  return usePagedList<Post>(postKeys.feed, endpoints.feed);
}
