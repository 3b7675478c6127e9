/** The user who was last signed in in this tab. The first request of the profile view needs the username. */
const STORAGE_KEY = 'photo-app.viewer';

export function rememberViewer(username: string): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, username);
  } catch {
    // Without storage, one request starts a round trip later.
  }
}

export function lastViewer(): string | undefined {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
