import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { confirmPassword, createStaff } from './support/staff';
import { test, type Visit } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { dialog, hasFocus, message } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged. The server asks for the password with 403.
const visit: Visit = { reducedMotion: 'reduce', refusals: [403] };

/** A user with a post, and a user who follows them. */
async function authorAndFollower(database: Database): Promise<{ author: TestUser; follower: TestUser; post: number }> {
  const [author, follower] = [await createNewUser(database), await createNewUser(database)];
  const [post] = await database.ids(
    `INSERT INTO posts (image_url, caption, user_id) VALUES ('/static/demo/posts/03.svg', 'Buy cheap hills', $1) RETURNING id`,
    author.id,
  );
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', follower.id, author.id);
  return { author, follower, post: post ?? 0 };
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`a member reports a post, and a moderator deletes it, on a ${device}`, async ({ open, database }) => {
    const { author, follower, post } = await authorAndFollower(database);
    const moderator = await createStaff(database, 'moderator');
    const page = await open({ ...visit, ...screen, as: follower });
    await page.goto(`/p/${post}/options`);
    await page.getByRole('button', { name: 'Report post' }).click();
    const report = page.getByRole('dialog', { name: 'Report post' });
    await report.getByRole('button', { name: 'Send report' }).click();
    await report.getByText('Choose a reason.').waitFor();
    expect(await violations(page)).toEqual([]);
    await report.getByRole('radio', { name: 'Spam' }).check();
    await report.getByLabel('Details').fill('An advertisement');
    await report.getByRole('button', { name: 'Send report' }).click();
    await message(page, 'Report sent').waitFor();

    const desk = await open({ ...visit, ...screen, as: moderator });
    await desk.goto('/settings');
    await desk.getByRole('link', { name: 'Administration' }).click();
    await desk.getByRole('link', { name: 'Reports' }).click();
    await desk.getByRole('heading', { name: `Post by @${author.username}` }).waitFor();
    await desk.getByText('Buy cheap hills').waitFor();
    await desk.getByText('Spam: An advertisement').waitFor();
    await desk.getByRole('img', { name: 'Reported image 1' }).waitFor();
    expect(await violations(desk)).toEqual([]);

    await desk.getByRole('button', { name: 'Delete it' }).click();
    expect(await hasFocus(desk.getByRole('button', { name: 'Cancel' }))).toBe(true);
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('button', { name: 'Delete it' }).click();
    await confirmPassword(desk, moderator);

    await message(desk, 'Report closed').waitFor();
    await desk.getByText('No reports here').waitFor();
    expect(await database.ids('SELECT id FROM posts WHERE id = $1', post)).toEqual([]);
    await desk.getByLabel('Reports to show').selectOption('Closed');
    await desk.getByText(`Content deleted by @${moderator.username}`).waitFor();
  });
}

test('comments, stories and users can be reported', async ({ open, database }) => {
  const { author, follower, post } = await authorAndFollower(database);
  await database.rows(`INSERT INTO comments (text, user_id, post_id) VALUES ('Buy now', $1, $2)`, author.id, post);
  const [story] = await database.ids(`INSERT INTO stories (text, user_id) VALUES ('Sale', $1) RETURNING id`, author.id);
  const page = await open({ ...visit, as: follower });
  const send = async () => {
    await page.getByRole('radio', { name: 'Something else' }).check();
    await page.getByRole('button', { name: 'Send report' }).click();
    // The dialog closes when the report has arrived.
    await page.getByRole('radio', { name: 'Something else' }).waitFor({ state: 'detached' });
  };

  await page.goto(`/p/${post}`);
  await dialog(page).getByRole('button', { name: /^Report .*“Buy now”/ }).click();
  await send();
  await page.goto(`/stories/${story}`);
  await page.getByRole('button', { name: 'Report this story' }).click();
  await send();
  await page.goto(`/u/${author.username}`);
  await page.getByRole('button', { name: `Options for @${author.username}` }).click();
  await dialog(page).getByRole('button', { name: 'Report' }).click();
  await page.getByRole('radio', { name: 'Something else' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Something else' }).waitFor({ state: 'detached' });
  await dialog(page).getByRole('button', { name: 'Report' }).press('Enter');
  await send();

  const kinds = await database.rows('SELECT subject_kind FROM reports WHERE author_id = $1 ORDER BY id', author.id);
  expect(kinds).toEqual(['comment', 'story', 'user'].map((subject_kind) => ({ subject_kind })));
});

test('an admin disables and enables a person, after a wrong password', async ({ open, database }) => {
  const [admin, person] = [await createStaff(database, 'admin'), await createNewUser(database)];
  const page = await open({ ...visit, refusals: [400, 403], as: admin });
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  await page.getByRole('searchbox').fill(person.username);
  const item = page.getByRole('listitem').filter({ hasText: `@${person.username}` });
  await item.getByText('Actions').click();
  expect(await violations(page)).toEqual([]);
  await item.getByRole('button', { name: 'Disable' }).click();
  await item.getByRole('button', { name: 'Disable' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await proof.getByLabel('Your password').fill('not it');
  await proof.getByRole('button', { name: 'Continue' }).click();
  await proof.getByText('Wrong password.').waitFor();
  await confirmPassword(page, admin);

  await message(page, `${person.username} is disabled`).waitFor();
  await item.getByText('Disabled', { exact: true }).waitFor();
  await item.getByRole('button', { name: 'Enable' }).click();
  await message(page, `${person.username} is enabled`).waitFor();
  expect(await database.rows('SELECT is_disabled FROM users WHERE id = $1', person.id)).toEqual([{ is_disabled: false }]);

  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('listitem').filter({ hasText: `${admin.username} enabled ${person.username}` }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test('an admin makes an invitation and withdraws it', async ({ open, database }) => {
  const admin = await createStaff(database, 'admin');
  const page = await open({ ...visit, as: admin });
  await page.goto('/admin/invitations');
  await page.getByText('No open invitations').waitFor();
  await page.getByRole('button', { name: 'New invitation' }).click();
  await confirmPassword(page, admin);
  const link = page.getByLabel('Link of the new invitation');
  await expect.poll(() => link.inputValue()).toMatch(/\/signup\?invite=/);
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: /^Withdraw the invitation/ }).click();
  await message(page, 'Invitation withdrawn').waitFor();
  expect(await database.rows('SELECT id FROM invites WHERE NOT is_set_up')).toEqual([]);
});

test('members find no administration', async ({ open, database }) => {
  const page = await open({ as: await createNewUser(database) });
  await page.goto('/settings/profile');
  await page.getByRole('link', { name: 'Sign out' }).waitFor();
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0);
  await page.goto('/admin');
  await page.getByText('There’s nothing at this address').waitFor();
});
