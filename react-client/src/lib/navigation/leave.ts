let leaving = false;
let prepare: (() => void) | undefined;

/** Registers what to do before {@link leaveFor} leaves. The entry script can leave too, and does without. */
export function beforeLeaving(preparation: () => void): void {
  prepare = preparation;
}

/** Leaves the client for an address of the server. Ignores all calls but the first. */
export function leaveFor(url: string): void {
  if (leaving) return;
  leaving = true;
  prepare?.();
  location.assign(url);
}

// The browser may restore the document from its page cache.
addEventListener('pageshow', () => {
  leaving = false;
});
