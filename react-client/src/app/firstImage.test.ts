import { afterEach, expect, it, vi } from 'vitest';
import { requestEarly } from '../lib/api/client';
import { endpoints } from '../lib/api/endpoints';
import { stubApi } from '../testing/api';
import { aPost } from '../testing/fixtures';
import { loadFirstImage } from './firstImage';

const folder = `/images/${'0a'.repeat(16)}-2048x1365-a0b1c2`;

/** The images that were made, instead of loaded. */
function stubImages(): HTMLImageElement[] {
  const images: HTMLImageElement[] = [];
  vi.spyOn(globalThis, 'Image').mockImplementation(function () {
    const image = {} as HTMLImageElement;
    images.push(image);
    return image;
  });
  return images;
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('loads the first photo of the feed, as the feed does', async () => {
  const images = stubImages();
  stubApi({ [`GET ${endpoints.feed}`]: [200, [aPost({ image_url: `${folder}/large.jpg` }), aPost()]] });
  requestEarly([endpoints.feed]);

  loadFirstImage('/');

  await expect.poll(() => images).toHaveLength(1);
  expect(images[0]).toMatchObject({
    src: `${folder}/large.jpg`,
    sizes: 'min(37.5rem, 100vw)',
    referrerPolicy: 'no-referrer',
    fetchPriority: 'high',
  });
  expect(images[0]?.srcset).toContain(`${folder}/medium.jpg 960w`);
});

it('loads the photo of a post', async () => {
  const images = stubImages();
  stubApi({ [`GET ${endpoints.postWithComments(7)}`]: [200, aPost({ image_url: 'https://photos.example/1.jpg' })] });
  requestEarly([endpoints.postWithComments(7)]);

  loadFirstImage('/p/7');

  await expect.poll(() => images).toMatchObject([{ src: 'https://photos.example/1.jpg', sizes: '', srcset: '' }]);
});

it('loads nothing for an empty feed or a failed request', async () => {
  const images = stubImages();
  stubApi({ [`GET ${endpoints.feed}`]: [200, []], [`GET ${endpoints.postWithComments(8)}`]: [404, {}] });
  requestEarly([endpoints.feed, endpoints.postWithComments(8)]);

  loadFirstImage('/');
  loadFirstImage('/p/8');
  await new Promise((resolve) => setTimeout(resolve));

  expect(images).toEqual([]);
});
