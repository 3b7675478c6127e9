import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './support/test';
import { bookmark, commentField, dialog, follow, hasFocus, isOn, like, postInFeed } from './support/views';

const MOST_STEPS = 400;

/** Presses Tab until the target has the focus, and checks that its focus ring is visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await hasFocus(target)) {
      expect(await outlineOf(target), 'the focus ring is visible').not.toBe('none');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MOST_STEPS} presses of Tab did not reach ${String(target)}.`);
}

/** The focus ring of the element or of one of its children, as in a link around an image. */
function outlineOf(element: Locator): Promise<string> {
  return element.evaluate((node) => {
    const outlined = [node, ...node.querySelectorAll('*')].find((part) => getComputedStyle(part).outlineStyle !== 'none');
    return outlined ? getComputedStyle(outlined).outlineStyle : 'none';
  });
}

test('everything can be done without a mouse', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open();
  await page.goto('/');
  await expect.poll(() => hasFocus(page.getByLabel('Username'))).toBe(true);
  await page.keyboard.type(user.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  const post = postInFeed(page, postId);
  await post.waitFor();

  await page.keyboard.press('Tab');
  expect(await hasFocus(page.getByRole('link', { name: 'Skip to content' }))).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(page.getByRole('main'))).toBe(true);

  await tabTo(page, like(post));
  await page.keyboard.press('Space');
  await expect.poll(() => database.likedBy(user)).toContain(postId);
  expect(await hasFocus(like(post))).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => database.likedBy(user)).not.toContain(postId);

  await tabTo(page, bookmark(post));
  await page.keyboard.press('Space');
  await expect.poll(() => database.bookmarkedBy(user)).toContain(postId);

  await tabTo(page, commentField(post));
  await page.keyboard.type('No mouse');
  await page.keyboard.press('Enter');
  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['No mouse']);

  await page.reload();
  await tabTo(page, post.getByRole('link', { name: /^Comments on/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, dialog(page).getByRole('button', { name: /^Delete your comment/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, dialog(page).getByRole('button', { name: 'Keep' }));
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => database.commentsBy(user, postId)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  const [followed] = await database.rows<{ name: string }>(
    `SELECT first_name || ' ' || last_name AS name FROM users WHERE id <> $1
     AND id NOT IN (SELECT following_id FROM following WHERE user_id = $1) ORDER BY id LIMIT 1`,
    user.id,
  );
  const before = (await database.followedBy(user)).length;
  await page.goto('/following');
  const suggestion = page.getByRole('region', { name: 'Suggestions for you' });
  await tabTo(page, follow(suggestion, { ...user, name: followed?.name ?? '' }));
  await page.keyboard.press('Space');
  await expect.poll(async () => (await database.followedBy(user)).length).toBe(before + 1);
  expect(await isOn(follow(suggestion, { ...user, name: followed?.name ?? '' }))).toBe(true);

  await tabTo(page, page.getByRole('link', { name: 'Settings' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Edit profile', level: 1 }).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Sign out' }));
  await page.keyboard.press('Enter');
  await page.getByLabel('Username').waitFor();
});

test('a post is published without a mouse', async ({ page, user, database }) => {
  const before = (await database.postsBy(user)).length;
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: 'New post' }));
  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(page.getByLabel('Choose photos'))).toBe(true);

  await tabTo(page, page.locator('summary', { hasText: 'More' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Use an image address instead' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Image address'));
  await page.keyboard.type('/static/demo/posts/02.svg');
  await tabTo(page, page.getByLabel('Caption'));
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('A drawing');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await dialog(page).waitFor({ state: 'detached' });
  expect(await database.postsBy(user)).toHaveLength(before + 1);
});
