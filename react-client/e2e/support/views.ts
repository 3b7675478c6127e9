/** The parts of views that tests act on, found as users find them: by role and name. */
import type { Locator, Page } from 'playwright-core';
import type { TestUser } from './testUser';

export const postInFeed = (page: Page, id: number): Locator =>
  page.getByRole('article').filter({ has: page.locator(`a[href="/p/${id}/photos/1"]`) });
export const photoInFeed = (page: Page, id: number): Locator => page.getByRole('article').locator(`a[href="/p/${id}/photos/1"]`);
export const dialog = (page: Page): Locator => page.locator('dialog[open]');
export const message = (page: Page, text: string | RegExp): Locator => page.getByRole('status').getByText(text);

/** The like button of the post, not those of its comments. */
export const like = (post: Locator): Locator => post.getByRole('switch', { name: /^Like [^“]*’s post/ });
export const bookmark = (post: Locator): Locator => post.getByRole('switch', { name: /^Bookmark / });
export const follow = (place: Page | Locator, { name }: TestUser): Locator =>
  place.getByRole('switch', { name: `Following ${name}`, exact: true });
export const commentField = (post: Locator): Locator => post.getByRole('textbox', { name: /^Add a comment to / });

export const isOn = async (control: Locator): Promise<boolean> => (await control.getAttribute('aria-checked')) === 'true';
export const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => node === node.ownerDocument.activeElement);

/** In the form of a post, switches from uploads to image addresses. */
export async function chooseAddress(page: Page): Promise<void> {
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('button', { name: 'Use an image address instead' }).click();
}

export async function submitLogin(page: Page, { username, password }: Pick<TestUser, 'username' | 'password'>): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'Sign out' }).click();
}

/** Whether a request is for what the client loads a moment after the start, whatever the view. */
export function isLaterRequest(url: string): boolean {
  return /\/api\/(events|follow-requests|notices|notifications|service)\b/.test(url);
}
