import { useSyncExternalStore } from 'react';
import { allDrafts, discardDrafts, hasDrafts, readDraft, subscribeToDrafts, writeDraft } from './draftStore';

/** The value of a text field. Survives a reload and signing in again. There is no draft while it is `initial`. */
export function useDraft(name: string, initial = ''): { text: string; write: (text: string) => void; discard: () => void } {
  const draft = useSyncExternalStore(subscribeToDrafts, () => readDraft(name));
  return {
    text: draft ?? initial,
    write: (text) => (text === initial ? discardDrafts(name) : writeDraft(name, text)),
    discard: () => discardDrafts(name),
  };
}

/** The values of several text fields, whose drafts are kept under one name. */
export function useDrafts<Field extends string>(
  name: string,
  initial: Record<Field, string>,
): { texts: Record<Field, string>; write: (field: Field, text: string) => void; discard: () => void } {
  const drafts = useSyncExternalStore(subscribeToDrafts, allDrafts);
  const key = (field: string) => `${name}/${field}`;
  const fields = Object.entries<string>(initial).map(([field, text]) => [field, drafts[key(field)] ?? text]);
  return {
    texts: Object.fromEntries(fields) as Record<Field, string>,
    write: (field, text) => (text === initial[field] ? discardDrafts(key(field)) : writeDraft(key(field), text)),
    discard: () => discardDrafts(name),
  };
}

/** Whether there is unsent text under this name. */
export function useHasDrafts(name: string): boolean {
  return useSyncExternalStore(subscribeToDrafts, () => hasDrafts(name));
}
