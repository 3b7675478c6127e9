/**
 * Takes the screenshots of docs/screenshots from a server with demo data: `node screenshots.mjs ORIGIN FOLDER`. The
 * environment variable CHROMIUM is the path of the browser. `make screenshots` does all of this.
 */
/* global createImageBitmap, document -- for what runs in the pages */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [origin, folder] = process.argv.slice(2);
const PHOTOS = path.join(import.meta.dirname, '../../src/seed/photos');

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1440, height: 900 } };
const dark = { colorScheme: 'dark' };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
// Without animations, nothing is in between when a screenshot is taken.
const contextOf = (options) => browser.newContext({ baseURL: origin, reducedMotion: 'reduce', ...options });
const converter = await (await contextOf({})).newPage();

try {
  const login = await take('login', desktop, undefined, (page) => page.goto('/login'));
  const session = await signIn(login);
  const { post, story } = await published(session);
  await report(session, post);
  // Opened by a click, as people do: after an address, the browser marks what has the focus.
  const click = (href) => (page) => page.locator(`article a[href^="${href}"]`).first().click();

  const screens = [
    ['feed-phone', phone, '/'],
    ['feed-phone-dark', { ...phone, ...dark }, '/'],
    ['feed-desktop', desktop, '/'],
    ['post-desktop', desktop, '/', click(`/p/${post}#`)],
    ['viewer-desktop', desktop, '/', click(`/p/${post}/photos/1`)],
    ['story-phone', phone, `/stories/${story}`],
    ['new-post-phone', phone, '/new', compose],
    ['profile-desktop', desktop, '/u/webdev'],
    ['people-phone', phone, '/people'],
    ['settings-desktop-dark', { ...desktop, ...dark }, '/settings/appearance'],
    ['admin-reports-desktop', desktop, '/admin/reports'],
    ['admin-invitations-phone', phone, '/admin/invitations', invite],
    ['admin-storage-phone', phone, '/admin/storage'],
    ['admin-service-desktop', desktop, '/admin/service'],
  ];
  for (const [name, options, address, act = () => undefined] of screens) {
    const page = await take(name, options, session, async (page) => {
      await page.goto(address);
      await act(page);
    });
    await page.context().close();
  }
} finally {
  await browser.close();
}

/** Opens a page, brings it into the state to show, and writes a screenshot of it. */
async function take(name, options, storageState, open) {
  const page = await (await contextOf({ ...options, storageState })).newPage();
  await open(page);
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => [...document.images].every(({ complete, loading }) => complete || loading === 'lazy'));
  const webp = await toWebp(await page.screenshot());
  await writeFile(path.join(folder, `${name}.webp`), webp);
  console.log(`${name}.webp: ${Math.ceil(webp.length / 1000)} kB`);
  return page;
}

async function signIn(page) {
  await page.getByLabel('Username').fill('webdev');
  await page.getByLabel('Password').fill('password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('article').first().waitFor();
  return page.context().storageState();
}

/** Waits until the server has published the photos of the demo. Returns a post with several of them, and a story. */
async function published(storageState) {
  const { request } = await contextOf({ storageState });
  const isPhoto = ({ image_url }) => image_url?.startsWith('/images/');
  for (;;) {
    const [posts, stories] = await Promise.all(
      ['/api/posts?limit=12', '/api/stories'].map(async (address) => (await request.get(address)).json()),
    );
    const story = stories.find(isPhoto);
    const post = posts.find(({ images }) => images.length > 2);
    if (story && post && posts.every(isPhoto)) return { post: post.id, story: story.id };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Reports a post, so that the administration has something to show. */
async function report(storageState, post) {
  const { request } = await contextOf({ storageState });
  const csrf = storageState.cookies.find(({ name }) => name === 'csrf_access_token').value;
  const data = { post_id: post, reason: 'Something else: Is this photo really yours?' };
  const answer = await request.post('/api/reports', { data, headers: { 'X-CSRF-TOKEN': csrf } });
  if (!answer.ok()) throw new Error(await answer.text());
}

async function invite(page) {
  await page.getByRole('button', { name: 'New invitation' }).click();
  await page.getByLabel('Your password').fill('password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
}

async function compose(page) {
  const field = page.locator('input[type=file]').first();
  await field.waitFor({ state: 'attached' });
  await field.setInputFiles(['lake', 'dandelion'].map((name) => path.join(PHOTOS, `${name}.jpg`)));
  await page.getByRole('status').getByText(/uploaded/).first().waitFor({ state: 'attached' });
  const altTexts = page.getByLabel('Alt text');
  await altTexts.first().fill('A still lake below snowy mountains');
  await altTexts.last().fill('A dandelion clock in the evening sun');
  await page.getByLabel('Caption').fill('First walk of the year with @alyson_feest. #spring');
}

/** WebP is a fifth of the size of PNG, and Chromium can write it. */
async function toWebp(png) {
  const base64 = await converter.evaluate(async (source) => {
    const image = await (await fetch(`data:image/png;base64,${source}`)).blob();
    const bitmap = await createImageBitmap(image);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  }, png.toString('base64'));
  return Buffer.from(base64, 'base64');
}
