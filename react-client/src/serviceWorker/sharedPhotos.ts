/** Photos that other applications share with this one. The page takes them from here: see `features/post/sharedPhotos.ts`. */

const CACHE = 'shared';

/** Where the manifest sends them. */
export const SHARE_TARGET = '/share-target';

/** Keeps the photos, and opens the application. */
export async function receivePhotos(request: Request): Promise<Response> {
  const files = (await request.formData()).getAll('photos').filter((entry) => entry instanceof File);
  await deleteSharedPhotos();
  const cache = await caches.open(CACHE);
  for (const [index, file] of files.entries()) {
    await cache.put(`/shared/${index}/${encodeURIComponent(file.name)}`, new Response(file));
  }
  return Response.redirect('/?shared', 303);
}

export async function deleteSharedPhotos(): Promise<void> {
  await caches.delete(CACHE);
}
