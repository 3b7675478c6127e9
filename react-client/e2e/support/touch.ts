/** Fingers on a touch screen. Playwright itself only taps. */
import type { Page } from 'playwright-core';

interface Point {
  x: number;
  y: number;
}

const STEPS = 8;

/** Moves fingers from one point each to another, all at once. */
export async function moveFingers(page: Page, ...paths: [from: Point, to: Point][]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: touchPoints.map((point, id) => ({ ...point, id })) });
  const at = (share: number) =>
    paths.map(([from, to]) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));

  // Fingers come one after the other.
  for (let fingers = 1; fingers <= paths.length; fingers += 1) await send('touchStart', at(0).slice(0, fingers));
  for (let step = 1; step <= STEPS; step += 1) await send('touchMove', at(step / STEPS));
  await send('touchEnd', []);
  await session.detach();
}

/** Two quick taps at a point. */
export async function doubleTap(page: Page, { x, y }: Point): Promise<void> {
  await page.touchscreen.tap(x, y);
  await page.touchscreen.tap(x, y);
}
