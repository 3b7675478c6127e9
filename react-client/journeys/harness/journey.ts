/** A test with a server, a database and a browser: files have theirs to themselves, and each journey has its person. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { Database } from './database';
import { chromium as chromiumPath, folders } from './environment';
import { People, type Person } from './people';
import { startServer } from './server';
import { watch, type Expected } from './watch';

/** How somebody comes to the server: signed in or not, and with what kind of browser. */
export interface Visit extends BrowserContextOptions, Expected {
  as?: Person;
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
 * Journeys through a server that serves the client in this folder. A factory rather than an override of one fixture:
 * files of a worker share their modules, and with them what one of them overrides.
 */
export const journeyOn = (client: string) =>
  test
    .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
      const browser = await chromium.launch({
        executablePath: chromiumPath(),
        args: FLAGS,
        // Scroll bars take up space on a desktop, and so they do here.
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
    .extend('people', { scope: 'file' }, ({ database }) => People.of(database))
    .extend('person', ({ people }) => people.next())
    .extend('open', ({ browser, server, task }, { onCleanup }) => {
      const visits: { context: BrowserContext; problems: () => Promise<string[]> }[] = [];
      onCleanup(async () => {
        if (task.result?.state === 'fail') await takePictures(task.name, visits);
        const problems = await Promise.all(visits.map((visit) => visit.problems()));
        await Promise.all(visits.map((visit) => visit.context.close()));
        expect(problems.flat(), 'what went wrong besides').toEqual([]);
      });

      return async ({ as, refusals, showsToken, otherOrigins, ...options }: Visit = {}): Promise<Page> => {
        const context = await browser.newContext({ baseURL: server.origin, viewport: DESKTOP, ...options });
        visits.push({ context, problems: watch(context, server.origin, { refusals, showsToken, otherOrigins }) });
        if (as) await signIn(context, as);
        return context.newPage();
      };
    })
    .extend('page', ({ open, person }) => open({ as: person }));

export const journey = journeyOn(folders.client);

/** Signs in without the form, for journeys that are about something else. */
async function signIn(context: BrowserContext, { username, password }: Person): Promise<void> {
  const answer = await context.request.post('/login', { form: { username, password }, maxRedirects: 0 });
  expect(answer.status(), `${username} signs in`).toBe(302);
}

async function takePictures(name: string, visits: { context: BrowserContext }[]): Promise<void> {
  await mkdir(folders.failures, { recursive: true });
  const pages = visits.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = path.join(folders.failures, `${name.replace(/\W+/g, '-')}-${index + 1}.png`);
    await page.screenshot({ path: file });
    console.error(`${page.url()} when this failed: ${file}`);
  }
}
