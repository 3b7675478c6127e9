import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { photoField, takePhoto } from './support/photos';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { dialog, message } from './support/views';

const clickFirst = ([button]: Element[]) => {
  if (button instanceof HTMLElement) button.click();
};
const strip = (page: Page) => page.getByRole('region', { name: 'Stories' });
const pathOf = (page: Page) => new URL(page.url()).pathname;

const storiesOf = (database: Database, { id }: TestUser) =>
  database.rows<{ id: number; text: string; image_url: string | null }>(
    'SELECT id, text, image_url FROM stories WHERE user_id = $1 ORDER BY pub_date, id',
    id,
  );

/** Replaces all stories of a user by these, in order. */
async function replaceStories(database: Database, { id }: TestUser, texts: string[]): Promise<void> {
  await database.rows('DELETE FROM stories WHERE user_id = $1', id);
  for (const [index, text] of texts.entries()) {
    await database.rows(
      `INSERT INTO stories (text, user_id, pub_date)
       VALUES ($1, $2, now() at time zone 'utc' - interval '1 hour' + $3 * interval '1 minute')`,
      text,
      id,
      index,
    );
  }
}

test('stories play one after another, grouped by user', async ({ page, user, database }) => {
  const stories = await database.rows<{ text: string }>(
    `SELECT text FROM stories s
     WHERE user_id = $1 OR user_id IN (SELECT following_id FROM following WHERE user_id = $1)
     ORDER BY user_id = $1 DESC, (SELECT max(pub_date) FROM stories n WHERE n.user_id = s.user_id) DESC, pub_date, id`,
    user.id,
  );
  await page.goto('/');
  await strip(page).getByRole('link', { name: /story by/i }).first().click();
  await dialog(page).getByRole('button', { name: 'Pause' }).click();
  for (const [index, { text }] of stories.entries()) {
    if (index > 0) await dialog(page).getByRole('button', { name: 'Next story' }).click();
    await dialog(page).getByText(text, { exact: true }).waitFor();
  }
  await dialog(page).getByRole('button', { name: 'Close stories' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('a story plays by itself, pauses with the space bar, and moves with the arrow keys', async ({ page, user, database }) => {
  await replaceStories(database, user, ['One', 'Two', 'Three']);
  await page.goto('/');
  await strip(page).getByRole('link', { name: `@${user.username}` }).click();
  const shows = (text: string) => dialog(page).getByText(text, { exact: true }).waitFor();
  await shows('One');
  await dialog(page).getByRole('img', { name: 'Story 1 of 3' }).waitFor();
  await shows('Two');

  await page.keyboard.press('Space');
  await dialog(page).getByRole('button', { name: 'Play' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await shows('Three');
  await page.keyboard.press('ArrowLeft');
  await shows('Two');
  await page.keyboard.press('Space');
  await dialog(page).getByRole('button', { name: 'Pause' }).waitFor();
  await shows('Three');

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('stories do not play by themselves when the user prefers reduced motion', async ({ open, user, database }) => {
  await replaceStories(database, user, ['One', 'Two']);
  const page = await open({ as: user, reducedMotion: 'reduce' });
  await page.goto('/');
  await strip(page).getByRole('link', { name: `@${user.username}` }).click();
  await dialog(page).getByText('One', { exact: true }).waitFor();
  expect(await dialog(page).getByRole('button', { name: /Pause|Play/ }).count()).toBe(0);
  const moving = (element: Element) =>
    element.getAnimations({ subtree: true }).some(({ effect }) => Number(effect?.getComputedTiming().duration) > 1);
  expect(await dialog(page).evaluate(moving)).toBe(false);

  await page.keyboard.press('ArrowRight');
  await dialog(page).getByText('Two', { exact: true }).waitFor();
});

test('tapping the sides of a story moves between stories on a phone', async ({ open, user, database }) => {
  await replaceStories(database, user, ['One', 'Two']);
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const page = await open({ as: user, reducedMotion: 'reduce', ...phone });
  await page.goto('/');
  await strip(page).getByRole('link', { name: `@${user.username}` }).tap();
  await dialog(page).getByText('One', { exact: true }).waitFor();

  await page.touchscreen.tap(350, 500);
  await dialog(page).getByText('Two', { exact: true }).waitFor();
  await page.touchscreen.tap(40, 500);
  await dialog(page).getByText('One', { exact: true }).waitFor();
});

test('a story can be shared, viewed and deleted', async ({ page, user, database }) => {
  await replaceStories(database, user, []);
  await page.goto('/');
  await strip(page).getByRole('link', { name: 'Add story' }).click();
  await page.getByRole('button', { name: 'Share story' }).click();
  await page.getByText('Add text or a photo.').waitFor();
  await page.getByLabel('Text').fill('Only for today');
  await page.getByRole('button', { name: 'Share story' }).click();

  await message(page, 'Story shared. It’s visible for 24 hours.').waitFor();
  await dialog(page).waitFor({ state: 'detached' });
  expect(await storiesOf(database, user)).toMatchObject([{ text: 'Only for today', image_url: null }]);
  await strip(page).getByRole('link', { name: `@${user.username}` }).click();
  await dialog(page).getByText('Only for today').waitFor();

  await dialog(page).getByRole('button', { name: 'Delete this story' }).click();
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await message(page, 'Story deleted').waitFor();
  expect(await storiesOf(database, user)).toEqual([]);
  await page.goto('/');
  await strip(page).getByRole('link', { name: 'Add story' }).waitFor();
  expect(await strip(page).getByRole('link', { name: `@${user.username}` }).count()).toBe(0);
});

test('stories of other users cannot be deleted', async ({ page, user, database }) => {
  await replaceStories(database, user, []);
  await page.goto('/');
  await strip(page).getByRole('link', { name: /story by/i }).first().click();
  await dialog(page).getByRole('navigation', { name: 'Stories' }).waitFor({ state: 'attached' });
  expect(await dialog(page).getByRole('button', { name: 'Delete this story' }).count()).toBe(0);
});

test('a story with a photo fills the screen, and is accessible', async ({ open, user, database }) => {
  await replaceStories(database, user, []);
  const page = await open({ as: user, reducedMotion: 'reduce' });
  await page.goto('/stories/new');
  await photoField(page).waitFor({ state: 'attached' });
  expect(await violations(page)).toEqual([]);
  await photoField(page).setInputFiles(await takePhoto(page));
  await page.getByRole('button', { name: 'Remove photo' }).waitFor();
  await page.getByRole('button', { name: 'Share story' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const [story] = await storiesOf(database, user);
  expect(story?.image_url).toMatch(/^\/images\//);
  await page.goto(`/stories/${story?.id ?? 0}`);
  const picture = dialog(page).getByAltText(/^Photo in .*’s story$/);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect.poll(() => dialog(page).boundingBox()).toMatchObject({ x: 0, y: 0, height: 900 });
  expect(await violations(page)).toEqual([]);
});

test('the strip scrolls with the wheel and with buttons, and shows whole names', async ({ page, user, database }) => {
  await database.rows(
    `INSERT INTO stories (text, user_id, pub_date)
     SELECT 'Hello', following_id, now() at time zone 'utc' FROM following WHERE user_id = $1`,
    user.id,
  );
  await page.goto('/');
  const list = strip(page).getByRole('list');
  await list.getByRole('link').nth(7).waitFor();
  const position = () => list.evaluate((element) => Math.round(element.scrollLeft));
  const cut = await list.getByRole('link').evaluateAll((links) =>
    links.flatMap((link) => [...link.querySelectorAll('span, bdi')]).filter((part) => part.clientWidth > 1 && part.scrollWidth > part.clientWidth)
      .length,
  );
  expect(cut).toBe(0);
  expect(await strip(page).getByRole('button', { name: 'Previous stories' }).count()).toBe(0);

  await list.hover();
  await page.mouse.wheel(0, 100);
  await expect.poll(position).toBeGreaterThan(0);
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await strip(page).getByRole('button', { name: 'Previous stories' }).click();
  await expect.poll(position).toBe(0);
  await expect
    .poll(async () => {
      // The button may disappear at any moment.
      await strip(page).getByRole('button', { name: 'More stories' }).evaluateAll(clickFirst);
      return list.evaluate((element) => element.scrollWidth - element.clientWidth - Math.round(element.scrollLeft));
    })
    .toBeLessThan(2);
  await strip(page).getByRole('button', { name: 'More stories' }).waitFor({ state: 'detached' });
});
