/** What moderators and admins read and do. */
import { useQuery } from '@tanstack/react-query';
import { get, post, patch, remove } from '../../../lib/api/client';
import { postOnce } from '../../../lib/api/postOnce';
import { usePagedList } from '../../../lib/api/pagedList';
import type {
  AdminUser,
  AuditEntry,
  Invite,
  NewInvite,
  Report,
  ResetLink,
  Role,
  ServiceState,
  Settings,
  Storage,
  UserLimits,
  UserStorage,
} from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';

const BASE = '/api/admin';

const limitsPath = (id: number) => `${BASE}/users/${id}/limits`;

export const adminKeys = {
  all: ['admin'] as const,
  users: (filter: UserFilter) => ['admin', 'users', filter] as const,
  reports: (state: ReportState) => ['admin', 'reports', state] as const,
  invites: ['admin', 'invites'] as const,
  auditLog: ['admin', 'audit log'] as const,
  limitsOf: (id: number) => ['admin', 'limits', id] as const,
  settings: ['admin', 'settings'] as const,
  storage: ['admin', 'storage'] as const,
  storageOfUsers: ['admin', 'storage', 'users'] as const,
  service: ['admin', 'service'] as const,
};

export const ROLES = Object.keys(adminText.people.roles) as Role[];

export const SIGNUPS = Object.keys(adminText.settings.signups) as Settings['default_signup'][];

export interface UserFilter {
  q: string;
  state: '' | 'active' | 'disabled';
  role: '' | Role;
}

export type ReportState = 'open' | 'closed';
export type Decision = 'dismissed' | 'content_hidden' | 'content_deleted' | 'user_disabled';

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

export function useUserLimits(id: number) {
  return useQuery({ queryKey: adminKeys.limitsOf(id), queryFn: () => get<UserLimits>(limitsPath(id)), staleTime: 0 });
}

export function useSettings() {
  return useQuery({ queryKey: adminKeys.settings, queryFn: () => get<Settings>(`${BASE}/settings`) });
}

export function changeSettings(changes: object): Promise<unknown> {
  return patch(`${BASE}/settings`, changes);
}

/** How often a running cleanup is looked at, in milliseconds. */
const CLEANUP_INTERVAL = 1_000;

export function useStorage() {
  return useQuery({
    queryKey: adminKeys.storage,
    queryFn: () => get<Storage>(`${BASE}/storage`),
    refetchInterval: ({ state }) => state.data?.cleanup?.state === 'running' && CLEANUP_INTERVAL,
  });
}

export function useStorageOfUsers() {
  return usePagedList<UserStorage>(adminKeys.storageOfUsers, `${BASE}/storage/users`);
}

/** Counts or deletes files that nothing uses, in the background. */
export function startCleanup(isDryRun: boolean): Promise<unknown> {
  return post(`${BASE}/storage/cleanup`, { dry_run: isDryRun });
}

export function useService() {
  return useQuery({ queryKey: adminKeys.service, queryFn: () => get<ServiceState>(`${BASE}/service`), staleTime: 0 });
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
  setLimits: (id: number, limits: object) => patch(limitsPath(id), limits),
};

export function closeReport(id: number, decision: Decision): Promise<unknown> {
  return post(`${BASE}/reports/${id}/close`, { decision });
}

export function warnAuthor(id: number, warning: string): Promise<unknown> {
  return post(`${BASE}/reports/${id}/close`, { decision: 'user_warned', warning });
}

/** Shows hidden content again, or enables the account that was disabled. */
export function restoreReported(id: number): Promise<unknown> {
  return post(`${BASE}/reports/${id}/restore`, {});
}

export function createInvite(): Promise<NewInvite> {
  return postOnce<NewInvite>(`${BASE}/invites`, {});
}

export function withdrawInvite(id: number): Promise<unknown> {
  return remove(`${BASE}/invites/${id}`);
}
