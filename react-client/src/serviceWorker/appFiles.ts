/**
 * The files of the application, all of one build. A new build has a service worker of its own, which takes over when no page of
 * the old build is open. So a page never gets files of two builds.
 */

const PREFIX = 'app-';
const CACHE = PREFIX + BUILD;

/** Every address of the client has the same page. */
const SHELL = '/';

/** Downloads the page and the files. Fails if the server has another build by now, or if the session has ended. */
export async function downloadAppFiles(): Promise<void> {
  const shell = await fetch(SHELL, { cache: 'no-cache' });
  const page = await shell.clone().text();
  if (!shell.ok || shell.redirected || !namesAllOf(page)) throw new Error('The page is not of this build');

  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  await cache.put(SHELL, shell);
}

/** The page names the files that it loads first. */
function namesAllOf(page: string): boolean {
  const named = [...page.matchAll(/"(\/static\/[^"]+\.(?:js|css))"/g)].map(([, address = '']) => address);
  return named.length > 0 && named.every((address) => FILES.includes(address));
}

export async function deleteOtherBuilds(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

export function isAppFile(address: URL): boolean {
  return FILES.includes(address.pathname);
}

/** A file of this build. Its name changes with its content, so the kept copy is never old. */
export async function appFile(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** The page, for when the server cannot be reached. */
export function keptShell(): Promise<Response | undefined> {
  return caches.match(SHELL, { cacheName: CACHE });
}
