import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { UserProfile } from '../../../lib/api/types';
import { stubApi } from '../../../testing/api';
import { aPost, aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { UserProfileView } from './UserProfileView';

const mei = aUser({ username: 'mei', first_name: 'Mei', last_name: 'Tanaka' });
const stranger: UserProfile = { ...mei, bio: null, pronouns: null, link: null, is_private: false, is_you: false };
const followed: UserProfile = { ...stranger, following_id: 70, posts_count: 1, followers_count: 12, following_count: 3 };
const POSTS = 'GET /api/users/mei/posts?limit=24&comments=3';

it('shows the user and their posts to followers', async () => {
  const post = aPost({ user: mei });
  stubApi({ 'GET /api/users/mei': [200, followed], [POSTS]: [200, [post]] });

  renderSignedIn(<UserProfileView username="mei" />);

  expect(await screen.findByText('Mei Tanaka')).toBeVisible();
  expect(screen.getByText('12').parentElement).toHaveTextContent('12 followers');
  expect(screen.getByText('1').parentElement).toHaveTextContent('1 post');
  expect(screen.getByRole('switch', { name: 'Following Mei Tanaka' })).toBeChecked();
  expect(await screen.findByRole('link', { name: /Boats/ })).toHaveAttribute('href', `/p/${post.id}`);
});

it('shows what the user writes about themselves', async () => {
  const told = { bio: 'Hills.\nAnd more hills.', pronouns: 'she/her', link: 'https://mei.example/' };
  stubApi({ 'GET /api/users/mei': [200, { ...stranger, ...told }] });

  renderSignedIn(<UserProfileView username="mei" />);

  expect(await screen.findByText(/Hills\.\s+And more hills\./)).toBeVisible();
  expect(screen.getByText('she/her')).toBeVisible();
  const link = screen.getByRole('link', { name: 'mei.example (opens in a new tab)' });
  expect(link).toHaveAttribute('href', 'https://mei.example/');
  expect(link).toHaveAttribute('target', '_blank');
  expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow me');
});

it('never links to an address that could run a script', async () => {
  stubApi({ 'GET /api/users/mei': [200, { ...stranger, link: 'javascript:alert(1)' }] });

  renderSignedIn(<UserProfileView username="mei" />);

  await screen.findByText('@mei');
  expect(screen.queryByText(/alert/)).not.toBeInTheDocument();
});

it('does not link to the lists of another user', async () => {
  stubApi({ 'GET /api/users/mei': [200, followed], [POSTS]: [200, []] });

  renderSignedIn(<UserProfileView username="mei" />);

  expect((await screen.findByText('12')).closest('a')).toBeNull();
});

it('says that only followers see photos, and requests no posts', async () => {
  const calls = stubApi({ 'GET /api/users/mei': [200, stranger] });

  renderSignedIn(<UserProfileView username="mei" />);

  expect(await screen.findByText('Only followers can see Mei Tanaka’s photos')).toBeVisible();
  expect(calls.map(({ request }) => request)).toEqual(['GET /api/users/mei']);
});

it('shows the posts after following, and hides them immediately after unfollowing', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    'GET /api/users/mei': [200, stranger],
    [POSTS]: [200, [aPost({ user: mei })]],
    'POST /api/following': [201, { id: 70, following: mei }],
    'DELETE /api/following/70': [200, { message: 'Deleted.' }],
  };
  const calls = stubApi(answers);
  renderSignedIn(<UserProfileView username="mei" />);
  const button = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });

  answers['GET /api/users/mei'] = [200, followed];
  await userEvent.click(button);
  expect(await screen.findByRole('link', { name: /Boats/ })).toBeVisible();

  answers['GET /api/users/mei'] = [200, stranger];
  await userEvent.click(button);
  expect(await screen.findByText('Only followers can see Mei Tanaka’s photos')).toBeVisible();
  await screen.findByText('You no longer follow Mei Tanaka');
  await waitFor(() => expect(screen.queryByText('followers', { exact: false, selector: 'span' })).not.toBeInTheDocument());
  expect(calls.filter(({ request }) => request === POSTS)).toHaveLength(1);
});

it('links to the settings on the viewer’s own profile', async () => {
  stubApi({
    'GET /api/users/vera': [200, { ...viewer, is_you: true, posts_count: 0, followers_count: 0, following_count: 0 }],
    'GET /api/users/vera/posts?limit=24&comments=3': [200, []],
  });

  renderSignedIn(<UserProfileView username="vera" />);

  expect(await screen.findByRole('link', { name: 'Edit profile' })).toHaveAttribute('href', '/settings/profile');
  expect(screen.queryByRole('switch')).not.toBeInTheDocument();
  expect(await screen.findByText('Vera Viewer hasn’t shared any photos yet')).toBeVisible();
});

it('says so when there is no such user', async () => {
  stubApi({ 'GET /api/users/nobody': [404, {}] });

  renderSignedIn(<UserProfileView username="nobody" />);

  expect(await screen.findByRole('alert')).toHaveTextContent('This profile isn’t available');
});

it('answers the request of a user on their page', async () => {
  const answers: Parameters<typeof stubApi>[0] = { 'GET /api/users/mei': [200, { ...stranger, incoming_request_id: 31 }] };
  stubApi(answers);
  renderSignedIn(<UserProfileView username="mei" />);
  const question = await screen.findByRole('group', { name: 'Mei Tanaka asked to follow you' });

  answers['POST /api/follow-requests/31/accept'] = [200, { id: 80, follower: mei }];
  answers['GET /api/users/mei'] = [200, stranger];
  await userEvent.click(within(question).getByRole('button', { name: 'Accept Mei Tanaka' }));

  await waitFor(() => expect(question).not.toBeInTheDocument());
});

it('says that a request is pending', async () => {
  stubApi({ 'GET /api/users/mei': [200, { ...stranger, is_private: true, follow_request_id: 31 }] });

  renderSignedIn(<UserProfileView username="mei" />);

  expect(await screen.findByText(/Their photos appear here once they accept/)).toBeVisible();
  expect(screen.getByRole('switch', { name: 'Requested to follow Mei Tanaka' })).toBeChecked();
});
