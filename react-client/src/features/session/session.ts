/** Reacts to changes of the session that other tabs, the clock and the browser's page cache make. */
import type { QueryClient } from '@tanstack/react-query';
import { csrfToken } from '../../lib/api/client';
import { currentUserKey } from '../../lib/api/queryKeys';
import { keepForReturn } from '../../lib/navigation/places';

const RENEW_EVERY_MS = 4 * 60_000;
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'scroll'] as const;

/**
 * The server renews a session when a request uses it. Looking at photos sends no requests, so this sends one now and then
 * while the user is active. An idle tab is left to expire.
 */
export function keepSessionAliveWhileActive(client: QueryClient): void {
  let active = false;
  for (const event of ACTIVITY_EVENTS) {
    addEventListener(event, () => (active = true), { passive: true });
  }
  setInterval(() => {
    if (active) void client.invalidateQueries({ queryKey: currentUserKey });
    active = false;
  }, RENEW_EVERY_MS);
}

/** The CSRF token identifies a session: scripts cannot read the access token. */
let session: string | undefined;

/** Must be called when a request of this tab has replaced the session of the same user. */
export function sessionRenewed(): void {
  session = csrfToken();
}

/** Reloads when the user returns to a tab whose session has ended or changed: it shows private data. */
export function reloadOnSessionChange(): void {
  session = csrfToken();
  const check = () => {
    if (document.visibilityState !== 'visible' || csrfToken() === session) return;
    keepForReturn();
    location.reload();
  };
  addEventListener('pageshow', check);
  // A window beside another is always visible.
  addEventListener('focus', check);
  document.addEventListener('visibilitychange', check);
}
