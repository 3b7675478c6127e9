import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { takePhoto } from './support/photos';
import { test } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { commentField, dialog, isOn, like, message, photoInFeed, postInFeed, signOut, submitLogin } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const withWorker = { serviceWorkers: 'allow', reducedMotion: 'reduce', losesNetwork: true } as const;

async function createPost(database: Database): Promise<{ viewer: TestUser; post: number }> {
  const [author, viewer] = [await createNewUser(database), await createNewUser(database)];
  await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', viewer.id, author.id);
  const [post = 0] = await database.ids(
    `INSERT INTO posts (image_url, caption, alt_text, user_id) VALUES ('/static/demo/posts/03.svg', 'Hills', 'Hills', $1) RETURNING id`,
    author.id,
  );
  return { viewer, post };
}

/** Opens the feed, and waits until it can be read without a network. */
async function openKept(page: Page, post: number): Promise<void> {
  await page.goto('/');
  await postInFeed(page, post).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => keptPaths(page)).toEqual(expect.arrayContaining(['/api/posts', '/api/profile']));
}

const keptPaths = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const requests = await (await caches.open('content')).keys();
    return requests.map(({ url }) => new URL(url).pathname);
  });

/** What is stored in the outbox. */
const stored = (page: Page): Promise<{ userId: number; change: { kind: string; text?: string } }[]> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('outbox', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('entries', { keyPath: 'id', autoIncrement: true });
        opening.onerror = () => reject(new Error('The outbox cannot be opened'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction('entries').objectStore('entries').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result as never[]);
          };
        };
      }),
  );

const kept = (page: Page) => message(page, 'Saved on this device.').first();
const notice = (page: Page, text: string) => page.getByRole('status').getByText(text);

async function comment(page: Page, post: number, text: string): Promise<void> {
  const field = commentField(postInFeed(page, post));
  await field.fill(text);
  await field.press('Enter');
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`comments and likes made offline wait visibly, and are sent once and in order, on a ${device}`, async ({ open, database }) => {
    const { viewer, post } = await createPost(database);
    const page = await open({ ...withWorker, ...screen, as: viewer });
    await openKept(page, post);

    await page.context().setOffline(true);
    await comment(page, post, 'First');
    await notice(page, '1 change waiting to be sent').waitFor();
    await comment(page, post, 'Second');
    await notice(page, '2 changes waiting to be sent').waitFor();
    await like(postInFeed(page, post)).click();
    await notice(page, '3 changes waiting to be sent').waitFor();

    // Everything is still there after a reload.
    await page.goto('/');
    await notice(page, '3 changes waiting to be sent').waitFor();
    await postInFeed(page, post).getByText('Second').waitFor();
    await expect.poll(() => isOn(like(postInFeed(page, post)))).toBe(true);
    await page.getByRole('button', { name: 'Show Outbox' }).click();
    await dialog(page).getByText('Comment “First”', { exact: true }).first().waitFor();
    expect(await dialog(page).getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('First'),
      expect.stringContaining('Second'),
      expect.stringContaining('Like'),
    ]);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.context().setOffline(false);
    await expect.poll(() => stored(page)).toEqual([]);
    expect(await database.commentsBy(viewer, post)).toEqual(['First', 'Second']);
    expect(await database.likedBy(viewer)).toEqual([post]);
    await notice(page, 'waiting to be sent').waitFor({ state: 'detached' });
    await expect.poll(() => postInFeed(page, post).getByText('Second').count()).toBe(1);
    expect(await isOn(like(postInFeed(page, post)))).toBe(true);
  });
}

test('a comment whose answer was lost is sent again, and created once', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  let lost = 0;
  await page.context().route('**/api/comments', async (route) => {
    await route.fetch();
    lost += 1;
    await (lost <= 3 ? route.abort() : route.continue());
  });

  await comment(page, post, 'Lost and found');

  await kept(page).waitFor();
  await expect.poll(() => stored(page)).toEqual([]);
  expect(lost).toBeGreaterThan(3);
  expect(await database.commentsBy(viewer, post)).toEqual(['Lost and found']);
});

test('a like that is undone before it was sent leaves nothing', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  await page.context().setOffline(true);
  await comment(page, post, 'Before');
  await kept(page).waitFor();

  await like(postInFeed(page, post)).click();
  await notice(page, '2 changes waiting to be sent').waitFor();
  await like(postInFeed(page, post)).click();

  await notice(page, '1 change waiting to be sent').waitFor();
  await expect.poll(() => isOn(like(postInFeed(page, post)))).toBe(false);
  await page.context().setOffline(false);
  await expect.poll(() => stored(page)).toEqual([]);
  expect(await database.likedBy(viewer)).toEqual([]);
});

