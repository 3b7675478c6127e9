import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { sharePhoto } from './support/sharePhoto';
import { test, type Visit } from './support/test';
import { doubleTap, moveFingers } from './support/touch';
import { dialog, hasFocus, photoInFeed } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
const CENTRE = { x: 195, y: 422 };

const pathOf = (page: Page) => new URL(page.url()).pathname;
const historyLength = (page: Page) => page.evaluate(() => history.length);
const shownPhoto = (page: Page): Locator => dialog(page).locator('[data-viewer-photo]');
const shownImage = (page: Page): Locator => shownPhoto(page).getByRole('img').last();
const sourceOf = (image: Locator) => image.evaluate((node: HTMLImageElement) => node.currentSrc);

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('This element is not visible.');
  return box;
}

async function roundedBoxOf(element: Locator): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await boxOf(element)).map(([side, length]) => [side, Math.round(length)]));
}

/** Waits until the photo neither moves nor zooms, and is no longer animated from its thumbnail. */
async function still(page: Page): Promise<void> {
  await expect
    .poll(() =>
      shownPhoto(page).evaluate(async (photo) => {
        const before = JSON.stringify(photo.getBoundingClientRect());
        for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
        const isAnimated = document.getAnimations().some(({ effect }) => (effect as KeyframeEffect).pseudoElement?.startsWith('::view-transition'));
        return !isAnimated && before === JSON.stringify(photo.getBoundingClientRect());
      }),
    )
    .toBe(true);
}

/** How many times larger than the whole photo it is shown. */
async function zoomOf(page: Page): Promise<number> {
  await still(page);
  return shownPhoto(page).evaluate((photo) => photo.getBoundingClientRect().width / (photo as HTMLElement).offsetWidth);
}

async function openFromFeed(page: Page, postId: number): Promise<void> {
  await page.goto('/');
  await photoInFeed(page, postId).click();
  await shownImage(page).waitFor();
  await still(page);
}

test('a portrait fills the width of a phone, uncropped and sharp', async ({ open, user }) => {
  const page = await open({ ...PHONE, as: user });
  await page.goto('/');
  const postId = await sharePhoto(page, { width: 1500, height: 2000 });
  await page.reload();
  await photoInFeed(page, postId).tap();
  await shownImage(page).waitFor();
  await still(page);

  expect(await roundedBoxOf(shownPhoto(page))).toMatchObject({ x: 0, width: 390, height: 520 });
  expect(await sourceOf(shownImage(page))).toMatch(/large\.jpg$/);
  await page.goBack();
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('a photo fills a large screen with the largest file', async ({ open, user }) => {
  const page = await open({ viewport: { width: 2560, height: 1440 }, as: user });
  await page.goto('/');
  const postId = await sharePhoto(page, { width: 2000, height: 1250 });
  await openFromFeed(page, postId);

  const { width, height } = await boxOf(shownPhoto(page));
  expect(height).toBeCloseTo(1440, 0);
  expect(width / height).toBeCloseTo(1.6, 2);
  expect(await sourceOf(shownImage(page))).toMatch(/large\.jpg$/);
});

test('two fingers zoom, one finger then moves the photo, and a double tap shows the whole photo again', async ({ open, user }) => {
  const page = await open({ ...PHONE, as: user });
  await page.goto('/');
  const postId = await sharePhoto(page, { width: 1500, height: 2000 });
  await openFromFeed(page, postId);

  await moveFingers(page, [{ x: 195, y: 400 }, { x: 195, y: 300 }], [{ x: 195, y: 440 }, { x: 195, y: 540 }]);
  expect(await zoomOf(page)).toBeGreaterThan(2);
  const before = await boxOf(shownPhoto(page));
  await moveFingers(page, [{ x: 250, y: 500 }, { x: 130, y: 420 }]);
  await still(page);
  const after = await boxOf(shownPhoto(page));
  expect(after.x).toBeLessThan(before.x);
  expect(after.y).toBeLessThan(before.y);
  expect(pathOf(page)).toBe(`/p/${postId}/photos/1`);

  await doubleTap(page, CENTRE);
  await expect.poll(() => zoomOf(page)).toBe(1);
  await doubleTap(page, CENTRE);
  await expect.poll(() => zoomOf(page)).toBeGreaterThan(2);
});

test('swipes show the next and the previous post, with one history entry for all', async ({ open, user, database }) => {
  const page = await open({ ...PHONE, as: user });
  const [first = ''] = await database.photosInFeedOf(user);
  await page.goto('/');
  const shared = await sharePhoto(page, { width: 1500, height: 2000 });
  await openFromFeed(page, shared);
  const entries = await historyLength(page);

  await moveFingers(page, [{ x: 340, y: 422 }, { x: 40, y: 430 }]);
  await expect.poll(() => pathOf(page)).toBe(first);
  await still(page);
  await moveFingers(page, [{ x: 40, y: 422 }, { x: 340, y: 430 }]);
  await expect.poll(() => pathOf(page)).toBe(`/p/${shared}/photos/1`);
  await still(page);
  await moveFingers(page, [{ x: 340, y: 422 }, { x: 40, y: 430 }]);
  await expect.poll(() => pathOf(page)).toBe(first);
  expect(await historyLength(page)).toBe(entries);

  await page.goBack();
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('a swipe down closes, and a swipe up does not', async ({ open, user, database }) => {
  const page = await open({ ...PHONE, as: user });
  const [first = 0] = await database.feedOf(user);
  await openFromFeed(page, first);
  await moveFingers(page, [CENTRE, { x: 195, y: 300 }]);
  await still(page);
  expect(pathOf(page)).toBe(`/p/${first}/photos/1`);

  await moveFingers(page, [CENTRE, { x: 210, y: 640 }]);
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
});

test('the keyboard zooms, moves and turns, and Escape closes', async ({ page, user, database }) => {
  await page.goto('/');
  const first = await sharePhoto(page, { width: 2000, height: 1250 });
  const [, second = 0] = await database.feedOf(user);
  await page.reload();
  const entries = await historyLength(page);
  await photoInFeed(page, first).focus();
  await page.keyboard.press('Enter');
  await shownImage(page).waitFor();
  expect(await historyLength(page)).toBe(entries + 1);

  for (const [key, zoom] of [['+', 1.5], ['+', 2], ['-', 1.5], ['+', 2]] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => zoomOf(page)).toBe(zoom);
  }
  const before = await boxOf(shownPhoto(page));
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await boxOf(shownPhoto(page))).x).toBeCloseTo(before.x - 80, 0);
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await boxOf(shownPhoto(page))).y).toBeCloseTo(before.y - 80, 0);
  await page.keyboard.press('0');
  await expect.poll(() => zoomOf(page)).toBe(1);

  await page.keyboard.press('ArrowRight');
  await expect.poll(() => pathOf(page)).toBe(`/p/${second}/photos/1`);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => pathOf(page)).toBe(`/p/${first}/photos/1`);
  expect(await historyLength(page)).toBe(entries + 1);

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');
  await expect.poll(() => hasFocus(photoInFeed(page, first))).toBe(true);
});

