/** Photos to upload, drawn by the browser. */
import type { Locator, Page } from 'playwright-core';

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

interface Kind {
  width?: number;
  height?: number;
  /** Grain makes the file as large as that of a real photo. */
  grain?: boolean;
  colour?: string;
}

/** A JPEG of this size, in one colour or with grain. */
export async function takePhoto(page: Page, { width = 1200, height = 800, grain = false, colour = '#3366aa' }: Kind = {}): Promise<Photo> {
  const data = await page.evaluate(
    ([columns, rows, grainy, fill]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [columns, rows];
      const context = canvas.getContext('2d');
      if (!context) throw new Error('This browser cannot draw.');
      context.fillStyle = fill;
      context.fillRect(0, 0, columns, rows);
      if (grainy) {
        const pixels = context.getImageData(0, 0, columns, rows);
        for (let index = 0; index < pixels.data.length; index += 1) {
          if (index % 4 !== 3) pixels.data[index] = Math.random() * 256;
        }
        context.putImageData(pixels, 0, 0);
      }
      return canvas.toDataURL('image/jpeg', 0.95);
    },
    [width, height, grain, colour] as const,
  );
  const buffer = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
}

export interface View {
  width: number;
  height: number;
  /** The colours at top left, top right, bottom right and bottom left. */
  corners: string[];
}

/** A scene that shows which side is up. */
export const UPRIGHT: View = { width: 1200, height: 1600, corners: ['red', 'lime', 'blue', 'yellow'] };

/** A JPEG of that scene lying on its left side, as the sensor of an upright phone records it. */
export async function takeSidewaysPhoto(page: Page): Promise<Buffer> {
  const data = await page.evaluate(({ width, height, corners }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [height, width];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser cannot draw.');
    context.translate(0, width);
    context.rotate(-Math.PI / 2);
    for (const [index, colour] of corners.entries()) {
      context.fillStyle = colour;
      context.fillRect([1, 2].includes(index) ? width / 2 : 0, index < 2 ? 0 : height / 2, width / 2, height / 2);
    }
    // For people who look at a screenshot.
    context.font = `bold ${width / 3}px sans-serif`;
    context.textAlign = 'center';
    context.fillStyle = 'black';
    context.fillText('UP', width / 2, height / 2);
    return canvas.toDataURL('image/jpeg', 0.9);
  }, UPRIGHT);
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

/**
 * What users see of an image, once it has loaded. If it has several sizes, the browser reports its layout size; pass the
 * address of a file for the size of that file.
 */
export function viewOf(shownImage: Locator, address?: string): Promise<View> {
  return shownImage.evaluate(async (shown: HTMLImageElement, source) => {
    const image = source ? Object.assign(new Image(), { src: source }) : shown;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('This browser cannot draw.');
    context.drawImage(image, 0, 0, width, height);

    const names = new Map([['100', 'red'], ['010', 'lime'], ['001', 'blue'], ['110', 'yellow']]);
    const corners = [0, 1, 2, 3].map((index) => {
      const [x, y] = [width * ([1, 2].includes(index) ? 0.95 : 0.05), height * (index < 2 ? 0.05 : 0.95)];
      const channels = [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
      return names.get(channels.map((channel) => Math.round(channel / 255)).join('')) ?? channels.join();
    });
    return { width, height, corners };
  }, address);
}

/** The control that chooses photos, or another photo. */
export const photoField = (place: Page | Locator): Locator => place.getByLabel(/^Choose (a(nother)? photo|photos)$/);
