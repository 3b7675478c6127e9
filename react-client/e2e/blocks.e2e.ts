import { expect } from 'vitest';
import { violations } from './support/axe';
import { test } from './support/test';
import { createNewUser } from './support/testUsers';
import { photoInFeed } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const still = { reducedMotion: 'reduce' } as const;
const POST = `INSERT INTO posts (image_url, user_id) VALUES ('/static/demo/posts/03.svg', $1) RETURNING id`;

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`two users no longer find each other after a block, until it ends, on a ${device}`, async ({ open, database }) => {
    const [blocking, blocked] = [await createNewUser(database), await createNewUser(database)];
    const follow = 'INSERT INTO following (user_id, following_id) VALUES ($1, $2), ($2, $1)';
    await database.rows(follow, blocking.id, blocked.id);
    await database.ids(POST, blocking.id);
    const page = await open({ ...still, ...screen, as: blocking, refusals: [404] });
    const other = await open({ ...still, ...screen, as: blocked, refusals: [404] });
    await other.goto(`/u/${blocking.username}`);
    await other.getByRole('region', { name: `Posts by ${blocking.name}` }).getByRole('link').first().waitFor();

    await page.goto(`/u/${blocked.username}`);
    await page.getByRole('button', { name: `Options for @${blocked.username}` }).click();
    const dialog = page.getByRole('dialog', { name: `Options for @${blocked.username}` });
    await dialog.getByRole('button', { name: 'Block' }).click();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Block' }).click();
    await page.getByText(`${blocked.name} is blocked.`).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await expect.poll(() => database.followedBy(blocked)).toEqual([]);

    await page.goBack();
    await page.getByText('This profile isn’t available').waitFor();

    await other.reload();
    await other.getByText('This profile isn’t available').waitFor();
    await other.goto('/people');
    await other.getByRole('searchbox').fill(blocking.username);
    await other.getByText('No results for').waitFor();

    await page.goto('/settings/privacy');
    const unblock = page.getByRole('button', { name: `Unblock ${blocked.name}` });
    await unblock.waitFor();
    expect(await violations(page)).toEqual([]);
    await unblock.click();
    await page.getByText('You haven’t blocked anyone.').waitFor();
    await other.goto(`/u/${blocking.username}`);
    await other.getByRole('switch', { name: `Following ${blocking.name}`, checked: false }).waitFor();
  });
}

test('the feed leaves out muted posts until the mute ends', async ({ open, database }) => {
  const [viewer, muted] = [await createNewUser(database), await createNewUser(database)];
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', viewer.id, muted.id);
  const [post = 0] = await database.ids(POST, muted.id);
  const page = await open({ ...still, as: viewer });
  const inFeed = photoInFeed(page, post);
  await page.goto('/');
  await inFeed.waitFor();

  await page.goto(`/u/${muted.username}`);
  await page.getByRole('button', { name: `Options for @${muted.username}` }).click();
  await page.getByRole('button', { name: 'Mute posts', exact: true }).click();
  await page.getByText(`${muted.name} is muted.`).waitFor();
  await page.goto('/');
  await page.getByRole('main').getByRole('heading').first().waitFor({ state: 'attached' });
  await expect.poll(() => inFeed.count()).toBe(0);

  await page.goto('/settings/privacy');
  await page.getByRole('button', { name: `Unmute ${muted.name}` }).click();
  await page.getByText('You haven’t muted anyone.').waitFor();
  await page.goto('/');
  await inFeed.waitFor();
});
