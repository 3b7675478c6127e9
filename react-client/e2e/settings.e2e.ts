import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { photoField, takePhoto } from './support/photos';
import { test } from './support/test';
import { hasFocus, like, message, postInFeed, submitLogin } from './support/views';

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('a changed name appears everywhere', async ({ page, user, database }) => {
  await page.goto('/settings/profile');
  await section(page, 'Profile').getByLabel('First name').fill('Renamed');
  await section(page, 'Profile').getByLabel('Last name').fill('Altogether');
  await section(page, 'Profile').getByRole('button', { name: 'Save profile' }).click();
  await message(page, 'Profile saved').waitFor();

  const sql = 'SELECT first_name, last_name FROM users WHERE id = $1';
  expect(await database.rows(sql, user.id)).toEqual([{ first_name: 'Renamed', last_name: 'Altogether' }]);
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('region', { name: 'Your profile' }).getByText('Renamed Altogether').waitFor();
});

test('what users write about themselves is on their page, for others too', async ({ open, user, users }) => {
  const page = await open({ as: user });
  await page.goto('/settings/profile');
  const form = section(page, 'Profile');
  await form.getByLabel('Pronouns').fill('they/them');
  await form.getByLabel('About you').fill('Hills.\nAnd more hills.');
  await form.getByLabel('Link').fill('hills.example/photos');
  await form.getByRole('button', { name: 'Save profile' }).click();
  await message(page, 'Profile saved').waitFor();
  expect(await violations(page)).toEqual([]);

  const visitor = await open({ as: users.next() });
  for (const [view, path] of [[page, '/profile'], [visitor, `/u/${user.username}`]] as const) {
    await view.goto(path);
    await view.getByText('they/them').waitFor();
    expect(await view.getByText('And more hills.').innerText()).toBe('Hills.\nAnd more hills.');
    const link = view.getByRole('link', { name: 'hills.example/photos' });
    expect(await link.getAttribute('href')).toBe('https://hills.example/photos');
    expect(await violations(view)).toEqual([]);
  }

  await page.getByRole('link', { name: 'Edit profile' }).click();
  await form.getByLabel('About you').fill('');
  await form.getByRole('button', { name: 'Save profile' }).click();
  await message(page, 'Profile saved').waitFor();
  await page.goto('/profile');
  await page.getByText('they/them').waitFor();
  expect(await page.getByText('And more hills.').count()).toBe(0);
});

test('the storage meter grows with an upload', async ({ page, user, database }) => {
  const text = section(page, 'Storage').getByText('of 5 GiB');
  await page.goto('/settings/data');
  await section(page, 'Storage').getByText('You’ve uploaded 0 of').waitFor();
  expect(await text.textContent()).toContain('use 0 bytes of');

  await page.goto('/settings/profile');
  await photoField(section(page, 'Profile photo')).setInputFiles(await takePhoto(page));
  await message(page, 'Profile photo saved').waitFor();
  await page.goto('/settings/data');

  await section(page, 'Storage').getByText('You’ve uploaded 1 of').waitFor();
  expect(await text.textContent()).toContain('KiB of');
  const rows = await database.rows<{ n: string }>('SELECT count(*) AS n FROM images WHERE user_id = $1 AND bytes > 0', user.id);
  expect(Number(rows[0]?.n)).toBe(1);
  expect(await violations(page)).toEqual([]);
});

