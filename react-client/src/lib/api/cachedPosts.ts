/** Adds, removes and finds cached posts. Apart from the changes of a post, which load first. */
import type { QueryClient } from '@tanstack/react-query';
import type { Pages } from './pagedList';
import { changeBookmarks, changeLists } from './postCache';
import { postKeys } from './queryKeys';
import type { Post } from './types';

export function addNewPost(client: QueryClient, post: Post): void {
  for (const list of [postKeys.feed, postKeys.by(post.user.username)]) {
    changeLists(client, list, (posts, page) => (page === 0 ? [post, ...posts] : posts));
  }
  client.setQueryData<Post>(postKeys.one(post.id), post);
}

export function removePost(client: QueryClient, id: number): void {
  changeLists(client, postKeys.lists, (posts) => posts.filter((post) => post.id !== id));
  changeBookmarks(client, (bookmarks) => bookmarks.filter(({ post }) => post.id !== id));
  client.removeQueries({ queryKey: postKeys.one(id) });
}

/** The post from a cached list, and when that list was loaded: 0 if it is known to be out of date. */
export function findPost(client: QueryClient, id: number): { post: Post; loadedAt: number } | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: postKeys.lists })) {
    const list = query.state.data as Pages<Post> | undefined;
    const post = list?.pages.flatMap(({ items }) => items).find((candidate) => candidate.id === id);
    if (post) return { post, loadedAt: query.state.isInvalidated ? 0 : query.state.dataUpdatedAt };
  }
  return undefined;
}
