import { useQuery } from '@tanstack/react-query';
import { postName } from '../format';
import { get, post as create, remove } from './client';
import { endpoints } from './endpoints';
import { bookmarksKey, patchPost, postKeys } from './postCache';
import { useToggle } from './toggle';
import type { Bookmark, BookmarkedPost } from './types';

export function useBookmarks() {
  return useQuery({ queryKey: bookmarksKey, queryFn: () => get<Bookmark[]>(endpoints.bookmarks) });
}

export function useBookmark(post: BookmarkedPost) {
  return useToggle<Bookmark>(post.current_user_bookmark_id, {
    key: ['bookmark', post.id],
    turnOn: () => create<Bookmark>(endpoints.bookmarks, { post_id: post.id }),
    turnOff: (id) => remove(endpoints.bookmark(id)),
    show: (client, id) =>
      patchPost(client, post.id, (known) => ({ ...known, current_user_bookmark_id: id })),
    onAgreed: (client, created) =>
      client.setQueryData<Bookmark[]>(bookmarksKey, (bookmarks) => {
        const others = bookmarks?.filter((bookmark) => bookmark.post.id !== post.id);
        return created && others ? [created, ...others] : others;
      }),
    lists: [postKeys.all, bookmarksKey],
    said: { on: `Saved ${postName(post)} to your bookmarks`, off: `Removed ${postName(post)} from your bookmarks` },
    failed: { on: 'The bookmark was not saved.', off: 'The bookmark was not removed.' },
  });
}
