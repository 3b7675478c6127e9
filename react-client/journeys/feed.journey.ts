import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { journey } from './harness/journey';
import { commentField, hasFocus, like, postInFeed } from './harness/views';

const scrolled = (page: Page) => page.evaluate(() => Math.round(scrollY));
const scrollToEnd = (page: Page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
const shownPosts = (page: Page) =>
  page.getByRole('article').evaluateAll((posts) => posts.map((post) => Number(post.querySelector('h3')?.id.slice('post-'.length))));

/** Scrolls on until this many posts are there. */
async function scrollPast(page: Page, amount: number): Promise<void> {
  await expect
    .poll(async () => {
      await scrollToEnd(page);
      return page.getByRole('article').count();
    })
    .toBeGreaterThan(amount);
}

journey('the feed goes on to the very first post, and shows each once', async ({ page, person, database }) => {
  await database.addOldPosts(person, 50);
  const all = await database.feedOf(person);
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

journey('posts far down can be liked and commented on while more are loaded', async ({ page, person, database }) => {
  await database.addOldPosts(person, 70);
  const liked = await database.likedBy(person);
  const id = (await database.feedOf(person)).find((post, index) => index >= 50 && !liked.includes(post)) ?? 0;
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await scrollPast(page, 60);
  const post = postInFeed(page, id);

  await like(post).click();
  await commentField(post).fill('Found it');
  await commentField(post).press('Enter');
  await scrollPast(page, 70);

  await expect.poll(() => database.likedBy(person)).toContain(id);
  await expect.poll(() => database.commentsBy(person, id)).toEqual(['Found it']);
  await post.getByText('Found it').waitFor();
  expect(await like(post).getAttribute('aria-checked')).toBe('true');
});

journey('a place far down is found again, with Back and after a reload', async ({ page, person, database }) => {
  await database.addOldPosts(person, 70);
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

journey('who waits at the button reads on at the first post that came', async ({ page, person, database }) => {
  await database.addOldPosts(person, 30);
  const all = await database.feedOf(person);
  // Without it, nothing is loaded but by the button.
  await page.addInitScript(() => {
    IntersectionObserver.prototype.observe = () => undefined;
  });
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  const before = await shownPosts(page);

  await page.getByRole('button', { name: 'Show older posts' }).focus();
  await page.keyboard.press('Enter');

  const next = postInFeed(page, all[before.length] ?? 0).getByRole('heading');
  await expect.poll(async () => (await next.count()) === 1 && (await hasFocus(next))).toBe(true);
});

journey('what a page needs at first is asked for in one go', async ({ page, person }) => {
  for (const [path, sign] of [
    ['/', '/api/posts?limit=10'],
    ['/profile', `/api/users/${person.username}/posts`],
  ] as const) {
    const events: string[] = [];
    page.on('request', (request) => request.url().includes('/api/') && events.push(`asked ${request.url()}`));
    page.on('response', (response) => response.url().includes('/api/') && events.push('answered'));

    await page.goto(path);
    await page.getByRole('main').locator('a[href^="/p/"]').first().waitFor();

    const first = events.slice(0, events.indexOf('answered'));
    expect(first.some((event) => event.includes(sign)), `${sign} in ${first.join()}`).toBe(true);
    expect(events.slice(first.length).filter((event) => event !== 'answered')).toEqual([]);
    page.removeAllListeners();
  }
});
