import { act } from '@testing-library/react';

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

/** Scrolls to the end. */
export function reachEnd(): void {
  act(() => {
    for (const callback of [...observing]) callback([{ isIntersecting: true }]);
  });
}
