import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { FollowersView } from './FollowersView';
import { FollowingView } from './FollowingView';

const mei = aUser({ id: 4, first_name: 'Mei', last_name: 'Tanaka' });
const omar = aUser({ id: 5, first_name: 'Omar', last_name: 'Haddad' });

it('keeps a user in the list after unfollowing, one click away from following again', async () => {
  stubApi({
    'GET /api/following': [200, [{ id: 70, following: mei }]],
    'GET /api/suggestions': [200, []],
    'DELETE /api/following/70': [200, { message: 'Deleted.' }],
    'POST /api/following': [201, { id: 71, following: mei }],
  });
  renderSignedIn(<FollowingView />);
  const button = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });
  expect(button).toBeChecked();

  await userEvent.click(button);
  await screen.findByText('You no longer follow Mei Tanaka');
  expect(button).not.toBeChecked();

  await userEvent.click(button);
  await screen.findByText('You now follow Mei Tanaka');
  expect(button).toBeChecked();
});

it('shows which followers are followed back', async () => {
  stubApi({
    'GET /api/followers': [
      200,
      [
        { id: 1, follower: mei },
        { id: 2, follower: omar },
      ],
    ],
    'GET /api/following': [200, [{ id: 70, following: omar }]],
  });

  renderSignedIn(<FollowersView />);

  const list = within(await screen.findByRole('list'));
  expect(await list.findByRole('switch', { name: 'Following Omar Haddad' })).toBeChecked();
  expect(list.getByRole('switch', { name: 'Following Mei Tanaka' })).not.toBeChecked();
});

it('shows a new following in the list of followers too', async () => {
  stubApi({
    'GET /api/followers': [200, [{ id: 1, follower: mei }]],
    'GET /api/following': [200, []],
    'POST /api/following': [201, { id: 71, following: mei }],
  });
  renderSignedIn(<FollowersView />);
  const button = await screen.findByRole('switch', { name: 'Following Mei Tanaka' });

  await userEvent.click(button);

  await screen.findByText('You now follow Mei Tanaka');
  expect(button).toBeChecked();
});