test('changing the e-mail address needs the password, and errors appear beside their field', async ({
  open,
  user,
  users,
  database,
}) => {
  const page = await open({ as: user, refusals: [400] });
  await page.goto('/settings/account');
  const form = section(page, 'E-mail');
  const save = form.getByRole('button', { name: 'Save e-mail address' });
  const saved = async () => (await database.rows<{ email: string }>('SELECT email FROM users WHERE id = $1', user.id))[0]?.email;
  await form.getByLabel('E-mail address').fill('nowhere');
  await save.click();
  expect(await hasFocus(form.getByLabel('E-mail address'))).toBe(true);
  await form.getByText('Enter an e-mail address').waitFor();

  await form.getByLabel('E-mail address').fill('another@example.org');
  await save.click();
  await form.getByText('Enter your password.').waitFor();
  await form.getByLabel('Your password').fill('not it, surely');
  await save.click();
  await form.getByText('Wrong password.').waitFor();
  expect(await hasFocus(form.getByLabel('Your password'))).toBe(true);
  expect(await violations(page)).toEqual([]);

  const [taken] = await database.rows<{ email: string }>('SELECT email FROM users WHERE id = $1', users.next().id);
  await form.getByLabel('E-mail address').fill(taken?.email ?? '');
  await form.getByLabel('Your password').fill(user.password);
  await save.click();
  await expect.poll(() => form.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');

  await form.getByLabel('E-mail address').fill('another@example.org');
  await form.getByLabel('Your password').fill(user.password);
  await save.click();
  await message(page, 'E-mail address saved').waitFor();
  expect(await saved()).toBe('another@example.org');
  expect(await form.getByLabel('Your password').inputValue()).toBe('');
});

test('a new password ends all other sessions', async ({ open, user, database }) => {
  // A request that is on its way while the session is replaced is sent again.
  const page = await open({ as: user, refusals: [400, 401] });
  const elsewhere = await open({ as: user, refusals: [401] });
  await page.goto('/settings/account');
  const form = section(page, 'Password');
  await form.getByLabel('Current password').fill('not it, surely');
  await form.getByLabel('New password').fill('four unrelated words');
  await form.getByRole('button', { name: 'Change password' }).click();
  await form.getByText('Wrong password.').waitFor();

  await form.getByLabel('Current password').fill(user.password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await message(page, 'Password changed').waitFor();

  const postId = await database.newPostFor(user);
  await page.getByRole('link', { name: 'Home' }).click();
  await like(postInFeed(page, postId)).click();
  await expect.poll(() => database.likedBy(user)).toContain(postId);
  await elsewhere.goto('/');
  await submitLogin(elsewhere, { ...user, password: 'four unrelated words' });
  await elsewhere.getByRole('article').first().waitFor();
});

test('a profile photo can be uploaded and removed', async ({ page, user, database }) => {
  const picture = async () => {
    const sql = 'SELECT image_url, thumb_url FROM users WHERE id = $1';
    return (await database.rows<{ image_url: string | null; thumb_url: string | null }>(sql, user.id))[0];
  };
  await page.goto('/settings/profile');
  await photoField(section(page, 'Profile photo')).setInputFiles(await takePhoto(page));
  await message(page, 'Profile photo saved').waitFor();
  expect((await picture())?.image_url).toMatch(/^\/images\/.*\/large\.jpg$/);
  expect((await picture())?.thumb_url).toMatch(/^\/images\/.*\/thumb\.jpg$/);

  await section(page, 'Profile photo').getByRole('button', { name: 'Remove photo' }).click();
  await message(page, 'Profile photo removed').waitFor();
  expect(await picture()).toEqual({ image_url: null, thumb_url: null });
});

test('users can download their data', async ({ page }) => {
  await page.goto('/settings/data');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download your data' }).click();

  const archive = await readFile(await (await download).path());
  expect(archive.subarray(0, 2).toString()).toBe('PK');
  expect(archive.includes('data.json')).toBe(true);
});

test('an account can be deleted permanently, with its username and password', async ({ open, user, database }) => {
  const page = await open({ as: user, refusals: [400, 401] });
  await page.goto('/settings/account');
  const form = section(page, 'Delete account');
  const confirm = form.getByRole('button', { name: 'Delete my account permanently' });
  await form.getByText('Delete your account…').click();
  await form.getByLabel('Your username').fill('somebody');
  await confirm.click();
  await form.getByText('This doesn’t match your username').waitFor();
  await form.getByLabel('Your username').fill(user.username);
  await form.getByLabel('Your password').fill('not it, surely');
  await confirm.click();
  await form.getByText('Wrong password.').waitFor();
  expect(await database.ids('SELECT id FROM users WHERE id = $1', user.id)).toEqual([user.id]);

  await form.getByLabel('Your password').fill(user.password);
  await confirm.click();
  await page.waitForURL((url) => url.pathname === '/login');
  expect(await database.ids('SELECT id FROM users WHERE id = $1', user.id)).toEqual([]);
  await submitLogin(page, user);
  await page.getByRole('alert').waitFor();
});

test('users can sign out in the settings', async ({ page }) => {
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.waitForURL('**/login');
});

test('on a phone, the settings are a list of sections, and Back returns to it', async ({ open, user }) => {
  const page = await open({ as: user, viewport: { width: 390, height: 844 } });
  await page.goto('/');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const title = page.getByRole('heading', { name: 'Settings', level: 1 });
  await title.waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/settings/account');
  expect(await violations(page)).toEqual([]);

  await page.goBack();
  await title.waitFor();
});

test('on a wide screen, the settings begin with the first section, and one Back leaves them', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Edit profile', level: 1 }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/settings/profile');

  await page.goBack();
  await page.getByRole('article').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
});
