/** Receives photos that other applications share with this one. The page takes them: see `features/post/receivedPhotos.ts`. */
import { RECEIVED_PHOTOS, RECEIVED_QUERY } from '../lib/receivedPhotos';

/** Where the manifest sends them. */
export const SHARE_TARGET = '/share-target';

/** Keeps the photos, and opens the application. */
export async function receivePhotos(request: Request): Promise<Response> {
  const files = (await request.formData()).getAll('photos').filter((entry) => entry instanceof File);
  await deleteReceivedPhotos();
  const cache = await caches.open(RECEIVED_PHOTOS);
  for (const [index, file] of files.entries()) {
    await cache.put(`/shared/${index}/${encodeURIComponent(file.name)}`, new Response(file));
  }
  return Response.redirect(`/${RECEIVED_QUERY}`, 303);
}

export async function deleteReceivedPhotos(): Promise<void> {
  await caches.delete(RECEIVED_PHOTOS);
}
