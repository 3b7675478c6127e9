import { readStored, store } from '../../lib/browserStorage';

const STORAGE_KEY = 'visited days';

/** On how many days the application was opened in this browser, with today. */
export function countVisitedDay(): number {
  const today = new Date().toISOString().slice(0, 10);
  const [last, days = '0'] = readStored('localStorage', STORAGE_KEY)?.split(' ') ?? [];
  if (last === today) return Number(days);
  store('localStorage', STORAGE_KEY, `${today} ${Number(days) + 1}`);
  return Number(days) + 1;
}
