import { useLocation } from 'wouter';
import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { bookmarksKey, postKeys } from '../../../lib/api/queryKeys';
import type { Bookmark, BookmarkedPost, Post } from '../../../lib/api/types';
import { parseTagPath, parseUserPath, paths, viewBehind } from '../../../lib/navigation/routes';
import { useCurrentUser } from '../../session/api/currentUser';

const NO_LIST = ['no list'] as const;

/** The posts of the view under the viewer, as far as that view has loaded them. `loadMore` loads the next page. */
export function usePostList(): { posts: BookmarkedPost[]; loadMore: () => void } {
  const [path] = useLocation();
  const username = useCurrentUser().data?.username;
  const { key, endpoint } = listOf(viewBehind(path, history.state), username);
  const list = usePagedList<Post | Bookmark>(key, endpoint, { enabled: false });
  return {
    posts: list.data?.map((item) => ('post' in item ? item.post : item)) ?? [],
    loadMore: () => {
      // After a failure, the button under the list tries again.
      if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
    },
  };
}

function listOf(view: string, viewer: string | undefined): { key: readonly string[]; endpoint: string } {
  const author = view === paths.profile ? viewer : parseUserPath(view)?.username;
  if (author !== undefined) return { key: postKeys.by(author), endpoint: endpoints.postsBy(author) };
  const tag = parseTagPath(view)?.tag;
  if (tag !== undefined) return { key: postKeys.tagged(tag), endpoint: endpoints.postsTagged(tag) };
  if (view === paths.bookmarks) return { key: bookmarksKey, endpoint: endpoints.bookmarkList };
  if (view === paths.feed) return { key: postKeys.feed, endpoint: endpoints.feed };
  return { key: NO_LIST, endpoint: '' };
}
