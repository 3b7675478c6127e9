/** Tests with a server, a database and a browser. Each file has a server and a database of its own, and each test a user. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, inject, test as base } from 'vitest';
import { Database } from './database';
import { chromium as chromiumPath, folders } from './environment';
import { watch, type Expected } from './problems';
import { startServer } from './server';
import type { TestUser } from './testUser';
import { TestUsers } from './testUsers';

/** How a test opens the browser: signed in or not, and with which settings. */
export interface Visit extends BrowserContextOptions, Expected {
  as?: TestUser;
}

/** Root needs the first. The others keep Chromium from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1440, height: 900 };

/**
 * Makes tests against a server that serves the client in this folder. A factory, because overriding a fixture would affect
 * other files: files of a worker share their modules.
 */
export const testWithClient = (client: string) =>
  base
    .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
      const browser = await chromium.launch({
        executablePath: chromiumPath(),
        args: FLAGS,
        // On a desktop, scroll bars take up space.
        ignoreDefaultArgs: ['--hide-scrollbars'],
      });
      onCleanup(() => browser.close());
      return browser;
    })
    .extend('database', { scope: 'file' }, async ({}, { onCleanup }) => {
      const database = await Database.create(inject('demoDatabase'));
      onCleanup(() => database.drop());
      return database;
    })
    .extend('server', { scope: 'file' }, async ({ database }, { onCleanup }) => {
      const server = await startServer({ database, client });
      onCleanup(() => server.stop());
      return server;
    })
    .extend('users', { scope: 'file' }, ({ database }) => TestUsers.of(database))
    .extend('user', ({ users }) => users.next())
    .extend('open', ({ browser, server, task }, { onCleanup }) => {
      const visits: { context: BrowserContext; problems: () => Promise<string[]> }[] = [];
      onCleanup(async () => {
        if (task.result?.state === 'fail') await takeScreenshots(task.name, visits);
        const problems = await Promise.all(visits.map((visit) => visit.problems()));
        await Promise.all(visits.map((visit) => visit.context.close()));
        expect(problems.flat(), 'other problems').toEqual([]);
      });

      return async ({ as, refusals, showsToken, otherOrigins, losesNetwork, ...options }: Visit = {}): Promise<Page> => {
        const context = await browser.newContext({ baseURL: server.origin, viewport: DESKTOP, serviceWorkers: 'block', ...options });
        visits.push({ context, problems: watch(context, server.origin, { refusals, showsToken, otherOrigins, losesNetwork }) });
        if (as) await signIn(context, as);
        return context.newPage();
      };
    })
    .extend('page', ({ open, user }) => open({ as: user }));

export const test = testWithClient(folders.client);

/** Signs in without the form, for tests of other things. */
async function signIn(context: BrowserContext, { username, password }: TestUser): Promise<void> {
  const answer = await context.request.post('/login', { form: { username, password }, maxRedirects: 0 });
  expect(answer.status(), `${username} signs in`).toBe(302);
}

async function takeScreenshots(name: string, visits: { context: BrowserContext }[]): Promise<void> {
  await mkdir(folders.failures, { recursive: true });
  const pages = visits.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = path.join(folders.failures, `${name.replace(/\W+/g, '-')}-${index + 1}.png`);
    await page.screenshot({ path: file });
    console.error(`${page.url()} when this failed: ${file}`);
  }
}
