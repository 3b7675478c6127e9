import { expect } from 'vitest';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { dialog, follow, isOn, message, postInFeed } from './support/views';

/** The first suggestion: by id, the first user whom the viewer neither is nor follows. */
async function suggestedTo(database: Database, viewer: TestUser): Promise<TestUser> {
  const [user] = await database.rows<Omit<TestUser, 'password'>>(
    `SELECT id, username, first_name || ' ' || last_name AS name FROM users
     WHERE id <> $1 AND id NOT IN (SELECT following_id FROM following WHERE user_id = $1) ORDER BY id LIMIT 1`,
    viewer.id,
  );
  if (!user) throw new Error(`${viewer.username} follows everyone.`);
  return { ...user, password: '' };
}

test('following a user adds their posts to the feed, unfollowing removes them', async ({ page, user, database }) => {
  const other = await suggestedTo(database, user);
  await database.rows(
    `INSERT INTO posts (image_url, caption, user_id, pub_date) VALUES ('/static/demo/posts/03.svg', 'Only for followers', $1, now() at time zone 'utc')`,
    other.id,
  );
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  const theirs = page.getByRole('article').filter({ hasText: 'Only for followers' });
  expect(await theirs.count()).toBe(0);

  await follow(page, other).click();
  await theirs.waitFor();
  await expect.poll(() => database.followedBy(user)).toContain(other.id);
  expect(await isOn(follow(page, other))).toBe(true);

  await follow(page, other).click();
  await theirs.waitFor({ state: 'detached' });
  await expect.poll(() => database.followedBy(user)).not.toContain(other.id);
});

test('users can unfollow in the list of the users they follow', async ({ page, user, database }) => {
  const followed = await database.followedBy(user);
  await page.goto('/following');
  const switches = page.getByRole('main').getByRole('switch', { checked: true });
  await expect.poll(() => switches.count()).toBe(followed.length);

  await switches.first().click();
  await expect.poll(async () => (await database.followedBy(user)).length).toBe(followed.length - 1);
  // The user stays in the list, switched off, so that following again takes one click.
  await expect.poll(() => switches.count()).toBe(followed.length - 1);
});

test('followers are listed, and can be followed back', async ({ page, user, database }) => {
  const [back] = await database.rows<Omit<TestUser, 'password'>>(
    `SELECT u.id, u.username, u.first_name || ' ' || u.last_name AS name FROM users u JOIN following f ON f.user_id = u.id
     WHERE f.following_id = $1 AND u.id NOT IN (SELECT following_id FROM following WHERE user_id = $1) LIMIT 1`,
    user.id,
  );
  if (!back) throw new Error(`Everyone who follows ${user.username} is followed back.`);
  await page.goto('/followers');
  const control = follow(page.getByRole('main'), { ...back, password: '' });
  expect(await isOn(control)).toBe(false);

  await control.click();
  await expect.poll(() => database.followedBy(user)).toContain(back.id);
  await page.reload();
  await expect.poll(() => isOn(control)).toBe(true);
});

test('following a deleted user is undone, and the reason is shown', async ({ open, user, database }) => {
  const other = await suggestedTo(database, user);
  const page = await open({ as: user, refusals: [404] });
  await page.goto('/');
  await follow(page, other).waitFor();

  await database.rows('DELETE FROM users WHERE id = $1', other.id);
  await follow(page, other).click();

  await message(page, `Couldn’t follow ${other.name}.`).waitFor();
  await follow(page, other).waitFor({ state: 'detached' });
});

test('a user can be found by name, viewed and followed', async ({ page, user, database }) => {
  const other = await suggestedTo(database, user);
  await page.goto('/people');
  const field = page.getByRole('searchbox');
  await field.fill(other.name.slice(0, 4));
  const found = page.getByRole('region', { name: 'Search results' });
  await found.getByRole('link', { name: other.name }).click();
  await page.getByRole('heading', { name: `@${other.username}` }).waitFor({ state: 'attached' });
  await page.getByText(`Only followers can see ${other.name}’s photos`).waitFor();
  expect(await page.getByRole('main').locator('a[href^="/p/"]').count()).toBe(0);

  await follow(page.getByRole('main'), other).click();
  await expect.poll(() => database.followedBy(user)).toContain(other.id);
  const posts = await database.postsBy(other);
  await page.getByRole('main').getByText(posts.length === 1 ? '1 post' : `${posts.length} posts`, { exact: true }).waitFor();
  await expect.poll(() => page.getByRole('main').locator('a[href^="/p/"]').count()).toBe(Math.min(24, posts.length));

  await page.goBack();
  await expect.poll(() => field.inputValue()).toBe(other.name.slice(0, 4));
  await expect.poll(() => isOn(follow(found, other))).toBe(true);
  await page.goForward();
  await follow(page.getByRole('main'), other).click();
  await page.getByText(`Only followers can see ${other.name}’s photos`).waitFor();
});

test('a search without results says so, and an empty search suggests each user once', async ({ page }) => {
  await page.goto('/people?q=qqqzzz');
  await page.getByText('No results for “qqqzzz”').waitFor();

  await page.getByRole('searchbox').fill('');
  const friends = page.getByRole('region', { name: 'Followed by people you follow' });
  await friends.getByText(/^Followed by /).first().waitFor();
  await page.getByRole('main').locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  const links = await page.getByRole('main').locator('li a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links.length).toBeGreaterThan(0);
  expect(new Set(links).size).toBe(links.length);
});

test('a failed search can be repeated', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [500] });
  await page.goto('/people');
  await page.route('**/api/users?q=*', (route) => route.fulfill({ status: 500, json: { message: 'The disk is full.' } }), { times: 1 });
  await page.getByRole('searchbox').fill('a');
  await page.getByRole('alert').getByText('The disk is full.').waitFor();

  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'Search results' }).getByRole('listitem').first().waitFor();
});

test('names in the feed, in posts and in stories link to profiles', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  const author = postInFeed(page, postId).getByRole('heading').getByRole('link');
  const name = await author.locator('bdi').first().innerText();
  await author.click();
  await page.getByRole('main').getByText(name, { exact: true }).first().waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/u\//);

  await page.getByRole('main').locator('a[href^="/p/"]').first().click();
  await dialog(page).locator('header').getByRole('link', { name: `${name} @` }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('main').getByText(name, { exact: true }).first().waitFor();

  await page.goto('/');
  await page.getByRole('region', { name: 'Stories' }).getByRole('link', { name: /story by/i }).first().click();
  await dialog(page).locator('a[href^="/u/"]').last().click();
  await page.getByRole('heading', { level: 1, name: /^@/ }).waitFor({ state: 'attached' });
});

test('the profile of an unknown username is not available', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [404] });
  await page.goto('/u/nobody-at-all');
  await page.getByText('This profile isn’t available').waitFor();
});

test('a user’s own profile has the usual address, and links to the settings', async ({ page, user }) => {
  await page.goto(`/u/${user.username}`);
  await page.getByRole('main').getByText(user.name, { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Edit profile' }).click();
  await page.getByRole('heading', { name: 'Edit profile' }).waitFor();
});
