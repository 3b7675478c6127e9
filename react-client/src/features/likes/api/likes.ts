import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { likesKey } from '../../../lib/api/queryKeys';
import type { LikeWithUser } from '../../../lib/api/types';

/** The likes of a post, newest first. */
export function useLikes(postId: number) {
  return usePagedList<LikeWithUser>(likesKey(postId), endpoints.likesOf(postId));
}
