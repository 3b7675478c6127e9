import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { changes, stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { BlockedUsers, MutedUsers } from './BlockLists';
import { UserOptionsButton } from './UserOptionsButton';

const mei = aUser({ id: 4, first_name: 'Mei', last_name: 'Tanaka', username: 'mei' });
const profile = { ...mei, is_you: false, bio: null, pronouns: null, link: null, is_private: false };
const created_at = '2026-11-30T08:00:00Z';
const BLOCKS = 'GET /api/blocks?limit=20';
const MUTES = 'GET /api/mutes?limit=20';

const options = async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Options for @mei' }));
  return within(screen.getByRole('dialog', { name: 'Options for @mei' }));
};

it('blocks a user once that is confirmed, and returns to the feed', async () => {
  const calls = stubApi({ 'POST /api/blocks': [201, { id: 1, user: mei, created_at }] });
  renderSignedIn(<UserOptionsButton user={profile} />);
  const dialog = await options();
  await userEvent.click(dialog.getByRole('button', { name: 'Block' }));
  expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  expect(dialog.getByRole('button', { name: 'Block' })).toHaveFocus();
  expect(changes(calls)).toEqual([]);

  await userEvent.click(dialog.getByRole('button', { name: 'Block' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Block' }));

  await screen.findByText('Mei Tanaka is blocked. You can unblock them in Settings, Privacy.');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(location.pathname).toBe('/');
  expect(calls.find(({ request }) => request === 'POST /api/blocks')?.body).toEqual({ user_id: 4 });
});

it('stays open if the user cannot be blocked', async () => {
  stubApi({ 'POST /api/blocks': [503, { message: 'Busy.' }] });
  renderSignedIn(<UserOptionsButton user={profile} />);
  const dialog = await options();
  await userEvent.click(dialog.getByRole('button', { name: 'Block' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Block' }));

  await dialog.findByText(/Couldn’t block Mei Tanaka\./);
  expect(dialog.getByRole('button', { name: 'Block' })).toBeVisible();
});

it.each([
  ['Mute posts', { posts: true, stories: false }],
  ['Mute stories', { posts: false, stories: true }],
  ['Mute posts and stories', { posts: true, stories: true }],
])('offers to “%s”', async (name, muted) => {
  const calls = stubApi({ 'POST /api/mutes': [201, { id: 1, user: mei, created_at, ...muted }] });
  renderSignedIn(<UserOptionsButton user={profile} />);
  await userEvent.click((await options()).getByRole('button', { name }));

  await screen.findByText('Mei Tanaka is muted. They won’t know.');
  expect(calls.find(({ request }) => request === 'POST /api/mutes')?.body).toEqual({ user_id: 4, ...muted });
});

it('unmutes a muted user', async () => {
  const calls = stubApi({ 'DELETE /api/mutes/7': [200, { message: 'Deleted.' }] });
  renderSignedIn(<UserOptionsButton user={{ ...profile, mute_id: 7 }} />);
  const dialog = await options();
  expect(dialog.queryByRole('button', { name: 'Mute posts' })).not.toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Unmute' }));

  await screen.findByText('Mei Tanaka is no longer muted');
  expect(changes(calls)).toEqual(['DELETE /api/mutes/7']);
});

it('lists the blocked users, and unblocks them', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [BLOCKS]: [200, [{ id: 3, user: mei, created_at }]] };
  const calls = stubApi(answers);
  renderSignedIn(<BlockedUsers />);
  const unblock = await screen.findByRole('button', { name: 'Unblock Mei Tanaka' });

  answers['DELETE /api/blocks/3'] = [200, { message: 'Deleted.' }];
  answers[BLOCKS] = [200, []];
  await userEvent.click(unblock);

  await screen.findByText('You haven’t blocked anyone.');
  expect(changes(calls)).toEqual(['DELETE /api/blocks/3']);
});

it('lists the muted users with what is muted, and unmutes them', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    [MUTES]: [200, [{ id: 3, user: mei, posts: false, stories: true, created_at }]],
  };
  const calls = stubApi(answers);
  renderSignedIn(<MutedUsers />);
  const unmute = await screen.findByRole('button', { name: 'Unmute Mei Tanaka' });
  expect(screen.getByText('Stories')).toBeVisible();

  answers['DELETE /api/mutes/3'] = [200, { message: 'Deleted.' }];
  answers[MUTES] = [200, []];
  await userEvent.click(unmute);

  await screen.findByText('You haven’t muted anyone.');
  expect(changes(calls)).toEqual(['DELETE /api/mutes/3']);
});

it('reports a blocked user, whose profile cannot be opened', async () => {
  const calls = stubApi({ [BLOCKS]: [200, [{ id: 3, user: mei, created_at }]], 'POST /api/reports': [201, { message: 'x' }] });
  renderSignedIn(<BlockedUsers />);
  await userEvent.click(await screen.findByRole('button', { name: 'Report mei' }));
  await userEvent.click(await screen.findByRole('radio', { name: 'Spam' }));
  await userEvent.click(screen.getByRole('button', { name: 'Send report' }));

  await screen.findByText('Report sent. Thank you.');
  expect(calls.find(({ request }) => request === 'POST /api/reports')?.body).toEqual({ user_id: 4, reason: 'Spam' });
});
