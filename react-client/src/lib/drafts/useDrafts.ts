import { useSyncExternalStore } from 'react';
import { allDrafts, discardDrafts, subscribeToDrafts, writeDraft } from './draftStore';

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
