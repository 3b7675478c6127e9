import { useRef } from 'react';
import { useDialogNavigation } from './useDialogNavigation';

/**
 * Closes a dialog that can be closed in several ways. Closing may go back in the history, which takes a moment. A second way to
 * close must not go back further. `isDialogPath` tells the paths of this dialog.
 */
export function useCloseOnce(isDialogPath: (path: string) => boolean): () => void {
  const { close } = useDialogNavigation();
  const hasClosed = useRef(false);
  return () => {
    if (hasClosed.current || !isDialogPath(location.pathname)) return;
    hasClosed.current = true;
    close();
  };
}
