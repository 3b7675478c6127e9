/** Changes what the client remembers of posts. A post may be remembered in several lists; a change reaches all of them. */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';
import { changePages, type Pages } from './pages';
import type { Bookmark, BookmarkedPost, Post } from './types';

export const postKeys = {
  all: ['posts'] as const,
  /** All that are loaded page by page. */
  lists: ['posts', 'list'] as const,
  feed: ['posts', 'list', 'feed'] as const,
  by: (username: string) => ['posts', 'list', 'by', username] as const,
  one: (id: number) => ['posts', 'one', id] as const,
};
export const bookmarksKey = ['bookmarks'] as const;

/** Stands for the id of something that the server is still creating. */
export const PENDING_ID = -1;

/**
 * Stops the refreshes under way, whose older answers would undo a change made in the meantime.
 * First loads go on: there is nothing yet that they could undo, and nobody would start them again.
 * So do next pages, which leave those before them alone.
 */
export async function holdRefreshes(client: QueryClient, ...keys: QueryKey[]): Promise<void> {
  const predicate = ({ state }: Query) => state.data !== undefined && !state.fetchMeta?.fetchMore;
  await Promise.all(keys.map((queryKey) => client.cancelQueries({ queryKey, predicate })));
}

export function patchPost(client: QueryClient, id: number, change: <P extends BookmarkedPost>(post: P) => P): void {
  const patched = <P extends BookmarkedPost>(post: P) => (post.id === id ? change(post) : post);

  patchFullPost(client, id, change);
  changeBookmarks(client, (bookmarks) => bookmarks.map((bookmark) => ({ ...bookmark, post: patched(bookmark.post) })));
}

/** Changes what bookmarks do not have of a post. */
export function patchFullPost(client: QueryClient, id: number, change: (post: Post) => Post): void {
  const patched = (post: Post) => (post.id === id ? change(post) : post);

  changeLists(client, postKeys.lists, (posts) => posts.map(patched));
  client.setQueryData<Post>(postKeys.one(id), (post) => post && patched(post));
}

export function rememberNewPost(client: QueryClient, post: Post): void {
  for (const list of [postKeys.feed, postKeys.by(post.user.username)]) {
    changeLists(client, list, (posts, page) => (page === 0 ? [post, ...posts] : posts));
  }
  client.setQueryData<Post>(postKeys.one(post.id), post);
}

export function forgetPost(client: QueryClient, id: number): void {
  changeLists(client, postKeys.lists, (posts) => posts.filter((post) => post.id !== id));
  changeBookmarks(client, (bookmarks) => bookmarks.filter(({ post }) => post.id !== id));
  client.removeQueries({ queryKey: postKeys.one(id) });
}

/** The post as some list already shows it, and when that list was loaded. */
export function findPost(client: QueryClient, id: number): { post: Post; loadedAt: number } | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: postKeys.lists })) {
    const list = query.state.data as Pages<Post> | undefined;
    const post = list?.pages.flatMap(({ items }) => items).find((candidate) => candidate.id === id);
    if (post) return { post, loadedAt: query.state.dataUpdatedAt };
  }
  return undefined;
}

export function changeBookmarks(client: QueryClient, change: (bookmarks: Bookmark[], page: number) => Bookmark[]): void {
  client.setQueryData<Pages<Bookmark>>(bookmarksKey, (list) => list && changePages(list, change));
}

function changeLists(client: QueryClient, queryKey: QueryKey, change: (posts: Post[], page: number) => Post[]): void {
  client.setQueriesData<Pages<Post>>({ queryKey }, (list) => list && changePages(list, change));
}
