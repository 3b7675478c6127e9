import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './harness/axe';
import { journey } from './harness/journey';
import { photoField, takePhoto } from './harness/photos';
import { hasFocus, like, message, postInFeed, submitLogin } from './harness/views';

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

journey('one’s name is changed, and stands wherever it is shown', async ({ page, person, database }) => {
  await page.goto('/settings');
  await section(page, 'Name').getByLabel('First name').fill('Renamed');
  await section(page, 'Name').getByLabel('Last name').fill('Altogether');
  await section(page, 'Name').getByRole('button', { name: 'Save name' }).click();
  await message(page, 'Your name is saved').waitFor();

  const sql = 'SELECT first_name, last_name FROM users WHERE id = $1';
  expect(await database.rows(sql, person.id)).toEqual([{ first_name: 'Renamed', last_name: 'Altogether' }]);
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('region', { name: 'Your profile' }).getByText('Renamed Altogether').waitFor();
});

journey('the used storage is shown, and grows with a photo', async ({ page, person, database }) => {
  const text = section(page, 'Storage').getByText('of 5 GiB');
  await page.goto('/settings');
  await section(page, 'Storage').getByText('You have uploaded 0 photos').waitFor();
  expect(await text.textContent()).toContain('use 0 bytes of');

  await photoField(section(page, 'Picture')).setInputFiles(await takePhoto(page));
  await message(page, 'Your picture is saved').waitFor();
  await page.reload();

  await section(page, 'Storage').getByText('You have uploaded 1 photo,').waitFor();
  expect(await text.textContent()).toContain('KiB of');
  const rows = await database.rows<{ n: string }>('SELECT count(*) AS n FROM images WHERE user_id = $1 AND bytes > 0', person.id);
  expect(Number(rows[0]?.n)).toBe(1);
  expect(await violations(page)).toEqual([]);
});

journey('another e-mail address takes the password, and what is wrong is said beside the field', async ({
  open,
  person,
  people,
  database,
}) => {
  const page = await open({ as: person, refusals: [400] });
  await page.goto('/settings');
  const form = section(page, 'E-mail');
  const save = form.getByRole('button', { name: 'Save e-mail address' });
  const saved = async () => (await database.rows<{ email: string }>('SELECT email FROM users WHERE id = $1', person.id))[0]?.email;
  await form.getByLabel('E-mail address').fill('nowhere');
  await save.click();
  expect(await hasFocus(form.getByLabel('E-mail address'))).toBe(true);
  await form.getByText('Enter an e-mail address').waitFor();

  await form.getByLabel('E-mail address').fill('another@example.org');
  await save.click();
  await form.getByText('Enter your password.').waitFor();
  await form.getByLabel('Your password').fill('not it, surely');
  await save.click();
  await form.getByText('This is not your password.').waitFor();
  expect(await hasFocus(form.getByLabel('Your password'))).toBe(true);
  expect(await violations(page)).toEqual([]);

  const [taken] = await database.rows<{ email: string }>('SELECT email FROM users WHERE id = $1', people.next().id);
  await form.getByLabel('E-mail address').fill(taken?.email ?? '');
  await form.getByLabel('Your password').fill(person.password);
  await save.click();
  await expect.poll(() => form.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');

  await form.getByLabel('E-mail address').fill('another@example.org');
  await form.getByLabel('Your password').fill(person.password);
  await save.click();
  await message(page, 'Your e-mail address is saved').waitFor();
  expect(await saved()).toBe('another@example.org');
  expect(await form.getByLabel('Your password').inputValue()).toBe('');
});

journey('a new password ends the other sign-ins and not this one', async ({ open, person, database }) => {
  const page = await open({ as: person, refusals: [400] });
  const elsewhere = await open({ as: person, refusals: [401] });
  await page.goto('/settings');
  const form = section(page, 'Password');
  await form.getByLabel('Current password').fill('not it, surely');
  await form.getByLabel('New password').fill('four unrelated words');
  await form.getByRole('button', { name: 'Change password' }).click();
  await form.getByText('This is not your password.').waitFor();

  await form.getByLabel('Current password').fill(person.password);
  await form.getByRole('button', { name: 'Change password' }).click();
  await message(page, 'Your password is changed').waitFor();

  const postId = await database.newPostFor(person);
  await page.getByRole('link', { name: 'Home' }).click();
  await like(postInFeed(page, postId)).click();
  await expect.poll(() => database.likedBy(person)).toContain(postId);
  await elsewhere.goto('/');
  await submitLogin(elsewhere, { ...person, password: 'four unrelated words' });
  await elsewhere.getByRole('article').first().waitFor();
});

journey('one’s picture is uploaded and removed', async ({ page, person, database }) => {
  const picture = async () => {
    const sql = 'SELECT image_url, thumb_url FROM users WHERE id = $1';
    return (await database.rows<{ image_url: string | null; thumb_url: string | null }>(sql, person.id))[0];
  };
  await page.goto('/settings');
  await photoField(section(page, 'Picture')).setInputFiles(await takePhoto(page));
  await message(page, 'Your picture is saved').waitFor();
  expect((await picture())?.image_url).toMatch(/^\/images\/.*\/large\.jpg$/);
  expect((await picture())?.thumb_url).toMatch(/^\/images\/.*\/thumb\.jpg$/);

  await section(page, 'Picture').getByRole('button', { name: 'Remove picture' }).click();
  await message(page, 'Your picture is removed').waitFor();
  expect(await picture()).toEqual({ image_url: null, thumb_url: null });
});

journey('everything one has put there can be taken along', async ({ page }) => {
  await page.goto('/settings');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download all of it' }).click();

  const archive = await readFile(await (await download).path());
  expect(archive.subarray(0, 2).toString()).toBe('PK');
  expect(archive.includes('data.json')).toBe(true);
});

journey('an account goes for ever, after its name and password', async ({ open, person, database }) => {
  const page = await open({ as: person, refusals: [400, 401] });
  await page.goto('/settings');
  const form = section(page, 'Delete account');
  const confirm = form.getByRole('button', { name: 'Delete my account for ever' });
  await form.getByLabel('Your username').fill('somebody');
  await confirm.click();
  await form.getByText('This is not your username').waitFor();
  await form.getByLabel('Your username').fill(person.username);
  await form.getByLabel('Your password').fill('not it, surely');
  await confirm.click();
  await form.getByText('This is not your password.').waitFor();
  expect(await database.ids('SELECT id FROM users WHERE id = $1', person.id)).toEqual([person.id]);

  await form.getByLabel('Your password').fill(person.password);
  await confirm.click();
  await page.waitForURL('**/login');
  expect(await database.ids('SELECT id FROM users WHERE id = $1', person.id)).toEqual([]);
  await submitLogin(page, person);
  await page.getByRole('alert').waitFor();
});

journey('one signs out in the settings too', async ({ page }) => {
  await page.goto('/settings');
  await section(page, 'Sign out').getByRole('link', { name: 'Sign out here' }).click();
  await page.waitForURL('**/login');
});
