import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { journey } from './harness/journey';
import type { Person } from './harness/people';
import type { Server } from './harness/server';

/** Opens an operation of the explorer, ready to be tried. */
async function openOperation(page: Page, method: string, path: string): Promise<Locator> {
  const operation = page.locator(`.opblock-${method.toLowerCase()}`).filter({ has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).waitFor();
  return operation;
}

async function execute(operation: Locator, body: object): Promise<void> {
  await operation.getByRole('textbox').first().fill(JSON.stringify(body));
  await operation.getByRole('button', { name: 'Execute' }).click();
}

const answer = (operation: Locator) => operation.locator('.live-responses-table tbody .response-col_status');

async function tokenOf({ username, password }: Person, server: Server): Promise<string> {
  const response = await fetch(`${server.origin}/api/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

journey('a call can be tried at once by whoever is signed in', async ({ page, person, database }) => {
  const postId = await database.newPostFor(person);
  await page.goto('/');
  await page.getByRole('link', { name: 'API explorer' }).click();

  const likes = await openOperation(page, 'POST', '/api/posts/likes');
  await execute(likes, { post_id: postId });
  await expect.poll(() => answer(likes).innerText()).toContain('201');
  expect(await database.likedBy(person)).toContain(postId);

  const [likeId] = await database.ids('SELECT id FROM likes_posts WHERE user_id = $1 AND post_id = $2', person.id, postId);
  const removal = await openOperation(page, 'DELETE', '/api/posts/likes/{id}');
  await removal.getByPlaceholder('id').fill(String(likeId));
  await removal.getByRole('button', { name: 'Execute' }).click();
  await expect.poll(() => answer(removal).innerText()).toContain('200');
  expect(await database.likedBy(person)).not.toContain(postId);
});

journey('an operation that is opened puts its link into the address, and its path can be copied', async ({ open, person }) => {
  const page = await open({ as: person, permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/api');
  const operation = await openOperation(page, 'GET', '/api/profile');
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/.+\/.+/);

  await operation.locator('.opblock-summary').hover();
  await operation.locator('.opblock-summary .copy-to-clipboard svg').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('/api/profile');
});

journey('with a bearer token a call is made as the token’s person, not as who is signed in', async ({
  open,
  person,
  people,
  server,
  database,
}) => {
  const other = people.next();
  const postId = await database.newPostFor(other);
  const page = await open({ as: person, showsToken: true });
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
  expect(await database.commentsBy(person, postId)).toEqual([]);
});

journey('every call comes with samples for curl, JavaScript and Python, and they work', async ({
  page,
  person,
  server,
  database,
}) => {
  const postId = await database.newPostFor(person);
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
  const script = javascript.replace('YOUR_ACCESS_TOKEN', await tokenOf(person, server));
  await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(script)}`);
  expect(log).toHaveBeenCalledExactlyOnceWith(201, expect.objectContaining({ post_id: postId }));
  expect(await database.commentsBy(person, postId)).toEqual(['It’s "quoted"', 'It’s "quoted"']);
});

journey('the explorer asks for a sign-in', async ({ open }) => {
  const page = await open();
  await page.goto('/api');
  expect(new URL(page.url()).pathname).toBe('/login');
});
