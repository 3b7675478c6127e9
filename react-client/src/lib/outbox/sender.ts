/**
 * Sends the entries of the outbox: one after the other, in their order, and in one tab at a time. It begins when the page
 * opens, when the network returns, when the user comes back to the tab, and when an entry is added.
 */
import { csrfToken } from '../api/client';
import { endpoints } from '../api/endpoints';
import type { OwnProfile } from '../api/types';
import { laterText } from '../text/later';
import type { Entry } from './entry';
import { sendWith, type Send } from './request';
import { sendEntry } from './sendEntry';
import { deleteEntriesOfOthers, deleteEntry, entriesOf, updateEntry, waiting } from './store';

const LOCK = 'outbox';
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** The server knows a key for a day. Later, a repeated request could create something twice. */
const KEY_LIFETIME_MS = 23 * 60 * 60_000;

/** What is left to do: nothing, or to try again, perhaps after a time that the server named. */
type Rest = { state: 'done' } | { state: 'later'; after?: number };
const DONE: Rest = { state: 'done' };

let wake: () => void = () => undefined;

/** Sends what waits, if the sender runs in this tab. */
export function sendSoon(): void {
  wake();
}

/** Runs the sender for a user. Returns a function that ends it. */
export function runSender(userId: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  let running = false;
  let requests = 0;
  let ended = false;

  const run = async () => {
    clearTimeout(timer);
    requests += 1;
    if (running) return;
    running = true;
    let rest: Rest;
    let served: number;
    do {
      served = requests;
      rest = await navigator.locks.request(LOCK, () => sendAll(userId)).catch((): Rest => ({ state: 'later' }));
    } while (served !== requests && !stopped());
    running = false;
    if (stopped()) return;
    if (rest.state === 'done') {
      pause = FIRST_PAUSE_MS;
    } else {
      timer = setTimeout(() => void run(), rest.after ?? pause);
      if (rest.after === undefined) pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  };
  const stopped = () => ended;
  const start = () => {
    pause = FIRST_PAUSE_MS;
    void run();
  };
  const onVisible = () => {
    if (document.visibilityState === 'visible') start();
  };

  wake = start;
  addEventListener('online', start);
  document.addEventListener('visibilitychange', onVisible);
  start();
  return () => {
    ended = true;
    wake = () => undefined;
    clearTimeout(timer);
    removeEventListener('online', start);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

/** Sends everything that waits, until the server cannot be reached. */
export async function sendAll(userId: number): Promise<Rest> {
  await deleteEntriesOfOthers(userId);
  if (waiting(await entriesOf(userId)).length === 0) return DONE;

  const token = csrfToken();
  const session = token === undefined ? 'ended' : await sessionOf(userId, sendWith(token));
  if (session === 'unknown') return { state: 'later' };
  if (session === 'ended' || token === undefined) {
    // It may have been replaced by another session of the user.
    if (token !== csrfToken()) return { state: 'later', after: 0 };
    await deleteEntriesOfOthers();
    return DONE;
  }
  if (session === 'other') {
    await deleteEntriesOfOthers();
    return DONE;
  }
  return sendEntries(userId, sendWith(token));
}

async function sendEntries(userId: number, send: Send): Promise<Rest> {
  for (;;) {
    // Read each time: entries are added and discarded meanwhile.
    const [next] = waiting(await entriesOf(userId));
    if (!next) return DONE;
    if (isTooOld(next)) {
      await fail(next, laterText.outbox.uncertain);
      continue;
    }
    const entry = await updateEntry(next.id, (stored) => ({ ...stored, firstSentAt: stored.firstSentAt ?? Date.now() }));
    if (!entry) continue;
    const outcome = await sendEntry(entry, send);
    if (outcome.state === 'done') await deleteEntry(entry.id);
    else if (outcome.state === 'failed') await fail(entry, outcome.failure);
    // Checks the session again.
    else if (outcome.state === 'signedOut') return { state: 'later' };
    else return outcome;
  }
}

/** Whose session the requests belong to: the user's, another user's, nobody's, or unknown without the server. */
async function sessionOf(userId: number, send: Send): Promise<'same' | 'other' | 'ended' | 'unknown'> {
  const answer = await send('GET', endpoints.profile);
  if (answer?.status === 401) return 'ended';
  if (answer?.status !== 200) return 'unknown';
  return (answer.body as OwnProfile).id === userId ? 'same' : 'other';
}

/** Whether the server may have the entry without knowing its key any more. Likes are never doubled. */
function isTooOld({ change, firstSentAt }: Entry): boolean {
  const canDouble = change.kind === 'comment' || change.kind === 'post';
  return canDouble && firstSentAt !== undefined && Date.now() - firstSentAt > KEY_LIFETIME_MS;
}

async function fail({ id }: Entry, failure: string): Promise<void> {
  await updateEntry(id, (entry) => ({ ...entry, failure }));
}
