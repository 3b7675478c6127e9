import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { FindUsersView } from './FindUsersView';

const mei = aUser({ first_name: 'Mei', last_name: 'Tanaka' });
const omar = aUser({ first_name: 'Omar', last_name: 'Haddad' });
const NOBODY = {
  'GET /api/suggestions': [200, []],
  'GET /api/suggestions/friends': [200, []],
} satisfies Parameters<typeof stubApi>[0];

const field = () => screen.getByRole('searchbox', { name: 'Search for people by name or username' });
const found = () => within(screen.getByRole('region', { name: 'Search results' }));

it('searches once typing pauses, and says how many users it found', async () => {
  history.replaceState(null, '', '/people');
  const calls = stubApi({ ...NOBODY, 'GET /api/users?q=me': [200, [mei, { ...omar, following_id: 70 }]] });
  renderSignedIn(<FindUsersView />);

  await userEvent.type(field(), ' me ');

  expect(await screen.findByText('2 people found')).toHaveRole('status');
  expect(await found().findByRole('link', { name: /^Mei Tanaka/ })).toHaveAttribute('href', `/u/${mei.username}`);
  expect(found().getByRole('switch', { name: 'Following Omar Haddad' })).toBeChecked();
  expect(calls.filter(({ request }) => request.includes('?q='))).toHaveLength(1);
  expect(location.search).toBe('?q=me');
});

it('starts with the search in the address', async () => {
  history.replaceState(null, '', '/people?q=mei');
  stubApi({ 'GET /api/users?q=mei': [200, [mei]] });

  renderSignedIn(<FindUsersView />);

  expect(field()).toHaveValue('mei');
  expect(await screen.findByText('1 person found')).toBeInTheDocument();
});

it('says so when there are no results', async () => {
  history.replaceState(null, '', '/people?q=qqq');
  stubApi({ 'GET /api/users?q=qqq': [200, []] });

  renderSignedIn(<FindUsersView />);

  expect(await screen.findByText('No results for “qqq”')).toBeVisible();
});

it('says what went wrong and tries again when asked', async () => {
  history.replaceState(null, '', '/people?q=mei');
  const answers: Parameters<typeof stubApi>[0] = { 'GET /api/users?q=mei': [500, { message: 'The disk is full.' }] };
  stubApi(answers);
  renderSignedIn(<FindUsersView />);
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');

  answers['GET /api/users?q=mei'] = [200, [mei]];
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByRole('link', { name: /^Mei Tanaka/ })).toBeVisible();
});

it('says which followed users follow a user', async () => {
  stubApi({
    ...NOBODY,
    'GET /api/suggestions/friends': [
      200,
      [
        { ...mei, followed_by: ['ana', 'ben', 'cleo'], followed_by_count: 5 },
        { ...omar, followed_by: ['ana', 'ben'], followed_by_count: 2 },
      ],
    ],
  });

  renderSignedIn(<FindUsersView />);

  expect(await screen.findByText('Followed by @ana, @ben and 3 others')).toBeVisible();
  expect(screen.getByText('Followed by @ana and @ben')).toBeVisible();
});

it('suggests each user once', async () => {
  stubApi({
    'GET /api/suggestions': [200, [mei, omar]],
    'GET /api/suggestions/friends': [200, [{ ...mei, followed_by: ['ana'], followed_by_count: 1 }]],
  });

  renderSignedIn(<FindUsersView />);

  expect(await screen.findByRole('link', { name: /^Omar Haddad/ })).toBeVisible();
  expect(screen.getAllByRole('link', { name: /^Mei Tanaka/ })).toHaveLength(1);
});

it('follows a user among the results', async () => {
  history.replaceState(null, '', '/people?q=mei');
  stubApi({
    ...NOBODY,
    'GET /api/users?q=mei': [200, [mei]],
    'POST /api/following': [201, { id: 71, following: mei }],
  });
  renderSignedIn(<FindUsersView />);
  const button = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });

  await userEvent.click(button);

  await screen.findByText('You now follow Mei Tanaka');
  expect(button).toBeChecked();
});