test('the wheel zooms with and without the control key, a drag moves, and a double click resets', async ({ page, user, database }) => {
  const [first = 0] = await database.feedOf(user);
  await openFromFeed(page, first);
  await page.mouse.move(720, 450);
  await page.mouse.wheel(0, -100);
  await expect.poll(() => zoomOf(page)).toBe(2);

  const before = await boxOf(shownPhoto(page));
  await page.mouse.down();
  await page.mouse.move(620, 400, { steps: 5 });
  await page.mouse.up();
  await still(page);
  expect((await boxOf(shownPhoto(page))).y).toBeLessThan(before.y);

  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -50);
  await page.keyboard.up('Control');
  await expect.poll(() => zoomOf(page)).toBeGreaterThan(2);
  await page.mouse.dblclick(720, 450);
  await expect.poll(() => zoomOf(page)).toBe(1);
  expect(pathOf(page)).toBe(`/p/${first}/photos/1`);
});

test('the next page of the list loads when its end comes near', async ({ page, user, database }) => {
  await database.addOldPosts(user, 20);
  const [first = '', ...others] = await database.photosInFeedOf(user);
  // Without the observer, the feed itself loads only its first page.
  await page.addInitScript(() => {
    IntersectionObserver.prototype.observe = () => undefined;
  });
  await openFromFeed(page, Number(first.split('/')[2]));

  const next = dialog(page).getByRole('button', { name: 'Next photo' });
  for (const address of others.slice(0, 25)) {
    await expect.poll(() => next.getAttribute('aria-disabled')).toBe('false');
    await next.click();
    await expect.poll(() => pathOf(page)).toBe(address);
  }
});

