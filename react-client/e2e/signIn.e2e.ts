import { expect } from 'vitest';
import { test } from './support/test';
import { dialog, hasFocus, like, postInFeed, signOut, submitLogin } from './support/views';

test('a wrong password shows an error and keeps the username, and the right password signs in', async ({ open, user }) => {
  const page = await open();
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/login');
  await expect.poll(() => hasFocus(page.getByLabel('Username'))).toBe(true);

  await submitLogin(page, { ...user, password: 'not it' });

  await page.getByRole('alert').waitFor();
  expect(await page.title()).toMatch(/^Error/);
  expect(await page.getByLabel('Username').inputValue()).toBe(user.username);
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await expect.poll(() => hasFocus(page.getByLabel('Password'))).toBe(true);

  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');

  await page.getByRole('article').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await page.getByRole('link', { name: user.username }).first().waitFor();
});

test('a wrong username and a wrong password show the same error', async ({ open, user }) => {
  const page = await open();
  const words = [];
  for (const attempt of [{ ...user, password: 'not it' }, { username: 'nobody', password: 'password' }]) {
    await page.goto('/login');
    await submitLogin(page, attempt);
    words.push(await page.getByRole('alert').innerText());
  }
  expect(words[0]).toBe(words[1]);
});

test('signing in leads to the requested address, even at the second attempt', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open();
  await page.goto(`/p/${postId}`);
  expect(new URL(page.url()).searchParams.get('next')).toBe(`/p/${postId}`);

  await submitLogin(page, { ...user, password: 'not it' });
  await page.getByRole('alert').waitFor();
  await submitLogin(page, user);

  await like(dialog(page)).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/p/${postId}`);
});

test('a crafted link cannot lead from the login form to another host', async ({ open, user, server }) => {
  const page = await open();
  await page.goto('/login?next=//elsewhere.example/');
  await submitLogin(page, user);
  await page.getByRole('article').first().waitFor();
  expect(page.url()).toBe(`${server.origin}/`);
});

test('the form works without JavaScript', async ({ open, user, server }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto('/login?next=/bookmarks');
  await submitLogin(page, { ...user, password: 'not it' });
  expect(await page.getByRole('alert').isVisible()).toBe(true);
  expect(await page.getByLabel('Username').inputValue()).toBe(user.username);

  await submitLogin(page, user);

  await page.waitForURL(`${server.origin}/bookmarks`);
  expect((await page.context().cookies()).map(({ name }) => name).sort()).toEqual(['access_token_cookie', 'csrf_access_token']);
});

test('after signing out, Back shows no private data', async ({ page, user }) => {
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();

  await signOut(page);
  await page.getByLabel('Username').waitFor();
  expect(await page.context().cookies()).toEqual([]);

  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await page.getByLabel('Username').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(await page.content()).not.toContain(user.username);
  }
});

test('signing out in one tab ends the session of the others', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [401] });
  const other = await page.context().newPage();
  await page.goto('/');
  await other.goto('/');
  await postInFeed(other, postId).waitFor();

  await signOut(page);
  await page.getByLabel('Username').waitFor();
  await like(postInFeed(other, postId)).click();

  await other.getByLabel('Username').waitFor();
  expect(new URL(other.url()).searchParams.get('next')).toBe('/');
  expect(await database.likedBy(user)).not.toContain(postId);
});

test('a tab shows no private data when the user returns after signing out in another', async ({ page, user }) => {
  const other = await page.context().newPage();
  // What the tab would still request by itself would be refused.
  const lastRequests = ['incoming', 'outgoing'].map((direction) => other.waitForResponse(new RegExp(`direction=${direction}`)));
  await other.goto('/profile');
  await other.getByText(`@${user.username}`).waitFor();
  await Promise.all(lastRequests);
  await page.goto('/');
  await signOut(page);
  await page.getByLabel('Username').waitFor();

  // In headless mode, every tab always has the focus.
  await other.evaluate(() => dispatchEvent(new Event('focus')));

  await other.getByLabel('Username').waitFor();
  expect(new URL(other.url()).searchParams.get('next')).toBe('/profile');
});

test('a refused sign-up moves the focus to the field that is wrong', async ({ open, server, user }) => {
  const page = await open({ refusals: [400] });
  for (const [username, password, wrong] of [
    [user.username, 'seven grey herons', 'Username'],
    ['someone.new', 'password123', 'Password'],
  ] as const) {
    await page.goto((await server.command('invite')).trim());
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('E-mail address').fill('someone.new@example.org');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();

    await page.getByRole('alert').waitFor();
    await expect.poll(() => hasFocus(page.getByLabel(wrong))).toBe(true);
  }
});

test('a refused sign-up that concerns no field moves the focus to the message', async ({ open, server }) => {
  const page = await open({ refusals: [400, 403] });
  await page.goto('/signup?invite=not-an-invitation');
  await expect.poll(() => hasFocus(page.getByRole('alert'))).toBe(true);

  await page.goto((await server.command('invite')).trim());
  await page.getByLabel('Username').fill('someone.else');
  await page.getByLabel('E-mail address').fill('someone.else@example.org');
  await page.getByLabel('Password').fill('seven grey herons');
  // The server refuses forms that another site sent.
  const fromElsewhere = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example' };
  await page.route('**/signup', async (route) => {
    const response = await route.fetch({ headers: { ...route.request().headers(), ...fromElsewhere } });
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect.poll(() => hasFocus(page.getByRole('alert'))).toBe(true);
  expect(await page.getByLabel('Username').inputValue()).toBe('someone.else');
});
