import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { sharePhoto } from './support/sharePhoto';
import { test, type Visit } from './support/test';
import { createNewUser } from './support/testUsers';
import { dialog, hasFocus, message } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged.
const still: Visit = { reducedMotion: 'reduce' };
/** Somebody without an account, whose browser runs no scripts. */
const guest: Visit = { ...still, javaScriptEnabled: false };

/** Fills in and sends the form that is open, and returns the address of the new link. */
async function createLink(page: Page, fields: Record<string, string> = {}): Promise<string> {
  for (const [label, text] of Object.entries(fields)) await dialog(page).getByLabel(label).fill(text);
  await dialog(page).getByRole('button', { name: 'Create link' }).click();
  const address = dialog(page).getByLabel('Link for guests');
  await address.waitFor();
  expect(await hasFocus(address)).toBe(true);
  return address.inputValue();
}

/** Scrolls through a page, so that it loads all photos, and returns how many it shows. */
async function loadedPhotos(page: Page): Promise<number> {
  const photos = await page.locator('main img').all();
  for (const photo of photos) {
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  }
  return photos.length;
}

for (const [device, screen] of [['desktop', {}], ['phone', { ...PHONE, colorScheme: 'dark' }]] as const) {
  test(`a guest opens the link to a post until it is revoked, on a ${device}`, async ({ open, database }) => {
    const owner = await createNewUser(database);
    const page = await open({ ...still, ...screen, as: owner });
    await page.goto('/');
    const id = await sharePhoto(page, { width: 1600, height: 900, altText: 'A calm sea' });
    await page.goto('/profile');
    await page.goto(`/p/${id}/options`);
    await dialog(page).getByRole('link', { name: 'Share with a link' }).click();
    await dialog(page).getByLabel('Works for').selectOption('1 day');
    expect(await violations(page)).toEqual([]);
    const link = await createLink(page, { Title: 'By the sea' });
    expect(await violations(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'detached' });

    const visitor = await open({ ...guest, ...screen, refusals: [404] });
    await visitor.goto(link);
    await visitor.getByRole('heading', { level: 1, name: 'By the sea' }).waitFor();
    await visitor.getByText('Shared by New User · 1 photo').waitFor();
    const photo = visitor.getByRole('img', { name: 'A calm sea' });
    expect(await loadedPhotos(visitor)).toBe(1);
    const photoAddress = await photo.evaluate((image: HTMLImageElement) => image.currentSrc);
    expect(photoAddress).toMatch(new RegExp(`^${link}/1/1/(medium|large)$`));
    const { scrollWidth, clientWidth } = await visitor.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
    const withScripts = await open({ ...still, ...screen });
    await withScripts.goto(link);
    expect(await violations(withScripts)).toEqual([]);

    await page.goto('/settings/guest-links');
    await page.getByText('1 post · Page shown 2 times').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Revoke the link to By the sea' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await message(page, 'Link revoked').waitFor();
    await page.getByText('You have no guest links').waitFor();
    expect(await violations(page)).toEqual([]);

    await visitor.goto(link);
    await visitor.getByText('This link does not work.').waitFor();
    expect((await visitor.request.get(photoAddress)).status()).toBe(404);
  });
}

test('a guest enters the passphrase of a link, and then sees its photos', async ({ open, database }) => {
  const owner = await createNewUser(database);
  const page = await open({ ...still, as: owner });
  await page.goto('/');
  const id = await sharePhoto(page, { width: 640, height: 480 });
  await page.goto(`/p/${id}/options`);
  await dialog(page).getByRole('link', { name: 'Share with a link' }).click();
  const link = await createLink(page, { Passphrase: 'blue heron' });

  const visitor = await open({ ...guest, ...PHONE, refusals: [403] });
  await visitor.goto(link);
  const passphrase = visitor.getByLabel('Passphrase');
  expect(await visitor.getByRole('img').count()).toBe(0);
  await passphrase.fill('blue whale');
  await visitor.getByRole('button', { name: 'Show the photos' }).click();
  await visitor.getByText('This passphrase is wrong.').waitFor();
  await passphrase.fill('blue heron');
  await visitor.getByRole('button', { name: 'Show the photos' }).click();

  await visitor.getByRole('img', { name: 'A blue square' }).waitFor();
  expect(await loadedPhotos(visitor)).toBe(1);
  expect(visitor.url()).toBe(link);
  const other = await open({ ...still, colorScheme: 'dark' });
  await other.goto(link);
  await other.getByLabel('Passphrase').waitFor();
  expect(await violations(other)).toEqual([]);
});

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`several posts are selected on the profile and shared in this order, on a ${device}`, async ({ open, database }) => {
    const owner = await createNewUser(database);
    const insert = `INSERT INTO posts (image_url, alt_text, caption, user_id)
      SELECT '/static/demo/posts/03.svg', 'Photo ' || n, 'Caption ' || n, $1 FROM generate_series(1, 3) AS n`;
    await database.rows(insert, owner.id);
    const page = await open({ ...still, ...screen, as: owner });
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Select posts' }).click();
    // By the keyboard.
    for (const name of ['Photo 3', 'Photo 1']) await page.getByRole('checkbox', { name, exact: true }).press('Space');
    await page.getByText('2 of 50 posts selected').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Share with a link' }).press('Enter');
    const link = await createLink(page);
    // The selection stays, for another link.
    await page.goBack();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.getByRole('checkbox', { name: 'Photo 3, number 1', exact: true }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Select posts' }).waitFor();

    const visitor = await open({ ...guest, ...screen });
    await visitor.goto(link);
    await visitor.getByRole('heading', { level: 1, name: 'Shared photos' }).waitFor();
    expect(await visitor.getByRole('article').allInnerTexts()).toEqual(['Caption 3', 'Caption 1']);
    expect(await loadedPhotos(visitor)).toBe(2);
  });
}
