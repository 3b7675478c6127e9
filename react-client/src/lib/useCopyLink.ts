import { useState } from 'react';
import { announce } from './announcements';
import { laterText } from './text/later';

/** Copies a link. `byHand` is true once the browser has refused: then the user must copy it. */
export function useCopyLink(link: string, onCopied?: () => void) {
  const [byHand, setByHand] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      announce(laterText.copyLink.copied);
      onCopied?.();
    } catch {
      // Scripts may use the clipboard over HTTPS only.
      setByHand(true);
    }
  };
  return { byHand, copy: () => void copy() };
}
