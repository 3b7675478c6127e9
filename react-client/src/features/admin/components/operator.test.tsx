import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { ServiceState, Storage } from '../../../lib/api/types';
import { stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { ConfirmedActions } from './ConfirmedActions';
import { ServiceSection } from './ServiceSection';
import { StorageSection } from './StorageSection';

const STORAGE: Storage = {
  place: '/srv/images',
  bytes_used: 3 * 1024 ** 2,
  images_used: 240,
  bytes_free: 5 * 1024 ** 3,
  is_low: false,
  cleanup: null,
};
const CLEANUP = {
  state: 'done',
  dry_run: true,
  started_at: '2026-12-01T08:00:00Z',
  finished_at: '2026-12-01T08:00:07Z',
  unused_images: 2,
  orphaned_images: 1,
  kept_images: 0,
  orphaned_bytes: 2048,
  unfinished_files: 0,
};
const SERVICE: ServiceState = {
  version: '1.2.3',
  database: 'SQLite',
  database_version: '3.50.2',
  migration: '20261201000003',
  is_current: true,
  started_at: '2026-12-01T08:00:00Z',
  uptime_seconds: 3 * 86_400 + 5,
  last_backup_at: null,
  bytes_free: 5 * 1024 ** 3,
  is_disk_low: false,
  connections_open: 4,
  connections_limit: 8,
  reads_waiting: 1,
  writes_waiting: 2,
  passwords_waiting: 3,
  requests: 12_345,
  client_errors: 31,
  server_errors: 2,
  sign_ins_succeeded: 40,
  sign_ins_refused: 5,
  sign_ins_limited: 9,
};

const valueOf = (name: string) => screen.getByText(name).nextElementSibling;

it('counts unused files, and deletes them after a question', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    'GET /api/admin/storage': [200, STORAGE],
    'GET /api/admin/storage/users': [
      200,
      [{ id: 2, username: 'grace', bytes_used: 1024, bytes_limit: 1024 ** 2, images_used: 1, images_limit: 20_000 }],
    ],
    'POST /api/admin/storage/cleanup': [201, { ...CLEANUP, state: 'running' }],
  };
  const calls = stubApi(answers);
  const bodies = () => calls.filter(({ request }) => request.startsWith('POST')).map(({ body }) => body);
  renderSignedIn(
    <ConfirmedActions>
      <StorageSection />
    </ConfirmedActions>,
  );
  await screen.findByText('@grace');
  expect(screen.getByText('1 KiB of 1 MiB, 1 of 20,000 images')).toBeVisible();
  expect(valueOf('Used by all')).toHaveTextContent('240 images, 3 MiB');
  expect(valueOf('Free disk space')).toHaveTextContent('5 GiB');

  answers['GET /api/admin/storage'] = [200, { ...STORAGE, cleanup: { ...CLEANUP, state: 'running' } }];
  await userEvent.click(screen.getByRole('button', { name: 'Count them' }));
  await screen.findByText('Looking through the files…');
  expect(screen.getByRole('button', { name: 'Delete them' })).toHaveAttribute('aria-disabled', 'true');
  answers['GET /api/admin/storage'] = [200, { ...STORAGE, cleanup: CLEANUP }];
  await screen.findByText(/^Found 2 images that nothing refers to, 1 image that the database doesn’t know \(2 KiB\)/, {}, { timeout: 3_000 });

  answers['GET /api/admin/storage'] = [200, { ...STORAGE, cleanup: { ...CLEANUP, dry_run: false } }];
  await userEvent.click(screen.getByRole('button', { name: 'Delete them' }));
  expect(bodies()).toEqual([{ dry_run: true }]);
  await userEvent.click(screen.getByRole('button', { name: 'Delete them' }));

  await screen.findByText(/^Deleted 2 images/);
  expect(bodies()).toEqual([{ dry_run: true }, { dry_run: false }]);
});

it('shows a full disk, an unknown one and a failed cleanup', async () => {
  const full = { ...STORAGE, bytes_free: null, is_low: true, cleanup: { ...CLEANUP, state: 'failed' } };
  stubApi({ 'GET /api/admin/storage': [200, full], 'GET /api/admin/storage/users': [200, []] });
  renderSignedIn(
    <ConfirmedActions>
      <StorageSection />
    </ConfirmedActions>,
  );

  expect(await screen.findByText('The disk is almost full, so uploads are refused.')).toBeVisible();
  expect(valueOf('Free disk space')).toHaveTextContent('Unknown');
  expect(screen.getByText('This failed. The log of the server says why.')).toBeVisible();
});

it('shows versions, health and numbers', async () => {
  stubApi({ 'GET /api/admin/service': [200, SERVICE] });
  renderSignedIn(<ServiceSection />);

  expect(await screen.findByText('1.2.3')).toBeVisible();
  for (const [name, value] of [
    ['SQLite', '3.50.2'],
    ['Waiting in queues', '6'],
    ['Database connections', '4 of 8'],
    ['Last backup with photo-app backup', 'None known'],
    ['Running for', '3 days'],
    ['Requests', '12,345'],
    ['Failed (5xx)', '2'],
    ['Sign-ins refused after too many attempts', '9'],
  ] as const) {
    expect(valueOf(name)).toHaveTextContent(value);
  }
});

it('says so if the database is away', async () => {
  stubApi({ 'GET /api/admin/service': [503, { message: 'The database is away.' }] });
  renderSignedIn(<ServiceSection />);

  expect(await screen.findByText('The database or the service can’t be reached')).toBeVisible();
});
