import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { postKeys } from '../../../lib/api/queryKeys';
import type { Post } from '../../../lib/api/types';

/** The posts with a tag that the viewer may see, newest first. */
export function useTaggedPosts(tag: string) {
  return usePagedList<Post>(postKeys.tagged(tag), endpoints.postsTagged(tag));
}
