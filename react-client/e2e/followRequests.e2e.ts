import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { message } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged.
const still = { reducedMotion: 'reduce' } as const;

async function makePrivate(database: Database, { id }: TestUser): Promise<void> {
  await database.rows('UPDATE users SET is_private = TRUE WHERE id = $1', id);
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`a private user accepts a request, and removes the follower again, on a ${device}`, async ({ open, database }) => {
    const [asking, target] = [await createNewUser(database), await createNewUser(database)];
    await makePrivate(database, target);
    const post = `INSERT INTO posts (image_url, user_id) VALUES ('/static/demo/posts/03.svg', $1)`;
    await database.rows(post, target.id);
    const askingPage = await open({ ...still, ...screen, as: asking });
    const targetPage = await open({ ...still, ...screen, as: target });

    await askingPage.goto(`/u/${target.username}`);
    await askingPage.getByRole('switch', { name: `Following ${target.name}` }).click();
    await askingPage.getByRole('switch', { name: `Requested to follow ${target.name}`, checked: true }).waitFor();
    await askingPage.getByText('appear here once they accept').waitFor();
    expect(await violations(askingPage)).toEqual([]);

    await targetPage.goto('/followers');
    const accept = targetPage.getByRole('button', { name: `Accept ${asking.name}` });
    await accept.waitFor();
    await targetPage.getByRole('link', { name: 'People 1 follow request' }).waitFor();
    expect(await violations(targetPage)).toEqual([]);
    await accept.click();
    const remove = targetPage.getByRole('button', { name: `Remove ${asking.name}`, exact: true });
    await remove.waitFor();
    await expect.poll(() => database.followedBy(asking)).toEqual([target.id]);

    await askingPage.reload();
    await askingPage.getByRole('region', { name: `Posts by ${target.name}` }).getByRole('link').first().waitFor();

    await remove.click();
    expect(await violations(targetPage)).toEqual([]);
    await targetPage.getByRole('button', { name: 'Remove', exact: true }).click();
    await targetPage.getByText('No followers yet').waitFor();
    expect(await database.followedBy(asking)).toEqual([]);
  });
}

test('a request is declined on the profile of the requester, and can be withdrawn', async ({ open, database }) => {
  const [asking, target] = [await createNewUser(database), await createNewUser(database)];
  await makePrivate(database, target);
  const ask = () => database.rows('INSERT INTO follow_requests (user_id, target_id) VALUES ($1, $2)', asking.id, target.id);
  await ask();
  const targetPage = await open({ as: target });
  await targetPage.goto(`/u/${asking.username}`);
  const question = targetPage.getByRole('group', { name: `${asking.name} asked to follow you` });
  await question.getByRole('button', { name: `Decline ${asking.name}` }).click();
  await question.waitFor({ state: 'detached' });
  expect(await database.rows('SELECT id FROM follow_requests WHERE user_id = $1', asking.id)).toEqual([]);

  await ask();
  const askingPage = await open({ as: asking });
  await askingPage.goto(`/u/${target.username}`);
  await askingPage.getByRole('switch', { name: `Requested to follow ${target.name}` }).click();
  await askingPage.getByRole('switch', { name: `Following ${target.name}`, checked: false }).waitFor();
  await expect.poll(() => database.rows('SELECT id FROM follow_requests WHERE user_id = $1', asking.id)).toEqual([]);
});

test('an account becomes private at once, and public after a question', async ({ open, database }) => {
  const [user, asking] = [await createNewUser(database), await createNewUser(database)];
  const page = await open({ ...still, as: user });
  await page.goto('/settings/privacy');
  const choice = page.getByRole('checkbox', { name: 'Private account' });
  await choice.click();
  await message(page, 'Your account is private now').waitFor();
  await database.rows('INSERT INTO follow_requests (user_id, target_id) VALUES ($1, $2)', asking.id, user.id);

  await choice.click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep' }).click();
  expect(await choice.isChecked()).toBe(true);
  await choice.click();
  await page.getByRole('button', { name: 'Make public' }).click();

  await message(page, 'Your account is public now').waitFor();
  expect(await database.followedBy(asking)).toEqual([user.id]);
});
