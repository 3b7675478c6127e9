import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addressesFor, settled } from './harness/addresses';
import type { Database } from './harness/database';
import { journey, type Visit } from './harness/journey';
import type { Person } from './harness/people';
import { bookmark, commentField, dialog, isOn, like, postInFeed } from './harness/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const WIDTHS = [360, 390, 768, 1920];

journey('the form and the explorer fit a phone', async ({ open, person }) => {
  const login = await open(PHONE);
  await login.goto('/login');
  await expectToFit(login, '/login');

  const explorer = await open({ ...PHONE, as: person });
  await explorer.goto('/api');
  await explorer.getByText('/api/bookmarks').first().waitFor();
  await expectToFit(explorer, '/api');
});

journey('a phone is enough', async ({ open, person, database }) => {
  const postId = await database.newPostFor(person);
  const page = await open({ ...PHONE, as: person });
  await page.goto('/');
  const post = postInFeed(page, postId);

  await like(post).tap();
  await expect.poll(() => database.likedBy(person)).toContain(postId);
  await bookmark(post).tap();
  await expect.poll(() => database.bookmarkedBy(person)).toContain(postId);

  await post.getByRole('link', { name: /^Comments on/ }).tap();
  await commentField(dialog(page)).tap();
  await page.keyboard.type('From the bus');
  await dialog(page).getByRole('button', { name: 'Post comment' }).tap();
  await expect.poll(() => database.commentsBy(person, postId)).toEqual(['From the bus']);
  await dialog(page).getByRole('button', { name: 'Close' }).tap();
  await dialog(page).waitFor({ state: 'detached' });

  const bar = page.getByRole('navigation', { name: 'Main' });
  for (const [link, heading] of [
    ['Bookmarks', 'Bookmarks'],
    ['People', 'Find people'],
    ['Profile', 'Profile'],
    ['Home', 'Home'],
  ] as const) {
    await bar.getByRole('link', { name: link }).tap();
    await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor({ state: 'attached' });
  }
  expect(await isOn(like(post))).toBe(true);
});

journey('nothing has to be scrolled sideways, on a phone or a large screen', async ({ open, person, database }) => {
  await postSomethingUnwieldy(person, database);
  const page = await open({ ...PHONE, as: person, refusals: [404] });
  for (const address of await addressesFor(person, database)) {
    await page.goto(address.path);
    await settled(page, address);
    await expectToFit(page, address.path);
  }
});

journey('a dialog leaves the scroll bar its space', async ({ open, person, database }) => {
  const page = await open({ viewport: { width: 390, height: 844 }, as: person });
  for (const address of await addressesFor(person, database)) {
    await page.goto(address.path);
    await settled(page, address);
    if ((await dialog(page).count()) === 0) continue;
    const [right, space] = await dialog(page).evaluate((element) => {
      // Chromium takes a stable gutter off the unit vw, other browsers do not; it does not take off a bar that may go.
      document.documentElement.style.scrollbarGutter = 'auto';
      document.documentElement.style.overflow = 'auto';
      return [element.getBoundingClientRect().right, document.documentElement.clientWidth] as const;
    });
    expect(space, 'there is a scroll bar').toBeLessThan(390);
    expect(right, address.path).toBeLessThanOrEqual(space);
  }
});

async function expectToFit(page: Page, path: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wanted = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(wanted, `${path} at ${width} pixels`).toBe(width);
  }
}

/** Words without an end, where people may type some, and a picture that is not there. */
async function postSomethingUnwieldy(person: Person, database: Database): Promise<void> {
  const long = 'x'.repeat(400);
  const [postId] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/no-such-picture.svg', $1, $1, $2) RETURNING id`,
    long,
    person.id,
  );
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', long, person.id, postId);
  await database.rows('UPDATE users SET last_name = $1 WHERE id = $2', long.slice(0, 60), person.id);
}
