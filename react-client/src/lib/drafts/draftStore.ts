/**
 * Unsent text, kept for this tab so that it survives a reload and signing in again. It belongs to the user who typed it:
 * another user who signs in in the same tab never sees it.
 */
import { parseStored, store } from '../browserStorage';

const STORAGE_KEY = 'photo-app.drafts';

interface Kept {
  owner: number;
  drafts: Record<string, string>;
}

let owner: number | undefined;
let drafts: Record<string, string | undefined> = {};
const listeners = new Set<() => void>();

/** Opens the store for the viewer. Text that was typed before the viewer was known is theirs. */
export function openDrafts(viewerId: number): void {
  if (owner === viewerId) return;

  const kept = parseStored('sessionStorage', STORAGE_KEY) as Kept | undefined;
  drafts = { ...(kept?.owner === viewerId ? kept.drafts : {}), ...(owner === undefined ? drafts : {}) };
  owner = viewerId;
  changed();
}

export function readDraft(name: string): string | undefined {
  return drafts[name];
}

export function writeDraft(name: string, text: string): void {
  drafts = { ...drafts, [name]: text };
  changed();
}

/** All drafts. The object changes with every change of a draft. */
export function allDrafts(): Readonly<Record<string, string | undefined>> {
  return drafts;
}

/** Whether there is a draft of this name or below it. */
export function hasDrafts(name: string): boolean {
  return Object.keys(drafts).some((key) => isWithin(key, name));
}

/** Discards the draft of this name and those below it: `post:7` also discards `post:7/caption`. */
export function discardDrafts(name: string): void {
  const remaining = Object.entries(drafts).filter(([key]) => !isWithin(key, name));
  drafts = Object.fromEntries(remaining);
  changed();
}

export function discardAllDrafts(): void {
  drafts = {};
  changed();
}

export function subscribeToDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function isWithin(key: string, name: string): boolean {
  return key === name || key.startsWith(`${name}/`);
}

function changed(): void {
  keep();
  for (const listener of listeners) listener();
}

function keep(): void {
  if (owner !== undefined) store('sessionStorage', STORAGE_KEY, JSON.stringify({ owner, drafts }));
}
