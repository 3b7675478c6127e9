import { post as create, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { changeBookmarks, patchPost } from '../../../lib/api/postCache';
import { bookmarksKey, postKeys } from '../../../lib/api/queryKeys';
import type { Bookmark, BookmarkedPost } from '../../../lib/api/types';
import { useToggle } from '../../../lib/api/useToggle';
import { postName } from '../../../lib/names';
import { text } from '../../../lib/text';

export function useBookmarks() {
  return usePagedList<Bookmark>(bookmarksKey, endpoints.bookmarkList);
}

export function useBookmark(post: BookmarkedPost) {
  return useToggle<Bookmark>(post.current_user_bookmark_id, {
    key: ['bookmark', post.id],
    turnOn: () => create<Bookmark>(endpoints.bookmarks, { post_id: post.id }),
    turnOff: (id) => remove(endpoints.bookmark(id)),
    show: (client, id) => patchPost(client, post.id, (cached) => ({ ...cached, current_user_bookmark_id: id })),
    onConfirmed: (client, created) =>
      changeBookmarks(client, (bookmarks, page) => {
        const others = bookmarks.filter((bookmark) => bookmark.post.id !== post.id);
        return created && page === 0 ? [created, ...others] : others;
      }),
    lists: [postKeys.all, bookmarksKey],
    said: { on: () => text.bookmarks.saved(postName(post)), off: () => text.bookmarks.removed(postName(post)) },
    failed: { on: text.bookmarks.notSaved, off: text.bookmarks.notRemoved },
  });
}
