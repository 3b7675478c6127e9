import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { journey } from './harness/journey';
import { EXPIRED, replaceSignIn, signInOf } from './harness/tokens';
import { commentField, dialog, hasFocus, like, postInFeed, submitLogin, chooseAddress } from './harness/views';

const nextOf = (page: Page) => new URL(page.url()).searchParams.get('next');

journey('an expired sign-in leads to the form and back, and the unsent comment is still there', async ({
  open,
  person,
  server,
  database,
}) => {
  const postId = await database.newPostFor(person);
  const page = await open({ as: person, refusals: [401] });
  await page.goto(`/p/${postId}`);
  await commentField(dialog(page)).fill('Written before the sign-in ended');

  await replaceSignIn(page.context(), server, person, EXPIRED);
  await commentField(dialog(page)).press('Enter');

  await page.getByLabel('Username').waitFor();
  expect(nextOf(page)).toBe(`/p/${postId}`);
  expect(await database.commentsBy(person, postId)).toEqual([]);

  await submitLogin(page, person);
  await expect.poll(() => commentField(dialog(page)).inputValue()).toBe('Written before the sign-in ended');
  await expect.poll(() => hasFocus(commentField(dialog(page)))).toBe(true);

  await commentField(dialog(page)).press('Enter');
  await expect.poll(() => database.commentsBy(person, postId)).toEqual(['Written before the sign-in ended']);
});

journey('after a new sign-in somebody is back where they were, and whoever else signs in is not', async ({
  open,
  person,
  people,
  database,
}) => {
  const page = await open({ as: person, refusals: [401] });
  const scrolled = () => page.evaluate(() => Math.round(scrollY));
  const signInEnds = async () => {
    await page.context().clearCookies();
    await field().press('Enter');
    await page.getByLabel('Username').waitFor();
  };
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await page.evaluate(() => scrollTo(0, 2400));
  const [, , , fourth] = await database.feedOf(person);
  const field = () => commentField(postInFeed(page, fourth ?? 0));
  await field().fill('Deep down');
  const left = await scrolled();
  expect(left).toBeGreaterThan(1000);

  await signInEnds();
  await submitLogin(page, person);

  await expect.poll(scrolled).toBeCloseTo(left, -1);
  await expect.poll(() => hasFocus(field())).toBe(true);
  expect(await field().inputValue()).toBe('Deep down');

  await signInEnds();
  const other = people.next();
  await submitLogin(page, other);
  await page.getByRole('link', { name: other.username }).first().waitFor();
  await page.getByRole('article').first().waitFor();
  expect(await scrolled()).toBe(0);
});

journey('a post that was being written survives the end of the sign-in', async ({ open, person, database }) => {
  const before = (await database.postsBy(person)).length;
  const page = await open({ as: person, refusals: [401] });
  await page.goto('/new');
  await chooseAddress(page);
  await page.getByLabel('Picture address').fill('/static/demo/posts/08.svg');
  await page.getByLabel('Caption').fill('Half written');
  await page.getByLabel('Description').fill('Hills');

  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Share' }).click();

  await page.getByLabel('Username').waitFor();
  expect(nextOf(page)).toBe('/new');
  await submitLogin(page, person);
  await expect.poll(() => page.getByLabel('Caption').inputValue()).toBe('Half written');
  expect(await page.getByLabel('Description').inputValue()).toBe('Hills');
  expect(await database.postsBy(person)).toHaveLength(before);
});

journey('somebody else who signs in instead never sees what was left unsent', async ({ open, person, people, database }) => {
  const page = await open({ as: person, refusals: [401] });
  await page.goto(`/p/${await database.newPostFor(person)}`);
  await commentField(dialog(page)).fill('My private thought');
  await page.context().clearCookies();
  await commentField(dialog(page)).press('Enter');
  await page.getByLabel('Username').waitFor();

  const other = people.next();
  await page.goto('/login');
  await submitLogin(page, other);

  await page.getByRole('article').first().waitFor();
  await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('My private thought');
});

journey('whoever is disabled is out at once, and back in once enabled', async ({ open, person, database }) => {
  const postId = await database.newPostFor(person);
  const page = await open({ as: person, refusals: [401] });
  await page.goto('/');
  await postInFeed(page, postId).waitFor();

  await database.rows('UPDATE users SET is_disabled = true WHERE id = $1', person.id);
  await like(postInFeed(page, postId)).click();
  await page.getByLabel('Username').waitFor();
  await submitLogin(page, person);
  await page.getByRole('alert').waitFor();

  await database.rows('UPDATE users SET is_disabled = false WHERE id = $1', person.id);
  await submitLogin(page, person);
  await postInFeed(page, postId).waitFor();
  expect(await database.likedBy(person)).not.toContain(postId);
});

journey('whoever is active stays signed in, and an open page goes on working', async ({ page, person, server, database }) => {
  const postId = await database.newPostFor(person);
  await replaceSignIn(page.context(), server, person, { issued: -800, expires: 100 });
  const before = await signInOf(page.context());

  await page.goto('/');
  await postInFeed(page, postId).waitFor();

  const after = await signInOf(page.context());
  expect(after.expires).toBeGreaterThan(before.expires);
  expect(after.csrf).toBe(before.csrf);
  await like(postInFeed(page, postId)).click();
  await expect.poll(() => database.likedBy(person)).toContain(postId);
});

journey('a post whose picture is the way out signs nobody out', async ({ open, person, database }) => {
  const [followed = 0] = await database.followedBy(person);
  await database.rows("INSERT INTO posts (image_url, caption, user_id) VALUES ('/logout', 'Nothing to see', $1)", followed);
  const page = await open({ as: person, refusals: [400] });
  const refused = page.waitForResponse((response) => new URL(response.url()).pathname === '/logout');
  await page.goto('/');
  expect((await refused).status()).toBe(400);
  await page.reload();
  await page.getByText('Nothing to see').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await database.rows("DELETE FROM posts WHERE image_url = '/logout'");
});
