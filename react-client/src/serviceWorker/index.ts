/**
 * The service worker: opens the application without a network, with what is kept of the signed-in user. It handles pages, requests
 * that read, photos from other applications, and push messages. All other requests go to the server unchanged.
 */
import { appFile, deleteOtherBuilds, downloadAppFiles, isAppFile, keptShell } from './appFiles';
import { deleteEntries } from '../lib/outbox/database';
import { answerTo, deleteContent, isKept, KEPT_AT, keptAnswer } from './content';
import { endMessages, openMessage, showMessage } from './push';
import { deleteReceivedPhotos, receivePhotos, SHARE_TARGET } from './receivedPhotos';

declare const self: ServiceWorkerGlobalScope;

const SIGN_OUT = /^\/logout\/?$/;

/** Pages where a session begins or ends. */
const SESSION_PAGES = /^\/(login|logout|signup|reset)\/?$/;

self.addEventListener('install', (event) => event.waitUntil(downloadAppFiles()));

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([deleteOtherBuilds(), self.registration.navigationPreload.enable(), self.clients.claim()]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;

  if (request.method === 'POST' && address.pathname === SHARE_TARGET) event.respondWith(receivePhotos(request));
  else if (request.mode === 'navigate') event.respondWith(page(event, address));
  else if (request.method !== 'GET') return;
  else if (isAppFile(address)) event.respondWith(appFile(request));
  else if (/^\/(api|images|static)\//.test(address.pathname) && address.pathname !== '/api/events') event.respondWith(content(event));
});

/** The page at an address: from the server, or the kept one if the server cannot be reached. */
async function page(event: FetchEvent, { pathname }: URL): Promise<Response> {
  if (SESSION_PAGES.test(pathname)) await Promise.all([deleteContent(), deleteReceivedPhotos()]);
  try {
    const answer = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
    // Only now: without the server, a session cannot end, and what the user wrote must not be lost.
    if (await showsNoSession(answer, pathname)) {
      await deleteEntries().catch(() => undefined);
      if (SIGN_OUT.test(pathname)) event.waitUntil(endMessages());
    }
    return answer;
  } catch (why) {
    const shell = event.request.method === 'GET' && !SESSION_PAGES.test(pathname) ? await keptShell() : undefined;
    if (shell) return shell;
    throw why;
  }
}

/**
 * Whether an answer shows that there is no session. Other pages lead to the login page then, which a link may also open during a
 * session: then the browser has the CSRF token.
 */
async function showsNoSession({ type }: Response, pathname: string): Promise<boolean> {
  if (!SESSION_PAGES.test(pathname) || SIGN_OUT.test(pathname)) return type === 'opaqueredirect';
  const { cookieStore } = self as Partial<ServiceWorkerGlobalScope>;
  return !(await cookieStore?.get('csrf_access_token').catch(() => null));
}

/** Data or an image. Tells the page whether it comes from the server. */
async function content(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const isData = new URL(request.url).pathname.startsWith('/api/');
  const answer = await answerTo(request, (keeping) => event.waitUntil(keeping));
  if (isData) event.waitUntil(tellPage(event.clientId, answer.headers.get(KEPT_AT)));
  return answer;
}

/** When the oldest data that each page shows were kept; nothing if they come from the server. */
const keptAt = new Map<string, string>();

async function tellPage(id: string, time: string | null): Promise<void> {
  const known = keptAt.get(id) ?? null;
  if (time === known || (time !== null && known !== null && time > known)) return;
  if (time === null) keptAt.delete(id);
  else keptAt.set(id, time);
  const client = await self.clients.get(id);
  client?.postMessage({ keptAt: time });
}

/** A page asks whether its first data were kept ones, and names what should be kept. */
self.addEventListener('message', (event: ExtendableMessageEvent) => {
  const { keep = [] } = event.data as { keep?: string[] };
  const source = event.source as Client | null;
  source?.postMessage({ keptAt: keptAt.get(source.id) ?? null });
  event.waitUntil(keepAll(keep.map((path) => new URL(path, self.location.origin)), event));
});

async function keepAll(addresses: URL[], event: ExtendableMessageEvent): Promise<void> {
  for (const address of addresses) {
    if (address.origin === self.location.origin && (await isKept(address)) && !(await keptAnswer(address.href))) {
      await answerTo(new Request(address), (keeping) => event.waitUntil(keeping)).catch(() => undefined);
    }
  }
}

self.addEventListener('push', (event) => event.waitUntil(showMessage(event.data)));
self.addEventListener('notificationclick', (event) => event.waitUntil(openMessage(event.notification)));
