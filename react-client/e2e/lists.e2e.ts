import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { commentField, dialog, hasFocus, postInFeed } from './support/views';

const scrollToEnd = (page: Page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
const tilesOf = (page: Page) =>
  page
    .getByRole('main')
    .locator('li a[href^="/p/"]')
    .evaluateAll((links) => links.map((link) => Number(link.getAttribute('href')?.slice('/p/'.length))));

/** Bookmarks every visible post. The times differ, because they determine the order. */
const bookmarkAll = (database: Database, { id }: TestUser) =>
  database.rows(
    `INSERT INTO bookmarks (user_id, post_id, timestamp)
     SELECT $1, id, now() at time zone 'utc' - interval '1 year' - id * interval '1 minute' FROM posts
     WHERE user_id IN (SELECT following_id FROM following WHERE user_id = $1) AND id NOT IN (SELECT post_id FROM bookmarks WHERE user_id = $1)`,
    id,
  );

/** Adds comments of several users, newer than all others and in order. */
const discuss = (database: Database, postId: number, amount: number) =>
  database.rows(
    `INSERT INTO comments (text, user_id, post_id, pub_date)
     SELECT 'Remark ' || n, (SELECT id FROM users ORDER BY id LIMIT 1 OFFSET n % 7), $1,
       now() at time zone 'utc' - ($2::int - n) * interval '1 millisecond'
     FROM generate_series(1, $2::int) AS n`,
    postId,
    amount,
  );

test('a tile of a grid shows its likes under the pointer', async ({ page }) => {
  await page.goto('/profile');
  const tile = page.getByRole('main').locator('li a[href^="/p/"]').first();
  const opacity = () => tile.getByText(/^\d+ likes?$/).evaluate((likes) => getComputedStyle(likes).opacity);
  await expect.poll(opacity).toBe('0');

  await tile.hover();

  await expect.poll(opacity).toBe('1');
});

test('the bookmarks continue to the oldest', async ({ page, user, database }) => {
  await bookmarkAll(database, user);
  const all = await database.bookmarkedBy(user);
  expect(all.length).toBeGreaterThan(24);
  await page.goto('/bookmarks');
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();

  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return page.getByRole('status').getByText(`All ${all.length} bookmarks shown`).count();
    })
    .toBe(1);
  expect((await tilesOf(page)).sort((a, b) => a - b)).toEqual(all.sort((a, b) => a - b));
});

test('the posts of a followed user continue to the oldest', async ({ page, user, users, database }) => {
  const other = users.next();
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', user.id, other.id);
  await database.addOldPosts(other, 60);
  const all = (await database.postsBy(other)).map(({ id }) => id);
  await page.goto(`/u/${other.username}`);

  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return page.getByRole('status').getByText(`All ${all.length} posts shown`).count();
    })
    .toBe(1);
  expect((await tilesOf(page)).sort((a, b) => a - b)).toEqual(all.sort((a, b) => a - b));
});

test('Back restores a scroll position far down a profile', async ({ page, user, users, database }) => {
  const other = users.next();
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', user.id, other.id);
  await database.addOldPosts(other, 60);
  await page.goto(`/u/${other.username}`);
  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return (await tilesOf(page)).length;
    })
    .toBeGreaterThan(48);
  const scrolled = () => page.evaluate(() => Math.round(scrollY));
  const left = await scrolled();
  expect(left).toBeGreaterThan(1000);

  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await page.goBack();
  await expect.poll(scrolled).toBeCloseTo(left, -1);
});

