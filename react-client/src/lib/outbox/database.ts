/** The database of the outbox. The service worker uses it too, to delete everything when the session ends. */

import type { Entry } from './entry';

const NAME = 'outbox';
const ENTRIES = 'entries';

type Run<Result> = (entries: IDBObjectStore, finish: (result: Result) => void) => void;

/** Resolves when the transaction is complete, with what `run` passed to `finish`. */
export async function inOutbox<Result>(mode: IDBTransactionMode, run: Run<Result>): Promise<Result | undefined> {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      // What the page reports as saved must survive a crash of the device.
      const transaction = database.transaction(ENTRIES, mode, { durability: 'strict' });
      let result: Result | undefined;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new Error('The outbox was not changed'));
      run(transaction.objectStore(ENTRIES), (value) => (result = value));
    });
  } finally {
    database.close();
  }
}

/** Deletes the entries of all users, or of all others. */
export async function deleteEntries(exceptUserId?: number): Promise<void> {
  await inOutbox('readwrite', (entries) => {
    const request = entries.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      if ((cursor.value as Entry).userId !== exceptUserId) cursor.delete();
      cursor.continue();
    };
  });
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES, { keyPath: 'id', autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The outbox cannot be opened'));
  });
}
