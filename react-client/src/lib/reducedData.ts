/** Whether to load less: smaller images, and none before they are shown. The user or the browser may ask for it. */
import { readStored } from './browserStorage';

export const STORAGE_KEY = 'photo-app.reduced-data';

/** Not every browser has this, and TypeScript does not know it. */
type Connection = { saveData?: boolean } | undefined;

export function reducesData(): boolean {
  return readStored('localStorage', STORAGE_KEY) !== undefined || browserReducesData();
}

export function browserReducesData(): boolean {
  const { connection } = navigator as { connection?: Connection };
  return Boolean(connection?.saveData) || matchMedia('(prefers-reduced-data: reduce)').matches;
}
