import { postName } from '../format';
import { post as create, remove } from './client';
import { endpoints } from './endpoints';
import { usePagedList } from './pages';
import { bookmarksKey, changeBookmarks, patchPost, postKeys } from './postCache';
import { useToggle } from './toggle';
import type { Bookmark, BookmarkedPost } from './types';

export function useBookmarks() {
  return usePagedList<Bookmark>(bookmarksKey, endpoints.bookmarksShown);
}

export function useBookmark(post: BookmarkedPost) {
  return useToggle<Bookmark>(post.current_user_bookmark_id, {
    key: ['bookmark', post.id],
    turnOn: () => create<Bookmark>(endpoints.bookmarks, { post_id: post.id }),
    turnOff: (id) => remove(endpoints.bookmark(id)),
    show: (client, id) =>
      patchPost(client, post.id, (known) => ({ ...known, current_user_bookmark_id: id })),
    onAgreed: (client, created) =>
      changeBookmarks(client, (bookmarks, page) => {
        const others = bookmarks.filter((bookmark) => bookmark.post.id !== post.id);
        return created && page === 0 ? [created, ...others] : others;
      }),
    lists: [postKeys.all, bookmarksKey],
    said: { on: `Saved ${postName(post)} to your bookmarks`, off: `Removed ${postName(post)} from your bookmarks` },
    failed: { on: 'The bookmark was not saved.', off: 'The bookmark was not removed.' },
  });
}
