import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ViewTitle } from '../../../components/ViewTitle';
import { currentUserKey } from '../../../lib/api/queryKeys';
import type { AdminUser, Role } from '../../../lib/api/types';
import { changes, stubApi } from '../../../testing/api';
import { aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { ConfirmedActions } from './ConfirmedActions';
import { People } from './People';

const LIST = 'GET /api/admin/users?';
const DONE = [200, { message: 'Done.' }] satisfies [number, unknown];
const grace: AdminUser = { ...aUser({ id: 2, username: 'grace' }), role: 'member', is_disabled: false, created_at: null };
const button = (name: string) => screen.getByRole('button', { name });

/** Shows the list with one account, whose actions are open. */
async function show(role: Role, more: Parameters<typeof stubApi>[0]) {
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [200, [grace]], ...more };
  const calls = stubApi(answers);
  const client = renderSignedIn([
    <ViewTitle key="1">Accounts</ViewTitle>,
    <ConfirmedActions key="2">
      <People viewer={{ ...viewer, role }} />
    </ConfirmedActions>,
  ]);
  await userEvent.click(await screen.findByText('Actions'));
  return { answers, calls, client };
}

it('changes a role only when it is saved', async () => {
  const { answers, calls } = await show('admin', { 'PATCH /api/admin/users/2': DONE });
  const role = screen.getByLabelText('Role of grace');
  const save = button('Save the role of grace');
  expect(save).toHaveAttribute('aria-disabled', 'true');
  await userEvent.selectOptions(role, 'Moderator');
  expect(changes(calls)).toEqual([]);

  answers[LIST] = [200, [{ ...grace, role: 'moderator' }]];
  await userEvent.click(save);

  expect((await screen.findAllByText('The role of grace is changed'))[0]).toBeVisible();
  expect(calls.find(({ request }) => request.startsWith('PATCH'))?.body).toEqual({ role: 'moderator' });
  await waitFor(() => expect(save).toHaveAttribute('aria-disabled', 'true'));
  expect(role).toHaveValue('moderator');
});

it('gives the focus back after a question, and keeps it on the button that disables and enables', async () => {
  const { answers } = await show('admin', { 'POST /api/admin/users/2/disable': DONE });
  for (const name of ['Disable', 'Delete account']) {
    await userEvent.click(button(name));
    await userEvent.click(button('Cancel'));
    expect(button(name)).toHaveFocus();
  }

  answers[LIST] = [200, [{ ...grace, is_disabled: true }]];
  await userEvent.click(button('Disable'));
  await userEvent.click(button('Disable'));

  expect(await screen.findByRole('button', { name: 'Enable' })).toHaveFocus();
});

it('moves the focus to the title when a button disappears', async () => {
  const { answers } = await show('moderator', { 'POST /api/admin/users/2/disable': DONE });
  answers[LIST] = [200, [{ ...grace, is_disabled: true }]];
  await userEvent.click(button('Disable'));
  await userEvent.click(button('Disable'));

  await waitFor(() => expect(screen.queryByRole('button', { name: 'Disable' })).not.toBeInTheDocument());
  expect(screen.getByRole('heading', { name: 'Accounts' })).toHaveFocus();
});

it.each([
  ['Sign out everywhere', 'sign-out-everywhere'],
  ['Disable', 'disable'],
])('hides the link for a new password after “%s”, which ends it', async (name, path) => {
  const { answers } = await show('admin', {
    'POST /api/admin/users/2/password-reset-link': [201, { link: 'https://photos.example.org/reset', expires_in: 3600 }],
    [`POST /api/admin/users/2/${path}`]: DONE,
  });
  await userEvent.click(button('Link for a new password'));
  expect(await screen.findByLabelText('Link for grace')).toHaveValue('https://photos.example.org/reset');
  await waitFor(() => expect(button(name)).toHaveAttribute('aria-disabled', 'false'));

  answers[LIST] = [200, [grace]];
  await userEvent.click(button(name));
  if (name === 'Disable') await userEvent.click(button(name));

  await waitFor(() => expect(screen.queryByLabelText('Link for grace')).not.toBeInTheDocument());
});

it('loads the viewer again when the server refuses an action, because the role may have changed', async () => {
  const { client } = await show('admin', { 'POST /api/admin/users/2/sign-out-everywhere': [403, { code: 'forbidden', message: 'No.' }] });
  await userEvent.click(button('Sign out everywhere'));

  expect((await screen.findAllByText(/^This was not done\./))[0]).toBeVisible();
  expect(client.getQueryState(currentUserKey)?.isInvalidated).toBe(true);
});

it('shows the limits of an account when they are opened, with what is used, and changes them', async () => {
  const limits = (value: number | null) => ({
    limits: [{ name: 'posts_per_hour', value, default: 400, used: 12 }],
    are_writes_limited: true,
  });
  const { answers, calls } = await show('admin', {
    'GET /api/admin/users/2/limits': [200, limits(null)],
    'PATCH /api/admin/users/2/limits': [200, limits(0)],
  });
  expect(calls.some(({ request }) => request.endsWith('/limits'))).toBe(false);
  await userEvent.click(screen.getByText('Limits and storage'));
  const field = await screen.findByLabelText('Posts and stories per hour');
  expect(field).toHaveAccessibleDescription('12 used. Usually 400');
  await userEvent.type(field, '0');

  answers['GET /api/admin/users/2/limits'] = [200, limits(0)];
  await userEvent.click(button('Save the limits of grace'));

  expect((await screen.findAllByText('The limits of grace are changed'))[0]).toBeVisible();
  expect(calls.find(({ request }) => request.startsWith('PATCH'))?.body).toEqual({ posts_per_hour: 0 });
  await waitFor(() => expect(button('Save the limits of grace')).toHaveAttribute('aria-disabled', 'true'));
  expect(field).toHaveValue('0');
});
