import { useSyncExternalStore } from 'react';
import { discardDrafts, readDraft, subscribeToDrafts, writeDraft } from './draftStore';

/** A text field's value that survives a reload and a new sign-in, `initial` until something is typed. */
export function useDraft(name: string, initial = ''): { text: string; write: (text: string) => void; discard: () => void } {
  const draft = useSyncExternalStore(subscribeToDrafts, () => readDraft(name));
  return {
    text: draft ?? initial,
    write: (text) => writeDraft(name, text),
    discard: () => discardDrafts(name),
  };
}
