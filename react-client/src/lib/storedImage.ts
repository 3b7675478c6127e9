/**
 * Images that the server stores in three sizes. Their address holds the size of the largest, the average colour, and the
 * hash of a blurred preview, which images of earlier versions lack.
 */
import type { UserSummary } from './api/types';

const STORED = /^(\/images\/[0-9a-f]{32}-([1-9]\d{0,4})x([1-9]\d{0,4})-([0-9a-f]{6})(?:-([\w-]+))?)\/(?:large|medium|thumb)\.(jpg|png|webp)$/;
/** The long side of each size. Smaller images keep their size. */
const MEDIUM = 960;
const THUMB = 320;

export interface StoredImage {
  width: number;
  height: number;
  /** Fills the space while the image loads. */
  colour: string;
  /** The ThumbHash of the blurred preview, in base64url. */
  hash: string | undefined;
  thumb: string;
  srcSet: string;
  /** The same without the largest size, to load less. */
  smallSrcSet: string;
}

/** Reads the address of an image, if the server stores it. */
export function storedImage(url: string): StoredImage | undefined {
  const match = STORED.exec(url);
  if (!match) return undefined;

  const [, folder, columns, rows, colour, hash, extension] = match;
  const [width, height] = [Number(columns), Number(rows)];
  const address = (size: string) => `${folder}/${size}.${extension}`;
  const widthOf = (side: number) => Math.max(1, Math.round(width * Math.min(1, side / Math.max(width, height))));
  const sizes = new Map([
    [widthOf(THUMB), address('thumb')],
    [widthOf(MEDIUM), address('medium')],
    [width, address('large')],
  ]);
  const candidates = [...sizes].map(([pixels, source]) => `${source} ${pixels}w`);
  return {
    width,
    height,
    colour: `#${colour}`,
    hash,
    thumb: address('thumb'),
    srcSet: candidates.join(', '),
    smallSrcSet: candidates.slice(0, width > widthOf(MEDIUM) ? -1 : undefined).join(', '),
  };
}

/** A user's photo in a size for avatars. */
export function avatarSource({ image_url, thumb_url }: UserSummary, large: boolean): string | null {
  const stored = storedImage(image_url ?? '');
  if (stored) return stored.thumb;
  return (large ? image_url : null) ?? thumb_url;
}

/** The aspect ratio of the space for an image: its own, within bounds beyond which it is cropped. */
export function proportions(url: string, narrowest: number, widest: number): number | undefined {
  const stored = storedImage(url);
  return stored && Math.min(widest, Math.max(narrowest, stored.width / stored.height));
}
