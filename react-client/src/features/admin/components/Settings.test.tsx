import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Settings as SettingsValues } from '../../../lib/api/types';
import { changes, stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { ConfirmedActions } from './ConfirmedActions';
import { Settings } from './Settings';

const GET = 'GET /api/admin/settings';
const PATCH = 'PATCH /api/admin/settings';
const values: SettingsValues = {
  signup: null,
  default_signup: 'invite',
  message: 'Hello',
  rules: null,
  limits: [
    { name: 'comments_per_hour', value: null, default: 1000 },
    { name: 'quota_bytes', value: 3 * 2 ** 20, default: 5 * 2 ** 30 },
  ],
  are_writes_limited: true,
};

async function show(more: Parameters<typeof stubApi>[0] = {}, shown: SettingsValues = values) {
  const answers: Parameters<typeof stubApi>[0] = { [GET]: [200, shown], [PATCH]: [200, shown], ...more };
  const calls = stubApi(answers);
  renderSignedIn(
    <ConfirmedActions>
      <Settings />
    </ConfirmedActions>,
  );
  await screen.findByLabelText('Message of the day');
  return { answers, calls };
}

const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));

async function enter(label: string, text: string) {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  if (text !== '') await userEvent.type(field, text);
}

it('shows what is set, and what applies without it', async () => {
  await show();

  expect(screen.getByLabelText('Who may sign up')).toHaveDisplayValue('As configured (People with an invitation)');
  expect(screen.getByLabelText('Message of the day')).toHaveValue('Hello');
  expect(screen.getByLabelText('Comments per hour')).toHaveValue('');
  expect(screen.getByLabelText('Comments per hour')).toHaveAccessibleDescription('Usually 1,000');
  expect(screen.getByLabelText('Storage in MiB')).toHaveValue('3');
  expect(screen.getByLabelText('Storage in MiB')).toHaveAccessibleDescription('Usually 5 GiB');
  expect(screen.queryByText(/switched off/)).not.toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
});

it('sends what was changed alone, and null for what was emptied', async () => {
  const { answers, calls } = await show();
  await userEvent.selectOptions(screen.getByLabelText('Who may sign up'), 'Nobody');
  await enter('Message of the day', '');
  await enter('Comments per hour', '5');
  await enter('Storage in MiB', '1.5');
  answers[GET] = [200, { ...values, signup: 'closed', message: null }];
  await save();

  expect((await screen.findAllByText('Settings saved'))[0]).toBeVisible();
  const sent = calls.find(({ request }) => request === PATCH)?.body;
  expect(sent).toEqual({ signup: 'closed', message: null, limits: { comments_per_hour: 5, quota_bytes: 1_572_864 } });
  await waitFor(() => expect(screen.getByLabelText('Message of the day')).toHaveValue(''));
  expect(screen.getByLabelText('Who may sign up')).toHaveDisplayValue('Nobody');
  expect(screen.getByLabelText('Comments per hour')).toHaveValue('');
});

it('restores the usual limit, and keeps what was entered when the server refuses it', async () => {
  const { calls } = await show({ [PATCH]: [400, { code: 'invalid_field', message: 'limits.comments_per_hour must be an integer.' }] });
  await enter('Comments per hour', 'many');
  await enter('Storage in MiB', '');
  await save();

  expect((await screen.findAllByText(/This was not done\. limits\.comments_per_hour/))[0]).toBeVisible();
  expect(screen.getByLabelText('Comments per hour')).toHaveValue('many');
  expect(changes(calls)).toEqual([PATCH]);
  const sent = calls.find(({ request }) => request === PATCH)?.body;
  expect(sent).toEqual({ limits: { comments_per_hour: 'many', quota_bytes: null } });
});

it('says that hourly limits are switched off', async () => {
  await show({}, { ...values, are_writes_limited: false });

  expect(screen.getByText('Hourly limits are switched off in the configuration.')).toBeVisible();
});
