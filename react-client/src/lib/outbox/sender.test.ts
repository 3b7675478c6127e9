import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { changes, stubApi } from '../../testing/api';
import { deleteEntries } from './database';
import type { Change, NewEntry } from './entry';
import { sendAll } from './sender';
import { addEntry, addOrCancel, deleteEntriesOfOthers, entriesOf } from './store';

const USER = 7;
const profile: Parameters<typeof stubApi>[0] = { 'GET /api/profile': [200, { id: USER }] };
const anEntry = (change: Change, more: Partial<NewEntry> = {}): NewEntry => ({
  userId: USER,
  key: `key of ${JSON.stringify(change)}`,
  createdAt: '2026-12-01T10:00:00Z',
  change,
  ...more,
});
const comment = (text: string, more?: Partial<NewEntry>) => anEntry({ kind: 'comment', postId: 1, text }, more);
const failures = async () => (await entriesOf(USER)).map(({ failure }) => failure);

beforeEach(() => deleteEntries());

describe('the sender', () => {
  it('sends entries in their order, each with its key, and deletes them', async () => {
    await addEntry(comment('one'));
    await addEntry(comment('two', { userId: USER }));
    const calls = stubApi({ ...profile, 'POST /api/comments': [201, {}] });

    expect(await sendAll(USER)).toEqual({ state: 'done' });

    const sent = calls.filter(({ request }) => request.startsWith('POST'));
    expect(sent.map(({ body }) => (body as { text: string }).text)).toEqual(['one', 'two']);
    expect(sent.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual([comment('one').key, comment('two').key]);
    expect(await entriesOf(USER)).toEqual([]);
  });

  it('stops at the first entry that does not reach the server, and keeps all', async () => {
    await addEntry(comment('one'));
    await addEntry(comment('two'));
    const calls = stubApi(profile);

    expect(await sendAll(USER)).toEqual({ state: 'later' });

    expect(changes(calls)).toEqual(['POST /api/comments']);
    expect(await entriesOf(USER)).toHaveLength(2);
  });

  it('waits as long as a busy server asks for', async () => {
    await addEntry(comment('one'));
    stubApi({ ...profile, 'POST /api/comments': [429, {}, { 'Retry-After': '9' }] });

    expect(await sendAll(USER)).toEqual({ state: 'later', after: 9_000 });
    expect(await failures()).toEqual([undefined]);
  });

  it('keeps a refused entry with the reason, and sends later ones', async () => {
    await addEntry(comment('one'));
    await addEntry(anEntry({ kind: 'like', postId: 1, name: 'a post' }));
    const calls = stubApi({
      ...profile,
      'POST /api/comments': [404, { message: 'No such post.' }],
      'POST /api/posts/likes': [400, { code: 'already_exists' }],
    });

    await sendAll(USER);
    await sendAll(USER);

    expect(changes(calls)).toEqual(['POST /api/comments', 'POST /api/posts/likes']);
    expect(await failures()).toEqual(['No such post.']);
  });

  it('sends nothing in the session of another user, and deletes everything', async () => {
    await addEntry(comment('one'));
    const calls = stubApi({ 'GET /api/profile': [200, { id: 8 }], 'POST /api/comments': [201, {}] });

    await sendAll(USER);

    expect(changes(calls)).toEqual([]);
    expect(await entriesOf(USER)).toEqual([]);
  });

  it('deletes everything when the session has ended', async () => {
    await addEntry(comment('one'));
    stubApi({ 'GET /api/profile': [401, {}] });

    await sendAll(USER);

    expect(await entriesOf(USER)).toEqual([]);
  });

  it('keeps everything when one request is refused although the session goes on', async () => {
    await addEntry(comment('one'));
    stubApi({ ...profile, 'POST /api/comments': [401, {}] });

    expect(await sendAll(USER)).toEqual({ state: 'later' });
    expect(await entriesOf(USER)).toHaveLength(1);
  });

  it('does not repeat a comment whose key the server may have forgotten', async () => {
    await addEntry(comment('one', { firstSentAt: Date.now() - 24 * 3_600_000 }));
    const calls = stubApi({ ...profile, 'POST /api/comments': [201, {}] });

    await sendAll(USER);

    expect(changes(calls)).toEqual([]);
    expect(await failures()).toEqual([expect.stringContaining('may have been sent')]);
  });

  it('looks for the like to remove if it has waited, too', async () => {
    await addEntry(anEntry({ kind: 'unlike', postId: 1, name: 'a post' }));
    const calls = stubApi({ ...profile, 'GET /api/posts/1': [200, { current_user_like_id: 5 }], 'DELETE /api/posts/likes/5': [200, {}] });

    await sendAll(USER);

    expect(changes(calls)).toEqual(['DELETE /api/posts/likes/5']);
    expect(await entriesOf(USER)).toEqual([]);
  });
});

describe('the store', () => {
  const like = anEntry({ kind: 'like', postId: 1, name: 'a post' }) as Parameters<typeof addOrCancel>[0];
  const unlike = anEntry({ kind: 'unlike', postId: 1, name: 'a post' }) as Parameters<typeof addOrCancel>[0];

  it('drops a like that is undone before it was sent', async () => {
    await addOrCancel(like);
    await addOrCancel(unlike);
    expect(await entriesOf(USER)).toEqual([]);
  });

  it('keeps both if the server may have the like', async () => {
    await addOrCancel({ ...like, firstSentAt: 1 });
    await addOrCancel(unlike);
    expect((await entriesOf(USER)).map(({ change }) => change.kind)).toEqual(['like', 'unlike']);
  });

  it('deletes the entries of other users', async () => {
    await addEntry(comment('mine'));
    await addEntry(comment('theirs', { userId: 8 }));
    await deleteEntriesOfOthers(USER);
    expect(await entriesOf(8)).toEqual([]);
    expect(await entriesOf(USER)).toHaveLength(1);
  });
});
