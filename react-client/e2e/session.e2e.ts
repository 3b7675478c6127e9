import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './support/test';
import { EXPIRED, replaceSession, sessionOf } from './support/tokens';
import { commentField, dialog, hasFocus, like, postInFeed, submitLogin, chooseAddress } from './support/views';

const nextOf = (page: Page) => new URL(page.url()).searchParams.get('next');

test('an expired session leads to the login form and back, and keeps the unsent comment', async ({
  open,
  user,
  server,
  database,
}) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [401] });
  await page.goto(`/p/${postId}`);
  await commentField(dialog(page)).fill('Written before the session ended');

  await replaceSession(page.context(), server, user, EXPIRED);
  await commentField(dialog(page)).press('Enter');

  await page.getByLabel('Username').waitFor();
  expect(nextOf(page)).toBe(`/p/${postId}`);
  // The form says why it is there.
  expect(new URL(page.url()).searchParams.has('ended')).toBe(true);
  expect(await database.commentsBy(user, postId)).toEqual([]);

  await submitLogin(page, user);
  await expect.poll(() => commentField(dialog(page)).inputValue()).toBe('Written before the session ended');
  await expect.poll(() => hasFocus(commentField(dialog(page)))).toBe(true);

  await commentField(dialog(page)).press('Enter');
  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['Written before the session ended']);
});

test('signing in again restores the scroll position, but not for another user', async ({
  open,
  user,
  users,
  database,
}) => {
  const page = await open({ as: user, refusals: [401] });
  const scrolled = () => page.evaluate(() => Math.round(scrollY));
  const endSession = async () => {
    await page.context().clearCookies();
    await field().press('Enter');
    await page.getByLabel('Username').waitFor();
  };
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await page.evaluate(() => scrollTo(0, 2400));
  const [, , , fourth] = await database.feedOf(user);
  const field = () => commentField(postInFeed(page, fourth ?? 0));
  await field().fill('Deep down');
  const left = await scrolled();
  expect(left).toBeGreaterThan(1000);

  await endSession();
  await submitLogin(page, user);

  await expect.poll(scrolled).toBeCloseTo(left, -1);
  await expect.poll(() => hasFocus(field())).toBe(true);
  expect(await field().inputValue()).toBe('Deep down');

  await endSession();
  const other = users.next();
  await submitLogin(page, other);
  await page.getByRole('link', { name: other.username }).first().waitFor();
  await page.getByRole('article').first().waitFor();
  expect(await scrolled()).toBe(0);
});

test('a half-written post survives the end of the session', async ({ open, user, database }) => {
  const before = (await database.postsBy(user)).length;
  const page = await open({ as: user, refusals: [401] });
  await page.goto('/new');
  await chooseAddress(page);
  await page.getByLabel('Image address').fill('/static/demo/posts/08.svg');
  await page.getByLabel('Caption').fill('Half written');
  await page.getByLabel('Alt text').fill('Hills');

  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Share' }).click();

  await page.getByLabel('Username').waitFor();
  expect(nextOf(page)).toBe('/new');
  await submitLogin(page, user);
  await expect.poll(() => page.getByLabel('Caption').inputValue()).toBe('Half written');
  expect(await page.getByLabel('Alt text').inputValue()).toBe('Hills');
  expect(await database.postsBy(user)).toHaveLength(before);
});

test('another user who signs in never sees unsent text', async ({ open, user, users, database }) => {
  const page = await open({ as: user, refusals: [401] });
  await page.goto(`/p/${await database.newPostFor(user)}`);
  await commentField(dialog(page)).fill('My private thought');
  await page.context().clearCookies();
  await commentField(dialog(page)).press('Enter');
  await page.getByLabel('Username').waitFor();

  const other = users.next();
  await page.goto('/login');
  await submitLogin(page, other);

  await page.getByRole('article').first().waitFor();
  await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('My private thought');
});

test('a disabled user is signed out immediately, and can sign in once enabled', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [401] });
  await page.goto('/');
  await postInFeed(page, postId).waitFor();

  await database.rows('UPDATE users SET is_disabled = true WHERE id = $1', user.id);
  await like(postInFeed(page, postId)).click();
  await page.getByLabel('Username').waitFor();
  await submitLogin(page, user);
  await page.getByRole('alert').waitFor();

  await database.rows('UPDATE users SET is_disabled = false WHERE id = $1', user.id);
  await submitLogin(page, user);
  await postInFeed(page, postId).waitFor();
  expect(await database.likedBy(user)).not.toContain(postId);
});

test('an active user stays signed in, and open views go on working', async ({ page, user, server, database }) => {
  const postId = await database.newPostFor(user);
  await replaceSession(page.context(), server, user, { issued: -800, expires: 100 });
  const before = await sessionOf(page.context());

  await page.goto('/');
  await postInFeed(page, postId).waitFor();

  const after = await sessionOf(page.context());
  expect(after.expires).toBeGreaterThan(before.expires);
  expect(after.csrf).toBe(before.csrf);
  await like(postInFeed(page, postId)).click();
  await expect.poll(() => database.likedBy(user)).toContain(postId);
});

test('a post whose image address is /logout signs nobody out', async ({ open, user, database }) => {
  const [followed = 0] = await database.followedBy(user);
  await database.rows("INSERT INTO posts (image_url, caption, user_id) VALUES ('/logout', 'Nothing to see', $1)", followed);
  const page = await open({ as: user, refusals: [400] });
  const refused = page.waitForResponse((response) => new URL(response.url()).pathname === '/logout');
  await page.goto('/');
  expect((await refused).status()).toBe(400);
  await page.reload();
  await page.getByText('Nothing to see').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await database.rows("DELETE FROM posts WHERE image_url = '/logout'");
});
