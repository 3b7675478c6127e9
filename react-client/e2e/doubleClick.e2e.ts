import { expect } from 'vitest';
import { test } from './support/test';
import { dialog } from './support/views';

for (const [place, path] of [
  ['a tile of a grid', '/profile'],
  ['the comments link of the feed', '/'],
] as const) {
  test(`a double click on ${place} opens one dialog`, async ({ page }) => {
    // Both clicks reach the link, because the scripts of the dialog are still loading.
    let answer: () => void = () => undefined;
    const clicked = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/PostDialog-.*\.js$/, async (route) => {
      await clicked;
      await route.continue();
    });
    await page.goto(path);
    const link = path === '/' ? page.getByRole('link', { name: /^Comments on/ }).first() : page.getByRole('main').locator('a[href^="/p/"]').first();
    await link.waitFor();
    const before = await page.evaluate(() => history.length);
    await link.dblclick();
    answer();
    await dialog(page).waitFor();

    expect(await page.evaluate(() => history.length)).toBe(before + 1);
    await page.goBack();
    await dialog(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(path);
  });
}
