/** How a photo is rotated and cropped. All of this is geometry: `photoCanvas.ts` draws it. */

/** A part of the rotated photo, in percent of its width and height. */
export interface CropArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export const CROP_RATIOS = ['free', 'original', '1:1', '4:5', '16:9'] as const;
export type CropRatio = (typeof CROP_RATIOS)[number];

export interface PhotoEdit {
  /** Quarter turns to the right, from 0 to 3. */
  turns: number;
  /** What the area keeps while it is resized. */
  ratio: CropRatio;
  area: CropArea;
}

const WHOLE: CropArea = { x: 0, y: 0, width: 100, height: 100 };
export const UNEDITED: PhotoEdit = { turns: 0, ratio: 'free', area: WHOLE };

/** Areas that fill the photo but for a rounding error are the whole photo. */
const NEARLY_ALL = 99.95;

/** Whether the photo stays as it is. */
export function isUnedited({ turns, area }: PhotoEdit): boolean {
  return turns === 0 && area.width > NEARLY_ALL && area.height > NEARLY_ALL;
}

/** The size of a photo after its rotation. */
export function rotatedSize({ width, height }: Size, turns: number): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** The size of the cropped photo in pixels. */
export function croppedSize(photo: Size, { turns, area }: PhotoEdit): Size {
  const { width, height } = rotatedSize(photo, turns);
  return {
    width: Math.max(1, Math.round((width * area.width) / 100)),
    height: Math.max(1, Math.round((height * area.height) / 100)),
  };
}

/** The width by the height that the area keeps, if it keeps any. */
export function aspectOf(ratio: CropRatio, photo: Size, turns: number): number | undefined {
  if (ratio === 'free') return undefined;
  if (ratio === 'original') {
    const { width, height } = rotatedSize(photo, turns);
    return width / height;
  }
  const [across = 1, down = 1] = ratio.split(':').map(Number);
  return across / down;
}

/** Rotates by a quarter. A free area rotates with the photo; one with a ratio starts anew. */
export function rotate(edit: PhotoEdit, direction: 'left' | 'right', photo: Size): PhotoEdit {
  const turns = (edit.turns + (direction === 'right' ? 1 : 3)) % 4;
  if (edit.ratio !== 'free') return withRatio({ ...edit, turns }, edit.ratio, photo);

  const { x, y, width, height } = edit.area;
  const corner = direction === 'right' ? { x: 100 - y - height, y: x } : { x: y, y: 100 - x - width };
  return { ...edit, turns, area: { ...corner, width: height, height: width } };
}

/** Takes the largest area with this ratio, in the middle. A free area starts as it was. */
export function withRatio(edit: PhotoEdit, ratio: CropRatio, photo: Size): PhotoEdit {
  const aspect = aspectOf(ratio, photo, edit.turns);
  if (aspect === undefined) return { ...edit, ratio };

  const { width, height } = rotatedSize(photo, edit.turns);
  const share = aspect / (width / height);
  const [across, down] = [Math.min(1, share) * 100, Math.min(1, 1 / share) * 100];
  return { ...edit, ratio, area: { x: (100 - across) / 2, y: (100 - down) / 2, width: across, height: down } };
}
