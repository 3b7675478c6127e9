import { act, waitFor } from '@testing-library/react';

type Callback = (entries: { isIntersecting: boolean }[]) => void;

const observing = new Set<Callback>();

/** Replaces IntersectionObserver: nothing is visible until a test scrolls. */
export class ObserverOfTheEnd {
  constructor(private readonly callback: Callback) {}

  observe(): void {
    observing.add(this.callback);
  }

  disconnect(): void {
    observing.delete(this.callback);
  }
}

/** Scrolls to the end of a list, as soon as it waits for that. */
export async function reachEnd(): Promise<void> {
  await waitFor(() => {
    if (observing.size === 0) throw new Error('no list waits for its end');
  });
  scrollToEnd();
}

/** Scrolls to the end, whether a list waits for that or not. */
export function scrollToEnd(): void {
  act(() => {
    for (const callback of [...observing]) callback([{ isIntersecting: true }]);
  });
}
