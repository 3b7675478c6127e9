import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { test } from './support/test';

const LIGHT = 'rgb(250, 249, 247)';
const DARK = 'rgb(20, 19, 17)';

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const rememberTheme = (page: Page, theme: string) =>
  page.addInitScript((chosen) => localStorage.setItem('photo-app.theme', chosen), theme);

test('a theme chosen in the settings applies at once, and to other tabs', async ({ open, user }) => {
  const page = await open({ as: user, colorScheme: 'light' });
  const other = await page.context().newPage();
  await other.goto('/bookmarks');
  await other.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await page.goto('/settings/appearance');
  await page.getByRole('radio', { name: 'Dark' }).check();

  expect(await background(page)).toBe(DARK);
  await expect.poll(() => background(other)).toBe(DARK);
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await expect.poll(() => page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
  await page.getByRole('radio', { name: 'As on this device' }).check();
  expect(await background(page)).toBe(LIGHT);
});

test('without a choice, the theme is that of the system', async ({ open, user }) => {
  const page = await open({ as: user, colorScheme: 'dark' });
  await page.goto('/bookmarks');
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  expect(await background(page)).toBe(DARK);

  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background(page)).toBe(LIGHT);
});

test.for([
  ['dark', DARK, 'light'],
  ['light', LIGHT, 'dark'],
] as const)('the chosen theme, %s, is there before the application', async ([theme, colour, colorScheme], { open, user }) => {
  const page = await open({ as: user, colorScheme });
  await rememberTheme(page, theme);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/static/index-*.js', async (route) => {
    await released;
    await route.continue();
  });

  await page.goto('/bookmarks', { waitUntil: 'commit' });
  // The styles are there, and the page is empty.
  await page.locator('#root').waitFor({ state: 'attached' });
  expect(await background(page)).toBe(colour);

  release();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  expect(await background(page)).toBe(colour);
});
