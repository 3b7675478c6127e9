import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { photoField, takePhoto } from './support/photos';
import { test, type Visit } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { dialog, hasFocus, message, photoInFeed, postInFeed } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged.
const still: Visit = { reducedMotion: 'reduce' };

const badge = (place: Page | Locator) => place.getByTitle('Only for some followers');
const top = (page: Page) => dialog(page).last();
const someFollowers = (page: Page) => page.getByRole('radio', { name: 'Only some followers' });
const postsBy = (database: Database, { id }: TestUser) => database.ids('SELECT id FROM posts WHERE user_id = $1 ORDER BY id', id);

/** Makes users of whom the others follow the first. */
async function createFollowed(database: Database): Promise<[TestUser, TestUser, TestUser]> {
  const users: [TestUser, TestUser, TestUser] = [await createNewUser(database), await createNewUser(database), await createNewUser(database)];
  const [author, ...followers] = users;
  for (const { id } of followers) await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', id, author.id);
  return users;
}

/** Opens the view again, and waits until its posts and stories have loaded. */
async function openFeed(page: Page): Promise<void> {
  const stories = page.waitForResponse(/\/api\/stories$/);
  const feed = page.waitForResponse(/\/api\/posts\?/);
  await page.goto('/');
  await Promise.all([stories, feed]);
}

/** Nothing is wider than the screen, in the view or in its dialog. */
async function expectNoSideways(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog[open]')].filter((box) => box.scrollWidth > box.clientWidth).length,
  );
  expect(tooWide).toBe(0);
}

for (const [device, screen] of [['desktop', {}], ['phone', { ...PHONE, colorScheme: 'dark' }]] as const) {
  test(`a post is for an audience that is made in its form, until a member is removed, on a ${device}`, async ({ open, database }) => {
    const [author, member, other] = await createFollowed(database);
    const page = await open({ ...still, ...screen, as: author });
    await page.goto('/new');
    await photoField(page).setInputFiles(await takePhoto(page));
    await message(page, 'Photo uploaded').waitFor({ state: 'attached' });
    await dialog(page).getByLabel('Alt text').fill('A blue square');
    await someFollowers(page).check();
    await page.getByRole('button', { name: 'New audience' }).click();
    await top(page).getByLabel('Name').fill('Family');
    await top(page).getByLabel('Find followers').fill(member.username);
    await top(page).getByRole('checkbox').check();
    expect(await violations(page)).toEqual([]);
    await expectNoSideways(page);
    await top(page).getByRole('button', { name: 'Create audience' }).click();
    await message(page, 'Audience created').first().waitFor();
    expect(await page.getByRole('checkbox', { name: /^Family/ }).isChecked()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await expectNoSideways(page);
    await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
    await dialog(page).waitFor({ state: 'detached' });
    const [post = 0] = await postsBy(database, author);
    await badge(postInFeed(page, post)).waitFor();

    const memberPage = await open({ ...still, ...screen, as: member });
    await openFeed(memberPage);
    await badge(postInFeed(memberPage, post)).waitFor();
    expect(await violations(memberPage)).toEqual([]);
    const otherPage = await open({ ...still, ...screen, as: other });
    await openFeed(otherPage);
    await otherPage.getByText('Your feed is empty').waitFor();

    await page.goto('/settings/audiences');
    await page.getByRole('button', { name: 'Edit Family' }).click();
    const checkboxes = top(page).getByRole('checkbox');
    await checkboxes.first().waitFor();
    expect(await Promise.all((await checkboxes.all()).map((box) => box.isChecked()))).toEqual([true, false]);
    await checkboxes.first().press('Space');
    await top(page).getByText('0 followers chosen').waitFor();
    expect(await violations(page)).toEqual([]);
    await top(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    expect(await hasFocus(page.getByRole('button', { name: 'Edit Family' }))).toBe(true);
    await page.getByText('0 followers', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await expectNoSideways(page);
    await openFeed(memberPage);
    await memberPage.getByText('Your feed is empty').waitFor();

    await page.getByRole('button', { name: 'Delete Family' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('You have no audiences yet.').waitFor();
    await page.goto(`/p/${post}/edit`);
    await dialog(page).getByText('Only you see it, because you deleted its audiences.').waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog(page).getByRole('radio', { name: 'All followers' }).check();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await openFeed(otherPage);
    await photoInFeed(otherPage, post).waitFor();
    expect(await badge(otherPage).count()).toBe(0);
  });

  test(`a story is for the followers in an audience, on a ${device}`, async ({ open, database }) => {
    const [author, member, other] = await createFollowed(database);
    const insert = `WITH made AS (INSERT INTO audiences (user_id, name) VALUES ($1, 'Class 3b') RETURNING id, user_id),
      flags AS (UPDATE users SET has_audiences = true WHERE id IN ($1, $2))
      INSERT INTO audience_members (audience_id, user_id) SELECT id, $2 FROM made`;
    await database.rows(insert, author.id, member.id);
    const page = await open({ ...still, ...screen, as: author });
    await page.goto('/stories/new');
    await dialog(page).getByLabel('Text').fill('Only for my class');
    await someFollowers(page).check();
    const audience = page.getByRole('checkbox', { name: 'Class 3b 1 follower' });
    await audience.waitFor();
    await dialog(page).getByRole('button', { name: 'Share story' }).click();
    await dialog(page).getByText('Choose an audience, or all followers.').waitFor();
    expect(await hasFocus(someFollowers(page))).toBe(true);
    expect(await violations(page)).toEqual([]);
    await expectNoSideways(page);
    await audience.press('Space');
    await dialog(page).getByRole('button', { name: 'Share story' }).click();
    await dialog(page).waitFor({ state: 'detached' });

    const memberPage = await open({ ...still, ...screen, as: member });
    await memberPage.goto('/');
    await memberPage.getByRole('region', { name: 'Stories' }).getByRole('link', { name: `@${author.username}` }).click();
    await dialog(memberPage).getByText('Only for my class').waitFor();
    await badge(dialog(memberPage)).waitFor();
    expect(await violations(memberPage)).toEqual([]);
    const otherPage = await open({ ...still, ...screen, as: other });
    await openFeed(otherPage);
    await otherPage.getByText('No stories yet.').waitFor();
  });
}
