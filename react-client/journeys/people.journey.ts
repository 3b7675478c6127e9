import { expect } from 'vitest';
import { journey } from './harness/journey';
import type { Person } from './harness/people';
import { follow, isOn, message } from './harness/views';
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
