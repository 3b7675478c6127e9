/** Photos that another application has shared with this one. The service worker has received them. */

const CACHE = 'shared';

/** Takes the photos: they are not kept any longer. */
export async function takeSharedPhotos(): Promise<File[]> {
  const cache = await caches.open(CACHE);
  const photos = (await cache.keys()).map(async ({ url }) => {
    const blob = await (await cache.match(url))?.blob();
    return blob && new File([blob], decodeURIComponent(url.split('/').pop() ?? ''), { type: blob.type });
  });
  const taken = await Promise.all(photos);
  await caches.delete(CACHE);
  return taken.filter((file) => file !== undefined);
}
