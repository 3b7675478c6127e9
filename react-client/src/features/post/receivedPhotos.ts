/** Photos that another application has shared with this one. The service worker has received them. */
import { RECEIVED_PHOTOS } from '../../lib/receivedPhotos';

/** Takes the photos out of the cache. There are none over plain HTTP, where browsers offer no cache. */
export async function takeReceivedPhotos(): Promise<File[]> {
  if (!('caches' in globalThis)) return [];
  const cache = await caches.open(RECEIVED_PHOTOS);
  const photos = (await cache.keys()).map(async ({ url }) => {
    const blob = await (await cache.match(url))?.blob();
    return blob && new File([blob], decodeURIComponent(url.split('/').pop() ?? ''), { type: blob.type });
  });
  const taken = await Promise.all(photos);
  await caches.delete(RECEIVED_PHOTOS);
  return taken.filter((file) => file !== undefined);
}
