import { useEffect, useState } from 'react';
import type { Entry } from '../../lib/outbox/entry';
import { runSender } from '../../lib/outbox/sender';
import { entriesOf, subscribeToOutbox } from '../../lib/outbox/store';

const NONE: Entry[] = [];

/** The entries of the user, and the sender, which runs meanwhile. There are none where the browser lacks what it needs. */
export function useOutbox(userId: number | undefined): Entry[] {
  const [entries, setEntries] = useState(NONE);

  useEffect(() => {
    if (userId === undefined || !('indexedDB' in globalThis) || !('locks' in navigator)) return;
    let last = 0;
    const read = async () => {
      const current = ++last;
      const read = await entriesOf(userId).catch(() => NONE);
      if (current === last) setEntries(read);
    };
    const unsubscribe = subscribeToOutbox(() => void read());
    void read();
    const endSender = runSender(userId);
    return () => {
      last = -1;
      unsubscribe();
      endSender();
    };
  }, [userId]);
  return entries;
}
