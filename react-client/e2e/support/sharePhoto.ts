import type { Page } from 'playwright-core';
import { takePhoto } from './photos';
import { sessionOf } from './tokens';

interface Shared {
  width: number;
  height: number;
  altText?: string;
}

/** Uploads a photo of this size and shares it in a post, without the form. Returns the id of the post. */
export async function sharePhoto(page: Page, { width, height, altText = 'A blue square' }: Shared): Promise<number> {
  const { request } = page.context();
  const headers = { 'X-CSRF-TOKEN': (await sessionOf(page.context())).csrf };
  const image = await takePhoto(page, { width, height });
  const { image_url } = (await (await request.post('/api/images', { headers, multipart: { image } })).json()) as { image_url: string };
  const data = { image_url, alt_text: altText, caption: 'Drawn' };
  return ((await (await request.post('/api/posts', { headers, data })).json()) as { id: number }).id;
}
