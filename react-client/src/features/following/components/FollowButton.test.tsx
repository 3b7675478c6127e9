import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { changes, stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { Suggestions } from './Suggestions';

const mei = aUser({ id: 4, first_name: 'Mei', last_name: 'Tanaka' });
const suggestions = { 'GET /api/suggestions': [200, [mei]] as [number, unknown] };

async function renderSwitch() {
  renderSignedIn(<Suggestions />);
  return screen.findByRole('switch', { name: 'Following Mei Tanaka' });
}

it('follows and unfollows, keeping its label and the user in the list', async () => {
  const calls = stubApi({
    ...suggestions,
    'POST /api/following': [201, { id: 70, following: mei }],
    'DELETE /api/following/70': [200, { message: 'Deleted.' }],
  });
  const button = await renderSwitch();

  await userEvent.click(button);
  await screen.findByText('You now follow Mei Tanaka');
  expect(button).toBeChecked();
  expect(button).toHaveTextContent('Following');

  await userEvent.click(button);
  await screen.findByText('You no longer follow Mei Tanaka');
  expect(button).not.toBeChecked();
  expect(button).toHaveAccessibleName('Following Mei Tanaka');
  expect(changes(calls)).toEqual(['POST /api/following', 'DELETE /api/following/70']);
});

it('switches back with a message when the server refuses', async () => {
  stubApi({ ...suggestions, 'POST /api/following': [503, { message: 'The server is full.' }] });
  const button = await renderSwitch();

  await userEvent.click(button);

  await screen.findByText('Couldn’t follow Mei Tanaka. The server is full.');
  expect(button).not.toBeChecked();
});
