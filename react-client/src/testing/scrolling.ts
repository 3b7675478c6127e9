import { act } from '@testing-library/react';

type Callback = (entries: { isIntersecting: boolean }[]) => void;

const observing = new Set<Callback>();

/** Stands in for IntersectionObserver: nothing is in sight until a test says so. */
export class ObserverOfTheEnd {
  constructor(private readonly callback: Callback) {}

  observe(): void {
    observing.add(this.callback);
  }

  disconnect(): void {
    observing.delete(this.callback);
  }
}

/** Scrolls down as far as there is something to see. */
export function reachEnd(): void {
  act(() => {
    for (const callback of [...observing]) callback([{ isIntersecting: true }]);
  });
}
