import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Database } from './harness/database';
import { serveFolder } from './harness/fileServer';
import { journeyOn } from './harness/journey';
import type { Person } from './harness/people';

/** A build of a client that knows nothing of this server but the original's API. */
const CLIENT = path.join(import.meta.dirname, 'original-client');

const journey = journeyOn(CLIENT).extend('elsewhere', { scope: 'file' }, async ({}, { onCleanup }) => {
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

async function expectInDatabase(database: Database, person: Person, outcome: Outcome, kept: boolean): Promise<void> {
  const { username, postId, followed } = outcome;
  expect(username).toBe(person.username);
  expect(await database.commentsBy(person, postId)).toEqual(['From the client of the original']);
  expect((await database.likedBy(person)).includes(postId)).toBe(kept);
  expect((await database.bookmarkedBy(person)).includes(postId)).toBe(kept);
  expect((await database.followedBy(person)).includes(followed)).toBe(kept);
}

journey('a client of the original works in the place of ours, with the cookie', async ({ page, person, database }) => {
  await page.goto('/');
  await expectInDatabase(database, person, await outcomeOf(page), true);
  expect(await page.evaluate(() => 'loaderHasRun' in window), 'scripts in the page run').toBe(true);
});

journey('it takes back what it did, with the cookie', async ({ page, person, database }) => {
  await page.goto('/?undo');
  await expectInDatabase(database, person, await outcomeOf(page), false);
});

for (const undo of [false, true]) {
  journey(`it works from another origin with a bearer token${undo ? ', also to take things back' : ''}`, async ({
    open,
    person,
    server,
    database,
    elsewhere,
  }) => {
    const page = await open({ otherOrigins: [elsewhere] });
    const query = new URLSearchParams({ api: server.origin, username: person.username, password: person.password });
    if (undo) query.set('undo', '');

    await page.goto(`${elsewhere}/?${query}`);

    await expectInDatabase(database, person, await outcomeOf(page), !undo);
    expect(await page.context().cookies()).toEqual([]);
  });
}
