/** Sends one entry of the outbox, and says what became of it. */
import { jsonOrThrow } from '../api/client';
import { endpoints } from '../api/endpoints';
import { laterEndpoints } from '../api/laterEndpoints';
import type { NewImage, Post, UploadedImage } from '../api/types';
import { errorText } from '../errorText';
import type { Entry, PostChange, UnlikeChange } from './entry';
import { newKey } from '../api/postOnce';
import type { Answer, Send } from './request';
import { updateEntry } from './store';

export type Outcome =
  | { state: 'done' }
  /** The server refused it. */
  | { state: 'failed'; failure: string }
  /** It may succeed later. */
  | { state: 'later'; after?: number }
  /** The session that sent it has ended. */
  | { state: 'signedOut' };

const DONE: Outcome = { state: 'done' };
const TEMPORARY = [408, 429, 502, 503, 504];

export function sendEntry(entry: Entry, send: Send): Promise<Outcome> {
  const { change, key } = entry;
  switch (change.kind) {
    case 'comment':
      return outcomeOf(send('POST', endpoints.comments, { post_id: change.postId, text: change.text }, key));
    case 'like':
      // The user may have liked the post on another device.
      return outcomeOf(send('POST', endpoints.likes, { post_id: change.postId }, key), ['already_exists']);
    case 'unlike':
      return unlike(change, send);
    case 'post':
      return sendPost(entry, change, send);
  }
}

async function outcomeOf(sending: Promise<Answer | undefined>, doneToo: string[] = []): Promise<Outcome> {
  const answer = await sending;
  if (!answer) return { state: 'later' };
  const { status, body } = answer;
  if (status >= 200 && status < 300) return DONE;
  if (TEMPORARY.includes(status)) return { state: 'later', after: answer.retryAfter };
  const code = codeOf(body);
  if (status === 401 || code === 'invalid_token') return { state: 'signedOut' };
  return code !== undefined && doneToo.includes(code) ? DONE : { state: 'failed', failure: reasonOf(answer) };
}

async function unlike({ postId, likeId }: UnlikeChange, send: Send): Promise<Outcome> {
  let id = likeId;
  if (id === undefined) {
    const answer = await send('GET', endpoints.post(postId));
    if (answer?.status === 404) return DONE;
    if (answer?.status !== 200) return outcomeOf(Promise.resolve(answer));
    id = (answer.body as Post).current_user_like_id ?? undefined;
    if (id === undefined) return DONE;
  }
  return outcomeOf(send('DELETE', endpoints.like(id)), ['not_found']);
}

/** Uploads the photos that have no address yet, then creates the post. */
async function sendPost(entry: Entry, change: PostChange, send: Send): Promise<Outcome> {
  let { post, photos } = change;
  for (const [index, photo] of photos.entries()) {
    if (!photo || post.images[index]?.image_url) continue;
    const form = new FormData();
    form.append('image', photo.file);
    const answer = await send('POST', laterEndpoints.images, form, photo.key);
    if (answer?.status !== 201 && answer?.status !== 200) return outcomeOf(Promise.resolve(answer));
    post = withAddress(post, index, (answer.body as UploadedImage).image_url);
    if (!(await saved(entry, { ...change, post }))) return DONE;
  }
  const answer = await send('POST', endpoints.posts, post, entry.key);
  if (codeOf(answer?.body) !== 'image_not_yours') return outcomeOf(Promise.resolve(answer));

  // The server deletes photos that no post uses within an hour. So they are uploaded again, once.
  if (change.uploadedAgain || photos.every((photo) => photo === undefined)) return outcomeOf(Promise.resolve(answer));
  post = { ...post, images: post.images.map((image, index) => (photos[index] ? { ...image, image_url: '' } : image)) };
  photos = photos.map((photo) => photo && { ...photo, key: newKey() });
  await saved(entry, { ...change, post, photos, uploadedAgain: true });
  return { state: 'later', after: 0 };
}

function withAddress(post: PostChange['post'], position: number, image_url: string): PostChange['post'] {
  const images = post.images.map((image, index): NewImage => (index === position ? { ...image, image_url } : image));
  return { ...post, images };
}

function saved({ id }: Entry, change: PostChange): Promise<Entry | undefined> {
  return updateEntry(id, (entry) => ({ ...entry, change }));
}

function codeOf(body: unknown): string | undefined {
  return (body as { code?: string } | undefined)?.code;
}

function reasonOf({ status, body }: Answer): string {
  try {
    jsonOrThrow(status, body);
  } catch (error) {
    if (error instanceof Error) return errorText(error);
  }
  return '';
}
