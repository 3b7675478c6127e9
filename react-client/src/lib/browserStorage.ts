/** Text that the browser keeps. Where it keeps nothing, as in some private windows, reads find nothing. */

type Storage = 'localStorage' | 'sessionStorage';

export function readStored(storage: Storage, key: string): string | undefined {
  try {
    return globalThis[storage].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The value that is kept as JSON. */
export function parseStored(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(readStored(storage, key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the text, or nothing any more. */
export function store(storage: Storage, key: string, text: string | undefined): void {
  try {
    if (text === undefined) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, text);
  } catch {
    // The storage is full or switched off. Everything works without it until the next reload.
  }
}
