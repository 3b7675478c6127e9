import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { photoField, takePhoto } from './support/photos';
import { test, type Visit } from './support/test';
import type { TestUser } from './support/testUser';
import { moveFingers } from './support/touch';
import { dialog, hasFocus } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' };

const photo = (page: Page, place: number, total: number): Locator =>
  page.getByRole('group', { name: new RegExp(`^Photo ${place} of ${total}`) });
const altText = (page: Page, place: number, total: number) => photo(page, place, total).getByLabel('Alt text');
const altTexts = (page: Page) =>
  page.getByLabel('Alt text').evaluateAll((fields: HTMLTextAreaElement[]) => fields.map(({ value }) => value));

/** Opens the form and chooses three photos, with these alt texts. */
async function chooseThree(page: Page, texts: string[]): Promise<void> {
  await page.goto('/new');
  await photoField(page).waitFor({ state: 'attached' });
  await photoField(page).setInputFiles([await takePhoto(page), await takePhoto(page), await takePhoto(page)]);
  for (const [index, text] of texts.entries()) await altText(page, index + 1, 3).fill(text);
  await expect.poll(() => page.getByRole('progressbar').count()).toBe(0);
}

/** A new post with three images of the server. */
async function postWithThree(database: Database, user: TestUser): Promise<number> {
  const [id = 0] = await database.ids(
    "INSERT INTO posts (image_url, alt_text, user_id, pub_date) VALUES ('/static/demo/posts/01.svg', 'One', $1, now() at time zone 'utc') RETURNING id",
    user.id,
  );
  await database.rows(
    `INSERT INTO post_images (post_id, position, image_url, alt_text)
     VALUES ($1, 2, '/static/demo/posts/02.svg', 'Two'), ($1, 3, '/static/demo/posts/03.svg', 'Three')`,
    id,
  );
  return id;
}

const textsOf = async (database: Database, id: number): Promise<string[]> => {
  const sql = `SELECT 1 AS position, alt_text FROM posts WHERE id = $1
    UNION SELECT position, alt_text FROM post_images WHERE post_id = $1 ORDER BY position`;
  return (await database.rows<{ alt_text: string }>(sql, id)).map(({ alt_text }) => alt_text);
};

test('three photos are chosen at once, put in order by keyboard, described, shared, and swiped', async ({ open, user, database }) => {
  const page = await open({ ...PHONE, as: user });
  await chooseThree(page, ['A', 'B', 'C']);
  expect(await violations(page)).toEqual([]);

  const later = photo(page, 1, 3).getByRole('button', { name: 'Move later' });
  await later.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Photo 2 of 3').waitFor({ state: 'attached' });
  expect(await hasFocus(photo(page, 2, 3).getByRole('button', { name: 'Move later' }))).toBe(true);
  await page.keyboard.press('Enter');
  expect(await altTexts(page)).toEqual(['B', 'C', 'A']);
  await page.reload();
  await altText(page, 3, 3).waitFor();
  expect(await altTexts(page)).toEqual(['B', 'C', 'A']);
  await page.getByLabel('Caption').fill('Three squares');
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const created = (await database.postsBy(user)).find(({ caption }) => caption === 'Three squares');
  expect(await textsOf(database, created?.id ?? 0)).toEqual(['B', 'C', 'A']);
  const shared = page.getByRole('article').filter({ hasText: 'Three squares' });
  const slide = (text: string) => shared.getByRole('group', { name: text, exact: true });
  await slide('1 of 3').getByAltText('B').scrollIntoViewIfNeeded();
  const box = await slide('1 of 3').boundingBox();
  const y = (box?.y ?? 0) + 100;
  await moveFingers(page, [{ x: 340, y }, { x: 40, y }]);
  await slide('2 of 3').getByAltText('C').waitFor();

  await page.goto('/profile');
  await page.getByRole('region', { name: 'Your posts' }).getByRole('link', { name: /^B 3 photos/ }).waitFor();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the form with a photo, a refused file and missing alt text is accessible, ${colorScheme}`, async ({ open, user }) => {
    const page = await open({ as: user, colorScheme, reducedMotion: 'reduce' });
    await chooseThree(page, ['A', 'B', '']);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect.poll(() => hasFocus(altText(page, 3, 3))).toBe(true);
    await page.getByLabel('Add photos').setInputFiles({ name: 'notes.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await photo(page, 4, 4).getByText('notes.svg: This file type isn’t supported. Use JPEG, PNG, WebP or GIF.').waitFor();

    expect(await violations(page)).toEqual([]);
  });
}

test('on a phone, the buttons of a photo are in one row', async ({ open, user }) => {
  const page = await open({ ...PHONE, as: user });
  await chooseThree(page, ['A', 'B', 'C']);

  for (const place of [1, 2, 3]) {
    const buttons = photo(page, place, 3).getByRole('button');
    const tops = await buttons.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().top));
    expect(tops).toHaveLength(4);
    expect(new Set(tops).size, `rows of buttons of photo ${place}`).toBe(1);
  }
});

test('a photo of a post is removed, and the others are dragged into order', async ({ page, user, database }) => {
  const id = await postWithThree(database, user);
  await page.goto(`/p/${id}/edit`);
  await photo(page, 2, 3).getByRole('button', { name: 'Remove' }).click();
  expect(await hasFocus(page.getByLabel('Add photos'))).toBe(true);
  expect(await altTexts(page)).toEqual(['One', 'Three']);

  await photo(page, 2, 2).getByAltText('Three').hover();
  await page.mouse.down();
  await photo(page, 1, 2).getByAltText('One').hover();
  await page.mouse.up();
  await expect.poll(() => altTexts(page)).toEqual(['Three', 'One']);
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  expect(await textsOf(database, id)).toEqual(['Three', 'One']);
});

test('photos are dragged into order with a finger', async ({ open, user, database }) => {
  const page = await open({ ...PHONE, as: user });
  await page.goto(`/p/${await postWithThree(database, user)}/edit`);
  const centre = async (place: number) => {
    const box = await photo(page, place, 3).boundingBox();
    return { x: (box?.x ?? 0) + 24, y: (box?.y ?? 0) + 48 };
  };
  await photo(page, 2, 3).waitFor();

  await moveFingers(page, [await centre(1), await centre(2)]);

  await expect.poll(() => altTexts(page)).toEqual(['Two', 'One', 'Three']);
});
