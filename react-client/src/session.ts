/** Keeps the page in step with the sign-in, which other tabs, the clock and the browser's memory change behind its back. */
import type { QueryClient } from '@tanstack/react-query';
import { csrfToken } from './api/client';
import { profileKey } from './api/people';
import { keepForReturn } from './navigation/places';

const RENEW_EVERY_MS = 4 * 60_000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'scroll'] as const;

/**
 * The server renews a sign-in when it is used. Looking at pictures uses nothing, so somebody who is active is reported
 * now and then; a page that nobody touches is left to expire.
 */
export function keepSignedInWhileActive(client: QueryClient): void {
  let active = false;
  for (const sign of SIGNS_OF_LIFE) {
    addEventListener(sign, () => (active = true), { passive: true });
  }
  setInterval(() => {
    if (active) void client.invalidateQueries({ queryKey: profileKey });
    active = false;
  }, RENEW_EVERY_MS);
}

let signIn: string | undefined;

/** To be called when this page itself has got the browser a new sign-in of the same person. */
export function signInRenewed(): void {
  signIn = csrfToken();
}

/** Loads the page anew when somebody returns to it and the sign-in is gone or another one: it shows a person's private things. */
export function followSignIn(): void {
  signIn = csrfToken();
  const check = () => {
    if (document.visibilityState !== 'visible' || csrfToken() === signIn) return;
    keepForReturn();
    location.reload();
  };
  addEventListener('pageshow', check);
  // A window beside another one is always in view.
  addEventListener('focus', check);
  document.addEventListener('visibilitychange', check);
}
