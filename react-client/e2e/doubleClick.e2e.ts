import { expect } from 'vitest';
import { test, type Visit } from './support/test';
import { doubleTap } from './support/touch';
import { dialog, isOn, like, message, photoInFeed, postInFeed } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test('a double click on a photo likes the post once, and opens nothing', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/likes')) sent.push(request.method());
  });
  await page.goto('/');
  await photoInFeed(page, postId).dblclick();

  await message(page, /^You like /).waitFor();
  expect(await isOn(like(postInFeed(page, postId)))).toBe(true);
  await expect.poll(() => database.likedBy(user)).toContain(postId);
  expect(await photoInFeed(page, postId).locator('..').locator('svg').count()).toBe(1);

  await photoInFeed(page, postId).dblclick();
  // Says so again, although nothing changes.
  await expect.poll(() => message(page, /^You like /).count()).toBe(2);
  expect(sent).toEqual(['POST']);
  expect(await database.likedBy(user)).toContain(postId);
  expect(await dialog(page).count()).toBe(0);
  expect(new URL(page.url()).pathname).toBe('/');
});

test('a double tap on the photo of a post page likes the post', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ ...PHONE, as: user });
  await page.goto(`/p/${postId}`);
  const box = await dialog(page).locator(`a[href="/p/${postId}/photos/1"]`).boundingBox();
  await doubleTap(page, { x: 195, y: (box?.y ?? 0) + 150 });

  await expect.poll(() => database.likedBy(user)).toContain(postId);
  await expect.poll(() => isOn(like(dialog(page)))).toBe(true);
  expect(new URL(page.url()).pathname).toBe(`/p/${postId}`);
});

test('with reduced motion, a double click likes without a heart over the photo', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, reducedMotion: 'reduce' });
  await page.goto('/');
  await photoInFeed(page, postId).dblclick();
  await expect.poll(() => database.likedBy(user)).toContain(postId);
  expect(await photoInFeed(page, postId).locator('..').locator('svg').isVisible()).toBe(false);
});

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
