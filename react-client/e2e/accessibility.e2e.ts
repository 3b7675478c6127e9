import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addressesFor, settled } from './support/addresses';
import { violations } from './support/axe';
import { test, type Visit } from './support/test';
import { createNewUser } from './support/testUsers';
import { commentField, dialog, message, submitLogin, chooseAddress } from './support/views';

// While colours change, their contrast cannot be judged.
const still: Visit = { reducedMotion: 'reduce' };
const PHONE = { width: 390, height: 844 };

/** The feed, a post, the photo viewer, posts with a tag, lists of users and notifications, profiles, settings, forms, and stories. */
const SHOWN_ON_PHONE = /^\/(p\/\d+|p\/.*\/photos\/.*|p\/.*\/likes|tags\/.*|users|notifications|u\/.*|settings|share\/.*|new|stories\/.*)?$/;

async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page), new URL(page.url()).pathname).toEqual([]);
}

/** Makes the screen as tall as its dialog. What sticks to the lower edge would cover a part of a button, until users scroll. */
async function showWholeDialog(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.querySelector('dialog[open]')?.scrollHeight ?? 0);
  await page.setViewportSize({ width: PHONE.width, height: Math.max(PHONE.height, height) });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every view and dialog is accessible, ${colorScheme}`, async ({ open, user, database }) => {
    const page = await open({ ...still, as: user, colorScheme });
    for (const address of await addressesFor(user, database)) {
      await page.goto(address.path);
      await settled(page, address);
      await expectAccessible(page);
    }
  });

  test(`the mobile layout is accessible, ${colorScheme}`, async ({ open, user, database }) => {
    const phone = { viewport: PHONE, isMobile: true, hasTouch: true };
    const page = await open({ ...still, ...phone, as: user, colorScheme });
    for (const address of (await addressesFor(user, database)).filter(({ path }) => SHOWN_ON_PHONE.test(path))) {
      await page.setViewportSize(PHONE);
      await page.goto(address.path);
      await settled(page, address);
      await showWholeDialog(page);
      await expectAccessible(page);
    }
  });

  test(`the login form is accessible with and without an error, ${colorScheme}`, async ({ open, user }) => {
    const page = await open({ ...still, colorScheme });
    await page.goto('/login');
    await expectAccessible(page);

    await submitLogin(page, { ...user, password: 'not it' });
    await page.getByRole('alert').waitFor();
    await expectAccessible(page);
  });

  test(`messages, questions and errors are accessible, ${colorScheme}`, async ({ open, user, database }) => {
    const postId = await database.newPostFor(user);
    await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'Mine', user.id, postId);
    const page = await open({ ...still, as: user, colorScheme, refusals: [404] });

    await page.goto('/new');
    await page.getByRole('button', { name: 'Share' }).click();
    await expectAccessible(page);
    await chooseAddress(page);
    await page.getByLabel('Image address').fill('/static/demo/posts/01.svg');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Share without alt text' }).waitFor();
    await expectAccessible(page);

    await page.goto(`/p/${postId}`);
    await dialog(page).getByRole('button', { name: /^Delete your comment/ }).click();
    await expectAccessible(page);
    await database.deletePost(postId);
    await commentField(dialog(page)).fill('Too late');
    await commentField(dialog(page)).press('Enter');
    await message(page, 'Your comment was not posted.').waitFor();
    await expectAccessible(page);

    await page.goto(`/p/${postId}`);
    await page.getByText('This post isn’t available').waitFor();
    await expectAccessible(page);
  });
}

test('the empty views of a new user are accessible and helpful', async ({ open, database }) => {
  const page = await open({ ...still, as: await createNewUser(database) });
  for (const [path, help] of [
    ['/', 'Your feed is empty'],
    ['/bookmarks', 'No bookmarks yet'],
    ['/following', 'You’re not following anyone yet'],
    ['/followers', 'No followers yet'],
    ['/profile', 'You haven’t shared any photos yet'],
  ] as const) {
    await page.goto(path);
    await page.getByText(help).waitFor();
    await expectAccessible(page);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the explorer is accessible, ${colorScheme}`, async ({ open, user }) => {
    const page = await open({ ...still, as: user, colorScheme });
    await page.goto('/api');
    const operation = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/api/profile"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').waitFor();
    await expectAccessible(page);
  });
}
