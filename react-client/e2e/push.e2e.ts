import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import type { Database } from './support/database';
import { folders } from './support/environment';
import { deliver, notifications, startPushService } from './support/pushService';
import { startServer } from './support/server';
import { testWithClient } from './support/test';
import type { TestUser } from './support/testUser';
import { createNewUser } from './support/testUsers';
import { message, signOut, submitLogin } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const withWorker = { serviceWorkers: 'allow', reducedMotion: 'reduce' } as const;

/** Tests with a push service, and a server that sends messages there without a delay. */
const test = testWithClient(folders.client)
  .extend('service', { scope: 'file' }, async ({}, { onCleanup }) => {
    const service = await startPushService();
    onCleanup(() => service.close());
    return service;
  })
  .extend('server', { scope: 'file' }, async ({ database, service }, { onCleanup }) => {
    const server = await startServer({ database, settings: { PUSH_SERVICES: service.origin, PUSH_DELAY: '0' } });
    onCleanup(() => server.stop());
    return server;
  });

/** The sessions that subscribed. */
const sessions = (database: Database, { id }: TestUser) =>
  database.rows('SELECT session_jti FROM push_subscriptions WHERE user_id = $1', id);

async function turnOn(page: Page): Promise<void> {
  await page.goto('/settings/notifications');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByRole('button', { name: 'Turn on notifications' }).click();
  await message(page, 'This device gets notifications now').waitFor();
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`messages are turned on, arrive once, and are turned off, on a ${device}`, async ({ open, database, server, service }) => {
    const [user, friend] = [await createNewUser(database), await createNewUser(database)];
    const page = await open({ ...withWorker, ...screen, as: user });
    await service.connect(page.context());
    await turnOn(page);
    expect(await violations(page)).toEqual([]);
    await page.getByText('This device gets notifications', { exact: true }).waitFor();

    const before = service.messages.length;
    await database.rows('INSERT INTO following (user_id, following_id) VALUES ($1, $2)', friend.id, user.id);
    await expect.poll(() => service.messages.length, { timeout: 30_000 }).toBe(before + 1);
    const text = service.messages[before] ?? '';
    expect(await notifications(page)).toEqual([]);
    // The user sees it anyway.
    await deliver(page, server.origin, text);
    expect(await notifications(page)).toEqual([]);

    await page.goto('about:blank');
    await deliver(page, server.origin, text);
    const title = `${friend.name} started following you`;
    await expect.poll(() => notifications(page)).toEqual([title]);
    await deliver(page, server.origin, text.replace(friend.name, 'The same again'));
    expect(await notifications(page)).toEqual([title]);

    await page.goto('/settings/notifications');
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('button', { name: 'Turn on notifications' }).waitFor();
    expect(service.subscriptions()).toBe(0);
    expect(await sessions(database, user)).toEqual([]);
  });
}

test('messages end with sign-out, and for another user who signs in', async ({ open, database, server, service }) => {
  const [user, other] = [await createNewUser(database), await createNewUser(database)];
  const page = await open({ ...withWorker, as: user });
  await service.connect(page.context());
  await turnOn(page);
  expect(await notifications(page)).toEqual([]);
  await page.goto('about:blank');
  const navigate = `${server.origin}/notifications`;
  const notification = { title: 'Something is new', navigate, tag: 'notifications', data: { newest: '2026-12-01T08:00:00.000000Z' } };
  await deliver(page, server.origin, JSON.stringify({ web_push: 8030, notification, app_badge: 1 }));
  await expect.poll(() => notifications(page)).toEqual(['Something is new']);

  await page.goto('/');
  await signOut(page);
  await page.getByLabel('Username').waitFor();
  await expect.poll(() => notifications(page)).toEqual([]);
  expect(await sessions(database, user)).toEqual([]);

  // As if the browser had kept the subscription.
  expect(service.subscriptions()).toBe(1);
  await submitLogin(page, other);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await expect.poll(() => service.subscriptions()).toBe(0);
});

test('a new session of the same user keeps the messages', async ({ open, database, service }) => {
  const user = await createNewUser(database);
  const page = await open({ ...withWorker, as: user });
  await service.connect(page.context());
  await turnOn(page);
  const first = await sessions(database, user);
  expect(first).toHaveLength(1);

  // The session has expired.
  await page.context().clearCookies();
  await page.goto('/');
  await submitLogin(page, user);
  await page.getByRole('heading', { level: 1 }).first().waitFor();

  await expect.poll(() => sessions(database, user)).not.toEqual(first);
  expect(await sessions(database, user)).toHaveLength(1);
  await page.goto('/settings/notifications');
  await page.getByRole('button', { name: 'Turn off' }).waitFor();
});

test('a new password keeps the messages of this browser', async ({ open, database, service }) => {
  const user = await createNewUser(database);
  const page = await open({ ...withWorker, as: user });
  await service.connect(page.context());
  await turnOn(page);
  const first = await sessions(database, user);
  expect(first).toHaveLength(1);

  await page.goto('/settings/account');
  await page.getByLabel('Current password').fill(user.password);
  await page.getByLabel('New password').fill('four unrelated words');
  await page.getByRole('button', { name: 'Change password' }).click();

  await expect.poll(() => sessions(database, user)).not.toEqual(first);
  expect(await sessions(database, user)).toHaveLength(1);
});
