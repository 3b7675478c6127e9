/** Reads photos, draws them and writes them as files, all in this browser. What it writes has no metadata. */
import { croppedSize, rotatedSize, UNEDITED, type PhotoEdit } from './photoEdit';

/** Larger photos are shrunk: phones have no larger canvas. */
const MAX_SIDE = 4_096;
const QUALITY = 0.95;

/** Reads a photo, upright. Fails if the browser does not know the format. */
export function decodePhoto(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' });
}

/** Draws the edited photo in its size, unless that is more than `maxSide`. */
export function drawPhoto(canvas: HTMLCanvasElement, photo: ImageBitmap, edit: PhotoEdit, maxSide = MAX_SIDE): void {
  const { width, height } = croppedSize(photo, edit);
  const scale = Math.min(1, maxSide / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no memory for a photo of this size.');

  const rotated = rotatedSize(photo, edit.turns);
  context.imageSmoothingQuality = 'high';
  context.scale(canvas.width / width, canvas.height / height);
  context.translate((-rotated.width * edit.area.x) / 100, (-rotated.height * edit.area.y) / 100);
  context.translate(rotated.width / 2, rotated.height / 2);
  context.rotate((edit.turns * Math.PI) / 2);
  context.drawImage(photo, -photo.width / 2, -photo.height / 2);
}

/** The edited photo as a file. PNG stays PNG, everything else becomes JPEG. */
export async function renderPhoto(photo: ImageBitmap, edit: PhotoEdit, { name, type }: File): Promise<File> {
  const canvas = document.createElement('canvas');
  drawPhoto(canvas, photo, edit);
  const isPng = type === 'image/png';
  if (!isPng) fillTransparency(canvas);
  const written = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, isPng ? type : 'image/jpeg', QUALITY));
  if (!written) throw new Error('This browser could not write the photo.');
  return new File([written], isPng ? name : `${name.replace(/\.\w+$/, '')}.jpg`, { type: written.type });
}

/** The photo as a JPEG or PNG that every server can read, or nothing if the browser cannot read it either. */
export async function convertPhoto(file: File): Promise<File | undefined> {
  try {
    const photo = await decodePhoto(file);
    const converted = await renderPhoto(photo, UNEDITED, file);
    photo.close();
    return converted;
  } catch {
    return undefined;
  }
}

/** JPEG has no transparency, and what was transparent would be black. */
function fillTransparency(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.globalCompositeOperation = 'destination-over';
  context.resetTransform();
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
}