test('a refused comment stays, says why, and gives its text back', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer, refusals: [404] });
  await openKept(page, post);
  await page.context().setOffline(true);
  await comment(page, post, 'Too late');
  await kept(page).waitFor();
  await database.deletePost(post);
  await page.context().setOffline(false);

  await notice(page, '1 change could not be sent').waitFor();
  await page.getByRole('button', { name: 'Show Outbox' }).click();
  await dialog(page).getByText(/^Not sent\. /).waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Discard' }).click();

  await dialog(page).getByText('Everything has been sent.').waitFor();
  expect(await stored(page)).toEqual([]);
});

test('two tabs send each change once', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  const other = await page.context().newPage();
  await openKept(other, post);
  await page.context().setOffline(true);
  const texts = ['One', 'Two', 'Three', 'Four'];
  for (const [index, text] of texts.entries()) {
    await comment(page, post, text);
    // The other tab hears of it.
    await notice(other, `${index + 1} change${index === 0 ? '' : 's'} waiting to be sent`).waitFor();
  }
  const requests: string[] = [];
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/comments')) requests.push(request.postData() ?? '');
  });

  await page.context().setOffline(false);

  await expect.poll(() => stored(page)).toEqual([]);
  await expect.poll(() => notice(other, 'waiting to be sent').count()).toBe(0);
  expect(await database.commentsBy(viewer, post)).toEqual(texts);
  expect(requests).toHaveLength(texts.length);
});

test('after signing out nothing of the outbox is left', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  // The server is away for comments only, so that the user can sign out.
  await page.context().route('**/api/comments', (route) => route.abort());
  await comment(page, post, 'Private');
  await kept(page).waitFor();
  expect(await stored(page)).toHaveLength(1);

  await signOut(page);
  await page.getByLabel('Username').waitFor();

  expect(await stored(page)).toEqual([]);
  expect(await keptPaths(page)).toEqual([]);
  const left = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(left).not.toContain('Private');
});

test('a link to the login page loses nothing while the session lasts', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  await page.context().route('**/api/comments', (route) => route.abort());
  await comment(page, post, 'Still there');
  await kept(page).waitFor();

  await page.goto('/login');
  await page.getByLabel('Username').waitFor();
  await page.context().unroute('**/api/comments');
  await page.goto('/');

  await expect.poll(() => stored(page)).toEqual([]);
  expect(await database.commentsBy(viewer, post)).toEqual(['Still there']);
});

test('another user on the same device neither sees nor sends what waited', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const other = await createNewUser(database);
  const page = await open({ ...withWorker, as: viewer });
  await openKept(page, post);
  await page.context().route('**/api/comments', (route) => route.abort());
  await comment(page, post, 'Private');
  await kept(page).waitFor();

  // The session is replaced without the login page, and while the page of the first user is still open.
  const { username, password } = other;
  await page.context().request.post('/login', { form: { username, password }, maxRedirects: 0 });
  await page.context().unroute('**/api/comments');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => stored(page)).toEqual([]);

  await page.goto('/');
  await page.getByRole('link', { name: 'Settings' }).first().waitFor();
  expect(await page.getByText('Private').count()).toBe(0);
  const sent = await database.rows("SELECT id FROM comments WHERE text = 'Private'");
  expect(sent).toEqual([]);
});

