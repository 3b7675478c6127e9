import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { changeBuild, copyBuild } from './support/builds';
import { startServer } from './support/server';
import { testWithClient } from './support/test';
import { folders } from './support/environment';

const withWorker = { serviceWorkers: 'allow', reducedMotion: 'reduce', losesNetwork: true } as const;

/** Tests whose server serves a copy of the client, which the test can change. */
const test = testWithClient(folders.client)
  .extend('build', { scope: 'file' }, async ({}, { onCleanup }) => {
    const folder = await copyBuild();
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  })
  .extend('server', { scope: 'file' }, async ({ database, build }, { onCleanup }) => {
    const server = await startServer({ database, client: build });
    onCleanup(() => server.stop());
    return server;
  });

/** The builds whose files the browser has. */
const keptBuilds = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('app-')).map((name) => name.slice('app-'.length)));

/** The scripts that a page has loaded: all of one build. */
const scripts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((name) => /^\/static\/.*\.js$/.test(name) && !name.includes('theme')),
  );

test('a page keeps its build while another is installed, and the next page has only the new one', async ({ open, user, build }) => {
  const page = await open({ ...withWorker, as: user });
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => keptBuilds(page)).toHaveLength(1);
  const [from = ''] = await keptBuilds(page);
  // From now on, the service worker serves this page.
  await page.reload();
  const to = from.split('').reverse().join('');

  await changeBuild(build, { from, to });
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => undefined));
  await expect.poll(() => keptBuilds(page)).toEqual(expect.arrayContaining([from, to]));

  // The server does not have this script any more.
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('heading', { name: 'Edit profile' }).waitFor();
  expect((await scripts(page)).filter((name) => name.includes('-next.'))).toEqual([]);

  await page.goto('about:blank');
  await page.goto('/');
  await page.getByRole('link', { name: 'Settings' }).first().waitFor();
  await expect.poll(() => keptBuilds(page)).toEqual([to]);
  await page.goto('about:blank');
  await page.goto('/settings/profile');
  await page.getByRole('heading', { name: 'Edit profile' }).waitFor();
  expect((await scripts(page)).filter((name) => !name.includes('-next.'))).toEqual([]);

  await page.context().setOffline(true);
  await page.goto('/profile');
  await page.getByText('You’re offline').waitFor();
  expect((await scripts(page)).filter((name) => !name.includes('-next.'))).toEqual([]);
});
