import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { test } from './support/test';
import { dialog, hasFocus, postInFeed } from './support/views';

const pathOf = (page: Page) => new URL(page.url()).pathname;
const focusIsOutside = (page: Page) =>
  page.evaluate(() => {
    const { activeElement, body } = document;
    // Tab also visits the browser's own controls. The document then has the focus on its body.
    return activeElement !== body && activeElement?.closest('dialog') === null;
  });

test('the focus stays in a dialog, and returns to the element that opened it', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  const opener = postInFeed(page, postId).getByRole('link', { name: /^Comments on/ });
  await opener.focus();
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('textbox').waitFor();
  expect(await page.title()).toMatch(/’s post · Photo App$/);

  for (const key of ['Tab', 'Shift+Tab']) {
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press(key);
      expect(await focusIsOutside(page)).toBe(false);
    }
  }

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
  expect(await page.title()).toMatch(/Home · Photo App$/);
  await expect.poll(() => hasFocus(opener)).toBe(true);
});

for (const [way, close] of [
  ['its button', (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).click()],
  ['Escape', (page: Page) => page.keyboard.press('Escape')],
  ['a click beside it', (page: Page) => page.mouse.click(10, 450)],
  ['Back', (page: Page) => page.goBack()],
] as const) {
  test(`a dialog closes with ${way}, and Back then does not reopen it`, async ({ page, user, database }) => {
    const postId = await database.newPostFor(user);
    await page.goto('/bookmarks');
    await page.getByRole('link', { name: 'Home' }).click();
    await postInFeed(page, postId).getByRole('link', { name: /^Comments on/ }).click();
    await dialog(page).getByRole('textbox').waitFor();
    expect(pathOf(page)).toBe(`/p/${postId}`);

    await close(page);
    await dialog(page).waitFor({ state: 'detached' });
    await expect.poll(() => pathOf(page)).toBe('/');

    await page.goBack();
    await expect.poll(() => pathOf(page)).toBe('/bookmarks');
    expect(await dialog(page).count()).toBe(0);
  });
}

test('stacked dialogs close one at a time', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  await postInFeed(page, postId).getByRole('link', { name: /^Comments on/ }).click();
  await dialog(page).getByRole('link', { name: /^Options for/ }).click();
  await dialog(page).getByRole('heading', { name: 'Post options' }).waitFor();

  await page.keyboard.press('Escape');
  await dialog(page).getByRole('textbox').waitFor();
  expect(pathOf(page)).toBe(`/p/${postId}`);

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('Back restores the scroll position', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('article').nth(9).waitFor();
  const last = page.getByRole('article').last();
  await last.scrollIntoViewIfNeeded();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(1000);
  const left = await page.evaluate(() => scrollY);

  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);

  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeCloseTo(left, -1);
});

for (const [way, close] of [
  ['Escape', (page: Page) => page.keyboard.press('Escape')],
  ['a click outside the dialog', (page: Page) => page.mouse.click(10, 450)],
] as const) {
  test(`${way} asks before an edit is discarded, however often it is repeated`, async ({ page, user, database }) => {
    const [id] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', user.id);
    await page.goto(`/p/${id ?? 0}/edit`);
    await page.getByLabel('Caption').fill('Half changed');

    for (let attempt = 0; attempt < 2; attempt += 1) {
      await close(page);
      await expect.poll(() => hasFocus(page.getByRole('button', { name: 'Keep editing' }))).toBe(true);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Keep editing' }).click();
      await expect.poll(() => hasFocus(page.getByLabel('Caption'))).toBe(true);
    }
    expect(await page.getByLabel('Caption').inputValue()).toBe('Half changed');

    await close(page);
    await page.getByRole('button', { name: 'Discard' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.goto(`/p/${id ?? 0}/edit`);
    await expect.poll(() => page.getByLabel('Caption').inputValue()).not.toBe('Half changed');
  });
}

test('text typed for a new post, story or comment is still there after Escape', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  for (const [path, label] of [
    ['/new', 'Caption'],
    ['/stories/new', 'Text'],
    [`/p/${postId}`, /^Add a comment to /],
  ] as const) {
    await page.goto(path);
    await dialog(page).getByLabel(label).fill('Half written');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.goto(path);
    await expect.poll(() => dialog(page).getByLabel(label).inputValue()).toBe('Half written');
  }
});