test('nothing is left when the session was ended on another device', async ({ open, database }) => {
  const { viewer, post } = await createPost(database);
  const other = await createNewUser(database);
  const page = await open({ ...withWorker, as: viewer, refusals: [401] });
  await openKept(page, post);
  await page.context().route('**/api/comments', (route) => route.abort());
  await comment(page, post, 'Private');
  await kept(page).waitFor();

  await database.rows('UPDATE users SET tokens_valid_after = 2000000000 WHERE id = $1', viewer.id);
  await page.goto('/');
  await page.getByLabel('Username').waitFor();

  expect(await stored(page)).toEqual([]);
  await submitLogin(page, other);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await page.getByText('Private').count()).toBe(0);
});

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`a post with photos that is written offline is shared once, on a ${device}`, async ({ open, database, server }) => {
    const { viewer, post } = await createPost(database);
    const page = await open({ ...withWorker, ...screen, as: viewer });
    await openKept(page, post);
    // Loads with the other scripts of dialogs, a moment after the start.
    await page.getByRole('link', { name: /^(New post|Share a photo)/ }).first().waitFor();
    const photos = [await takePhoto(page, { width: 300, height: 200 }), await takePhoto(page, { width: 300, height: 200, colour: '#aa6633' })];

    await page.context().setOffline(true);
    await page.goto('/new');
    await dialog(page).locator('input[type=file]').first().setInputFiles(photos);
    await dialog(page).getByRole('button', { name: 'Try again' }).nth(1).waitFor();
    await dialog(page).getByLabel('Caption').fill('Written offline');
    const share = dialog(page).getByRole('button', { name: /^Share/ });
    await share.click();
    await dialog(page).getByRole('button', { name: 'Share without' }).click();
    await notice(page, '1 change waiting to be sent').waitFor();
    await page.goto('/');
    await notice(page, '1 change waiting to be sent').waitFor();
    await page.getByRole('button', { name: 'Show Outbox' }).click();
    await dialog(page).getByText('Post “Written offline”', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    // Each answer is lost once.
    const lost = new Set<string>();
    await page.context().route(/\/api\/(images|posts)$/, async (route) => {
      const { method, path } = { method: route.request().method(), path: new URL(route.request().url()).pathname };
      if (method !== 'POST' || lost.has(path)) return route.continue();
      lost.add(path);
      await route.fetch();
      return route.abort();
    });

    await page.context().setOffline(false);

    await expect.poll(() => stored(page)).toEqual([]);
    expect(lost.size).toBe(2);
    const posts = await database.postsBy(viewer);
    expect(posts.map(({ caption }) => caption)).toEqual(['Written offline']);
    expect(await database.rows('SELECT 1 FROM images WHERE user_id = $1', viewer.id)).toHaveLength(2);
    expect(await database.photosOf(posts.map(({ id }) => id))).toHaveLength(2);
    const shown = photoInFeed(page, posts[0]?.id ?? 0).locator('img').first();
    await shown.waitFor();
    expect(new URL((await shown.getAttribute('src')) ?? '', server.origin).pathname).toMatch(/^\/images\//);
  });
}

/** Repeatable random numbers from 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('interrupted at random moments, nothing is sent twice and nothing saved is lost', { timeout: 180_000 }, async ({
  open,
  database,
}) => {
  const INTERRUPTIONS = Number(process.env.INTERRUPTIONS ?? 40);
  /** Opening a page takes long, so most interruptions cut a connection. */
  const KILLED_PAGES = INTERRUPTIONS / 16;
  const seed = Math.floor(Math.random() * 2 ** 32);
  const random = randomNumbers(seed);
  const { viewer, post } = await createPost(database);
  let page = await open({ ...withWorker, as: viewer });
  const context = page.context();
  await openKept(page, post);
  let interruptions = 0;
  let killed = 0;
  let state: 'away' | 'shaky' | 'calm' = 'calm';
  await context.route('**/api/comments', async (route) => {
    const fate = random();
    if (state === 'away') return route.abort();
    if (state === 'calm' || fate > 0.75) return route.continue();
    interruptions += 1;
    // Before the server has it, or after, when only the answer is lost.
    if (fate > 0.35) await route.fetch();
    if (killed < KILLED_PAGES && fate > 0.65) {
      killed += 1;
      return page.close();
    }
    return route.abort();
  });

  const saved: string[] = [];
  while (interruptions < INTERRUPTIONS) {
    state = 'away';
    for (let number = 1; number <= 15; number += 1) {
      const text = `Comment ${saved.length + 1}`;
      await comment(page, post, text);
      await notice(page, `${number} change${number === 1 ? '' : 's'} waiting to be sent`).waitFor();
      saved.push(text);
    }
    state = 'shaky';
    for (let left = 1; left > 0 && interruptions < INTERRUPTIONS;) {
      try {
        if (page.isClosed()) {
          page = await context.newPage();
          await page.goto('/');
        }
        // The pauses between attempts would take long.
        await page.evaluate(() => dispatchEvent(new Event('online')));
        left = (await stored(page)).length;
      } catch (error) {
        if (!page.isClosed()) throw error;
      }
    }
  }
  state = 'calm';
  if (page.isClosed()) page = await context.newPage();
  await page.goto('/');

  await expect.poll(() => stored(page), { timeout: 60_000 }).toEqual([]);
  expect(await database.commentsBy(viewer, post), `seed ${seed}`).toEqual(saved);
});
