import { expect } from 'vitest';
import { journey } from './harness/journey';
import { dialog, hasFocus, like, postInFeed, submitLogin } from './harness/views';

journey('a wrong password is said and costs no retyping of the name, and the right one leads in', async ({ open, person }) => {
  const page = await open();
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/login');
  await expect.poll(() => hasFocus(page.getByLabel('Username'))).toBe(true);

  await submitLogin(page, { ...person, password: 'not it' });

  await page.getByRole('alert').waitFor();
  expect(await page.title()).toMatch(/^Error/);
  expect(await page.getByLabel('Username').inputValue()).toBe(person.username);
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await expect.poll(() => hasFocus(page.getByLabel('Password'))).toBe(true);

  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');

  await page.getByRole('article').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await page.getByRole('link', { name: person.username }).first().waitFor();
});

journey('a wrong name is said in the same words as a wrong password', async ({ open, person }) => {
  const page = await open();
  const words = [];
  for (const attempt of [{ ...person, password: 'not it' }, { username: 'nobody', password: 'password' }]) {
    await page.goto('/login');
    await submitLogin(page, attempt);
    words.push(await page.getByRole('alert').innerText());
  }
  expect(words[0]).toBe(words[1]);
});

journey('signing in leads on to the address that was asked for, even at the second attempt', async ({ open, person, database }) => {
  const postId = await database.newPostFor(person);
  const page = await open();
  await page.goto(`/p/${postId}`);
  expect(new URL(page.url()).searchParams.get('next')).toBe(`/p/${postId}`);

  await submitLogin(page, { ...person, password: 'not it' });
  await page.getByRole('alert').waitFor();
  await submitLogin(page, person);

  await like(dialog(page)).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/p/${postId}`);
});

journey('a crafted link cannot lead from the form to another host', async ({ open, person, server }) => {
  const page = await open();
  await page.goto('/login?next=//elsewhere.example/');
  await submitLogin(page, person);
  await page.getByRole('article').first().waitFor();
  expect(page.url()).toBe(`${server.origin}/`);
});

journey('the form works without JavaScript', async ({ open, person, server }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto('/login?next=/bookmarks');
  await submitLogin(page, { ...person, password: 'not it' });
  expect(await page.getByRole('alert').isVisible()).toBe(true);
  expect(await page.getByLabel('Username').inputValue()).toBe(person.username);

  await submitLogin(page, person);

  await page.waitForURL(`${server.origin}/bookmarks`);
  expect((await page.context().cookies()).map(({ name }) => name).sort()).toEqual(['access_token_cookie', 'csrf_access_token']);
});

journey('after signing out, Back shows nothing of the person', async ({ page, person }) => {
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await page.getByRole('link', { name: 'Bookmarks' }).click();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();

  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByLabel('Username').waitFor();
  expect(await page.context().cookies()).toEqual([]);

  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await page.getByLabel('Username').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(await page.content()).not.toContain(person.username);
  }
});

journey('signing out in one tab ends the other', async ({ open, person, database }) => {
  const postId = await database.newPostFor(person);
  const page = await open({ as: person, refusals: [401] });
  const other = await page.context().newPage();
  await page.goto('/');
  await other.goto('/');
  await postInFeed(other, postId).waitFor();

  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByLabel('Username').waitFor();
  await like(postInFeed(other, postId)).click();

  await other.getByLabel('Username').waitFor();
  expect(new URL(other.url()).searchParams.get('next')).toBe('/');
  expect(await database.likedBy(person)).not.toContain(postId);
});

journey('a tab that somebody returns to after signing out elsewhere shows nothing any more', async ({ page, person }) => {
  const other = await page.context().newPage();
  await other.goto('/profile');
  await other.getByText(`@${person.username}`).waitFor();
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByLabel('Username').waitFor();

  // Headless, every page has the focus all the time.
  await other.evaluate(() => dispatchEvent(new Event('focus')));

  await other.getByLabel('Username').waitFor();
  expect(new URL(other.url()).searchParams.get('next')).toBe('/profile');
});
