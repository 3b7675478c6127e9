/** Draws blurred previews. It is loaded on demand, so that the first scripts stay small. */
import { thumbHashToDataURL } from 'thumbhash';

export interface BlurredPreview {
  hash: string;
  /** The URL of a PNG with at most 32 pixels on a side. */
  url: string;
}

/** The preview of an image. */
export function blurredPreview(hash: string): BlurredPreview {
  const bytes = atob(hash.replaceAll('-', '+').replaceAll('_', '/'));
  return { hash, url: thumbHashToDataURL(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))) };
}