test('the feed skips and repeats nothing while others post and delete', async ({ page, user, users, database }) => {
  await database.addOldPosts(user, 60);
  const [friend] = await database.followedBy(user);
  const shown = () =>
    page.getByRole('article').evaluateAll((posts) => posts.map((post) => Number(post.querySelector('h3')?.id.slice('post-'.length))));
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  const before = await database.feedOf(user);
  const gone = [before[12] ?? 0, before[25] ?? 0, before[40] ?? 0];

  // New posts belong above the shown posts; deleted posts disappear from between them.
  await database.addOldPosts(users.next(), 5);
  await database.rows(
    `INSERT INTO posts (image_url, user_id, pub_date) SELECT '/static/demo/posts/04.svg', $1, now() at time zone 'utc' FROM generate_series(1, 12)`,
    friend,
  );
  for (const id of gone) await database.deletePost(id);

  await expect
    .poll(
      async () => {
        await scrollToEnd(page);
        return page.getByRole('status').getByText(/^All \d+ posts shown$/).count();
      },
      // So many pages take a while on a busy machine.
      { timeout: 40_000 },
    )
    .toBe(1);
  expect(await shown()).toEqual(before.filter((id) => !gone.includes(id)));
});

test('a post with many comments starts with the newest, and loads all earlier comments on request', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await discuss(database, postId, 50);
  const total = (await database.ids('SELECT id FROM comments WHERE post_id = $1', postId)).length;
  const feed = page.waitForResponse((response) => response.url().includes('/api/posts?'));
  await page.goto('/');
  const posts = (await (await feed).json()) as { comments: unknown[] }[];
  expect(Math.max(...posts.map(({ comments }) => comments.length))).toBe(3);
  await postInFeed(page, postId).getByText('Remark 50').waitFor();

  await postInFeed(page, postId).getByRole('link', { name: `View all ${total} comments` }).click();
  const region = dialog(page).getByRole('region', { name: 'Caption and comments' });
  const comments = region.getByRole('listitem');
  await expect.poll(() => comments.count()).toBe(20);
  expect(await comments.last().innerText()).toContain('Remark 50');

  await expect.poll(() => comments.last().evaluate((last) => last.getBoundingClientRect().bottom <= innerHeight)).toBe(true);

  const earlier = region.getByRole('button', { name: 'Show earlier comments' });
  const topmost = comments.filter({ hasText: 'Remark 31' });
  const height = async () => Math.round((await topmost.boundingBox())?.y ?? 0);
  // Scrolls now, because a click would. Then waits for fonts and avatars, which may still move the list.
  await earlier.scrollIntoViewIfNeeded();
  let before = NaN;
  await expect
    .poll(async () => {
      const last = before;
      before = await height();
      return before === last;
    })
    .toBe(true);
  await earlier.click();
  await expect.poll(() => comments.count()).toBe(40);
  await expect.poll(async () => Math.abs((await height()) - before)).toBeLessThan(3);

  await earlier.click();
  await expect.poll(() => comments.count()).toBe(total);
  await earlier.waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(region)).toBe(true);
  const texts = (await comments.allInnerTexts()).map((text) => /Remark \d+/.exec(text)?.[0]).filter(Boolean);
  expect(texts).toEqual(Array.from({ length: 50 }, (_, index) => `Remark ${index + 1}`));
});

test('a new comment appears last and is counted, and can be deleted again', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await discuss(database, postId, 30);
  const total = (await database.ids('SELECT id FROM comments WHERE post_id = $1', postId)).length;
  await page.goto('/');
  await postInFeed(page, postId).getByRole('link', { name: /^View all/ }).click();
  const comments = dialog(page).getByRole('region', { name: 'Caption and comments' }).getByRole('listitem');
  await expect.poll(() => comments.count()).toBe(20);
  await commentField(dialog(page)).fill('The last word');
  await commentField(dialog(page)).press('Enter');
  await expect.poll(() => comments.last().innerText()).toContain('The last word');
  await expect.poll(() => database.commentsBy(user, postId)).toContain('The last word');
  await postInFeed(page, postId).getByText(`View all ${total + 1} comments`).waitFor();

  await comments.last().getByRole('button', { name: /^Delete your comment/ }).click();
  await comments.last().getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => database.commentsBy(user, postId)).not.toContain('The last word');
  await postInFeed(page, postId).getByText(`View all ${total} comments`).waitFor();
  expect(await comments.last().innerText()).toContain('Remark 30');
});
