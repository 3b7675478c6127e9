import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ViewTitle } from '../../../components/ViewTitle';
import type { Report, Role } from '../../../lib/api/types';
import { stubApi } from '../../../testing/api';
import { viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { ConfirmedActions } from './ConfirmedActions';
import { Reports } from './Reports';

const OPEN = 'GET /api/admin/reports?state=open';

function aReport(fields: Partial<Report> = {}): Report {
  return {
    id: 5,
    created_at: '2026-11-30T08:00:00Z',
    reporter: 'ada',
    subject_kind: 'post',
    subject_id: 12,
    author_id: 2,
    author: 'grace',
    reason: 'Spam',
    text: 'Buy cheap hills',
    image_urls: [],
    decision: null,
    closed_at: null,
    closed_by: null,
    warning: null,
    acknowledged_at: null,
    restored_at: null,
    ...fields,
  };
}

function show(report: Report, more: Parameters<typeof stubApi>[0] = {}, role: Role = 'admin') {
  const answers: Parameters<typeof stubApi>[0] = { [OPEN]: [200, [report]], ...more };
  const calls = stubApi(answers);
  renderSignedIn([
    <ViewTitle key="1">Reports</ViewTitle>,
    <ConfirmedActions key="2">
      <Reports viewer={{ ...viewer, role }} />
    </ConfirmedActions>,
  ]);
  return { answers, calls };
}

it('loads images of this service only, and links to those of other servers', async () => {
  show(aReport({ image_urls: ['/images/1/large.jpg', 'https://example.org/a.jpg', 'javascript:alert(1)', '//example.net/b.jpg'] }));

  expect(await screen.findByRole('img', { name: 'Reported image 1' })).toHaveAttribute('src', '/images/1/large.jpg');
  expect(screen.getAllByRole('img')).toHaveLength(1);
  const link = screen.getByRole('link', { name: 'Show image on example.org' });
  expect(link).toHaveAttribute('href', 'https://example.org/a.jpg');
  expect(link).toHaveAttribute('rel', 'noreferrer');
  expect(screen.getAllByRole('link')).toHaveLength(1);
  expect(screen.getByText('javascript:alert(1)')).toBeVisible();
});

it('gives the focus back after a question, and to the title when the report is closed', async () => {
  const { answers } = show(aReport(), { 'POST /api/admin/reports/5/close': [200, { message: 'Closed.' }] });
  for (const name of ['Delete it', 'Disable the account']) {
    await userEvent.click(await screen.findByRole('button', { name }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name })).toHaveFocus();
  }

  answers[OPEN] = [200, []];
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));

  await screen.findByText('No reports here');
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Reports' })).toHaveFocus());
});

it('sends a warning that is not blank', async () => {
  const { calls } = show(aReport(), { 'POST /api/admin/reports/5/close': [200, { message: 'Closed.' }] });
  const open = await screen.findByRole('button', { name: 'Warn the author' });
  await userEvent.click(open);
  expect(open).toHaveAttribute('aria-expanded', 'true');
  const send = screen.getByRole('button', { name: 'Send the warning' });
  await userEvent.type(screen.getByLabelText('Warning to @grace'), ' ');
  await userEvent.click(send);
  expect(calls.filter(({ request }) => request.startsWith('POST'))).toEqual([]);

  await userEvent.type(screen.getByLabelText('Warning to @grace'), 'Be kind.');
  await userEvent.click(send);

  await screen.findByText('Report closed');
  const [closing] = calls.filter(({ request }) => request.startsWith('POST'));
  expect(closing).toMatchObject({ request: 'POST /api/admin/reports/5/close', body: { decision: 'user_warned', warning: ' Be kind.' } });
});

it('hides content, but not users', async () => {
  const { calls } = show(aReport(), { 'POST /api/admin/reports/5/close': [200, { message: 'Closed.' }] });
  await userEvent.click(await screen.findByRole('button', { name: 'Hide it' }));
  await screen.findByText('Report closed');
  expect(calls.find(({ request }) => request.startsWith('POST'))?.body).toEqual({ decision: 'content_hidden' });
});

it('offers neither to hide nor to delete a user', async () => {
  show(aReport({ subject_kind: 'user' }));
  await screen.findByRole('button', { name: 'Warn the author' });
  expect(screen.queryByRole('button', { name: 'Hide it' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Delete it' })).not.toBeInTheDocument();
});

it('shows a warning and when it was read', async () => {
  show(aReport({ decision: 'user_warned', warning: 'Be kind.', acknowledged_at: '2026-11-30T10:00:00Z' }));

  expect(await screen.findByText('Author warned')).toBeVisible();
  expect(screen.getByText('Be kind.')).toBeVisible();
  expect(screen.getByText(/^Read by the author on Monday, 30 November 2026/)).toBeVisible();
});

it.each([
  ['content_hidden', 'moderator', 'Show it again'],
  ['user_disabled', 'admin', 'Enable the account again'],
] as const)('reverses %s for a %s', async (decision, role, name) => {
  const { calls } = show(aReport({ decision }), { 'POST /api/admin/reports/5/restore': [200, { message: 'Reversed.' }] }, role);

  await userEvent.click(await screen.findByRole('button', { name }));

  await screen.findByText('Decision reversed');
  expect(calls.map(({ request }) => request)).toContain('POST /api/admin/reports/5/restore');
});

it.each([
  [aReport({ decision: 'user_disabled' }), 'moderator'],
  [aReport({ decision: 'content_hidden', restored_at: '2026-11-30T10:00:00Z' }), 'admin'],
  [aReport({ decision: 'dismissed' }), 'admin'],
] as const)('offers nothing to reverse where there is nothing or the viewer may not', async (report, role) => {
  show(report, {}, role);

  await screen.findByText('Buy cheap hills');
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('names nobody if the moderator who decided is deleted', async () => {
  show(aReport({ decision: 'dismissed' }));

  expect(await screen.findByText('Dismissed')).toBeVisible();
});
