import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addressesFor, settled } from './support/addresses';
import type { Database } from './support/database';
import { test, type Visit } from './support/test';
import type { TestUser } from './support/testUser';
import { bookmark, commentField, dialog, isOn, like, postInFeed } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const WIDTHS = [360, 390, 768, 1920];

test('the login form and the explorer fit a phone', async ({ open, user }) => {
  const login = await open(PHONE);
  await login.goto('/login');
  await expectToFit(login, '/login');

  const explorer = await open({ ...PHONE, as: user });
  await explorer.goto('/api');
  await explorer.getByText('/api/bookmarks').first().waitFor();
  await expectToFit(explorer, '/api');
});

test('the main actions work on a phone', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ ...PHONE, as: user });
  await page.goto('/');
  const post = postInFeed(page, postId);

  await like(post).tap();
  await expect.poll(() => database.likedBy(user)).toContain(postId);
  await bookmark(post).tap();
  await expect.poll(() => database.bookmarkedBy(user)).toContain(postId);

  await post.getByRole('link', { name: /^Comments on/ }).tap();
  await commentField(dialog(page)).tap();
  await page.keyboard.type('From the bus');
  await dialog(page).getByRole('button', { name: 'Post comment' }).tap();
  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['From the bus']);
  await dialog(page).getByRole('button', { name: 'Close' }).tap();
  await dialog(page).waitFor({ state: 'detached' });

  const bar = page.getByRole('navigation', { name: 'Main' });
  for (const [link, heading] of [
    ['Bookmarks', 'Bookmarks'],
    ['People', 'Find people'],
    ['Profile', 'Profile'],
    ['Home', 'Home'],
  ] as const) {
    await bar.getByRole('link', { name: link }).tap();
    await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor({ state: 'attached' });
  }
  expect(await isOn(like(post))).toBe(true);
});

test('no view scrolls sideways, on a phone or a large screen', async ({ open, user, database }) => {
  await postSomethingUnwieldy(user, database);
  const page = await open({ ...PHONE, as: user, refusals: [404] });
  for (const address of await addressesFor(user, database)) {
    await page.goto(address.path);
    await settled(page, address);
    await expectToFit(page, address.path);
  }
});

test('a dialog does not cover the scroll bar', async ({ open, user, database }) => {
  const page = await open({ viewport: { width: 390, height: 844 }, as: user });
  for (const address of await addressesFor(user, database)) {
    await page.goto(address.path);
    await settled(page, address);
    if ((await dialog(page).count()) === 0) continue;
    const [right, space] = await dialog(page).evaluate((element) => {
      // Chromium subtracts a stable gutter from the unit vw; other browsers do not. It does not subtract an ordinary scroll bar.
      document.documentElement.style.scrollbarGutter = 'auto';
      document.documentElement.style.overflow = 'auto';
      return [element.getBoundingClientRect().right, document.documentElement.clientWidth] as const;
    });
    expect(space, 'a scroll bar takes up space').toBeLessThan(390);
    expect(right, address.path).toBeLessThanOrEqual(space);
  }
});

test('a dialog covers the space of the scroll bar, and nothing behind it moves', async ({ page, user, database }) => {
  const [story] = await database.ids(
    'SELECT s.id FROM stories s JOIN following f ON f.following_id = s.user_id WHERE f.user_id = $1 LIMIT 1',
    user.id,
  );
  await page.goto('/');
  const article = page.getByRole('article').first();
  await article.waitFor();
  const before = (await article.boundingBox())?.x;
  expect(await page.evaluate(() => document.documentElement.clientWidth), 'a scroll bar takes up space').toBeLessThan(1440);

  await page.getByRole('link', { name: 'New post' }).click();
  await dialog(page).waitFor();
  expect((await article.boundingBox())?.x).toBe(before);
  await page.goto(`/stories/${story ?? 0}`);
  await dialog(page).getByRole('navigation', { name: 'Stories' }).waitFor({ state: 'attached' });
  await expect.poll(() => dialog(page).boundingBox()).toMatchObject({ x: 0, width: 1440 });
});

test('no field makes a phone zoom in', async ({ open, user, database }) => {
  const page = await open({ ...PHONE, as: user, refusals: [404] });
  const stranger = await open(PHONE);
  await stranger.goto('/login');
  await expectLargeFields(stranger, '/login');
  await page.goto('/api');
  await page.getByText('/api/bookmarks').first().waitFor();
  await page.locator('.opblock-summary-control').nth(2).click();
  await page.locator('.opblock-body').first().waitFor();
  await expectLargeFields(page, '/api');
  for (const address of await addressesFor(user, database)) {
    await page.goto(address.path);
    await settled(page, address);
    await expectLargeFields(page, address.path);
  }
});

/** Safari on a phone zooms in when a field with smaller text gets the focus. */
async function expectLargeFields(page: Page, path: string): Promise<void> {
  const small = await page
    .locator('input:not([type=file]), textarea, select')
    .evaluateAll((fields) => fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16).map((field) => field.outerHTML));
  expect(small, path).toEqual([]);
}

for (const percent of [150, 200]) {
  test(`text at ${percent}% fits a phone and does not overlap`, async ({ open, user, database }) => {
    const page = await open({ ...PHONE, as: user, refusals: [404] });
    await page.addInitScript((size) => {
      addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = `${size}%`));
    }, percent);
    for (const address of await addressesFor(user, database)) {
      await page.goto(address.path);
      await settled(page, address);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address.path).toBe(390);
      expect(await page.evaluate(cutOrOverlapping), address.path).toEqual([]);
    }
  });
}

/** Links of the header and the tab bar that lie over each other, and dialogs whose text is cut at the side. */
function cutOrOverlapping(): string[] {
  const boxes = [...document.querySelectorAll('#root > header a > *')]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1);
  const overlapping = boxes.filter(({ box, element }) =>
    boxes.some(
      (other) =>
        other.element.parentElement !== element.parentElement &&
        Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
        Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 1,
    ),
  );
  const cut = [...document.querySelectorAll('dialog, dialog [role=region]')].filter((area) => area.scrollWidth > area.clientWidth);
  return [...overlapping.map(({ element }) => element), ...cut].map((element) => element.outerHTML.slice(0, 200));
}

async function expectToFit(page: Page, path: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wanted = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(wanted, `${path} at ${width} pixels`).toBe(width);
  }
}

/** Adds very long words wherever users can type, and an image that does not exist. */
async function postSomethingUnwieldy(user: TestUser, database: Database): Promise<void> {
  const long = 'x'.repeat(400);
  const [postId] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/no-such-picture.svg', $1, $1, $2) RETURNING id`,
    long,
    user.id,
  );
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', long, user.id, postId);
  await database.rows('UPDATE users SET last_name = $1 WHERE id = $2', long.slice(0, 60), user.id);
}
