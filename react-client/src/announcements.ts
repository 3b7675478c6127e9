/** What the status region says. Errors stay longer and are always visible; small successes may be spoken only. */
import { useSyncExternalStore } from 'react';
import { ApiError } from './api/client';

export interface Announcement {
  id: number;
  text: string;
  kind: 'success' | 'failure';
  visible: boolean;
}

const STAYS_MS = { success: 5_000, failure: 10_000 };

let announcements: readonly Announcement[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function announce(text: string, { visible = true }: { visible?: boolean } = {}): void {
  add({ id: ++lastId, text, kind: 'success', visible });
}

/** `what` failed, and the error says why. Nothing is said about a sign-in that ended: the login page is about to. */
export function announceFailure(what: string, error: Error): void {
  if (error instanceof ApiError && error.signedOut) return;
  add({ id: ++lastId, text: `${what} ${error.message}`, kind: 'failure', visible: true });
}

export function dismiss(id: number): void {
  replace(announcements.filter((announcement) => announcement.id !== id));
}

export function dismissAll(): void {
  replace([]);
}

export function useAnnouncements(): readonly Announcement[] {
  return useSyncExternalStore(subscribe, () => announcements);
}

function add(announcement: Announcement): void {
  replace([...announcements, announcement]);
  setTimeout(() => dismiss(announcement.id), STAYS_MS[announcement.kind]);
}

function replace(next: readonly Announcement[]): void {
  announcements = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
