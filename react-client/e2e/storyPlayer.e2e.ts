import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { contrastOfWhite } from './support/contrast';
import type { Database } from './support/database';
import { photoField, takePhoto } from './support/photos';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { moveFingers } from './support/touch';
import { dialog } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const still = { reducedMotion: 'reduce' } as const;
/** WCAG 2.2, level AA, for text of normal size. */
const ENOUGH_CONTRAST = 4.5;
const MAX_TEXT = 5_000;

const shows = (page: Page, text: string) => dialog(page).getByText(text, { exact: true }).waitFor();
const preview = (page: Page) => page.getByRole('img', { name: 'Preview of your story' });

/** Replaces all stories of a user by these. Returns the id of the first. */
async function replaceStories(database: Database, { id }: TestUser, ...texts: string[]): Promise<number> {
  await database.rows('DELETE FROM stories WHERE user_id = $1', id);
  const sql = `INSERT INTO stories (text, user_id, pub_date)
               VALUES ($1, $2, now() at time zone 'utc' - interval '1 hour' + $3 * interval '1 minute') RETURNING id`;
  const ids = [];
  for (const [index, text] of texts.entries()) ids.push(...(await database.rows<{ id: number }>(sql, text, id, index)));
  return ids[0]?.id ?? 0;
}

/** Whether the progress of the current story is moving. */
const playState = (page: Page) =>
  dialog(page).evaluate((element) => {
    const states = element.getAnimations({ subtree: true }).flatMap((animation) =>
      animation instanceof CSSAnimation && animation.animationName.includes('fill') ? animation.playState : [],
    );
    return states[0];
  });

test('a swipe shows the next or previous story, and a held story pauses', async ({ open, user, database }) => {
  const id = await replaceStories(database, user, 'One', 'Two');
  const page = await open({ as: user, ...PHONE });
  await page.goto(`/stories/${id}`);
  await shows(page, 'One');
  const fingers = await page.context().newCDPSession(page);
  await fingers.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 195, y: 400 }] });
  await expect.poll(() => playState(page)).toBe('paused');
  await fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect.poll(() => playState(page)).toBe('running');
  await fingers.detach();

  await moveFingers(page, [{ x: 300, y: 400 }, { x: 120, y: 410 }]);
  await shows(page, 'Two');
  await moveFingers(page, [{ x: 120, y: 400 }, { x: 300, y: 410 }]);
  await shows(page, 'One');
});

test('the longest text can be read to its end, over a photo too', async ({ open, user, database }) => {
  const long = `${'A long story. '.repeat(MAX_TEXT / 14 - 1)}The end of it.`.slice(-MAX_TEXT);
  const id = await replaceStories(database, user, long);
  const page = await open({ ...still, as: user, ...PHONE });
  for (const image of [null, '/static/demo/posts/01.svg']) {
    await database.rows('UPDATE stories SET image_url = $1 WHERE id = $2', image, id);
    await page.goto(`/stories/${id}`);
    const text = dialog(page).getByText('The end of it.');
    await text.waitFor();
    const region = dialog(page).getByRole('region', { name: 'Story' });
    expect(await text.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);

    await moveFingers(page, [{ x: 40, y: 700 }, { x: 42, y: 300 }]);
    // Also at the side, where a tap shows another story.
    await expect.poll(() => region.evaluate((element) => element.scrollTop)).toBeGreaterThan(50);
    await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    const bottom = await text.evaluate((element) => element.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(844);
  }
});

for (const [name, colour] of [['white', '#fff'], ['black', '#000']] as const) {
  test(`text is legible on a ${name} photo`, async ({ browser, open, user, database }) => {
    const id = await replaceStories(database, user, 'Two lines of text\nover a photo');
    const page = await open({ ...still, as: user, ...PHONE });
    await page.goto('/stories/new');
    await photoField(page).setInputFiles(await takePhoto(page, { width: 900, height: 1950, colour }));
    await page.getByRole('button', { name: 'Remove photo' }).waitFor();
    const upload = "SELECT image_url FROM stories WHERE id = (SELECT max(id) FROM stories)";
    await page.getByLabel('Text').fill('Shared');
    await page.getByRole('button', { name: 'Share story' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    const [shared] = await database.rows<{ image_url: string }>(upload);
    await database.rows('UPDATE stories SET image_url = $1 WHERE id = $2', shared?.image_url, id);

    for (const viewport of [PHONE.viewport, { width: 1440, height: 900 }]) {
      await page.setViewportSize(viewport);
      await page.goto(`/stories/${id}`);
      const photo = dialog(page).getByAltText(/^Photo in/);
      await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
      await dialog(page).getByText('Nobody has seen it yet').waitFor();
      const author = dialog(page).getByRole('link', { name: user.name });
      const texts = [dialog(page).getByText('Two lines of text'), author, dialog(page).getByRole('time')];
      for (const text of texts) {
        const contrast = await contrastOfWhite(browser, page, text);
        expect(contrast, `${String(text)}, ${viewport.width} pixels wide`).toBeGreaterThan(ENOUGH_CONTRAST);
      }
    }
  });
}

test('a new story begins with the photo, and its preview looks like the story', async ({ open, user, database }) => {
  await replaceStories(database, user);
  const page = await open({ ...still, as: user, ...PHONE });
  await page.goto('/stories/new');
  await photoField(page).waitFor({ state: 'attached' });
  expect(await photoField(page).evaluate((field) => field === document.activeElement)).toBe(true);
  const isBefore = await photoField(page).evaluate((field) => {
    const text = field.closest('form')?.querySelector('textarea');
    return text ? Boolean(field.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) : false;
  });
  expect(isBefore, 'the photo comes before the text').toBe(true);

  await page.getByLabel('Text').fill('Only a text');
  await preview(page).getByText('Only a text').waitFor();
  await photoField(page).setInputFiles(await takePhoto(page));
  await page.getByRole('button', { name: 'Remove photo' }).waitFor();
  const words = 'A text of several lines, which break in the preview where they will break in the story.';
  await page.getByLabel('Text').fill(words);
  const box = await preview(page).boundingBox();
  expect((box?.height ?? 0) / (box?.width ?? 1)).toBeCloseTo(16 / 9, 1);
  const lines = (element: Element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getClientRects().length;
  };
  const inPreview = await preview(page).getByText(words).evaluate(lines);
  expect(inPreview).toBeGreaterThan(1);

  await page.getByRole('button', { name: 'Share story' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: `Story by ${user.name} @${user.username}`, exact: true }).click();
  await shows(page, words);
  expect(await dialog(page).getByText(words, { exact: true }).evaluate(lines)).toBe(inPreview);
});
