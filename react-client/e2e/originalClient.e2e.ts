import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Database } from './support/database';
import { serveFolder } from './support/fileServer';
import { testWithClient } from './support/test';
import type { TestUser } from './support/testUser';

/** A build of a client that knows only the API of the original service. */
const CLIENT = path.join(import.meta.dirname, 'original-client');

const test = testWithClient(CLIENT).extend('elsewhere', { scope: 'file' }, async ({}, { onCleanup }) => {
  const { origin, close } = await serveFolder(CLIENT);
  onCleanup(close);
  return origin;
});

interface Outcome {
  username: string;
  stories: number;
  postId: number;
  commentId: number;
  followed: number;
}

async function outcomeOf(page: Page): Promise<Outcome> {
  const end = page.locator('output').or(page.getByRole('alert'));
  return JSON.parse(await end.innerText()) as Outcome;
}

async function expectInDatabase(database: Database, user: TestUser, outcome: Outcome, kept: boolean): Promise<void> {
  const { username, postId, followed } = outcome;
  expect(username).toBe(user.username);
  expect(await database.commentsBy(user, postId)).toEqual(['From the client of the original']);
  expect((await database.likedBy(user)).includes(postId)).toBe(kept);
  expect((await database.bookmarkedBy(user)).includes(postId)).toBe(kept);
  expect((await database.followedBy(user)).includes(followed)).toBe(kept);
}

test('a client of the original service works in place of ours, with the cookie', async ({ page, user, database }) => {
  await page.goto('/');
  await expectInDatabase(database, user, await outcomeOf(page), true);
  expect(await page.evaluate(() => 'loaderHasRun' in window), 'scripts in the page run').toBe(true);
});

test('it can undo its changes, with the cookie', async ({ page, user, database }) => {
  await page.goto('/?undo');
  await expectInDatabase(database, user, await outcomeOf(page), false);
});

for (const undo of [false, true]) {
  test(`it works from another origin with a bearer token${undo ? ', and can undo its changes' : ''}`, async ({
    open,
    user,
    server,
    database,
    elsewhere,
  }) => {
    const page = await open({ otherOrigins: [elsewhere] });
    const query = new URLSearchParams({ api: server.origin, username: user.username, password: user.password });
    if (undo) query.set('undo', '');

    await page.goto(`${elsewhere}/?${query}`);

    await expectInDatabase(database, user, await outcomeOf(page), !undo);
    expect(await page.context().cookies()).toEqual([]);
  });
}
