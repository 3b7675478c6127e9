/** Apart from `reducedData.ts`, which the feed loads first. */
import { store } from './browserStorage';
import { STORAGE_KEY } from './reducedData';

/** Keeps the choice for this browser. */
export function chooseReducedData(on: boolean): void {
  store('localStorage', STORAGE_KEY, on ? 'on' : undefined);
}
