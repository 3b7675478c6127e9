import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { dialog, photoInFeed, postInFeed } from './support/views';

/** New posts of a user with this caption. Returns their ids, oldest first. */
function addPosts(database: Database, author: TestUser, caption: string, amount = 1): Promise<number[]> {
  return database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id, pub_date)
     SELECT '/static/demo/posts/03.svg', $1, 'Hills', $2, now() at time zone 'utc' FROM generate_series(1, $3::int) RETURNING id`,
    caption,
    author.id,
    amount,
  );
}

test('web addresses, mentions and tags in captions and comments are links', async ({ open, user, users, database }) => {
  const other = users.next();
  const [id = 0] = await addPosts(database, user, `With @${other.username}, #Low_Tide (https://www.example.org/a/)`);
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'More <b>#calm</b>', other.id, id);
  const page = await open({ as: user, reducedMotion: 'reduce' });
  await page.goto('/');
  const post = postInFeed(page, id);

  const web = post.getByRole('link', { name: 'example.org/a/', exact: true });
  expect(await web.getAttribute('href')).toBe('https://www.example.org/a/');
  expect(await web.getAttribute('target')).toBe('_blank');
  expect(await web.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  await post.getByText('More <b>#calm</b>').waitFor();
  expect(await post.getByRole('link', { name: '#calm', exact: true }).getAttribute('href')).toBe('/tags/calm');
  expect(await violations(page)).toEqual([]);

  await post.getByRole('link', { name: `@${other.username}`, exact: true }).click();
  await page.getByRole('heading', { name: `@${other.username}` }).waitFor({ state: 'attached' });
});

test('a tag leads to its posts, which open as dialogs and in the viewer', async ({ page, user, users, database }) => {
  const stranger = users.next();
  await database.rows('DELETE FROM following WHERE user_id = $1 AND following_id = $2', user.id, stranger.id);
  await addPosts(database, stranger, 'Not for you: #Leuchtturm');
  const ids = await addPosts(database, user, 'A #leuchtturm by the sea', 30);
  const newest = ids.at(-1) ?? 0;
  await page.goto('/');
  await photoInFeed(page, newest).waitFor();

  await postInFeed(page, newest).getByRole('link', { name: '#leuchtturm', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '#leuchtturm' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/tags/leuchtturm');
  const tiles = page.getByRole('main').locator('a[href^="/p/"]');
  await expect
    .poll(async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      return tiles.count();
    })
    .toBe(30);
  expect(await tiles.first().getAttribute('href')).toBe(`/p/${newest}`);

  await tiles.first().click();
  await dialog(page).locator(`a[href="/p/${newest}/photos/1"]`).click();
  await page.getByRole('dialog', { name: /^Photo by @/ }).waitFor();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/p/${ids.at(-2) ?? 0}/photos/1`);
});

test('a tag without posts has an empty page, and what is no tag has none', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [404] });
  await page.goto('/tags/nothing_has_this_tag');
  await page.getByText('No posts with #nothing_has_this_tag yet').waitFor();
  expect(await violations(page)).toEqual([]);

  await page.goto('/tags/2026');
  await page.getByText('There’s nothing at this address').waitFor();
});
