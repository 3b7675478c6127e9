import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { changes, stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { FollowButton } from './FollowButton';
import { FollowersView } from './FollowersView';
import { FollowingView } from './FollowingView';
import { WatchFollowRequests } from './WatchFollowRequests';

const mei = aUser({ id: 4, first_name: 'Mei', last_name: 'Tanaka', username: 'mei' });
const omar = aUser({ id: 5, first_name: 'Omar', last_name: 'Haddad' });
const request = { id: 31, user: mei, created_at: '2026-11-30T08:00:00Z' };
const INCOMING = 'GET /api/follow-requests?direction=incoming&limit=50';
const OUTGOING = 'GET /api/follow-requests?direction=outgoing&limit=50';
const profile = { ...mei, is_you: false, bio: null, pronouns: null, link: null, is_private: true };
const NOBODY = {
  [INCOMING]: [200, []],
  [OUTGOING]: [200, []],
  'GET /api/followers': [200, []],
  'GET /api/following': [200, []],
} satisfies Parameters<typeof stubApi>[0];

const requests = async () => within(await screen.findByRole('region', { name: 'Follow requests' }));

it('accepts a request, which becomes a follower', async () => {
  const answers: Parameters<typeof stubApi>[0] = { ...NOBODY, [INCOMING]: [200, [request]] };
  const calls = stubApi(answers);
  renderSignedIn(<FollowersView />);
  const accept = (await requests()).getByRole('button', { name: 'Accept Mei Tanaka' });

  answers['POST /api/follow-requests/31/accept'] = [200, { id: 80, follower: mei }];
  answers[INCOMING] = [200, []];
  answers['GET /api/followers'] = [200, [{ id: 80, follower: mei }]];
  await userEvent.click(accept);

  await screen.findByText('Mei Tanaka now follows you');
  expect(await screen.findByRole('button', { name: 'Remove Mei Tanaka' })).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Follow requests' })).not.toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Followers', level: 1 })).toHaveFocus();
  expect(changes(calls)).toEqual(['POST /api/follow-requests/31/accept']);
});

it('declines a request', async () => {
  const answers: Parameters<typeof stubApi>[0] = { ...NOBODY, [INCOMING]: [200, [request]] };
  const calls = stubApi(answers);
  renderSignedIn(<FollowersView />);
  const decline = (await requests()).getByRole('button', { name: 'Decline Mei Tanaka' });

  answers['DELETE /api/follow-requests/31'] = [200, { message: 'Deleted.' }];
  answers[INCOMING] = [200, []];
  await userEvent.click(decline);

  await screen.findByText('You declined Mei Tanaka’s request');
  expect(changes(calls)).toEqual(['DELETE /api/follow-requests/31']);
});

it('says so when a request cannot be answered, and keeps it', async () => {
  stubApi({ ...NOBODY, [INCOMING]: [200, [request]], 'POST /api/follow-requests/31/accept': [503, { message: 'Busy.' }] });
  renderSignedIn(<FollowersView />);

  await userEvent.click((await requests()).getByRole('button', { name: 'Accept Mei Tanaka' }));

  await screen.findByText('Couldn’t answer Mei Tanaka’s request. Busy.');
  expect((await requests()).getByRole('button', { name: 'Accept Mei Tanaka' })).toBeEnabled();
});

it('removes a follower after a question', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    ...NOBODY,
    'GET /api/followers': [200, [{ id: 80, follower: omar }]],
    'DELETE /api/followers/80': [200, { message: 'Deleted.' }],
  };
  const calls = stubApi(answers);
  renderSignedIn(<FollowersView />);
  const remove = () => screen.findByRole('button', { name: 'Remove Omar Haddad' });

  await userEvent.click(await remove());
  const question = within(screen.getByRole('group', { name: 'Remove Omar Haddad from your followers?' }));
  await userEvent.click(question.getByRole('button', { name: 'Keep' }));
  expect(changes(calls)).toEqual([]);
  expect(await remove()).toHaveFocus();

  await userEvent.click(await remove());
  answers['GET /api/followers'] = [200, []];
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }));

  await screen.findByText('Omar Haddad no longer follows you');
  expect(await screen.findByText('No followers yet')).toBeVisible();
  expect(changes(calls)).toEqual(['DELETE /api/followers/80']);
});

it('asks a private user, and withdraws the request', async () => {
  const calls = stubApi({
    ...NOBODY,
    'GET /api/followers': [200, [{ id: 80, follower: mei }]],
    'POST /api/following': [202, { following: mei, status: 'requested' }],
    'GET /api/users/mei': [200, { ...profile, follow_request_id: 31 }],
    'DELETE /api/follow-requests/31': [200, { message: 'Deleted.' }],
  });
  renderSignedIn(<FollowersView />);

  await userEvent.click(await screen.findByRole('switch', { name: 'Following Mei Tanaka' }));

  await screen.findByText('You asked to follow Mei Tanaka');
  const requested = screen.getByRole('switch', { name: 'Requested to follow Mei Tanaka' });
  expect(requested).toBeChecked();
  expect(requested).toHaveTextContent('Requested');

  await userEvent.click(requested);

  expect(await screen.findByRole('switch', { name: 'Following Mei Tanaka' })).not.toBeChecked();
  expect(changes(calls)).toEqual(['POST /api/following', 'DELETE /api/follow-requests/31']);
});

it('knows earlier requests of the viewer, and withdraws them', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    ...NOBODY,
    [OUTGOING]: [200, [request]],
    'GET /api/followers': [200, [{ id: 80, follower: mei }]],
    'GET /api/users/mei': [200, { ...profile, follow_request_id: 31 }],
    'DELETE /api/follow-requests/31': [200, { message: 'Deleted.' }],
  };
  stubApi(answers);
  renderSignedIn(
    <>
      <FollowersView />
      <WatchFollowRequests />
    </>,
  );
  const requested = await screen.findByRole('switch', { name: 'Requested to follow Mei Tanaka' });
  expect(requested).toBeChecked();

  answers[OUTGOING] = [200, []];
  await userEvent.click(requested);

  await screen.findByText('You no longer ask to follow Mei Tanaka');
  expect(screen.getByRole('switch', { name: 'Following Mei Tanaka' })).not.toBeChecked();
});

it('unfollows a user who accepted the request before it was withdrawn', async () => {
  const calls = stubApi({
    ...NOBODY,
    'GET /api/users/mei': [200, { ...profile, following_id: 70 }],
    'DELETE /api/following/70': [200, { message: 'Deleted.' }],
  });
  renderSignedIn(<FollowButton listed={{ user: mei, followingId: 'requested' }} />);

  await userEvent.click(screen.getByRole('switch', { name: 'Requested to follow Mei Tanaka' }));

  await screen.findByText('You no longer ask to follow Mei Tanaka');
  expect(changes(calls)).toEqual(['DELETE /api/following/70']);
});

it('lists the users whom the viewer has asked', async () => {
  stubApi({ ...NOBODY, [OUTGOING]: [200, [request]], 'GET /api/suggestions': [200, []] });
  renderSignedIn(<FollowingView />);

  const asked = within(await screen.findByRole('region', { name: 'Requested' }));
  expect(asked.getByRole('switch', { name: 'Requested to follow Mei Tanaka' })).toBeChecked();
});

it('is a switch that is on while the request is pending', () => {
  stubApi(NOBODY);
  renderSignedIn(<FollowButton listed={{ user: mei, followingId: 'requested' }} />);

  expect(screen.getByRole('switch', { name: 'Requested to follow Mei Tanaka' })).toBeChecked();
});
