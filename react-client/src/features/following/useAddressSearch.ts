import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

/**
 * The input of a search field: `text` as it is typed, and `settled` once the typing pauses. The address keeps it, so that it
 * survives Back and a reload.
 */
export function useAddressSearch(path: string): { text: string; settled: string; write: (text: string) => void } {
  const [text, write] = useState(() => new URLSearchParams(location.search).get('q') ?? '');
  const [settled, setSettled] = useState(text.trim());

  useEffect(() => {
    const timeout = setTimeout(() => {
      const search = text.trim();
      setSettled(search);
      // A dialog may have opened, which has an address of its own.
      if (location.pathname !== path) return;
      const address = path + (search && `?${new URLSearchParams({ q: search })}`);
      if (address !== path + location.search) history.replaceState(history.state, '', address);
    }, PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [text, path]);

  return { text, settled, write };
}
