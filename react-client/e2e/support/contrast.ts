/** The contrast of text with what is behind it on the screen, which axe cannot tell for text on an image. */
import type { Browser, Locator, Page } from 'playwright-core';

/** The lowest contrast ratio between white letters and any pixel in the lines of a text. */
export async function contrastOfWhite(browser: Browser, page: Page, text: Locator): Promise<number> {
  const lines = await text.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const areas = [...range.getClientRects()].map(({ x, y, width, height }) => ({ x, y, width, height }));
    // The end of a line may be an area without a width.
    return areas.filter(({ width, height }) => width > 0 && height > 0);
  });
  // The letters themselves must not count.
  const color = await text.evaluate((element) => {
    const before = getComputedStyle(element).color;
    element.style.color = 'transparent';
    return before;
  });
  if (color !== 'rgb(255, 255, 255)') throw new Error(`The text is not white, but ${color}.`);
  const shot = (await page.screenshot()).toString('base64');

  // The content security policy of the client forbids data: addresses.
  const context = await browser.newContext();
  const canvasPage = await context.newPage();
  const brightest = await canvasPage.evaluate(
    async ([data, areas]) => {
      const image = Object.assign(new Image(), { src: `data:image/png;base64,${data}` });
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const drawing = canvas.getContext('2d');
      if (!drawing) throw new Error('This browser cannot draw.');
      drawing.drawImage(image, 0, 0);

      const linear = (channel = 0) => (channel <= 10 ? channel / 3294 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
      let luminance = 0;
      for (const { x, y, width, height } of areas) {
        const { data: pixels } = drawing.getImageData(x, y, Math.ceil(width), Math.ceil(height));
        for (let index = 0; index < pixels.length; index += 4) {
          const [red, green, blue] = [linear(pixels[index]), linear(pixels[index + 1]), linear(pixels[index + 2])];
          luminance = Math.max(luminance, 0.2126 * red + 0.7152 * green + 0.0722 * blue);
        }
      }
      return luminance;
    },
    [shot, lines] as const,
  );
  await context.close();
  return 1.05 / (brightest + 0.05);
}
