/** The first day of an operator: from an empty database to a person who was invited, reported, disabled and enabled again. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { Database } from './support/database';
import { startServer } from './support/server';
import { test, type Visit } from './support/test';
import { message, submitLogin } from './support/views';

const PASSWORD = 'four unrelated words';
/** A whole day takes longer than other tests, in milliseconds. */
const TIMEOUT = 180_000;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function signUp(page: Page, origin: string, code: string, username: string): Promise<void> {
  await page.goto(`${origin}/signup?invite=${code}`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('E-mail address').fill(`${username}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('link', { name: 'Settings', exact: true }).first().waitFor();
}

async function confirmPassword(page: Page): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await proof.getByLabel('Your password').fill(PASSWORD);
  await proof.getByRole('button', { name: 'Continue' }).click();
  await proof.waitFor({ state: 'detached' });
}

/** Looks at a section of the administration, which must be accessible and fit on the screen. */
async function section(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(await violations(page), name).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(width, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
}

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`the first day of an operator, on a ${device}`, async ({ open, onTestFinished }) => {
    const database = await Database.create();
    onTestFinished(() => database.drop());
    const server = await startServer({ database });
    onTestFinished(() => server.stop());
    const { origin } = server;
    const visit: Visit = { ...screen, reducedMotion: 'reduce', refusals: [401, 403, 404], otherOrigins: [origin] };

    // The link that the server prints makes the first admin.
    const admin = await open(visit);
    await signUp(admin, origin, await server.printed(/\/signup\?invite=(\S+)/), 'operator');
    await admin.goto(`${origin}/settings`);
    await admin.getByRole('link', { name: 'Administration' }).click();

    // An invitation makes a member.
    await section(admin, 'Invitations');
    await admin.getByRole('button', { name: 'New invitation' }).click();
    await confirmPassword(admin);
    const link = await admin.getByLabel('Link of the new invitation').inputValue();
    const grace = await open(visit);
    await signUp(grace, origin, link.split('invite=')[1] ?? '', 'grace');
    const [post] = await database.ids(
      `INSERT INTO posts (image_url, caption, user_id)
       SELECT '/static/demo/posts/03.svg', 'Buy cheap hills', id FROM users WHERE username = 'grace' RETURNING id`,
    );
    await database.rows(
      `INSERT INTO following (user_id, following_id)
       SELECT a.id, g.id FROM users a, users g WHERE a.username = 'operator' AND g.username = 'grace'`,
    );

    // A report is handled: the post is hidden, and its author is told.
    await admin.goto(`${origin}/p/${post}/options`);
    await admin.getByRole('button', { name: 'Report post' }).click();
    await admin.getByRole('radio', { name: 'Spam' }).check();
    await admin.getByRole('button', { name: 'Send report' }).click();
    await message(admin, 'Report sent').waitFor();
    await admin.goto(`${origin}/admin`);
    await section(admin, 'Reports');
    await admin.getByRole('button', { name: 'Hide it' }).click();
    await message(admin, 'Report closed').waitFor();
    await admin.goto(`${origin}/p/${post}`);
    await admin.getByText('This post isn’t available').waitFor();

    await grace.goto(`${origin}/profile`);
    const notice = grace.getByRole('dialog', { name: 'From the moderators' });
    await notice.getByText('The moderators have hidden your post.').waitFor();
    expect(await violations(grace)).toEqual([]);
    await notice.getByRole('button', { name: 'I have read this' }).click();
    await notice.waitFor({ state: 'detached' });
    await grace.goto(`${origin}/p/${post}`);
    await grace.getByText('Hidden by the moderators').first().waitFor();

    // It was a mistake.
    await admin.goto(`${origin}/admin/reports`);
    await admin.getByLabel('Reports to show').selectOption('Closed');
    await admin.getByText('Read by the author on').waitFor();
    await admin.getByRole('button', { name: 'Show it again' }).click();
    await message(admin, 'Decision reversed').waitFor();
    await admin.goto(`${origin}/p/${post}`);
    await admin.getByText('Buy cheap hills').first().waitFor();

    // The person is disabled, cannot sign in, and is enabled again.
    await admin.goto(`${origin}/admin/reports`);
    await section(admin, 'Accounts');
    const person = admin.getByRole('listitem').filter({ hasText: '@grace' });
    await person.getByText('Actions').click();
    await person.getByRole('button', { name: 'Disable' }).click();
    await person.getByRole('button', { name: 'Disable' }).click();
    await message(admin, 'grace is disabled').waitFor();
    const visitor = await open(visit);
    await visitor.goto(`${origin}/login`);
    await submitLogin(visitor, { username: 'grace', password: PASSWORD });
    await visitor.getByRole('alert').waitFor();
    await person.getByRole('button', { name: 'Enable' }).click();
    await message(admin, 'grace is enabled').waitFor();
    await submitLogin(visitor, { username: 'grace', password: PASSWORD });
    await visitor.getByRole('link', { name: 'Settings', exact: true }).first().waitFor();

    // The rest of the administration.
    await section(admin, 'Storage');
    await admin.getByText('@grace').waitFor();
    await admin.getByRole('button', { name: 'Count them' }).click();
    await admin.getByText(/^Found 0 images/).waitFor();
    await section(admin, 'Service');
    await admin.getByText('PostgreSQL').waitFor();
    await section(admin, 'Audit log');
    for (const entry of [
      'command line made a link for the first admin',
      'operator registered with an invitation',
      'grace registered with an invitation',
      'operator closed a report about grace (Content hidden: Post',
      'operator reversed the decision on a report about grace',
      'operator disabled grace',
      'operator enabled grace',
    ]) {
      await admin.getByRole('listitem').filter({ hasText: entry }).waitFor();
    }
  }, TIMEOUT);
}
