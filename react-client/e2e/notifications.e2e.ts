import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { commentField, dialog, follow, hasFocus, like, message, postInFeed } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged.
const still = { reducedMotion: 'reduce' } as const;

const bell = (page: Page) => page.getByRole('banner').getByRole('link', { name: /^Notifications/ });
const entries = (page: Page, region: 'New' | 'Earlier') => page.getByRole('region', { name: region }).getByRole('listitem');

async function createAuthor(database: Database): Promise<{ author: TestUser; post: number }> {
  const author = await createNewUser(database);
  const [post] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/demo/posts/03.svg', 'Hills', 'Green hills', $1) RETURNING id`,
    author.id,
  );
  return { author, post: post ?? 0 };
}

/** Inserts what others did, which the page does not know yet. */
async function likedBy(database: Database, post: number, others: TestUser[]): Promise<void> {
  for (const { id } of others) await database.rows('INSERT INTO likes_posts (user_id, post_id) VALUES ($1, $2)', id, post);
}

/** Gives the window the focus, until the title begins with the number. */
async function expectUnseen(page: Page, amount: number): Promise<void> {
  await expect
    .poll(async () => {
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      return page.title();
    })
    .toMatch(new RegExp(`^\\(${amount}\\) `));
  await page.getByRole('link', { name: `Notifications ${amount} unseen` }).waitFor();
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`a follow, a like, a comment and a mention reach the other user, on a ${device}`, async ({ open, database }) => {
    const { author, post } = await createAuthor(database);
    const other = await createNewUser(database);
    const page = await open({ ...still, ...screen, as: author });
    const counted = page.waitForResponse(/\/api\/notifications\/count/);
    await page.goto('/');
    await counted;
    expect(await bell(page).innerText()).toBe('Notifications');

    const otherPage = await open({ ...still, ...screen, as: other });
    await otherPage.goto(`/u/${author.username}`);
    await follow(otherPage.getByRole('main'), author).click();
    await expect.poll(() => database.followedBy(other)).toEqual([author.id]);
    await otherPage.getByRole('link', { name: 'Home' }).click();
    await like(postInFeed(otherPage, post)).click();
    const comments = ['Lovely hills', `Where is this, @${author.username}?`];
    for (const [index, text] of comments.entries()) {
      await commentField(postInFeed(otherPage, post)).fill(text);
      await commentField(postInFeed(otherPage, post)).press('Enter');
      await expect.poll(() => database.commentsBy(other, post)).toEqual(comments.slice(0, index + 1));
    }
    await expect.poll(() => database.likedBy(other)).toEqual([post]);

    const kinds = ['started following you', 'liked your photo', 'commented on your photo', 'mentioned you'];
    await expectUnseen(page, kinds.length);
    expect(await violations(page)).toEqual([]);

    await bell(page).click();
    await expect.poll(() => entries(page, 'New').count()).toBe(kinds.length);
    for (const kind of kinds) await page.getByRole('link', { name: `New ${other.name} ${kind}` }).waitFor();
    await expect.poll(() => page.title()).toBe('Notifications · Photo App');
    expect(await bell(page).innerText()).toBe('Notifications');
    expect(await violations(page)).toEqual([]);

    await page.getByRole('link', { name: `New ${other.name} commented on your photo` }).click();
    // The feed knew the post without its comments.
    await dialog(page).getByRole('listitem').filter({ hasText: 'Lovely hills' }).waitFor();
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await entries(page, 'New').count()).toBe(kinds.length);

    await page.getByRole('link', { name: `New ${other.name} started following you` }).click();
    await page.getByRole('heading', { name: `@${other.username}` }).waitFor({ state: 'attached' });
    await page.goBack();
    await expect.poll(() => entries(page, 'Earlier').count()).toBe(kinds.length);
    expect(await entries(page, 'New').count()).toBe(0);
    await page.reload();
    await expect.poll(() => entries(page, 'Earlier').count()).toBe(kinds.length);
  });
}

test('likes of several users are one entry, and others join it while the view is open', async ({ open, database }) => {
  const { author, post } = await createAuthor(database);
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => createNewUser(database)));
  if (!first) throw new Error('no user');
  await likedBy(database, post, [first]);
  const page = await open({ as: author });
  await page.goto('/notifications');
  await page.getByRole('link', { name: /^New New User liked your photo now Green hills$/ }).waitFor();
  await expect.poll(() => page.title()).toBe('Notifications · Photo App');

  await likedBy(database, post, others);
  await expect
    .poll(async () => {
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      return entries(page, 'New').allInnerTexts();
    })
    .toEqual([expect.stringContaining('New User, New User and 3 others liked your photo')]);
  await expect.poll(() => page.title()).toBe('Notifications · Photo App');
});

test('without a mouse, notifications open, and closing a post returns to its entry', async ({ open, database }) => {
  const { author, post } = await createAuthor(database);
  await likedBy(database, post, [await createNewUser(database)]);
  const page = await open({ as: author });
  await page.goto('/');
  await bell(page).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(page.getByRole('heading', { name: 'Notifications', level: 1 }))).toBe(true);
  const entry = page.getByRole('link', { name: /liked your photo/ });
  await entry.waitFor();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await hasFocus(entry)).toBe(true);
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('img', { name: 'Green hills' }).first().waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(entry)).toBe(true);
});

test('users choose which notifications they get', async ({ open, database }) => {
  const { author, post } = await createAuthor(database);
  await likedBy(database, post, [await createNewUser(database)]);
  const page = await open({ ...still, as: author });
  await page.goto('/notifications');
  await page.getByRole('link', { name: /liked your photo/ }).waitFor();
  await page.getByRole('link', { name: 'Choose notifications' }).click();
  const likes = page.getByRole('switch', { name: 'Likes of my photos' });
  await likes.waitFor();
  expect(await page.getByRole('switch', { name: /Reports/ }).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await likes.click();
  await message(page, 'Likes of my photos: off').waitFor({ state: 'attached' });

  await bell(page).click();
  await page.getByText('No notifications yet').waitFor();
  expect(await violations(page)).toEqual([]);

  await page.goto('/settings/notifications');
  expect(await likes.isChecked()).toBe(false);
  await likes.click();
  await message(page, 'Likes of my photos: on').waitFor({ state: 'attached' });
  await bell(page).click();
  await page.getByRole('link', { name: /liked your photo/ }).waitFor();
});

test('follow requests, and messages of the moderators', async ({ open, database }) => {
  const [user, other] = [await createNewUser(database), await createNewUser(database)];
  await database.rows('INSERT INTO follow_requests (user_id, target_id) VALUES ($1, $2)', other.id, user.id);
  await database.rows(
    `INSERT INTO reports (subject_kind, subject_id, author_id, reason, text, image_urls, decision, closed_at, warning)
     VALUES ('user', $1, $1, 'Spam', '', '[]', 'user_warned', now() at time zone 'utc', 'Please be kind.')`,
    user.id,
  );
  const page = await open({ ...still, as: user });
  await page.goto('/notifications');
  // It appears by itself after the start.
  await page.getByText('Please be kind.').waitFor();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await dialog(page).waitFor({ state: 'detached' });

  const notice = page.getByRole('button', { name: /The moderators sent you a message/ });
  await notice.click();
  await page.getByText('Please be kind.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'I have read this' }).click();
  await notice.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: new RegExp(`${other.name} asks to follow you`) }).click();
  await page.getByRole('button', { name: `Accept ${other.name}` }).waitFor();
});
