/** Sends changes. Those that do not reach the server wait in the outbox: see `store.ts` and `sender.ts`. */
import { announce } from '../announcements';
import { ApiError, csrfToken, remove } from '../api/client';
import { endpoints } from '../api/endpoints';
import { newKey, postOnce } from '../api/postOnce';
import type { Comment, Like, NewPost, Post } from '../api/types';
import { PENDING_ID } from '../api/useToggle';
import { laterText } from '../text/later';
import type { Change, LikeChange, NewEntry, PostChange, UnlikeChange } from './entry';
import { sendSoon } from './sender';
import { addEntry, addOrCancel, entriesOf } from './store';

/** Undefined if the comment waits in the outbox. */
export function sendComment(userId: number, postId: number, text: string): Promise<Comment | undefined> {
  const send = (key: string) => postOnce<Comment>(endpoints.comments, { post_id: postId, text }, key);
  return sendOrKeep(userId, { kind: 'comment', postId, text }, send, addEntry);
}

/** A like that waits in the outbox has the id of pending ones. */
export async function sendLike(userId: number, postId: number, name: string): Promise<Like> {
  const change: LikeChange = { kind: 'like', postId, name };
  const send = (key: string) => postOnce<Like>(endpoints.likes, { post_id: postId }, key);
  const keep = (entry: NewEntry) => addOrCancel({ ...entry, change });
  return (await sendOrKeep(userId, change, send, keep)) ?? { id: PENDING_ID, user_id: userId, post_id: postId };
}

/** Removes a like, which may still wait in the outbox. */
export async function sendUnlike(userId: number, postId: number, name: string, id: number): Promise<void> {
  const change: UnlikeChange = { kind: 'unlike', postId, name, likeId: id === PENDING_ID ? undefined : id };
  const keep = (entry: NewEntry) => addOrCancel({ ...entry, change });
  await sendOrKeep(userId, change, id === PENDING_ID ? undefined : () => remove(endpoints.like(id)), keep);
}

/** Undefined if the post waits in the outbox. `photos` are the files of photos, by their position in the post. */
export function sendPost(userId: number, post: NewPost, photos: (File | undefined)[]): Promise<Post | undefined> {
  const change: PostChange = { kind: 'post', post, photos: photos.map((file) => file && { file, key: newKey() }) };
  const complete = post.images.every(({ image_url }) => image_url);
  return sendOrKeep(userId, change, complete ? (key) => postOnce<Post>(endpoints.posts, post, key) : undefined, addEntry);
}

/**
 * Sends a change, if nothing waits that must be sent before it. Keeps it in the outbox if the server cannot be reached. Both
 * use the same key, because the server may have received the change without the client knowing.
 */
async function sendOrKeep<Answer>(
  userId: number,
  change: Change,
  send: ((key: string) => Promise<Answer>) | undefined,
  keep: (entry: NewEntry) => Promise<void>,
): Promise<Answer | undefined> {
  const key = newKey();
  const session = csrfToken();
  const mayKeep = await canKeep();
  let unreachable = new ApiError(0, { code: 'unreachable' });
  let firstSentAt: number | undefined;
  if (send && !(mayKeep && (await hasWaiting(userId)))) {
    firstSentAt = Date.now();
    try {
      return await send(key);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 0)) throw error;
      unreachable = error;
    }
  }
  // After the end of the session, nothing of the user may be kept.
  if (!mayKeep || session === undefined || csrfToken() !== session) throw unreachable;
  try {
    await keep({ userId, key, change, createdAt: new Date().toISOString(), firstSentAt });
  } catch {
    throw unreachable;
  }
  announce(laterText.outbox.kept);
  sendSoon();
  return undefined;
}

/** Whether the service worker is there, which deletes the outbox when the session ends. */
async function canKeep(): Promise<boolean> {
  const container = (navigator as Partial<Navigator>).serviceWorker;
  const registration = await container?.getRegistration().catch(() => undefined);
  return Boolean(registration?.active) && 'locks' in navigator && 'indexedDB' in globalThis;
}

async function hasWaiting(userId: number): Promise<boolean> {
  const entries = await entriesOf(userId).catch(() => []);
  return entries.some(({ failure }) => failure === undefined);
}
