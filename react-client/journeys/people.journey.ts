import { expect } from 'vitest';
import { journey } from './harness/journey';
import type { Person } from './harness/people';
import { dialog, follow, isOn, message, postInFeed } from './harness/views';
import type { Database } from './harness/database';

/** Somebody among the first suggestions: by id, neither oneself nor followed already. */
async function suggestedTo(database: Database, viewer: Person): Promise<Person> {
  const [person] = await database.rows<Omit<Person, 'password'>>(
    `SELECT id, username, first_name || ' ' || last_name AS name FROM users
     WHERE id <> $1 AND id NOT IN (SELECT following_id FROM following WHERE user_id = $1) ORDER BY id LIMIT 1`,
    viewer.id,
  );
  if (!person) throw new Error(`${viewer.username} follows everyone.`);
  return { ...person, password: '' };
}

journey('following somebody brings their posts into the feed, unfollowing takes them out', async ({ page, person, database }) => {
  const other = await suggestedTo(database, person);
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
  await expect.poll(() => database.followedBy(person)).toContain(other.id);
  expect(await isOn(follow(page, other))).toBe(true);

  await follow(page, other).click();
  await theirs.waitFor({ state: 'detached' });
  await expect.poll(() => database.followedBy(person)).not.toContain(other.id);
});

journey('the list of people one follows is the place to stop following', async ({ page, person, database }) => {
  const followed = await database.followedBy(person);
  await page.goto('/following');
  const switches = page.getByRole('main').getByRole('switch', { checked: true });
  await expect.poll(() => switches.count()).toBe(followed.length);

  await switches.first().click();
  await expect.poll(async () => (await database.followedBy(person)).length).toBe(followed.length - 1);
  // It stays in the list, switched off, so that a change of mind is one click away.
  await expect.poll(() => switches.count()).toBe(followed.length - 1);
});

journey('followers are listed, and can be followed back', async ({ page, person, database }) => {
  const [back] = await database.rows<Omit<Person, 'password'>>(
    `SELECT u.id, u.username, u.first_name || ' ' || u.last_name AS name FROM users u JOIN following f ON f.user_id = u.id
     WHERE f.following_id = $1 AND u.id NOT IN (SELECT following_id FROM following WHERE user_id = $1) LIMIT 1`,
    person.id,
  );
  if (!back) throw new Error(`Everyone who follows ${person.username} is followed back.`);
  await page.goto('/followers');
  const control = follow(page.getByRole('main'), { ...back, password: '' });
  expect(await isOn(control)).toBe(false);

  await control.click();
  await expect.poll(() => database.followedBy(person)).toContain(back.id);
  await page.reload();
  await expect.poll(() => isOn(control)).toBe(true);
});

journey('following somebody who is gone meanwhile is undone with the reason', async ({ open, person, database }) => {
  const other = await suggestedTo(database, person);
  const page = await open({ as: person, refusals: [404] });
  await page.goto('/');
  await follow(page, other).waitFor();

  await database.rows('DELETE FROM users WHERE id = $1', other.id);
  await follow(page, other).click();

  await message(page, `You do not follow ${other.name} yet.`).waitFor();
  await follow(page, other).waitFor({ state: 'detached' });
});

journey('somebody is found by name, looked at, and followed', async ({ page, person, database }) => {
  const other = await suggestedTo(database, person);
  await page.goto('/people');
  const field = page.getByRole('searchbox');
  await field.fill(other.name.slice(0, 4));
  const found = page.getByRole('region', { name: 'People found' });
  await found.getByRole('link', { name: other.name }).click();
  await page.getByRole('heading', { name: `@${other.username}` }).waitFor({ state: 'attached' });
  await page.getByText(`${other.name}’s photos are for followers`).waitFor();
  expect(await page.getByRole('main').locator('a[href^="/p/"]').count()).toBe(0);

  await follow(page.getByRole('main'), other).click();
  await expect.poll(() => database.followedBy(person)).toContain(other.id);
  const posts = await database.postsBy(other);
  await page.getByRole('main').getByText(posts.length === 1 ? '1 post' : `${posts.length} posts`, { exact: true }).waitFor();
  await expect.poll(() => page.getByRole('main').locator('a[href^="/p/"]').count()).toBe(Math.min(24, posts.length));

  await page.goBack();
  await expect.poll(() => field.inputValue()).toBe(other.name.slice(0, 4));
  await expect.poll(() => isOn(follow(found, other))).toBe(true);
  await page.goForward();
  await follow(page.getByRole('main'), other).click();
  await page.getByText(`${other.name}’s photos are for followers`).waitFor();
});

journey('a search that finds nobody says so, and an empty one shows whom friends follow', async ({ page }) => {
  await page.goto('/people?q=qqqzzz');
  await page.getByText('Nobody here is called “qqqzzz”').waitFor();

  await page.getByRole('searchbox').fill('');
  const friends = page.getByRole('region', { name: 'Followed by people you follow' });
  await friends.getByText(/^Followed by /).first().waitFor();
  await page.getByRole('region', { name: 'Suggestions for you' }).waitFor();
});

journey('a search that the server cannot answer can be tried again', async ({ open, person }) => {
  const page = await open({ as: person, refusals: [500] });
  await page.goto('/people');
  await page.route('**/api/users?q=*', (route) => route.fulfill({ status: 500, json: { message: 'The disk is full.' } }), { times: 1 });
  await page.getByRole('searchbox').fill('a');
  await page.getByRole('alert').getByText('The disk is full.').waitFor();

  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'People found' }).getByRole('listitem').first().waitFor();
});

journey('a name leads to the person, in the feed, among comments and stories', async ({ page, person, database }) => {
  const postId = await database.newPostFor(person);
  await page.goto('/');
  const author = postInFeed(page, postId).getByRole('heading').getByRole('link');
  const name = await author.innerText();
  await author.click();
  await page.getByRole('main').getByText(name, { exact: true }).first().waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/u\//);

  await page.getByRole('main').locator('a[href^="/p/"]').first().click();
  await dialog(page).locator('header').getByRole('link', { name, exact: true }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('main').getByText(name, { exact: true }).first().waitFor();

  await page.goto('/');
  await page.getByRole('region', { name: 'Stories' }).getByRole('link', { name: /^Story by/ }).first().click();
  await dialog(page).locator('a[href^="/u/"]').last().click();
  await page.getByRole('heading', { level: 1, name: /^@/ }).waitFor({ state: 'attached' });
});

journey('nobody is at the address of somebody who does not exist', async ({ open, person }) => {
  const page = await open({ as: person, refusals: [404] });
  await page.goto('/u/nobody-at-all');
  await page.getByText('This person is not available').waitFor();
});

journey('one’s own page is reached like anybody’s, and leads to the settings', async ({ page, person }) => {
  await page.goto(`/u/${person.username}`);
  await page.getByRole('main').getByText(person.name, { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Edit profile' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});
