import { useRef, type MouseEvent } from 'react';

const DOUBLE_CLICK_MS = 280;

interface Clicks {
  onSingle: (event: MouseEvent) => void;
  /** Runs for the second click, and for each further click that follows quickly. */
  onDouble: (event: MouseEvent) => void;
}

/**
 * A handler that tells double clicks and double taps from single ones. It counts by itself, because not every browser counts
 * taps. Keys need not wait. Clicks that open a new tab are left to the browser. A single click also counts if its element is
 * replaced while it waits, unless the user has left the view.
 */
export function useClicks({ onSingle, onDouble }: Clicks): (event: MouseEvent) => void {
  const timeout = useRef<ReturnType<typeof setTimeout>>(undefined);

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (event.detail === 0) {
      onSingle(event);
      return;
    }
    const isDouble = timeout.current !== undefined;
    const { href } = location;
    clearTimeout(timeout.current);
    if (isDouble) onDouble(event);
    timeout.current = setTimeout(() => {
      timeout.current = undefined;
      if (!isDouble && location.href === href) onSingle(event);
    }, DOUBLE_CLICK_MS);
  };
}
