/** The user who was last signed in in this tab. The first request of the profile view needs the username. */
import { readStored, store } from '../../lib/browserStorage';

const STORAGE_KEY = 'photo-app.viewer';

/** Without storage, one request starts a round trip later. */
export function rememberViewer(username: string): void {
  store('sessionStorage', STORAGE_KEY, username);
}

export function forgetViewer(): void {
  store('sessionStorage', STORAGE_KEY, undefined);
}

export function lastViewer(): string | undefined {
  return readStored('sessionStorage', STORAGE_KEY);
}
