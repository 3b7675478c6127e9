import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { addressesFor, settled } from './harness/addresses';
import { violations } from './harness/axe';
import { journey, type Visit } from './harness/journey';
import { newcomer } from './harness/people';
import { commentField, dialog, message, submitLogin, chooseAddress } from './harness/views';

// Colours on their way from one to another have no contrast that could be judged.
const still: Visit = { reducedMotion: 'reduce' };

/** The feed, a post, people, settings, the forms with a camera, and a story. */
const SHOWN_ON_PHONE = /^\/(p\/\d+|people|u\/.*|settings|new|stories\/.*)?$/;

async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page), new URL(page.url()).pathname).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  journey(`every page and dialog is accessible, ${colorScheme}`, async ({ open, person, database }) => {
    const page = await open({ ...still, as: person, colorScheme });
    for (const address of await addressesFor(person, database)) {
      await page.goto(address.path);
      await settled(page, address);
      await expectAccessible(page);
    }
  });

  journey(`what differs on a phone is accessible there, ${colorScheme}`, async ({ open, person, database }) => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await open({ ...still, ...phone, as: person, colorScheme });
    for (const address of (await addressesFor(person, database)).filter(({ path }) => SHOWN_ON_PHONE.test(path))) {
      await page.goto(address.path);
      await settled(page, address);
      await expectAccessible(page);
    }
  });

  journey(`the login form is accessible without and with its error, ${colorScheme}`, async ({ open, person }) => {
    const page = await open({ ...still, colorScheme });
    await page.goto('/login');
    await expectAccessible(page);

    await submitLogin(page, { ...person, password: 'not it' });
    await page.getByRole('alert').waitFor();
    await expectAccessible(page);
  });

  journey(`messages, questions and errors are accessible, ${colorScheme}`, async ({ open, person, database }) => {
    const postId = await database.newPostFor(person);
    await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'Mine', person.id, postId);
    const page = await open({ ...still, as: person, colorScheme, refusals: [404] });

    await page.goto('/new');
    await page.getByRole('button', { name: 'Share' }).click();
    await expectAccessible(page);
    await chooseAddress(page);
    await page.getByLabel('Picture address').fill('/static/demo/posts/01.svg');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Share without description' }).waitFor();
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
    await page.getByText('This post is not available').waitFor();
    await expectAccessible(page);
  });
}

journey('what somebody sees who has just joined is accessible, and helps', async ({ open, database }) => {
  const page = await open({ ...still, as: await newcomer(database) });
  for (const [path, help] of [
    ['/', 'Your feed is waiting for its first photo'],
    ['/bookmarks', 'Nothing bookmarked yet'],
    ['/following', 'You follow nobody yet'],
    ['/followers', 'No followers yet'],
    ['/profile', 'You have not shared a photo yet'],
  ] as const) {
    await page.goto(path);
    await page.getByText(help).waitFor();
    await expectAccessible(page);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  journey(`the explorer is accessible, ${colorScheme}`, async ({ open, person }) => {
    const page = await open({ ...still, as: person, colorScheme });
    await page.goto('/api');
    const operation = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/api/profile"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').waitFor();
    await expectAccessible(page);
  });
}