for (const [list, path, query] of [
  ['a profile', '/profile', 'SELECT id FROM posts WHERE user_id = $1 ORDER BY pub_date DESC, id DESC'],
  ['the bookmarks', '/bookmarks', 'SELECT post_id AS id FROM bookmarks WHERE user_id = $1 ORDER BY id DESC'],
] as const) {
  test(`the viewer continues with the posts of ${list}`, async ({ page, user, database }) => {
    await database.rows(
      'INSERT INTO bookmarks (user_id, post_id) SELECT $1, id FROM posts WHERE user_id <> $1 ORDER BY id LIMIT 3 ON CONFLICT DO NOTHING',
      user.id,
    );
    const posts = await database.ids(query, user.id);
    const [first = 0] = posts;
    const [, next] = await database.photosOf(posts);
    await page.goto(path);
    await page.locator(`a[href="/p/${first}"]`).click();
    await dialog(page).locator(`a[href="/p/${first}/photos/1"]`).click();
    await shownImage(page).waitFor();

    await dialog(page).getByRole('button', { name: 'Next photo' }).click();
    await expect.poll(() => pathOf(page)).toBe(next);
    await page.goBack();
    await expect.poll(() => pathOf(page)).toBe(`/p/${first}`);
    await page.goBack();
    await expect.poll(() => pathOf(page)).toBe(path);
  });
}

test('the address of a photo can be opened directly and reloaded', async ({ page, user, database }) => {
  const [first = '', second = ''] = await database.photosInFeedOf(user);
  await page.goto(second);
  await shownImage(page).waitFor();
  await page.reload();
  await shownImage(page).waitFor();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => pathOf(page)).toBe(first);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(pathOf(page)).toBe('/');

});

test('the viewer is a dialog with a name, keeps the focus, and announces the photo', async ({ page, user, database }) => {
  const [next = 0] = await database.feedOf(user);
  await page.goto('/');
  await openFromFeed(page, await sharePhoto(page, { width: 2000, height: 1250 }));
  expect(await page.getByRole('dialog', { name: /^Photo by @/ }).count()).toBe(1);
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
  }

  const description = (await shownImage(page).getAttribute('alt')) ?? '';
  const alt = dialog(page).getByRole('button', { name: 'ALT text' });
  await alt.click();
  expect(await alt.getAttribute('aria-pressed')).toBe('true');
  await dialog(page).getByRole('paragraph').filter({ hasText: description }).waitFor();

  await dialog(page).getByRole('button', { name: 'Next photo' }).click();
  const [author] = await database.rows<{ username: string }>(
    'SELECT username FROM users JOIN posts ON posts.user_id = users.id WHERE posts.id = $1',
    next,
  );
  await dialog(page).getByRole('status').getByText(`Photo by @${author?.username}`).waitFor();
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  const animates = reducedMotion === 'no-preference';
  test(`opening and closing ${animates ? 'animate' : 'do not animate'} with reduced motion “${reducedMotion}”`, async ({ open, user, database }) => {
    const page = await open({ as: user, reducedMotion });
    await page.addInitScript(() => {
      const names: string[] = [];
      Object.assign(globalThis, { transitions: names });
      const start = document.startViewTransition.bind(document);
      document.startViewTransition = (change) => {
        const transition = start(change);
        const record = () => {
          const animated = document.getAnimations().map(({ effect }) => (effect as KeyframeEffect).pseudoElement);
          names.push(animated.includes('::view-transition-group(photo)') ? 'photo' : 'other');
        };
        transition.ready.then(record, () => undefined);
        return transition;
      };
    });
    const [first = 0] = await database.feedOf(user);
    const transitions = () => page.evaluate(() => (globalThis as unknown as { transitions: string[] }).transitions);

    await openFromFeed(page, first);
    await expect.poll(transitions).toEqual(animates ? ['photo'] : []);
    await page.goBack();
    await dialog(page).waitFor({ state: 'detached' });
    await expect.poll(transitions).toEqual(animates ? ['photo', 'photo'] : []);
  });
}

test('the post page of a phone shows the photo in full width, and new comments below it', async ({ open, user }) => {
  const page = await open({ ...PHONE, as: user });
  await page.goto('/');
  const postId = await sharePhoto(page, { width: 1500, height: 2000 });
  await page.goto(`/p/${postId}`);
  const photo = dialog(page).getByRole('img', { name: 'A blue square' });
  await photo.waitFor();
  expect(await roundedBoxOf(photo)).toMatchObject({ x: 0, width: 390, height: 520 });

  for (const comment of ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight']) {
    await dialog(page).getByRole('textbox').fill(comment);
    await dialog(page).getByRole('textbox').press('Enter');
    await dialog(page).getByRole('listitem').filter({ hasText: comment }).waitFor();
  }
  await expect
    .poll(async () => {
      const [comment, field] = [await boxOf(dialog(page).getByRole('listitem').last()), await boxOf(dialog(page).getByRole('textbox'))];
      return comment.y > 0 && comment.y + comment.height <= field.y;
    })
    .toBe(true);
});
