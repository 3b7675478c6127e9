/** Photos to upload, made by the browser itself. */
import type { Locator, Page } from 'playwright-core';

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

interface Kind {
  width?: number;
  height?: number;
  /** Grain, which makes the file large, as that of a real photo is. */
  grain?: boolean;
}

/** A JPEG of this size, in one colour or full of detail. */
export async function takePhoto(page: Page, { width = 1200, height = 800, grain = false }: Kind = {}): Promise<Photo> {
  const data = await page.evaluate(
    ([columns, rows, grainy]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [columns, rows];
      const context = canvas.getContext('2d');
      if (!context) throw new Error('This browser cannot draw.');
      context.fillStyle = '#3366aa';
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
    [width, height, grain] as const,
  );
  const buffer = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
}

/** The control with which a photo is chosen, first or instead of another. */
export const photoField = (place: Page | Locator): Locator => place.getByLabel(/^Choose a(nother)? (photo|picture)$/);
