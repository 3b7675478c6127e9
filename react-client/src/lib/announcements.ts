/** What the status region says. Errors stay longer and are always visible; minor successes may be announced only. */
import { useSyncExternalStore } from 'react';
import { ApiError } from './api/client';
import { errorText } from './errorText';
import { text } from './text';

export interface Announcement {
  id: number;
  text: string;
  kind: 'success' | 'failure';
  visible: boolean;
}

const DURATION_MS = { success: 5_000, failure: 10_000 };

let announcements: readonly Announcement[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function announce(message: string, { visible = true }: { visible?: boolean } = {}): void {
  add({ id: ++lastId, text: message, kind: 'success', visible });
}

/** Says that something failed, and why. Says nothing when the session has ended: the browser leaves for the login page. */
export function announceFailure(failure: string, error: Error): void {
  if (error instanceof ApiError && error.signedOut) return;
  add({ id: ++lastId, text: text.errors.withReason(failure, errorText(error)), kind: 'failure', visible: true });
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
  setTimeout(() => dismiss(announcement.id), DURATION_MS[announcement.kind]);
}

function replace(next: readonly Announcement[]): void {
  announcements = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
