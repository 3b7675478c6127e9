import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { commentField, dialog, like, postInFeed } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged.
const still = { reducedMotion: 'reduce' } as const;

async function publish(database: Database, author: TestUser, caption: string): Promise<number> {
  const [post] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/demo/posts/03.svg', $2, 'Hills', $1) RETURNING id`,
    author.id,
    caption,
  );
  return post ?? 0;
}

async function createFriends(database: Database): Promise<{ author: TestUser; follower: TestUser }> {
  const [author, follower] = [await createNewUser(database), await createNewUser(database)];
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', follower.id, author.id);
  return { author, follower };
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`a new post is offered above the feed and does not move it, on a ${device}`, async ({ open, database }) => {
    const { author, follower } = await createFriends(database);
    const first = await publish(database, author, 'First');
    const page = await open({ ...still, ...screen, as: follower });
    const listening = page.waitForRequest(/\/api\/events/);
    await page.goto('/');
    await postInFeed(page, first).waitFor();
    await listening;

    const second = await publish(database, author, 'Second');

    const offer = page.getByRole('button', { name: 'New posts' });
    await offer.waitFor();
    expect(await postInFeed(page, second).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await offer.click();
    await postInFeed(page, second).waitFor();
    await offer.waitFor({ state: 'detached' });

    // Another view has no feed above which a post could be offered.
    await publish(database, author, 'Third');
    await offer.waitFor();
    await page.goto('/bookmarks');
    await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
    expect(await offer.count()).toBe(0);
  });
}

test('a like and a comment of another user appear without a reload', async ({ open, database }) => {
  const { author, follower } = await createFriends(database);
  const post = await publish(database, author, 'Live');
  const page = await open({ ...still, as: author });
  const listening = page.waitForRequest(new RegExp(`/api/events\\?post_id=${post}$`));
  await page.goto(`/p/${post}`);
  await listening;
  const otherPage = await open({ ...still, as: follower });
  await otherPage.goto('/');

  await like(postInFeed(otherPage, post)).click();

  await page.getByRole('link', { name: 'Notifications 2 unseen' }).waitFor();
  await expect.poll(() => page.title()).toMatch(/^\(2\) /);
  await expect.poll(() => dialog(page).getByText('1 like').count()).toBe(1);

  await commentField(postInFeed(otherPage, post)).fill('Just now');
  await commentField(postInFeed(otherPage, post)).press('Enter');
  await dialog(page).getByRole('listitem').filter({ hasText: 'Just now' }).waitFor();
});

test('two windows of a user agree on what is seen', async ({ open, database }) => {
  const { author, follower } = await createFriends(database);
  const post = await publish(database, author, 'Seen');
  const page = await open({ ...still, as: author });
  await page.goto('/');
  await page.getByRole('link', { name: 'Notifications 1 unseen' }).waitFor();
  const other = await page.context().newPage();
  await other.goto('/bookmarks');
  await other.getByRole('link', { name: 'Notifications 1 unseen' }).waitFor();
  await database.rows('INSERT INTO likes_posts (user_id, post_id) VALUES ($1, $2)', follower.id, post);
  await other.getByRole('link', { name: 'Notifications 2 unseen' }).waitFor();

  await other.getByRole('link', { name: 'Notifications 2 unseen' }).click();
  await other.getByRole('region', { name: 'New' }).waitFor();

  await page.bringToFront();
  await page.getByRole('banner').getByRole('link', { name: 'Notifications', exact: true }).waitFor();
});
