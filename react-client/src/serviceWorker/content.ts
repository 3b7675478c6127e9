/**
 * What the signed-in user can read offline: the last feed, their own profile, and the images that they saw last. It is deleted
 * when the session ends. The server decides who may see what. So kept answers are used only if the server cannot be reached.
 */

import { deleteEntries } from '../lib/outbox/database';

const CACHE = 'content';
const PROFILE = '/api/profile';

/** Under this address, which no request has, the time of the last push message is kept. */
const SHOWN_MESSAGE = '/shown-message';

/** The header of a kept answer: when it was kept, in ISO 8601. */
export const KEPT_AT = 'x-kept-at';

/** Addresses that are kept, and how many of each kind at most. The oldest make room. */
const KINDS: [pattern: RegExp, most: number][] = [
  [/^\/api\/(posts|profile|notifications\/count|service)$/, 4],
  [/^\/(images|static\/demo)\//, 60],
];

/** Of the user with this name: kept if the user is the signed-in one. */
const OF_USER = /^\/api\/users\/([^/]+)(\/posts)?$/;

/** Lists beside the feed, which are empty without a network: stories end after a day. */
const EMPTY_OFFLINE = /^\/api\/(stories|suggestions)$/;

interface Profile {
  id: number;
  username: string;
}

/** Grows when the content is deleted: answers to requests from before must not be kept. */
let deletions = 0;

/** Deletes everything that is kept of a user. */
export async function deleteContent(): Promise<void> {
  deletions += 1;
  await caches.delete(CACHE);
}

/** Whether the address may be kept. Later pages of lists are not. */
export async function isKept(address: URL): Promise<boolean> {
  if (address.searchParams.has('before')) return false;
  if (KINDS.some(([pattern]) => pattern.test(address.pathname))) return true;
  const name = OF_USER.exec(address.pathname)?.[1];
  return name !== undefined && decodeURIComponent(name) === (await keptProfile())?.username;
}

/** The time of the newest event that a push message has shown; empty if there was none. */
export async function shownMessage(): Promise<string> {
  return (await (await keptAnswer(SHOWN_MESSAGE))?.text()) ?? '';
}

export async function keepShownMessage(newest: string): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(SHOWN_MESSAGE, new Response(newest));
}

export function keptAnswer(address: string): Promise<Response | undefined> {
  return caches.match(address, { cacheName: CACHE });
}

/** The answer of the server, or the kept one if the server cannot be reached. `keeping` is done when the answer is kept. */
export async function answerTo(request: Request, waitUntil: (keeping: Promise<void>) => void): Promise<Response> {
  const before = deletions;
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (why) {
    const kept = await keptAnswer(request.url);
    if (kept) return kept;
    const time = (await keptAnswer(PROFILE))?.headers.get(KEPT_AT);
    if (time && EMPTY_OFFLINE.test(new URL(request.url).pathname)) return Response.json([], { headers: { [KEPT_AT]: time } });
    throw why;
  }
  // The session has ended, perhaps on another device.
  if (answer.status === 401) waitUntil(Promise.all([deleteContent(), deleteEntries()]).then(() => undefined));
  else if (answer.ok) waitUntil(keep(request.url, answer.clone(), before));
  return answer;
}

async function keep(url: string, answer: Response, before: number): Promise<void> {
  const address = new URL(url);
  if (address.pathname === PROFILE) await deleteContentOfOthers(((await answer.clone().json()) as Profile).id);
  if (!(await isKept(address))) return;

  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  const kept = new Response(await answer.blob(), { headers });
  const cache = await caches.open(CACHE);
  if (deletions !== before) return;
  // Deleted first, so that the newest are the last.
  await cache.delete(url);
  await cache.put(url, kept);
  await deleteOldest(cache, address);
  // Meanwhile the session may have ended.
  if (deletions !== before) await caches.delete(CACHE);
}

async function deleteOldest(cache: Cache, address: URL): Promise<void> {
  const kind = KINDS.find(([pattern]) => pattern.test(address.pathname));
  if (!kind) return;
  const [pattern, most] = kind;
  const same = (await cache.keys()).filter(({ url }) => pattern.test(new URL(url).pathname));
  await Promise.all(same.slice(0, -most).map((request) => cache.delete(request)));
}

/** Another user may have signed in while this service worker did not run. */
async function deleteContentOfOthers(id: number): Promise<void> {
  await deleteEntries(id).catch(() => undefined);
  const kept = await keptProfile();
  if (kept && kept.id !== id) await caches.delete(CACHE);
}

async function keptProfile(): Promise<Profile | undefined> {
  const answer = await keptAnswer(PROFILE);
  return answer && ((await answer.json()) as Profile);
}
