import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Notice } from '../../../lib/api/types';
import { changes, stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { WatchNotices } from './WatchNotices';

const WARNING: Notice = {
  id: 3,
  decision: 'user_warned',
  subject_kind: 'comment',
  subject_id: 7,
  warning: 'Please be kind.',
  text: 'What a boring photo',
  created_at: '2026-11-30T08:00:00Z',
};
const HIDDEN: Notice = { ...WARNING, id: 4, decision: 'content_hidden', subject_kind: 'post', warning: null, text: '' };

it('shows notices one after another, and acknowledges each', async () => {
  const calls = stubApi({
    'GET /api/notices': [200, [WARNING, HIDDEN]],
    'POST /api/notices/3/acknowledge': [200, { message: 'Read.' }],
    'POST /api/notices/4/acknowledge': [503, { message: 'The database is away.' }],
  });
  renderSignedIn(<WatchNotices />);

  await screen.findByText('A moderator of this service writes to you about your comment:');
  expect(screen.getByText('Please be kind.')).toBeVisible();
  expect(screen.getByText('What a boring photo')).toBeVisible();
  const read = screen.getByRole('button', { name: 'I have read this' });
  expect(read).toHaveFocus();
  await userEvent.click(read);

  await screen.findByText('The moderators have hidden your post. Only you still see it.');
  expect(screen.queryByText('It said:')).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'I have read this' }));
  await screen.findByText(/The database is away/);
  expect(changes(calls)).toEqual(['POST /api/notices/3/acknowledge', 'POST /api/notices/4/acknowledge']);
});

it('closes a notice without acknowledging it', async () => {
  const calls = stubApi({ 'GET /api/notices': [200, [WARNING]] });
  renderSignedIn(<WatchNotices />);

  await userEvent.click(await screen.findByRole('button', { name: 'Close' }));

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(changes(calls)).toEqual([]);
});

it('shows nothing to users without notices', async () => {
  const calls = stubApi({ 'GET /api/notices': [200, []] });
  renderSignedIn(<WatchNotices />);

  await waitFor(() => expect(calls).toHaveLength(1));
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
});
