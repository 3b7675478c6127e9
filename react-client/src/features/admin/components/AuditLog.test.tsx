import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../lib/api/types';
import { stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { AuditLog } from './AuditLog';

function anEntry(id: number, action: string, detail = ''): AuditEntry {
  return { id, action, detail, actor_id: 1, actor_name: 'ada', subject_kind: 'user', subject_id: 2, subject_name: 'grace', created_at: null };
}

it('says in words what was done', async () => {
  const entries = [
    { ...anEntry(9, 'setting_changed', 'open'), subject_kind: 'setting', subject_name: 'signup' },
    { ...anEntry(8, 'setting_reset'), subject_kind: 'setting', subject_name: 'posts_per_hour' },
    { ...anEntry(7, 'setting_changed', '1048576'), subject_kind: 'setting', subject_name: 'quota_bytes' },
    anEntry(6, 'limit_changed', 'quota_bytes: 5242880'),
    anEntry(5, 'limit_changed', 'quota_images: 5'),
    anEntry(4, 'sessions_ended'),
    anEntry(3, 'report_closed', 'dismissed: post 5'),
    anEntry(2, 'role_changed', 'moderator'),
    anEntry(1, 'user_disabled', 'a new kind of detail'),
  ];
  stubApi({ 'GET /api/admin/audit-log': [200, entries] });
  renderSignedIn(<AuditLog />);

  const items = await screen.findAllByRole('listitem');
  expect(items.map((item) => item.textContent)).toEqual([
    'ada changed the setting Who may sign up (Everybody)',
    'ada reset the setting Posts and stories per hour',
    'ada changed the setting Storage (1 MiB)',
    'ada changed a limit of grace (Storage: 5 MiB)',
    'ada changed a limit of grace (Photos: 5)',
    'ada ended all sessions of grace',
    'ada closed a report about grace (Dismissed: Post 5)',
    'ada changed the role of grace (Moderator)',
    'ada disabled grace (a new kind of detail)',
  ]);
});
