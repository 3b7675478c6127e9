/** The entries of the outbox. Every tab learns of every change. */
import { deleteEntries, inOutbox } from './database';
import type { Entry, LikeChange, NewEntry, UnlikeChange } from './entry';

const CHANNEL = 'outbox';
const listeners = new Set<() => void>();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
if (channel) channel.onmessage = tellListeners;

export function subscribeToOutbox(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The entries of a user, in the order in which they are sent. */
export async function entriesOf(userId: number): Promise<Entry[]> {
  const all = await inOutbox<Entry[]>('readonly', (entries, finish) => {
    const request = entries.getAll() as IDBRequest<Entry[]>;
    request.onsuccess = () => finish(request.result);
  });
  return (all ?? []).filter((entry) => entry.userId === userId);
}

export const waiting = (entries: Entry[]): Entry[] => entries.filter(({ failure }) => failure === undefined);

export async function addEntry(entry: NewEntry): Promise<void> {
  await inOutbox('readwrite', (entries) => entries.add(entry));
  changed();
}

/**
 * Adds a like, or its removal. If the last entry for the post is the opposite, and has never been sent, that is deleted
 * instead.
 */
export async function addOrCancel(entry: NewEntry & { change: LikeChange | UnlikeChange }): Promise<void> {
  await inOutbox('readwrite', (entries) => {
    const request = entries.getAll() as IDBRequest<Entry[]>;
    request.onsuccess = () => {
      const last = request.result.findLast(({ userId, change }) => userId === entry.userId && isOfLike(change) && change.postId === entry.change.postId);
      const cancels = last && last.change.kind !== entry.change.kind && last.firstSentAt === undefined;
      if (cancels) entries.delete(last.id);
      else entries.add(entry);
    };
  });
  changed();
}

/** Changes an entry. Returns it, or nothing if it has been deleted meanwhile. */
export async function updateEntry(id: number, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
  const updated = await inOutbox<Entry>('readwrite', (entries, finish) => {
    const request = entries.get(id) as IDBRequest<Entry | undefined>;
    request.onsuccess = () => {
      if (!request.result) return;
      const entry = change(request.result);
      entries.put(entry);
      finish(entry);
    };
  });
  changed();
  return updated;
}

export async function deleteEntry(id: number): Promise<void> {
  await inOutbox('readwrite', (entries) => entries.delete(id));
  changed();
}

/** Deletes the entries of all other users, or of all users. */
export async function deleteEntriesOfOthers(userId?: number): Promise<void> {
  await deleteEntries(userId);
  changed();
}

function isOfLike(change: Entry['change']): change is LikeChange | UnlikeChange {
  return change.kind === 'like' || change.kind === 'unlike';
}

function changed(): void {
  channel?.postMessage(null);
  tellListeners();
}

function tellListeners(): void {
  for (const listener of listeners) listener();
}
