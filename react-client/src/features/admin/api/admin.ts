/** What moderators and admins read and do. */
import { post, patch, remove } from '../../../lib/api/client';
import { usePagedList } from '../../../lib/api/pagedList';
import type { AdminUser, AuditEntry, Invite, NewInvite, Report, ResetLink, Role } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';

const BASE = '/api/admin';

export const adminKeys = {
  all: ['admin'] as const,
  users: (filter: UserFilter) => ['admin', 'users', filter] as const,
  reports: (state: ReportState) => ['admin', 'reports', state] as const,
  invites: ['admin', 'invites'] as const,
  auditLog: ['admin', 'audit log'] as const,
};

export const ROLES = Object.keys(adminText.people.roles) as Role[];

export interface UserFilter {
  q: string;
  state: '' | 'active' | 'disabled';
  role: '' | Role;
}

export type ReportState = 'open' | 'closed';
export type Decision = 'dismissed' | 'content_deleted' | 'user_disabled';

/** The parameters that are not empty. */
function query(parameters: Record<string, string>): string {
  return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')).toString();
}

export function useUsers(filter: UserFilter) {
  return usePagedList<AdminUser>(adminKeys.users(filter), `${BASE}/users?${query({ ...filter, q: filter.q.trim() })}`);
}

export function useReports(state: ReportState) {
  return usePagedList<Report>(adminKeys.reports(state), `${BASE}/reports?${query({ state })}`);
}

export function useInvites() {
  return usePagedList<Invite>(adminKeys.invites, `${BASE}/invites`);
}

export function useAuditLog() {
  return usePagedList<AuditEntry>(adminKeys.auditLog, `${BASE}/audit-log`);
}

export function provePassword({ password }: { password: string }): Promise<unknown> {
  return post(`${BASE}/proof`, { password });
}

export const userActions = {
  disable: (id: number) => post(`${BASE}/users/${id}/disable`, {}),
  enable: (id: number) => post(`${BASE}/users/${id}/enable`, {}),
  signOut: (id: number) => post(`${BASE}/users/${id}/sign-out-everywhere`, {}),
  resetLink: (id: number) => post<ResetLink>(`${BASE}/users/${id}/password-reset-link`, {}),
  setRole: (id: number, role: Role) => patch(`${BASE}/users/${id}`, { role }),
  delete: (id: number) => remove(`${BASE}/users/${id}`),
};

export function closeReport(id: number, decision: Decision): Promise<unknown> {
  return post(`${BASE}/reports/${id}/close`, { decision });
}

export function createInvite(): Promise<NewInvite> {
  return post<NewInvite>(`${BASE}/invites`, {});
}

export function withdrawInvite(id: number): Promise<unknown> {
  return remove(`${BASE}/invites/${id}`);
}
