// Measures how fast a phone reacts: `node interactions.mjs ORIGIN USERNAME PASSWORD`, with Chromium's path in CHROMIUM. Likes,
// opens a post, comments, opens the viewer and navigates, with the processor SLOWDOWN times (4) as slow. Prints the longest time
// from an input to the next paint for each step, and the worst of all.
import { chromium, devices } from 'playwright-core';

const [, , origin, username, password] = process.argv;
const SLOWDOWN = Number(process.env.SLOWDOWN ?? 4);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ ...devices['Pixel 7'], baseURL: origin });
await context.request.post('/login', { form: { username, password }, headers: { Origin: origin } });
const page = await context.newPage();
await page.addInitScript(() => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration, interactionId } of list.getEntries()) {
      if (interactionId) globalThis.longest = Math.max(globalThis.longest, duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 });
});
await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });

const dialog = page.locator('dialog[open]');
const navigate = (name, heading) => async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).tap();
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor({ state: 'attached' });
  await page.getByRole('main').locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
};
const steps = {
  like: () => page.getByRole('article').first().getByRole('switch', { name: /^Like / }).tap(),
  'open a post': async () => {
    await page.getByRole('article').first().getByRole('link', { name: /^Comments on / }).tap();
    await dialog.getByRole('textbox').waitFor();
  },
  comment: async () => {
    await dialog.getByRole('textbox').tap();
    await page.keyboard.type('Lovely', { delay: 100 });
    await dialog.getByRole('button', { name: /^Post/ }).tap();
    await dialog.getByText('Lovely').first().waitFor();
  },
  'open the viewer': async () => {
    await dialog.getByRole('img').first().tap();
    await page.waitForURL(/\/photos\/1$/);
    await dialog.getByRole('img').first().waitFor();
  },
  'next photo': () => page.keyboard.press('ArrowRight'),
  'close the viewer': async () => {
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/p\/\d+(#.*)?$/);
  },
  'close the post': async () => {
    await dialog.getByRole('button', { name: 'Close' }).tap();
    await dialog.waitFor({ state: 'detached' });
  },
  people: navigate('People', /./),
  bookmarks: navigate('Bookmarks', 'Bookmarks'),
  profile: navigate('Profile', /./),
  home: navigate('Home', 'Home'),
};

await page.goto('/');
await page.getByRole('article').nth(3).waitFor();
const measured = [];
for (const [step, act] of Object.entries(steps)) {
  await page.evaluate(() => (globalThis.longest = 0));
  await act();
  // The browser reports an event after it has painted what the event changed.
  await page.waitForTimeout(500);
  measured.push([step, await page.evaluate(() => globalThis.longest)]);
}
await browser.close();

const worst = Math.max(...measured.map(([, time]) => time));
console.log(`phone, processor ${SLOWDOWN} times as slow, input to next paint: worst ${worst} ms (${measured.map(([step, time]) => `${step} ${time}`).join(', ')})`);
