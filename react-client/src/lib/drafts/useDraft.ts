import { useSyncExternalStore } from 'react';
import { discardDrafts, readDraft, subscribeToDrafts, writeDraft } from './draftStore';

/** The value of a text field. Survives a reload and signing in again. It is `initial` until the user types. */
export function useDraft(name: string, initial = ''): { text: string; write: (text: string) => void; discard: () => void } {
  const draft = useSyncExternalStore(subscribeToDrafts, () => readDraft(name));
  return {
    text: draft ?? initial,
    write: (text) => writeDraft(name, text),
    discard: () => discardDrafts(name),
  };
}
