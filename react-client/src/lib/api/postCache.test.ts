import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { aPost, viewer } from '../../testing/fixtures';
import { addNewPost, findPost, removePost } from './cachedPosts';
import { itemsOfPages, type Pages } from './pagedList';
import { patchPost } from './postCache';
import { postKeys } from './queryKeys';
import type { Post } from './types';

const own = aPost({ user: viewer });
const [first, second] = [aPost(), aPost()];

function aClient(): QueryClient {
  const client = new QueryClient();
  client.setQueryData(postKeys.feed, pages([first], [second, own]));
  client.setQueryData(postKeys.by(viewer.username), pages([own]));
  return client;
}

function pages(...lists: Post[][]): Pages<Post> {
  return { pages: lists.map((items) => ({ items })), pageParams: lists.map(String) };
}

function shown(client: QueryClient, key: readonly string[]): Post[] {
  return itemsOfPages(client.getQueryData<Pages<Post>>(key) ?? pages());
}

it('changes a post in every list that shows it', () => {
  const client = aClient();

  patchPost(client, own.id, (post) => ({ ...post, caption: 'Changed' }));

  expect(shown(client, postKeys.feed).map(({ caption }) => caption)).toEqual([first.caption, second.caption, 'Changed']);
  expect(shown(client, postKeys.by(viewer.username))[0]?.caption).toBe('Changed');
});

it('puts a new post on top of the feed and of its author’s posts, once', () => {
  const client = aClient();
  const fresh = aPost({ user: viewer });
  client.setQueryData(postKeys.by('other-user'), pages([second]));

  addNewPost(client, fresh);

  expect(shown(client, postKeys.feed)).toEqual([fresh, first, second, own]);
  expect(shown(client, postKeys.by(viewer.username))).toEqual([fresh, own]);
  expect(shown(client, postKeys.by('other-user'))).toEqual([second]);
});

it('removes a post from every page', () => {
  const client = aClient();

  removePost(client, own.id);

  expect(shown(client, postKeys.feed)).toEqual([first, second]);
  expect(shown(client, postKeys.by(viewer.username))).toEqual([]);
});

it('finds a post on a later page', () => {
  expect(findPost(aClient(), second.id)?.post).toEqual(second);
  expect(findPost(aClient(), -1)).toBeUndefined();
});
