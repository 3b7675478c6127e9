import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { photoField, takePhoto, type Photo } from './support/photos';
import { test } from './support/test';
import { dialog, hasFocus, postInFeed, submitLogin } from './support/views';

const STORED = /^\/images\/[0-9a-f]{32}-1200x800-[0-9a-f]{6}\/large\.jpg$/;

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
    const { buffer } = await takePhoto(page);
    await page.evaluate(
      ([type, data]) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], 'photo.jpg', { type: 'image/jpeg' }));
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          type === 'paste'
            ? new ClipboardEvent(type, { ...options, clipboardData: transfer })
            : new DragEvent(type, { ...options, dataTransfer: transfer }),
        );
      },
      [way, buffer.toString('base64')] as const,
    );
    await sent;
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
  }
  await expect.poll(() => page.getByAltText('Preview of your photo').count()).toBe(2);
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
