import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { transferFiles } from './support/fileTransfer';
import { photoField, takePhoto, type Photo } from './support/photos';
import { sharePhoto } from './support/sharePhoto';
import { test } from './support/test';
import { dialog, hasFocus, postInFeed, submitLogin } from './support/views';

const STORED = /^\/images\/[0-9a-f]{32}-1200x800-[0-9a-f]{6}-[\w-]+\/large\.jpg$/;

async function choosePhoto(page: Page): Promise<Photo> {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  const photo = await takePhoto(page);
  await photoField(page).setInputFiles(photo);
  return photo;
}

const uploaded = (page: Page) => page.getByRole('status').getByText('Photo uploaded').waitFor({ state: 'attached' });

test('a photo is uploaded, described and posted, and loads in a fitting size', async ({ page, user, database }) => {
  await choosePhoto(page);
  await page.getByAltText('Preview of your photo').waitFor();
  await uploaded(page);
  await page.getByLabel('Alt text').fill('Nothing but blue');
  await page.getByLabel('Caption').fill('From my own camera');
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const created = (await database.postsBy(user)).find(({ caption }) => caption === 'From my own camera');
  expect(created?.image_url).toMatch(STORED);
  const picture = postInFeed(page, created?.id ?? 0).getByAltText('Nothing but blue');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  const shown = await picture.evaluate((image: HTMLImageElement) => ({
    source: image.currentSrc,
    width: image.getAttribute('width'),
    height: image.getAttribute('height'),
    ratio: image.clientWidth / image.clientHeight,
  }));
  expect(shown).toMatchObject({ width: '1200', height: '800' });
  expect(shown.source).toMatch(/\/medium\.jpg$/);
  expect(shown.ratio).toBeCloseTo(1.5, 1);

  await page.goto('/profile');
  const tile = page.getByRole('region', { name: 'Your posts' }).getByAltText('Nothing but blue');
  await expect.poll(() => tile.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

test('a photo shows its blurred preview until it has loaded', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const id = await sharePhoto(page, { width: 1200, height: 800, altText: 'A blue rectangle' });
  await page.route('**/images/**', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('/');

  const photo = postInFeed(page, id).getByAltText('A blue rectangle');
  const background = () => photo.evaluate((image) => getComputedStyle(image).backgroundImage);
  await expect.poll(background).toMatch(/^url\("data:image\/png;base64,/);
  release();
  await expect.poll(background).toBe('none');
});

test('the photo of a post can be replaced', async ({ page, user, database }) => {
  const [id] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', user.id);
  await page.goto(`/p/${id ?? 0}/edit`);
  await page.getByRole('button', { name: 'Upload a photo instead' }).click();
  await photoField(page).setInputFiles(await takePhoto(page));
  await uploaded(page);
  await page.getByRole('button', { name: 'Save' }).click();

  await dialog(page).waitFor({ state: 'detached' });
  const post = (await database.postsBy(user)).find((candidate) => candidate.id === id);
  expect(post?.image_url).toMatch(STORED);
});

test('a slow upload shows its progress, and can be cancelled', async ({ page }) => {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  const photo = await takePhoto(page, { grain: true });
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 50,
    downloadThroughput: -1,
    uploadThroughput: photo.buffer.length / 8,
  });
  await page.getByLabel('Caption').fill('Typed meanwhile');
  await photoField(page).setInputFiles(photo);
  const bar = page.getByRole('progressbar', { name: 'Uploading your photo' });
  const percent = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(percent).toBeGreaterThan(10);
  expect(await percent()).toBeLessThan(100);

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByText('Still uploading…').waitFor();
  await expect.poll(() => hasFocus(photoField(page))).toBe(true);

  await page.getByRole('button', { name: 'Cancel' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await page.getByAltText('Preview of your photo').count()).toBe(0);
  expect(await page.getByLabel('Caption').inputValue()).toBe('Typed meanwhile');

  await photoField(page).setInputFiles(photo);
  await uploaded(page);
});

test('files that are not photos are refused with the reason, and the input stays', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [400, 415] });
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  await page.getByLabel('Caption').fill('Kept');
  const photo = await takePhoto(page);
  const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "taken over"</script></svg>');

  for (const buffer of [script, photo.buffer.subarray(0, photo.buffer.length / 2)]) {
    await photoField(page).setInputFiles({ ...photo, buffer });
    await page.getByRole('alert').getByText('The photo was not uploaded.').waitFor();
    expect((await page.getByRole('alert').innerText()).length).toBeGreaterThan('The photo was not uploaded. '.length);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  }
  await photoField(page).setInputFiles({ ...photo, buffer: Buffer.alloc(21 * 1024 * 1024) });
  await page.getByText('photo.jpg: This photo has 21 MiB. The limit is 20 MiB.').waitFor();
  await photoField(page).setInputFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: script });
  await page.getByText('a.svg: This file type isn’t supported. Use JPEG, PNG, WebP or GIF.').waitFor();

  await photoField(page).setInputFiles(photo);
  await uploaded(page);
  expect(await page.getByLabel('Caption').inputValue()).toBe('Kept');
  expect(await page.title()).not.toContain('taken over');
});

