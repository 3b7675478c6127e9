/** Changes what the client remembers of posts. A post may be remembered in several lists; a change reaches all of them. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Bookmark, BookmarkedPost, Comment, Post } from './types';

export const postKeys = {
  all: ['posts'] as const,
  feeds: ['posts', 'feed'] as const,
  feed: (limit: number) => ['posts', 'feed', limit] as const,
  one: (id: number) => ['posts', 'one', id] as const,
};
export const bookmarksKey = ['bookmarks'] as const;

/** Stands for the id of something that the server is still creating. */
export const PENDING_ID = -1;

/**
 * Stops the refreshes under way, whose older answers would undo a change made in the meantime.
 * First loads go on: there is nothing yet that they could undo, and nobody would start them again.
 */
export async function holdRefreshes(client: QueryClient, ...keys: QueryKey[]): Promise<void> {
  const predicate = (query: { state: { data: unknown } }) => query.state.data !== undefined;
  await Promise.all(keys.map((queryKey) => client.cancelQueries({ queryKey, predicate })));
}

export function patchPost(client: QueryClient, id: number, change: <P extends BookmarkedPost>(post: P) => P): void {
  const patched = <P extends BookmarkedPost>(post: P) => (post.id === id ? change(post) : post);

  client.setQueriesData<Post[]>({ queryKey: postKeys.feeds }, (posts) => posts?.map(patched));
  client.setQueryData<Post>(postKeys.one(id), (post) => post && patched(post));
  client.setQueryData<Bookmark[]>(bookmarksKey, (bookmarks) =>
    bookmarks?.map((bookmark) => ({ ...bookmark, post: patched(bookmark.post) })),
  );
}

export function patchComments(client: QueryClient, postId: number, change: (comments: Comment[]) => Comment[]): void {
  patchPost(client, postId, (post) =>
    'comments' in post ? { ...post, comments: change(post.comments as Comment[]) } : post,
  );
}

export function rememberNewPost(client: QueryClient, post: Post): void {
  client.setQueriesData<Post[]>({ queryKey: postKeys.feeds }, (posts) => posts && [post, ...posts]);
  client.setQueryData<Post>(postKeys.one(post.id), post);
}

export function forgetPost(client: QueryClient, id: number): void {
  client.setQueriesData<Post[]>({ queryKey: postKeys.feeds }, (posts) => posts?.filter((post) => post.id !== id));
  client.setQueryData<Bookmark[]>(bookmarksKey, (bookmarks) =>
    bookmarks?.filter((bookmark) => bookmark.post.id !== id),
  );
  client.removeQueries({ queryKey: postKeys.one(id) });
}

/** The post as some list already shows it, and when that list was loaded. */
export function findPost(client: QueryClient, id: number): { post: Post; loadedAt: number } | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: postKeys.feeds })) {
    const posts = query.state.data as Post[] | undefined;
    const post = posts?.find((candidate) => candidate.id === id);
    if (post) return { post, loadedAt: query.state.dataUpdatedAt };
  }
  return undefined;
}
