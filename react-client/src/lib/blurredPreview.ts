/** Draws blurred previews. It is loaded on demand, so that the first scripts stay small. */
import { thumbHashToDataURL } from 'thumbhash';

/** The preview of an image, as the URL of a PNG with at most 32 pixels on a side. */
export function blurredPreview(hash: string): string {
  const bytes = atob(hash.replaceAll('-', '+').replaceAll('_', '/'));
  return thumbHashToDataURL(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
