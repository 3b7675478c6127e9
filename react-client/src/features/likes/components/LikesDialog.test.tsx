import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { likesKey } from '../../../lib/api/queryKeys';
import type { User } from '../../../lib/api/types';
import { later, stubApi } from '../../../testing/api';
import { aPost, aUser, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { reachEnd } from '../../../testing/scrolling';
import { LikeButton } from './LikeButton';
import LikesDialog from './LikesDialog';

const mei = aUser({ id: 4, first_name: 'Mei', last_name: 'Tanaka' });
const omar = aUser({ id: 5, first_name: 'Omar', last_name: 'Haddad' });
const likeBy = (id: number, user: User) => ({ id, user, created_at: '2026-11-30T08:00:00Z' });

const LIKES = 'GET /api/posts/7/likes?limit=20';
const NEXT = '/api/posts/7/likes?limit=20&before=5-7';
const FOLLOWING = { 'GET /api/following': [200, [{ id: 70, following: omar }]] } satisfies Parameters<typeof stubApi>[0];

const render = () => renderSignedIn(<LikesDialog id={7} />);
const names = () => screen.getAllByRole('listitem').map((item) => within(item).getByRole('link').textContent);

it('lists the users in the order of the server, with buttons to follow them', async () => {
  stubApi({ ...FOLLOWING, [LIKES]: [200, [likeBy(9, mei), likeBy(8, viewer), likeBy(7, omar)]] });
  render();

  const follow = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });
  expect(screen.getByRole('dialog', { name: 'Likes' })).toBeVisible();
  expect(follow).not.toBeChecked();
  expect(screen.getByRole('switch', { name: 'Following Omar Haddad' })).toBeChecked();
  expect(names()).toEqual([expect.stringContaining('Mei Tanaka'), expect.stringContaining('Vera Viewer'), expect.stringContaining('Omar Haddad')]);
  expect(screen.getByText('All 3 likes shown')).toHaveRole('status');
});

it('offers viewers no button to follow themselves', async () => {
  stubApi({ ...FOLLOWING, [LIKES]: [200, [likeBy(8, viewer), likeBy(7, omar)]] });
  render();

  await screen.findByRole('switch', { name: 'Following Omar Haddad' });
  expect(screen.getAllByRole('switch')).toHaveLength(1);
});

it('shows the users before it is known whom the viewer follows', async () => {
  const { answer, arrive } = later();
  stubApi({ 'GET /api/following': answer, [LIKES]: [200, [likeBy(9, mei)]] });
  render();
  await screen.findByRole('link', { name: /^Mei Tanaka/ });
  expect(screen.queryByRole('switch')).not.toBeInTheDocument();

  arrive(200, []);

  expect(await screen.findByRole('switch', { name: 'Following Mei Tanaka' })).not.toBeChecked();
});

it('follows a user', async () => {
  stubApi({ ...FOLLOWING, [LIKES]: [200, [likeBy(9, mei)]], 'POST /api/following': [201, { id: 71, following: mei }] });
  render();
  const follow = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });

  await userEvent.click(follow);

  // In the dialog, and in the view under it.
  expect(await screen.findAllByText('You now follow Mei Tanaka')).toHaveLength(2);
  expect(follow).toBeChecked();
});

it('loads more at its end', async () => {
  const linked = { Link: `<${NEXT}>; rel="next"` };
  stubApi({ ...FOLLOWING, [LIKES]: [200, [likeBy(9, mei)], linked], [`GET ${NEXT}`]: [200, [likeBy(7, omar)]] });
  render();
  await screen.findByRole('link', { name: /^Mei Tanaka/ });

  await reachEnd();

  await screen.findByRole('link', { name: /^Omar Haddad/ });
  expect(screen.getByText('All 2 likes shown')).toBeInTheDocument();
});

it('moves the focus to the first new user when the button is used', async () => {
  const linked = { Link: `<${NEXT}>; rel="next"` };
  stubApi({ ...FOLLOWING, [LIKES]: [200, [likeBy(9, mei)], linked], [`GET ${NEXT}`]: [200, [likeBy(7, omar)]] });
  render();

  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));

  await expect.poll(() => document.activeElement).toBe(await screen.findByRole('link', { name: /^Omar Haddad/ }));
});

it('says that nobody likes the post', async () => {
  stubApi({ ...FOLLOWING, [LIKES]: [200, []] });
  render();

  expect(await screen.findByText('No likes yet')).toBeVisible();
});

it('says that the post is not available', async () => {
  stubApi({ ...FOLLOWING, [LIKES]: [404, { message: 'Not found.' }] });
  render();

  expect(await screen.findByText('This post isn’t available')).toBeVisible();
});

it('loads again after the viewer has liked the post', async () => {
  const like = { id: 40, user_id: viewer.id, post_id: 7 };
  stubApi({ 'POST /api/posts/likes': [201, like] });
  const client = renderSignedIn(<OnlyPost>{(post) => <LikeButton post={post} />}</OnlyPost>, { feed: [aPost({ id: 7 })] });
  client.setQueryData(likesKey(7), { pages: [{ items: [] }], pageParams: [''] });

  await userEvent.click(screen.getByRole('switch', { name: /^Like/ }));

  await screen.findByText(/^You like/);
  expect(client.getQueryState(likesKey(7))?.isInvalidated).toBe(true);
});
