import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { TURN_RIGHT, withExif } from './support/exif';
import { photoField, takePhoto, takeSidewaysPhoto, viewOf, type Photo } from './support/photos';
import { test, type Visit } from './support/test';
import { moveFingers } from './support/touch';
import { hasFocus } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' };

const editor = (page: Page): Locator => page.getByRole('dialog', { name: 'Edit photo' });
const preview = (page: Page): Locator => page.getByAltText('Preview of your photo');
const editButton = (page: Page): Locator => page.getByRole('button', { name: 'Edit photo' });
const corner = (page: Page, name: string): Locator => editor(page).getByRole('button', { name: new RegExp(`^${name} corner`) });

/** The width and height that the editor shows. */
async function sizeOf(page: Page): Promise<number[]> {
  const text = await editor(page).getByText(/pixels$/).innerText();
  return [...text.replaceAll(',', '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

async function openEditor(page: Page, photo?: Photo): Promise<void> {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  await photoField(page).setInputFiles(photo ?? (await takePhoto(page)));
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await editButton(page).click();
  await editor(page).getByText(/pixels$/).waitFor();
}

/** Ends editing, waits for the upload of the result, and returns its address. */
async function done(page: Page): Promise<string> {
  const sent = page.waitForResponse((response) => response.url().endsWith('/api/images'));
  await editor(page).getByRole('button', { name: 'Done' }).click();
  await editor(page).waitFor({ state: 'detached' });
  expect((await sent).status()).toBe(201);
  const { image_url } = (await (await sent).json()) as { image_url: string };
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  return image_url;
}

async function centreOf(place: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: x + width / 2, y: y + height / 2 };
}

test('a photo is rotated and cropped by keyboard, and the result is uploaded', async ({ page, user, database }) => {
  const exif = { orientation: TURN_RIGHT, artist: 'Ana', north: [46, 12, 345_678], east: [7, 8, 123_456] } as const;
  await page.goto('/new');
  await openEditor(page, { name: 'sideways.jpg', mimeType: 'image/jpeg', buffer: withExif(await takeSidewaysPhoto(page), exif) });
  expect(await sizeOf(page)).toEqual([1200, 1600]);
  expect(await page.title()).toMatch(/Edit photo · Photo App$/);
  const removed = page.getByText('Its location was removed.');
  expect(await removed.count()).toBe(1);

  await editor(page).getByRole('button', { name: 'Rotate right' }).press('Enter');
  await expect.poll(() => sizeOf(page)).toEqual([1600, 1200]);
  await corner(page, 'Bottom right').press('Shift+ArrowLeft');
  await expect.poll(async () => (await sizeOf(page))[0]).toBeLessThan(1600);
  await editor(page).getByRole('radio', { name: 'Free' }).press('ArrowRight');
  await expect.poll(() => sizeOf(page)).toEqual([1600, 1200]);
  await done(page);

  expect(await hasFocus(editButton(page))).toBe(true);
  expect(await page.title()).toMatch(/New post · Photo App$/);
  // The edited photo had none.
  expect(await removed.count()).toBe(0);
  expect(await viewOf(preview(page))).toEqual({ width: 1600, height: 1200, corners: ['yellow', 'red', 'lime', 'blue'] });
  await page.getByLabel('Alt text').fill('Rotated');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const posted = (await database.postsBy(user)).map(({ image_url }) => image_url);
  expect(posted).toContainEqual(expect.stringMatching(/-1600x1200-/));
});

test('a photo is cropped by dragging a corner and the selection', async ({ page }) => {
  await openEditor(page);
  const from = await centreOf(corner(page, 'Top left'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await sizeOf(page))[0]).toBeLessThan(1200);
  const [width = 0, height = 0] = await sizeOf(page);
  expect(height).toBeLessThan(800);

  const before = await centreOf(corner(page, 'Top left'));
  await page.mouse.move(before.x + 60, before.y + 60);
  await page.mouse.down();
  await page.mouse.move(before.x + 30, before.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await centreOf(corner(page, 'Top left'))).x).toBeLessThan(before.x - 20);
  expect(await sizeOf(page)).toEqual([width, height]);
  await done(page);

  expect(await viewOf(preview(page))).toMatchObject({ width, height });
});

test('a photo is cropped with a finger, and keeps the ratio', async ({ open, user }) => {
  const page = await open({ ...PHONE, as: user });
  await openEditor(page);
  await editor(page).getByText('1:1', { exact: true }).tap();
  await expect.poll(() => sizeOf(page)).toEqual([800, 800]);

  const from = await centreOf(corner(page, 'Bottom right'));
  await moveFingers(page, [from, { x: from.x - 60, y: from.y - 60 }]);

  await expect.poll(async () => (await sizeOf(page))[0]).toBeLessThan(800);
  const [width = 0, height = 0] = await sizeOf(page);
  expect(Math.abs(width - height)).toBeLessThanOrEqual(2);
  await done(page);
  expect(await viewOf(preview(page))).toMatchObject({ width, height });
});

test('one of several photos is edited', async ({ page }) => {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  await photoField(page).setInputFiles([await takePhoto(page), await takePhoto(page, { width: 600, height: 600 })]);
  const first = page.getByRole('group', { name: /^Photo 1 of 2/ });
  await first.getByRole('button', { name: 'Edit photo' }).click();
  await editor(page).getByRole('button', { name: 'Rotate left' }).click();
  await done(page);

  expect(await viewOf(first.getByRole('img'))).toMatchObject({ width: 800, height: 1200 });
  expect(await hasFocus(first.getByRole('button', { name: 'Edit photo' }))).toBe(true);
});

test('the photos of a story and of the profile can be edited', async ({ page }) => {
  await page.goto('/stories/new');
  await photoField(page).setInputFiles(await takePhoto(page));
  await editButton(page).click();
  await editor(page).getByText('4:5', { exact: true }).click();
  expect(await done(page)).toContain('-640x800-');

  await page.goto('/settings/profile');
  await photoField(page).setInputFiles(await takePhoto(page));
  await page.getByRole('status').getByText('Profile photo saved').waitFor();
  await editButton(page).click();
  await editor(page).getByText('1:1', { exact: true }).click();
  const saved = page.waitForResponse((response) => response.url().endsWith('/api/profile') && response.request().method() === 'PATCH');
  const square = await done(page);
  expect(square).toContain('-800x800-');
  expect((await saved).request().postDataJSON()).toMatchObject({ image_url: square });
});

test('changes are discarded only after a question, and nothing behind the editor moves', async ({ page }) => {
  const behind = page.getByRole('article').first();
  await page.goto('/new');
  await behind.waitFor();
  const before = (await behind.boundingBox())?.x;

  await openEditor(page);
  await behind.waitFor();
  expect((await behind.boundingBox())?.x).toBe(before);
  await editor(page).getByRole('button', { name: 'Rotate left' }).click();
  await page.keyboard.press('Escape');
  await editor(page).getByRole('button', { name: 'Keep editing' }).click();
  await page.keyboard.press('Escape');
  await editor(page).getByRole('button', { name: 'Discard' }).click();
  await editor(page).waitFor({ state: 'detached' });

  await page.getByRole('dialog', { name: 'New post' }).waitFor();
  expect(await viewOf(preview(page))).toMatchObject({ width: 1200, height: 800 });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the editor is accessible, ${colorScheme}`, async ({ open, user }) => {
    for (const device of [{}, PHONE]) {
      const page = await open({ ...device, as: user, colorScheme, reducedMotion: 'reduce' });
      await openEditor(page);
      expect(await violations(page)).toEqual([]);
      const targets = await editor(page)
        .locator('button, [role=button]:visible, label')
        .evaluateAll((all) => all.map((target) => target.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
      expect(Math.min(...targets)).toBeGreaterThanOrEqual(24);
    }
  });
}