test('an upload that is refused by a busy server can be repeated', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [503] });
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  await page.route('**/api/images', (route) => route.fulfill({ status: 503, json: { message: 'Too many at once.' } }), { times: 1 });
  await photoField(page).setInputFiles(await takePhoto(page));
  await page.getByRole('alert').getByText('Too many at once.').waitFor();

  await page.getByRole('button', { name: 'Try again' }).click();
  await uploaded(page);
});

test('a photo can be pasted, and another one dropped', async ({ page }) => {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  for (const way of ['paste', 'drop'] as const) {
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/images'));
    await transferFiles(page, way, [await takePhoto(page)]);
    await sent;
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
  }
  await expect.poll(() => page.getByAltText('Preview of your photo').count()).toBe(2);
});

test('photos that are dropped on a view open the form, and what is no photo is named', async ({ page }) => {
  await page.goto('/profile');
  const overlay = page.getByText('Drop photos to share them');
  const files = [await takePhoto(page), await takePhoto(page), { name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') }];
  // The page listens a moment after it has loaded.
  await expect
    .poll(async () => {
      await transferFiles(page, 'dragover', files);
      return overlay.isVisible();
    })
    .toBe(true);
  expect(await violations(page)).toEqual([]);

  await transferFiles(page, 'drop', files);
  await overlay.waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/new');
  await page.getByText('notes.pdf: This file type isn’t supported.').waitFor();
  await expect.poll(() => page.getByAltText('Preview of your photo').count()).toBe(2);
  await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);

  await transferFiles(page, 'dragover', files);
  await page.getByText('Drop photos to add them').waitFor();
  // Also over the modal dialog.
  const covers = await page.getByText('Drop photos to add them').evaluate((text) => text.closest('[popover]')?.matches(':popover-open'));
  expect(covers).toBe(true);
  await transferFiles(page, 'drop', files.slice(0, 1));
  await page.getByRole('group', { name: /^Photo 4 of 4/ }).waitFor();
});

/** Two pixels of AVIF, which Chromium can read and not write. */
const AVIF =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=';

test('a photo that only the browser can read is converted, and one that nobody can read is explained', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [415] });
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  const refusal = { status: 415, json: { code: 'unsupported_image', message: 'Not supported.' } };
  await page.route('**/api/images', (route) => route.fulfill(refusal), { times: 1 });
  await photoField(page).setInputFiles({ name: 'photo.avif', mimeType: 'image/avif', buffer: Buffer.from(AVIF, 'base64') });
  await uploaded(page);
  expect(await page.getByRole('alert').count()).toBe(0);

  await page.route('**/api/images', (route) => route.fulfill(refusal), { times: 1 });
  await photoField(page).setInputFiles({ name: 'IMG_1.HEIC', mimeType: '', buffer: Buffer.from('not a photo') });
  await page.getByRole('alert').getByText('On an iPhone, set Camera › Formats to “Most Compatible”.').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
});

test('an upload after the session has ended leads to the login form, and keeps the caption', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [401] });
  await page.goto('/new');
  await page.getByLabel('Caption').fill('Half written');
  const photo = await takePhoto(page);
  await page.context().clearCookies();
  await photoField(page).setInputFiles(photo);

  await page.getByLabel('Username').waitFor();
  expect(new URL(page.url()).searchParams.get('next')).toBe('/new');
  await submitLogin(page, user);
  await expect.poll(() => page.getByLabel('Caption').inputValue()).toBe('Half written');
});
