import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { dialog, hasFocus } from './support/views';

const rings = (page: Page) => page.getByRole('region', { name: 'Stories' }).getByRole('link', { name: /story by/i });
const ringOf = (page: Page, { name, username }: TestUser, kind: 'New story' | 'Story') =>
  page.getByRole('link', { name: `${kind} by ${name} @${username}`, exact: true });
const shows = (page: Page, text: string) => dialog(page).getByText(text, { exact: true }).waitFor();

async function follow(database: Database, follower: TestUser, followed: TestUser): Promise<void> {
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', follower.id, followed.id);
}

async function newStory(database: Database, { id }: TestUser, text: string, minutesAgo: number): Promise<void> {
  const sql = `INSERT INTO stories (text, user_id, pub_date)
               VALUES ($1, $2, now() at time zone 'utc' - $3 * interval '1 minute')`;
  await database.rows(sql, text, id, minutesAgo);
}

/** A new user who follows two others, each with stories. */
async function createViewer(database: Database): Promise<Record<'viewer' | 'ada' | 'ben', TestUser>> {
  const [viewer, ada, ben] = [await createNewUser(database), await createNewUser(database), await createNewUser(database)];
  await follow(database, viewer, ada);
  await follow(database, viewer, ben);
  await newStory(database, ada, 'Ada 1', 20);
  await newStory(database, ada, 'Ada 2', 10);
  await newStory(database, ben, 'Ben', 30);
  return { viewer, ada, ben };
}

const still = { reducedMotion: 'reduce' } as const;

test('rings show who has unseen stories, and these play first', async ({ open, database }) => {
  const { viewer, ada, ben } = await createViewer(database);
  const page = await open({ ...still, as: viewer });
  await page.goto('/');
  await ringOf(page, ada, 'New story').click();
  await shows(page, 'Ada 1');
  await dialog(page).getByRole('status').getByText(`Story 1 of 2 by ${ada.name}`).waitFor();
  const marked = page.waitForResponse((response) => response.url().endsWith('/seen') && response.ok());
  await page.keyboard.press('ArrowRight');
  await shows(page, 'Ada 2');
  await marked;
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  await ringOf(page, ada, 'Story').waitFor();
  await expect.poll(() => hasFocus(ringOf(page, ada, 'Story'))).toBe(true);
  const names = () => rings(page).evaluateAll((links) => links.map((link) => link.textContent));
  expect(await names()).toEqual([expect.stringContaining('New story'), expect.not.stringContaining('New story')]);
  await page.reload();
  await ringOf(page, ben, 'New story').waitFor();
  await ringOf(page, ada, 'Story').waitFor();

  await newStory(database, ada, 'Ada 3', 0);
  await page.reload();
  await ringOf(page, ada, 'New story').click();
  await shows(page, 'Ada 3');
  await page.keyboard.press('ArrowRight');
  await shows(page, 'Ben');
  await page.keyboard.press('ArrowRight');
  await dialog(page).waitFor({ state: 'detached' });
  await ringOf(page, ben, 'Story').click();
  await shows(page, 'Ben');
});

test('a story whose view cannot be saved plays on without a message', async ({ open, database }) => {
  const { viewer, ada } = await createViewer(database);
  const page = await open({ ...still, as: viewer, refusals: [503] });
  const requests: string[] = [];
  await page.route('**/api/stories/*/seen', (route) => {
    requests.push(route.request().url());
    return route.fulfill({ status: 503, json: { message: 'The database is away.' } });
  });
  await page.goto('/');
  await ringOf(page, ada, 'New story').click();
  await shows(page, 'Ada 1');
  await page.keyboard.press('ArrowRight');
  await shows(page, 'Ada 2');
  await page.keyboard.press('ArrowLeft');
  await shows(page, 'Ada 1');
  await expect.poll(() => requests.length).toBe(2);
  expect(await page.getByText('The database is away.').count()).toBe(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the author of a story sees who has seen it, ${colorScheme}`, async ({ open, database }) => {
    const { viewer, ben } = await createViewer(database);
    const author = await open({ ...still, as: ben, colorScheme });
    await author.goto('/');
    await ringOf(author, ben, 'Story').click();
    await dialog(author).getByText('Nobody has seen it yet').waitFor();

    const page = await open({ ...still, as: viewer });
    await page.goto('/');
    const marked = page.waitForResponse((response) => response.url().endsWith('/seen') && response.ok());
    await ringOf(page, ben, 'New story').click();
    await marked;
    await shows(page, 'Ben');
    expect(await dialog(page).getByText(/^(Seen by|Nobody)/).count()).toBe(0);

    await author.reload();
    const button = dialog(author).getByRole('button', { name: 'Seen by 1' });
    await button.click();
    const list = author.locator('dialog[open]').filter({ has: author.getByRole('heading', { name: 'Seen by', exact: true }) });
    await list.getByRole('link', { name: viewer.username }).waitFor();
    await list.getByText('All 1 person shown').waitFor({ state: 'attached' });
    expect(await violations(author)).toEqual([]);
    await author.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(button)).toBe(true);
    await shows(author, 'Ben');
    expect(await author.title()).toMatch(/’s story/);
  });
}

test('the list of viewers loads more at its end', async ({ open, database }) => {
  const { viewer, ben } = await createViewer(database);
  const page = await open({ ...still, as: ben });
  const person = { ...viewer, first_name: 'A', last_name: 'Friend', email: '', image_url: null, thumb_url: null };
  await page.route('**/api/stories/*/viewers?*', (route) => {
    const isFirst = !route.request().url().includes('before=');
    const ids = Array.from({ length: isFirst ? 50 : 3 }, (_, index) => (isFirst ? 100 - index : 50 - index));
    const link = `<${new URL(route.request().url()).pathname}?limit=50&before=51>; rel="next"`;
    return route.fulfill({
      json: ids.map((id) => ({ id, user: { ...person, id, username: `friend${id}` }, seen_at: null })),
      headers: isFirst ? { Link: link } : {},
    });
  });
  await page.goto('/');
  await ringOf(page, ben, 'Story').click();
  await dialog(page).getByRole('button', { name: 'Seen by 50+' }).click();
  const last = page.getByRole('link', { name: '@friend51' });
  await last.scrollIntoViewIfNeeded();
  await page.getByRole('link', { name: '@friend48' }).waitFor();
  await page.getByText('All 53 people shown').waitFor({ state: 'attached' });
});
