import { useSyncExternalStore } from 'react';
import { discardDrafts, hasDrafts, readDraft, subscribeToDrafts, writeDraft } from './draftStore';

/** The value of a text field. Survives a reload and signing in again. There is no draft while it is `initial`. */
export function useDraft(name: string, initial = ''): { text: string; write: (text: string) => void; discard: () => void } {
  const draft = useSyncExternalStore(subscribeToDrafts, () => readDraft(name));
  return {
    text: draft ?? initial,
    write: (text) => (text === initial ? discardDrafts(name) : writeDraft(name, text)),
    discard: () => discardDrafts(name),
  };
}

/** Whether there is unsent text under this name. */
export function useHasDrafts(name: string): boolean {
  return useSyncExternalStore(subscribeToDrafts, () => hasDrafts(name));
}
