let leaving = false;
let prepare: (() => void) | undefined;

/** Has something done first whenever {@link leaveFor} leaves. The entry script, which leaves too, comes without it. */
export function beforeLeaving(preparation: () => void): void {
  prepare = preparation;
}

/** Leaves the application for the login page. Only the first of several calls counts. */
export function leaveFor(url: string): void {
  if (leaving) return;
  leaving = true;
  prepare?.();
  location.assign(url);
}

// A page that comes back from the browser's memory has left nothing.
addEventListener('pageshow', () => {
  leaving = false;
});
