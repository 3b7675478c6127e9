import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { changes, later, stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { ConfirmedActions } from './ConfirmedActions';
import { Invitations } from './Invitations';

const CREATE = 'POST /api/admin/invites';
const PROVE = 'POST /api/admin/proof';
const LINK = 'https://photos.example.org/signup?invite=abc';
const NEEDS_PROOF = { code: 'password_proof_needed', message: 'Enter your password to continue.' };
const NEW = { id: 3, link: LINK, expires_at: '2026-12-07T08:00:00Z' };

function show(answers: Parameters<typeof stubApi>[0]) {
  const calls = stubApi({ 'GET /api/admin/invites': [200, []], ...answers });
  renderSignedIn(
    <ConfirmedActions>
      <Invitations />
    </ConfirmedActions>,
  );
  return calls;
}

const create = async () => userEvent.click(await screen.findByRole('button', { name: 'New invitation' }));

it('shows the link of a new invitation, and its QR code', async () => {
  show({ [CREATE]: [201, NEW] });

  await create();

  expect(await screen.findByLabelText('Link of the new invitation')).toHaveValue(LINK);
  const code = screen.getByRole('img', { name: 'QR code of the link' });
  const dark = encode(LINK, { border: 4 }).data.flat().filter(Boolean).length;
  expect(code.querySelector('path')?.getAttribute('d')?.match(/M/g)).toHaveLength(dark);
});

it('asks for the password if the server needs it, and then makes the invitation', async () => {
  const calls = show({
    [CREATE]: [403, NEEDS_PROOF],
    [PROVE]: [400, { code: 'wrong_password', message: 'password is not your password.', field: 'password' }],
  });
  await create();
  const dialog = within(await screen.findByRole('dialog', { name: 'Confirm that it’s you' }));
  const password = dialog.getByLabelText('Your password');
  await userEvent.type(password, 'wrong{Enter}');
  expect(await dialog.findByText('Wrong password.')).toBeVisible();

  stubApi({ 'GET /api/admin/invites': [200, []], [CREATE]: [201, NEW], [PROVE]: [201, { expires_in: 600 }] });
  await userEvent.type(password, '{Backspace}{Enter}');

  expect(await screen.findByLabelText('Link of the new invitation')).toHaveValue(LINK);
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(changes(calls)).toEqual([CREATE, PROVE]);
});

it('does nothing if the user does not confirm', async () => {
  const calls = show({ [CREATE]: [403, NEEDS_PROOF] });
  await create();
  await userEvent.click(await screen.findByRole('button', { name: 'Close' }));

  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(changes(calls)).toEqual([CREATE]);
});

it('makes one invitation on a double click', async () => {
  const { answer, arrive } = later();
  const calls = show({ [CREATE]: answer });
  await userEvent.dblClick(await screen.findByRole('button', { name: 'New invitation' }));
  expect(screen.getByRole('button', { name: 'New invitation' })).toHaveAttribute('aria-disabled', 'true');

  arrive(201, NEW);

  expect(await screen.findByLabelText('Link of the new invitation')).toHaveValue(LINK);
  await waitFor(() => expect(screen.getByRole('button', { name: 'New invitation' })).toHaveAttribute('aria-disabled', 'false'));
  expect(changes(calls)).toEqual([CREATE]);
});

it('hides the link of a new invitation that is withdrawn, but not when another one is', async () => {
  const invite = { id: NEW.id, created_at: null, created_by: null, expires_at: NEW.expires_at };
  const older = { ...invite, id: 2, expires_at: '2026-12-06T08:00:00Z' };
  const gone: [number, unknown] = [200, { message: 'Deleted.' }];
  const answers: Parameters<typeof stubApi>[0] = {
    'GET /api/admin/invites': [200, [invite, older]],
    [CREATE]: [201, NEW],
    'DELETE /api/admin/invites/2': gone,
    'DELETE /api/admin/invites/3': gone,
  };
  show(answers);
  await create();
  await screen.findByLabelText('Link of the new invitation');
  expect(screen.queryByText(/made/)).not.toBeInTheDocument();
  const withdraw = async (day: string) => {
    const button = screen.getByRole('button', { name: new RegExp(`^Withdraw .*${day} December`) });
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'false'));
    await userEvent.click(button);
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'false'));
  };

  await withdraw('6');
  expect(screen.getByLabelText('Link of the new invitation')).toBeVisible();
  await withdraw('7');

  expect(screen.queryByLabelText('Link of the new invitation')).not.toBeInTheDocument();
  expect(screen.queryByRole('img')).not.toBeInTheDocument();
});
