import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Database } from './harness/database';
import { journey } from './harness/journey';
import type { Person } from './harness/people';
import { commentField, dialog, hasFocus, postInFeed } from './harness/views';

const scrollToEnd = (page: Page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
const tilesOf = (page: Page) =>
  page
    .getByRole('main')
    .locator('li a[href^="/p/"]')
    .evaluateAll((links) => links.map((link) => Number(link.getAttribute('href')?.slice('/p/'.length))));

/** Bookmarks made one after another, which is their order. */
const bookmarkAll = (database: Database, { id }: Person) =>
  database.rows(
    `INSERT INTO bookmarks (user_id, post_id, timestamp)
     SELECT $1, id, now() at time zone 'utc' - interval '1 year' - id * interval '1 minute' FROM posts
     WHERE user_id IN (SELECT following_id FROM following WHERE user_id = $1) AND id NOT IN (SELECT post_id FROM bookmarks WHERE user_id = $1)`,
    id,
  );

/** Comments of many, made one after another, and after all others. */
const discuss = (database: Database, postId: number, amount: number) =>
  database.rows(
    `INSERT INTO comments (text, user_id, post_id, pub_date)
     SELECT 'Remark ' || n, (SELECT id FROM users ORDER BY id LIMIT 1 OFFSET n % 7), $1,
       now() at time zone 'utc' - ($2::int - n) * interval '1 millisecond'
     FROM generate_series(1, $2::int) AS n`,
    postId,
    amount,
  );

journey('bookmarks go on to the very first', async ({ page, person, database }) => {
  await bookmarkAll(database, person);
  const all = await database.bookmarkedBy(person);
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

journey('the posts of somebody one follows go on to the very first', async ({ page, person, people, database }) => {
  const other = people.next();
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', person.id, other.id);
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

journey('a place far down somebody’s posts is found again with Back', async ({ page, person, people, database }) => {
  const other = people.next();
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', person.id, other.id);
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

journey('the feed skips and doubles nothing while others post and delete', async ({ page, person, people, database }) => {
  await database.addOldPosts(person, 60);
  const [friend] = await database.followedBy(person);
  const shown = () =>
    page.getByRole('article').evaluateAll((posts) => posts.map((post) => Number(post.querySelector('h3')?.id.slice('post-'.length))));
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  const before = await database.feedOf(person);
  const gone = [before[12] ?? 0, before[25] ?? 0, before[40] ?? 0];

  // Whatever is posted now comes above what is shown; what is deleted goes from between.
  await database.addOldPosts(people.next(), 5);
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
      // A busy machine takes its time for so many pages.
      { timeout: 40_000 },
    )
    .toBe(1);
  expect(await shown()).toEqual(before.filter((id) => !gone.includes(id)));
});

journey('a post with very many comments begins with the newest, and goes back as far as one wants', async ({ page, person, database }) => {
  const postId = await database.newPostFor(person);
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

  const earlier = region.getByRole('button', { name: 'Show earlier comments' });
  const topmost = comments.filter({ hasText: 'Remark 31' });
  const height = async () => Math.round((await topmost.boundingBox())?.y ?? 0);
  // A click would scroll there; and fonts and faces may still come and move what is below them.
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

journey('a new comment comes below all others and is counted, and goes again', async ({ page, person, database }) => {
  const postId = await database.newPostFor(person);
  await discuss(database, postId, 30);
  const total = (await database.ids('SELECT id FROM comments WHERE post_id = $1', postId)).length;
  await page.goto('/');
  await postInFeed(page, postId).getByRole('link', { name: /^View all/ }).click();
  const comments = dialog(page).getByRole('region', { name: 'Caption and comments' }).getByRole('listitem');
  await expect.poll(() => comments.count()).toBe(20);
  await commentField(dialog(page)).fill('The last word');
  await commentField(dialog(page)).press('Enter');
  await expect.poll(() => comments.last().innerText()).toContain('The last word');
  await expect.poll(() => database.commentsBy(person, postId)).toContain('The last word');
  await postInFeed(page, postId).getByText(`View all ${total + 1} comments`).waitFor();

  await comments.last().getByRole('button', { name: /^Delete your comment/ }).click();
  await comments.last().getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => database.commentsBy(person, postId)).not.toContain('The last word');
  await postInFeed(page, postId).getByText(`View all ${total} comments`).waitFor();
  expect(await comments.last().innerText()).toContain('Remark 30');
});
