import { beforeEach, expect, it, vi } from 'vitest';

/** The store as after a reload; the browser's storage stays. */
async function reload() {
  vi.resetModules();
  return import('./draftStore');
}

let store: Awaited<ReturnType<typeof reload>>;

beforeEach(async () => {
  store = await reload();
  store.openDrafts(1);
});

it('restores a draft after a reload', async () => {
  store.writeDraft('comment:7', 'half a thought');

  store = await reload();
  store.openDrafts(1);

  expect(store.readDraft('comment:7')).toBe('half a thought');
});

it('shows nothing before the viewer is known', async () => {
  store.writeDraft('comment:7', 'private');

  store = await reload();

  expect(store.readDraft('comment:7')).toBeUndefined();
});

it('never shows a draft to another user', async () => {
  store.writeDraft('comment:7', 'private');

  store = await reload();
  store.openDrafts(2);
  store.writeDraft('comment:8', 'mine');

  expect(store.readDraft('comment:7')).toBeUndefined();
  expect(Object.values(sessionStorage).join()).not.toContain('private');
});

it('keeps text that was typed before the viewer was known', async () => {
  store = await reload();
  store.writeDraft('comment:7', 'early bird');

  store.openDrafts(1);

  expect(store.readDraft('comment:7')).toBe('early bird');
});

it('discards a draft with those below it, and no other', () => {
  store.writeDraft('post:1/caption', 'a');
  store.writeDraft('post:12/caption', 'b');

  store.discardDrafts('post:1');

  expect(store.readDraft('post:1/caption')).toBeUndefined();
  expect(store.readDraft('post:12/caption')).toBe('b');
});
