/**
 * Pictures that the server keeps in three sizes. Their address tells the width and height of the largest, and their
 * average colour.
 */
import type { Person } from './api/types';

const STORED = /^(\/images\/[0-9a-f]{32}-([1-9]\d{0,4})x([1-9]\d{0,4})-([0-9a-f]{6}))\/(?:large|medium|thumb)\.(jpg|png|webp)$/;
/** The long side of each size; a picture that is smaller stays as it is. */
const MEDIUM = 960;
const THUMB = 320;

export interface StoredPicture {
  width: number;
  height: number;
  /** Stands in for the picture while it loads. */
  colour: string;
  thumb: string;
  srcSet: string;
}

/** What is known of a picture by its address, if the server keeps it. */
export function storedPicture(url: string): StoredPicture | undefined {
  const match = STORED.exec(url);
  if (!match) return undefined;

  const [, folder, columns, rows, colour, extension] = match;
  const [width, height] = [Number(columns), Number(rows)];
  const address = (size: string) => `${folder}/${size}.${extension}`;
  const widthOf = (side: number) => Math.max(1, Math.round(width * Math.min(1, side / Math.max(width, height))));
  const sizes = new Map([
    [widthOf(THUMB), address('thumb')],
    [widthOf(MEDIUM), address('medium')],
    [width, address('large')],
  ]);
  return {
    width,
    height,
    colour: `#${colour}`,
    thumb: address('thumb'),
    srcSet: [...sizes].map(([pixels, source]) => `${source} ${pixels}w`).join(', '),
  };
}

/** The picture of somebody in a size for their face beside a name. */
export function avatarSource({ image_url, thumb_url }: Person, large: boolean): string | null {
  const stored = storedPicture(image_url ?? '');
  if (stored) return stored.thumb;
  return (large ? image_url : null) ?? thumb_url;
}

/** The proportions of the space for a picture: its own within bounds, beyond which it is cropped. */
export function proportions(url: string, narrowest: number, widest: number): number | undefined {
  const stored = storedPicture(url);
  return stored && Math.min(widest, Math.max(narrowest, stored.width / stored.height));
}
