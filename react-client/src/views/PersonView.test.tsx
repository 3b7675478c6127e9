import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { PersonDetails } from '../api/types';
import { stubApi } from '../testing/api';
import { aPost, aUser, viewer } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { PersonView } from './PersonView';

const mei = aUser({ username: 'mei', first_name: 'Mei', last_name: 'Tanaka' });
const stranger: PersonDetails = { ...mei, is_you: false };
const followed: PersonDetails = { ...stranger, following_id: 70, posts_count: 1, followers_count: 12, following_count: 3 };
const POSTS = 'GET /api/users/mei/posts?limit=24&comments=3';

it('shows who it is and what they have posted to those who follow them', async () => {
  const post = aPost({ user: mei });
  stubApi({ 'GET /api/users/mei': [200, followed], [POSTS]: [200, [post]] });

  renderSignedIn(<PersonView username="mei" />);

  expect(await screen.findByText('Mei Tanaka')).toBeVisible();
  expect(screen.getByText('12').parentElement).toHaveTextContent('12 followers');
  expect(screen.getByText('1').parentElement).toHaveTextContent('1 post');
  expect(screen.getByRole('switch', { name: 'Following Mei Tanaka' })).toBeChecked();
  expect(await screen.findByRole('link', { name: /Boats/ })).toHaveAttribute('href', `/p/${post.id}`);
});

it('says that one has to follow, and asks for no posts', async () => {
  const calls = stubApi({ 'GET /api/users/mei': [200, stranger] });

  renderSignedIn(<PersonView username="mei" />);

  expect(await screen.findByText('Mei Tanaka’s photos are for followers')).toBeVisible();
  expect(calls.map(({ request }) => request)).toEqual(['GET /api/users/mei']);
});

it('shows the posts after following, and hides them at once after unfollowing', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    'GET /api/users/mei': [200, stranger],
    [POSTS]: [200, [aPost({ user: mei })]],
    'POST /api/following': [201, { id: 70, following: mei }],
    'DELETE /api/following/70': [200, { message: 'Deleted.' }],
  };
  const calls = stubApi(answers);
  renderSignedIn(<PersonView username="mei" />);
  const button = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });

  answers['GET /api/users/mei'] = [200, followed];
  await userEvent.click(button);
  expect(await screen.findByRole('link', { name: /Boats/ })).toBeVisible();

  answers['GET /api/users/mei'] = [200, stranger];
  await userEvent.click(button);
  expect(await screen.findByText('Mei Tanaka’s photos are for followers')).toBeVisible();
  await screen.findByText('You no longer follow Mei Tanaka');
  await waitFor(() => expect(screen.queryByText('followers', { exact: false, selector: 'span' })).not.toBeInTheDocument());
  expect(calls.filter(({ request }) => request === POSTS)).toHaveLength(1);
});

it('leads to the settings rather than offering to follow oneself', async () => {
  stubApi({
    'GET /api/users/vera': [200, { ...viewer, is_you: true, posts_count: 0, followers_count: 0, following_count: 0 }],
    'GET /api/users/vera/posts?limit=24&comments=3': [200, []],
  });

  renderSignedIn(<PersonView username="vera" />);

  expect(await screen.findByRole('link', { name: 'Edit profile' })).toHaveAttribute('href', '/settings');
  expect(screen.queryByRole('switch')).not.toBeInTheDocument();
  expect(await screen.findByText('Vera Viewer has not shared a photo yet')).toBeVisible();
});

it('says so when there is nobody of that name', async () => {
  stubApi({ 'GET /api/users/nobody': [404, {}] });

  renderSignedIn(<PersonView username="nobody" />);

  expect(await screen.findByRole('alert')).toHaveTextContent('This person is not available');
});
