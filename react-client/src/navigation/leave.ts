let leaving = false;

/** Leaves the application for a page that the server renders. Only the first of several calls counts. */
export function leaveFor(url: string): void {
  if (leaving) return;
  leaving = true;
  location.assign(url);
}

// A page that comes back from the browser's memory has left nothing.
addEventListener('pageshow', () => {
  leaving = false;
});
