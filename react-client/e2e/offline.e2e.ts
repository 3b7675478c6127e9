import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { takePhoto } from './support/photos';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { dialog, photoInFeed, postInFeed, signOut, submitLogin } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const withWorker = { serviceWorkers: 'allow', reducedMotion: 'reduce', losesNetwork: true } as const;

async function createFriends(database: Database): Promise<{ author: TestUser; follower: TestUser; post: number }> {
  const [author, follower] = [await createNewUser(database), await createNewUser(database)];
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', follower.id, author.id);
  const [post = 0] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/demo/posts/03.svg', 'Hills', 'Hills', $1) RETURNING id`,
    author.id,
  );
  return { author, follower, post };
}

/** Opens the feed, and waits until the service worker has kept it. */
async function openKept(page: Page, post: number): Promise<void> {
  await page.goto('/');
  await postInFeed(page, post).waitFor();
  await expect.poll(() => keptAddresses(page)).toEqual(expect.arrayContaining(['/api/posts', '/api/profile', '/static/demo/posts/03.svg']));
}

/** The paths of what is kept of a user. */
const keptAddresses = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      if (name.startsWith('app-')) continue;
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
  });

/** When the answers were kept. */
const keptTimes = (page: Page): Promise<(string | null)[]> =>
  page.evaluate(async () => {
    const cache = await caches.open('content');
    const answers = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
    return answers.map((answer) => answer?.headers.get('x-kept-at') ?? null);
  });

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`the feed and the own profile can be read without a network, on a ${device}`, async ({ open, database }) => {
    const { follower, post } = await createFriends(database);
    const page = await open({ ...withWorker, ...screen, as: follower });
    await openKept(page, post);
    // Nobody has opened the profile yet.
    await expect.poll(() => keptAddresses(page)).toContain(`/api/users/${follower.username}/posts`);

    await page.context().setOffline(true);
    await page.goto('/');

    await postInFeed(page, post).waitFor();
    const photo = photoInFeed(page, post).locator('img').first();
    await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    const notice = page.getByRole('status').getByText('You’re offline');
    await notice.waitFor();
    const time = notice.locator('..').getByRole('time');
    await expect.poll(async () => (await keptTimes(page)).includes((await time.getAttribute('datetime')) ?? '')).toBe(true);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.goto('/profile');
    await page.getByRole('main').getByText(follower.name).first().waitFor();
    await page.getByRole('main').getByText('0 posts').waitFor();

    await page.context().setOffline(false);
    await page.goto('/');
    await postInFeed(page, post).waitFor();
    await page.getByRole('link', { name: 'Settings' }).first().waitFor();
    expect(await notice.count()).toBe(0);
  });
}

test('after signing out nothing of the user is left', async ({ open, database }) => {
  const { follower, post } = await createFriends(database);
  const page = await open({ ...withWorker, as: follower });
  await openKept(page, post);

  await signOut(page);
  await page.getByLabel('Username').waitFor();

  expect(await keptAddresses(page)).toEqual([]);
  const left = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(left).not.toContain(follower.username);
  await page.context().setOffline(true);
  await page.goto('/').catch(() => undefined);
  expect(await postInFeed(page, post).count()).toBe(0);
});

test('what is kept of a user is deleted when the session ends elsewhere, and before another user sees anything', async ({
  open,
  database,
}) => {
  const { follower, post } = await createFriends(database);
  const other = await createNewUser(database);
  const page = await open({ ...withWorker, as: follower });
  await openKept(page, post);

  // On another device: the request of the page is refused.
  await database.rows('UPDATE users SET tokens_valid_after = 2000000000 WHERE id = $1', follower.id);
  await page.goto('/');
  await page.getByLabel('Username').waitFor();
  expect(await keptAddresses(page)).toEqual([]);

  await submitLogin(page, other);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await keptAddresses(page)).not.toContain('/static/demo/posts/03.svg');
});

test('Chromium finds nothing that prevents installation', async ({ open, user }) => {
  const page = await open({ ...withWorker, as: user });
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const session = await page.context().newCDPSession(page);

  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { errors, data = '' } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data) as { icons: { src: string; sizes: string }[]; screenshots: { src: string; sizes: string }[] };
  for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots]) {
    const size = await page.evaluate(async (address) => {
      const image = await createImageBitmap(await (await fetch(address)).blob());
      return `${image.width}x${image.height}`;
    }, src);
    expect(size, src).toBe(sizes);
  }
});

test('a photo that another application shares opens the form of a new post', async ({ open, user }) => {
  const page = await open({ ...withWorker, as: user });
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const photo = [...(await takePhoto(page, { width: 300, height: 200 })).buffer];

  await page.evaluate((bytes) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/share-target', enctype: 'multipart/form-data' });
    const field = document.createElement('input');
    Object.assign(field, { type: 'file', name: 'photos' });
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], 'beach & sea.jpg', { type: 'image/jpeg' }));
    field.files = files.files;
    form.append(field);
    document.body.append(form);
    form.submit();
  }, photo);

  await dialog(page).getByRole('img').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/new');
  expect(await keptAddresses(page)).not.toContain('/shared/0/beach%20%26%20sea.jpg');
});

test('on the third day, the user is asked whether to install the application, once', async ({ open, user }) => {
  const page = await open({ ...withWorker, as: user });
  await page.goto('/');
  const question = page.getByText('Install Photo App on this device?');
  const offer = () =>
    page.evaluate(() => {
      const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
        prompt: () => Promise.resolve(void (document.title = 'The browser asks')),
      });
      dispatchEvent(event);
      return event.defaultPrevented;
    });
  expect(await offer()).toBe(true);
  await page.getByRole('link', { name: 'Settings' }).first().waitFor();
  expect(await question.count()).toBe(0);

  await page.evaluate(() => localStorage.setItem('visited days', '2026-01-01 2'));
  await page.reload();
  await offer();
  await question.waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Install', exact: true }).click();

  await expect.poll(() => page.title()).toBe('The browser asks');
  expect(await question.count()).toBe(0);
  await page.reload();
  await offer();
  await page.getByRole('link', { name: 'Settings' }).first().waitFor();
  expect(await question.count()).toBe(0);
});
