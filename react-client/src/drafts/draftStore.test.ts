import { beforeEach, expect, it, vi } from 'vitest';

/** The store as a freshly loaded page has it; the browser's storage stays. */
async function loadPage() {
  vi.resetModules();
  return import('./draftStore');
}

let store: Awaited<ReturnType<typeof loadPage>>;

beforeEach(async () => {
  store = await loadPage();
  store.openDrafts(1);
});

it('gives a draft back after a reload', async () => {
  store.writeDraft('comment:7', 'half a thought');

  store = await loadPage();
  store.openDrafts(1);

  expect(store.readDraft('comment:7')).toBe('half a thought');
});

it('shows nothing before it is known who is signed in', async () => {
  store.writeDraft('comment:7', 'private');

  store = await loadPage();

  expect(store.readDraft('comment:7')).toBeUndefined();
});

it('never shows a draft to somebody else', async () => {
  store.writeDraft('comment:7', 'private');

  store = await loadPage();
  store.openDrafts(2);
  store.writeDraft('comment:8', 'mine');

  expect(store.readDraft('comment:7')).toBeUndefined();
  expect(Object.values(sessionStorage).join()).not.toContain('private');
});

it('keeps what was typed before it was known who is signed in', async () => {
  store = await loadPage();
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
