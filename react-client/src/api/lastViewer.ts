/** Who was signed in in this browser tab last: what the profile page asks for first has their name in its address. */
const STORAGE_KEY = 'photo-app.viewer';

export function rememberViewer(username: string): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, username);
  } catch {
    // Without storage, a request comes a round trip later.
  }
}

export function lastViewer(): string | undefined {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
