/** Changes cached posts. A post may be in several cached lists; a change reaches all of them. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { changePages, type Pages } from './pagedList';
import { bookmarksKey, postKeys } from './queryKeys';
import type { Bookmark, BookmarkedPost, Post } from './types';

export function patchPost(client: QueryClient, id: number, change: <P extends BookmarkedPost>(post: P) => P): void {
  const patched = <P extends BookmarkedPost>(post: P) => (post.id === id ? change(post) : post);

  patchFullPost(client, id, change);
  changeBookmarks(client, (bookmarks) => bookmarks.map((bookmark) => ({ ...bookmark, post: patched(bookmark.post) })));
}

/** Changes the parts of a post that a bookmarked post lacks. */
export function patchFullPost(client: QueryClient, id: number, change: (post: Post) => Post): void {
  const patched = (post: Post) => (post.id === id ? change(post) : post);

  changeLists(client, postKeys.lists, (posts) => posts.map(patched));
  client.setQueryData<Post>(postKeys.one(id), (post) => post && patched(post));
}

export function changeBookmarks(client: QueryClient, change: (bookmarks: Bookmark[], page: number) => Bookmark[]): void {
  client.setQueryData<Pages<Bookmark>>(bookmarksKey, (list) => list && changePages(list, change));
}

export function changeLists(client: QueryClient, queryKey: QueryKey, change: (posts: Post[], page: number) => Post[]): void {
  client.setQueriesData<Pages<Post>>({ queryKey }, (list) => list && changePages(list, change));
}
