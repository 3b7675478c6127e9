import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { Database } from './database';
import { chromium, folders } from './environment';
import { startServer } from './server';

declare module 'vitest' {
  interface ProvidedContext {
    demoDatabase: string;
  }
}

/**
 * Lets the program create its demo data once. Each file of tests then works on a copy, which is quick to make. The servers
 * of the copies have no images, so the data are those of the command, without the photos of `serve --demo`.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  chromium();
  await rm(folders.failures, { recursive: true, force: true });

  const demo = await Database.create();
  const server = await startServer({ database: demo });
  await server.command('seed');
  await server.stop();
  await demo.disconnect();
  project.provide('demoDatabase', demo.name);
  return () => demo.drop();
}
