import { expect } from 'vitest';
import { violations } from './support/axe';
import { test } from './support/test';
import { dialog, hasFocus, isLaterRequest, postInFeed } from './support/views';

test('a view shows its title and a skeleton while its script loads', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/static\/(Settings|Followers)View-.*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('/');
  await page.getByRole('article').first().waitFor();

  await page.getByRole('link', { name: 'Settings' }).click();
  const title = page.getByRole('heading', { name: 'Settings', level: 1 });
  await title.waitFor();
  await page.getByRole('main').locator('[aria-busy=true]').waitFor();
  expect(await page.title()).toMatch(/Settings · Photo App$/);
  await expect.poll(() => hasFocus(title)).toBe(true);

  await page.goto('/followers');
  await page.getByRole('main').getByRole('link', { name: 'Find people' }).waitFor();
  await page.getByRole('main').locator('[aria-busy=true]').waitFor();
  release();
  await page.getByRole('main').getByRole('switch').first().waitFor();
});

test('a view and a dialog whose scripts could not be loaded are loaded again on request', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [503], reducedMotion: 'reduce' });
  const scripts = /\/static\/(BookmarksView|PostOptionsDialog)-/;
  await page.route(scripts, (route) => route.fulfill({ status: 503 }));
  await page.goto('/');
  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('alert').getByText('This couldn’t be loaded').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Home' }).click();
  await postInFeed(page, postId).getByRole('link', { name: /^Options for/ }).click();
  await dialog(page).getByText('This couldn’t be loaded').waitFor();
  expect(await violations(page)).toEqual([]);

  await page.unroute(scripts);
  await dialog(page).getByRole('button', { name: 'Try again' }).click();
  const copyLink = dialog(page).getByRole('button', { name: 'Copy link' });
  await copyLink.waitFor();
  // The style sheet is there too.
  await expect.poll(async () => (await copyLink.boundingBox())?.height).toBeGreaterThan(50);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await page.getByRole('main').locator('[aria-busy=true]').waitFor({ state: 'detached' });
});

test('an outage shows one notice, and everything is loaded again on request', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [503], reducedMotion: 'reduce' });
  await page.route('**/api/**', (route) => route.fulfill({ status: 503, json: { message: 'The database is away.' } }));
  await page.goto('/');
  await page.getByText('Couldn’t load this page').waitFor();
  await expect.poll(() => page.getByRole('alert').count()).toBe(1);
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
  expect(await page.getByText('The database is away.').count()).toBe(1);
  expect(await violations(page)).toEqual([]);

  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('heading', { name: 'Suggestions for you' }).waitFor();
  await page.getByRole('main').getByRole('switch', { name: /^Following/ }).first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('a phone that opens a post loads nothing else until the post is closed', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, viewport: { width: 390, height: 844 } });
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/api/') && asked.push(new URL(request.url()).pathname));
  // When it has loaded all other scripts, the client would also load what is under the post.
  const settings = page.waitForResponse(/\/SettingsView-/);
  await page.goto(`/p/${postId}`);
  await dialog(page).getByRole('img').first().waitFor();
  await settings;
  const forPost = asked.filter((path) => !isLaterRequest(path));
  expect(forPost.sort()).toEqual(['/api/profile', `/api/posts/${postId}`, `/api/posts/${postId}/comments`].sort());

  await dialog(page).getByRole('button', { name: 'Close' }).click();

  await page.getByRole('article').first().waitFor();
  await expect.poll(() => hasFocus(page.getByRole('heading', { name: 'Home', level: 1 }))).toBe(true);
});

test('the first photo loads although the application does not', async ({ page }) => {
  await page.route(/\/static\/vendor-.*\.js$/, () => undefined);
  const photo = page.waitForResponse((response) => response.request().resourceType() === 'image');

  await page.goto('/', { waitUntil: 'commit' });

  expect((await photo).status()).toBe(200);
  await page.getByRole('banner').getByText('Photo App').waitFor();
});
