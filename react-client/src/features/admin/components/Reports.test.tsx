import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ViewTitle } from '../../../components/ViewTitle';
import type { Report } from '../../../lib/api/types';
import { stubApi } from '../../../testing/api';
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
    ...fields,
  };
}

function show(report: Report, more: Parameters<typeof stubApi>[0] = {}) {
  const answers: Parameters<typeof stubApi>[0] = { [OPEN]: [200, [report]], ...more };
  stubApi(answers);
  renderSignedIn([
    <ViewTitle key="1">Reports</ViewTitle>,
    <ConfirmedActions key="2">
      <Reports />
    </ConfirmedActions>,
  ]);
  return answers;
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
  const answers = show(aReport(), { 'POST /api/admin/reports/5/close': [200, { message: 'Closed.' }] });
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

it('names nobody if the moderator who decided is deleted', async () => {
  show(aReport({ decision: 'dismissed' }));

  expect(await screen.findByText('Dismissed')).toBeVisible();
});
