import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

/**
 * A text that a page searches for: what is typed at once, and what to ask for when the typing pauses. The address keeps it,
 * so that it is there again after Back and a reload.
 */
export function useAddressSearch(page: string): { text: string; settled: string; write: (text: string) => void } {
  const [text, write] = useState(() => new URLSearchParams(location.search).get('q') ?? '');
  const [settled, setSettled] = useState(text.trim());

  useEffect(() => {
    const timeout = setTimeout(() => {
      const search = text.trim();
      setSettled(search);
      // The address may be that of a dialog by now.
      if (location.pathname !== page) return;
      const address = page + (search && `?${new URLSearchParams({ q: search })}`);
      if (address !== page + location.search) history.replaceState(history.state, '', address);
    }, PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [text, page]);

  return { text, settled, write };
}
