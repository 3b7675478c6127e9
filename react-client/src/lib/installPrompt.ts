/** The offer of the browser to install the application. Chromium makes it by an event, which TypeScript's library lacks. */
export interface InstallPrompt extends Event {
  /** Shows the dialog of the browser, once. */
  prompt: () => Promise<unknown>;
}

/** Whether only the user can install it: Safari on a phone makes no offer, and tells whether a page is on the home screen. */
export const needsHomeScreen = (): boolean => (navigator as { standalone?: boolean }).standalone === false;

let offered: InstallPrompt | undefined;
const listeners = new Set<() => void>();

/** Keeps the offer, which may come before anything can show it. The browser shows nothing by itself then. */
export function keepInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    setOffer(event as InstallPrompt);
  });
  addEventListener('appinstalled', () => setOffer(undefined));
}

export const installPrompt = (): InstallPrompt | undefined => offered;

export function subscribeToInstallPrompt(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A prompt can be used once. */
export function takeInstallPrompt(): InstallPrompt | undefined {
  const taken = offered;
  setOffer(undefined);
  return taken;
}

function setOffer(offer: InstallPrompt | undefined): void {
  offered = offer;
  for (const listener of listeners) listener();
}
