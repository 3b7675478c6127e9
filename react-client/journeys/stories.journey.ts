import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './harness/axe';
import type { Database } from './harness/database';
import { journey } from './harness/journey';
import type { Person } from './harness/people';
import { photoField, takePhoto } from './harness/photos';
import { dialog, message } from './harness/views';

const strip = (page: Page) => page.getByRole('region', { name: 'Stories' });
const pathOf = (page: Page) => new URL(page.url()).pathname;

const storiesOf = (database: Database, { id }: Person) =>
  database.rows<{ id: number; text: string; image_url: string | null }>(
    'SELECT id, text, image_url FROM stories WHERE user_id = $1 ORDER BY pub_date, id',
    id,
  );

/** Leaves a person with these stories, told one after another. */
async function tell(database: Database, { id }: Person, texts: string[]): Promise<void> {
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

journey('stories are seen one after another, those of a person together', async ({ page, person, database }) => {
  const stories = await database.rows<{ text: string }>(
    `SELECT text FROM stories s
     WHERE user_id = $1 OR user_id IN (SELECT following_id FROM following WHERE user_id = $1)
     ORDER BY user_id = $1 DESC, (SELECT max(pub_date) FROM stories n WHERE n.user_id = s.user_id) DESC, pub_date, id`,
    person.id,
  );
  await page.goto('/');
  await strip(page).getByRole('link', { name: /^Story by/ }).first().click();
  await dialog(page).getByRole('button', { name: 'Pause' }).click();
  for (const [index, { text }] of stories.entries()) {
    if (index > 0) await dialog(page).getByRole('link', { name: 'Next' }).click();
    await dialog(page).getByText(text, { exact: true }).waitFor();
  }
  expect(await dialog(page).getByRole('link', { name: 'Next' }).count()).toBe(0);
});

journey('a story goes on by itself, stops with the space bar, and turns with the arrows', async ({ page, person, database }) => {
  await tell(database, person, ['One', 'Two', 'Three']);
  await page.goto('/');
  await strip(page).getByRole('link', { name: `Story by ${person.username}` }).click();
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

journey('nothing goes on by itself for who wants nothing to move', async ({ open, person, database }) => {
  await tell(database, person, ['One', 'Two']);
  const page = await open({ as: person, reducedMotion: 'reduce' });
  await page.goto('/');
  await strip(page).getByRole('link', { name: `Story by ${person.username}` }).click();
  await dialog(page).getByText('One', { exact: true }).waitFor();
  expect(await dialog(page).getByRole('button', { name: /Pause|Play/ }).count()).toBe(0);
  const moving = (element: Element) =>
    element.getAnimations({ subtree: true }).some(({ effect }) => Number(effect?.getComputedTiming().duration) > 1);
  expect(await dialog(page).evaluate(moving)).toBe(false);

  await page.keyboard.press('ArrowRight');
  await dialog(page).getByText('Two', { exact: true }).waitFor();
});

journey('taps on the sides of a story turn it over on a phone', async ({ open, person, database }) => {
  await tell(database, person, ['One', 'Two']);
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const page = await open({ as: person, reducedMotion: 'reduce', ...phone });
  await page.goto('/');
  await strip(page).getByRole('link', { name: `Story by ${person.username}` }).tap();
  await dialog(page).getByText('One', { exact: true }).waitFor();

  await page.touchscreen.tap(350, 500);
  await dialog(page).getByText('Two', { exact: true }).waitFor();
  await page.touchscreen.tap(40, 500);
  await dialog(page).getByText('One', { exact: true }).waitFor();
});

journey('a story is told, seen and deleted', async ({ page, person, database }) => {
  await tell(database, person, []);
  await page.goto('/');
  await strip(page).getByRole('link', { name: 'Add story' }).click();
  await page.getByRole('button', { name: 'Share story' }).click();
  await page.getByText('A story needs a text or a photo.').waitFor();
  await page.getByLabel('Text').fill('Only for today');
  await page.getByRole('button', { name: 'Share story' }).click();

  await message(page, 'Your story is there for a day').waitFor();
  await dialog(page).waitFor({ state: 'detached' });
  expect(await storiesOf(database, person)).toMatchObject([{ text: 'Only for today', image_url: null }]);
  await strip(page).getByRole('link', { name: `Story by ${person.username}` }).click();
  await dialog(page).getByText('Only for today').waitFor();

  await dialog(page).getByRole('button', { name: 'Delete this story' }).click();
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await message(page, 'Story deleted').waitFor();
  expect(await storiesOf(database, person)).toEqual([]);
  await page.goto('/');
  await strip(page).getByRole('link', { name: 'Add story' }).waitFor();
  expect(await strip(page).getByRole('link', { name: `Story by ${person.username}` }).count()).toBe(0);
});

journey('the stories of others cannot be deleted', async ({ page, person, database }) => {
  await tell(database, person, []);
  await page.goto('/');
  await strip(page).getByRole('link', { name: /^Story by/ }).first().click();
  await dialog(page).getByRole('navigation', { name: 'Stories' }).waitFor({ state: 'attached' });
  expect(await dialog(page).getByRole('button', { name: 'Delete this story' }).count()).toBe(0);
});

journey('a story with a photo fills the screen, and is accessible', async ({ open, person, database }) => {
  await tell(database, person, []);
  const page = await open({ as: person, reducedMotion: 'reduce' });
  await page.goto('/stories/new');
  await photoField(page).waitFor({ state: 'attached' });
  expect(await violations(page)).toEqual([]);
  await photoField(page).setInputFiles(await takePhoto(page));
  await page.getByRole('button', { name: 'Remove photo' }).waitFor();
  await page.getByRole('button', { name: 'Share story' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const [story] = await storiesOf(database, person);
  expect(story?.image_url).toMatch(/^\/images\//);
  await page.goto(`/stories/${story?.id ?? 0}`);
  const picture = dialog(page).getByAltText(/^Photo in .*’s story$/);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect.poll(() => dialog(page).boundingBox()).toMatchObject({ x: 0, y: 0, height: 900 });
  expect(await violations(page)).toEqual([]);
});
