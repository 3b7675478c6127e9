import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Server } from './support/server';
import { test } from './support/test';
import type { TestUser } from './support/testUser';

/** Opens an operation of the explorer and its form. */
async function openOperation(page: Page, method: string, path: string): Promise<Locator> {
  const operation = page.locator(`.opblock-${method.toLowerCase()}`).filter({ has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).waitFor();
  return operation;
}

async function execute(operation: Locator, body: object): Promise<void> {
  await operation.locator('textarea').fill(JSON.stringify(body));
  await operation.getByRole('button', { name: 'Execute' }).click();
}

const answer = (operation: Locator) => operation.locator('.live-responses-table tbody .response-col_status');

async function tokenOf({ username, password }: TestUser, server: Server): Promise<string> {
  const response = await fetch(`${server.origin}/api/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

test('a signed-in user can try a call immediately', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/settings');
  await page.getByRole('link', { name: 'API explorer' }).click();

  const likes = await openOperation(page, 'POST', '/api/posts/likes');
  await execute(likes, { post_id: postId });
  await expect.poll(() => answer(likes).innerText()).toContain('201');
  expect(await database.likedBy(user)).toContain(postId);

  const [likeId] = await database.ids('SELECT id FROM likes_posts WHERE user_id = $1 AND post_id = $2', user.id, postId);
  const removal = await openOperation(page, 'DELETE', '/api/posts/likes/{id}');
  await removal.getByPlaceholder('id').fill(String(likeId));
  await removal.getByRole('button', { name: 'Execute' }).click();
  await expect.poll(() => answer(removal).innerText()).toContain('200');
  expect(await database.likedBy(user)).not.toContain(postId);
});

test('opening an operation puts its link into the address, and its path can be copied', async ({ open, user }) => {
  const page = await open({ as: user, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/api');
  const operation = await openOperation(page, 'GET', '/api/profile');
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/.+\/.+/);

  await operation.locator('.opblock-summary').hover();
  await operation.locator('.opblock-summary .copy-to-clipboard svg').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('/api/profile');
});

test('a call with a bearer token acts as the user of the token, not as the signed-in user', async ({
  open,
  user,
  users,
  server,
  database,
}) => {
  const other = users.next();
  const postId = await database.newPostFor(other);
  const page = await open({ as: user, showsToken: true });
  await page.goto('/api');
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const bearer = page.locator('.auth-container').filter({ hasText: 'bearer' });
  await bearer.getByRole('textbox').fill(await tokenOf(other, server));
  await bearer.getByRole('button', { name: 'Apply credentials' }).click();
  await bearer.getByRole('button', { name: 'Close' }).click();

  const comments = await openOperation(page, 'POST', '/api/comments');
  const request = page.waitForRequest((sent) => sent.method() === 'POST');
  await execute(comments, { post_id: postId, text: 'By token' });
  await expect.poll(() => answer(comments).innerText()).toContain('201');

  expect((await request).headers()).not.toHaveProperty('x-csrf-token');
  expect(await database.commentsBy(other, postId)).toEqual(['By token']);
  expect(await database.commentsBy(user, postId)).toEqual([]);
});

test('every call has working samples for curl, JavaScript and Python', async ({
  page,
  user,
  server,
  database,
}) => {
  const postId = await database.newPostFor(user);
  await page.goto('/api');
  const comments = await openOperation(page, 'POST', '/api/comments');
  await execute(comments, { post_id: postId, text: 'It’s "quoted"' });
  await expect.poll(() => answer(comments).innerText()).toContain('201');
  const sample = async (language: string) => {
    await comments.getByText(language, { exact: true }).click();
    return comments.locator('.curl-command pre, .curl-command code').first().innerText();
  };

  expect(await sample('curl')).toMatch(/^curl -X POST '.*\/api\/comments'/);
  expect(await sample('Python requests')).toMatch(/^import requests\n[^]*"POST",\n\s+".*\/api\/comments"/);
  const javascript = await sample('JavaScript fetch');

  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const script = javascript.replace('YOUR_ACCESS_TOKEN', await tokenOf(user, server));
  await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(script)}`);
  expect(log).toHaveBeenCalledExactlyOnceWith(201, expect.objectContaining({ post_id: postId }));
  expect(await database.commentsBy(user, postId)).toEqual(['It’s "quoted"', 'It’s "quoted"']);
});

test('the explorer requires signing in', async ({ open }) => {
  const page = await open();
  await page.goto('/api');
  expect(new URL(page.url()).pathname).toBe('/login');
});
