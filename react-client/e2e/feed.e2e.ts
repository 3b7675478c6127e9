import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './support/test';
import { commentField, hasFocus, isLaterRequest, like, message, postInFeed } from './support/views';

const scrolled = (page: Page) => page.evaluate(() => Math.round(scrollY));
const scrollToEnd = (page: Page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
const shownPosts = (page: Page) =>
  page.getByRole('article').evaluateAll((posts) => posts.map((post) => Number(post.querySelector('h3')?.id.slice('post-'.length))));

/** Scrolls until more posts than this have loaded. */
async function scrollPast(page: Page, amount: number): Promise<void> {
  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return page.getByRole('article').count();
    })
    .toBeGreaterThan(amount);
}

test('the feed continues to the oldest post, and shows each post once', async ({ page, user, database }) => {
  await database.addOldPosts(user, 50);
  const all = await database.feedOf(user);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  expect((await shownPosts(page)).length).toBeLessThan(50);

  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return page.getByRole('status').getByText(`All ${all.length} posts shown`).count();
    })
    .toBe(1);

  expect(await shownPosts(page)).toEqual(all);
  expect(await page.getByRole('button', { name: 'Show older posts' }).count()).toBe(0);
});

test('posts far down can be liked and commented on while more posts load', async ({ page, user, database }) => {
  await database.addOldPosts(user, 70);
  const liked = await database.likedBy(user);
  const id = (await database.feedOf(user)).find((post, index) => index >= 50 && !liked.includes(post)) ?? 0;
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await scrollPast(page, 60);
  const post = postInFeed(page, id);

  await like(post).click();
  await commentField(post).fill('Found it');
  await commentField(post).press('Enter');
  await scrollPast(page, 70);

  await expect.poll(() => database.likedBy(user)).toContain(id);
  await expect.poll(() => database.commentsBy(user, id)).toEqual(['Found it']);
  await post.getByText('Found it').waitFor();
  expect(await like(post).getAttribute('aria-checked')).toBe('true');
});

test('Back and a reload restore a scroll position far down the feed', async ({ page, user, database }) => {
  await database.addOldPosts(user, 70);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await scrollPast(page, 60);
  const id = (await shownPosts(page))[45] ?? 0;
  const comments = postInFeed(page, id).getByRole('link', { name: /^Comments on/ });
  await comments.scrollIntoViewIfNeeded();
  await comments.focus();
  const left = await scrolled(page);

  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await page.goBack();
  await expect.poll(() => scrolled(page)).toBeCloseTo(left, -1);

  await page.reload();
  await expect.poll(() => scrolled(page)).toBeCloseTo(left, -1);
  await comments.waitFor();
});

test('the button for older posts moves the focus to the first new post', async ({ page, user, database }) => {
  await database.addOldPosts(user, 30);
  const all = await database.feedOf(user);
  // Without the observer, only the button loads more.
  await page.addInitScript(() => {
    IntersectionObserver.prototype.observe = () => undefined;
  });
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Show older posts' });
  await button.waitFor();
  const before = await shownPosts(page);

  await button.focus();
  await page.keyboard.press('Enter');

  const next = postInFeed(page, all[before.length] ?? 0).getByRole('heading');
  await expect.poll(async () => (await next.count()) === 1 && (await hasFocus(next))).toBe(true);
});

test('a view sends all its first requests at once', async ({ page, user }) => {
  for (const [path, sign] of [
    ['/', '/api/posts?limit=10'],
    ['/profile', `/api/users/${user.username}/posts`],
  ] as const) {
    const events: string[] = [];
    const isFirst = (url: string) => url.includes('/api/') && !isLaterRequest(url);
    page.on('request', (request) => isFirst(request.url()) && events.push(`asked ${request.url()}`));
    page.on('response', (response) => isFirst(response.url()) && events.push('answered'));

    await page.goto(path);
    await page.getByRole('main').locator('a[href^="/p/"]').first().waitFor();

    const first = events.slice(0, events.indexOf('answered'));
    expect(first.some((event) => event.includes(sign)), `${sign} in ${first.join()}`).toBe(true);
    expect(events.slice(first.length).filter((event) => event !== 'answered')).toEqual([]);
    page.removeAllListeners();
  }
});

test('Home scrolls the feed to the top and shows new posts', async ({ page, user, database }) => {
  await database.addOldPosts(user, 30);
  const [friend] = await database.followedBy(user);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await scrollPast(page, 15);
  await database.rows(
    `INSERT INTO posts (image_url, caption, user_id, pub_date) VALUES ('/static/demo/posts/04.svg', 'Fresh today', $1, now() at time zone 'utc')`,
    friend,
  );

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();

  await page.getByRole('article').first().getByText('Fresh today').waitFor();
  await expect.poll(() => scrolled(page)).toBe(0);
  await message(page, 'Feed refreshed').waitFor();
});

test('a caption has the direction of its own text, not that of the name before it', async ({ page, user, database }) => {
  const id = await database.newPostFor(user);
  await database.rows('UPDATE posts SET caption = $1 WHERE id = $2', 'صباح الخير من الميناء', id);
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'صورة جميلة', user.id, id);
  await page.goto('/');

  for (const text of ['صباح الخير من الميناء', 'صورة جميلة']) {
    const line = postInFeed(page, id).getByText(text);
    expect(await line.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  }
});
