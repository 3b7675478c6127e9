import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './support/test';
import { dialog, hasFocus, message, postInFeed, chooseAddress } from './support/views';

const PICTURE = '/static/demo/posts/08.svg';

async function openOptions(page: Page, postId: number): Promise<void> {
  await postInFeed(page, postId).getByRole('link', { name: /^Options for/ }).click();
}

test('a post can be created, edited and deleted', async ({ page, user, database }) => {
  const newest = async () => (await database.postsBy(user)).sort((a, b) => b.id - a.id)[0];
  const before = await database.postsBy(user);
  await page.goto('/');
  await page.getByRole('link', { name: 'New post' }).click();
  await chooseAddress(page);
  await page.getByLabel('Image address').fill(PICTURE);
  await page.getByAltText('Preview of your photo').waitFor();
  await page.getByLabel('Caption').fill('Fresh');
  await page.getByLabel('Alt text').fill('Hills in the morning');
  await page.getByRole('button', { name: 'Share' }).click();

  await dialog(page).waitFor({ state: 'detached' });
  const created = await newest();
  expect(created).toMatchObject({ image_url: PICTURE, caption: 'Fresh', alt_text: 'Hills in the morning' });
  expect(await database.postsBy(user)).toHaveLength(before.length + 1);
  const id = created?.id ?? 0;
  const post = postInFeed(page, id);
  await post.getByAltText('Hills in the morning').waitFor();
  expect(await page.getByRole('article').first().innerText()).toContain('Fresh');

  await openOptions(page, id);
  await page.getByRole('link', { name: 'Edit post' }).click();
  await page.getByLabel('Caption').fill('Fresher');
  await page.getByLabel('Alt text').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  // The form asks once for the missing alt text.
  await expect.poll(() => hasFocus(page.getByLabel('Alt text'))).toBe(true);
  await page.getByRole('button', { name: 'Save without alt text' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await post.getByText('Fresher').waitFor();
  expect(await newest()).toMatchObject({ id, image_url: PICTURE, caption: 'Fresher', alt_text: '' });

  await openOptions(page, id);
  await page.getByRole('link', { name: 'Delete post' }).click();
  expect(await hasFocus(page.getByRole('button', { name: 'Keep post' }))).toBe(true);
  await page.getByRole('button', { name: 'Delete post' }).click();
  await post.waitFor({ state: 'detached' });
  await message(page, 'Post deleted').waitFor();
  expect(await database.postsBy(user)).toEqual(before);
});

test('invalid addresses are refused beside the field, and nothing is sent', async ({ open, user, database }) => {
  const page = await open({ as: user, refusals: [404] });
  const before = await database.postsBy(user);
  await page.goto('/new');
  await chooseAddress(page);
  for (const address of ['', 'javascript:alert(1)', '//elsewhere.example/a.png']) {
    await page.getByLabel('Image address').fill(address);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect.poll(() => hasFocus(page.getByLabel('Image address'))).toBe(true);
    expect(await page.getByLabel('Image address').getAttribute('aria-invalid')).toBe('true');
  }
  await page.getByLabel('Image address').fill('/static/no-such-image.png');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByText('No image could be loaded from this address.').waitFor();
  expect(await database.postsBy(user)).toEqual(before);
});

test('an edit of a deleted post is refused in the form, which keeps the input', async ({ open, user, database }) => {
  const [id] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', user.id);
  const page = await open({ as: user, refusals: [404] });
  await page.goto(`/p/${id ?? 0}/edit`);
  await page.getByLabel('Caption').fill('Too late');

  await database.deletePost(id ?? 0);
  await page.getByRole('button', { name: 'Save' }).click();

  await dialog(page).getByRole('alert').waitFor();
  expect(await page.getByLabel('Caption').inputValue()).toBe('Too late');
});

test('only the author can choose to edit or delete a post', async ({ page, user, database }) => {
  const [own] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', user.id);
  await page.goto(`/p/${own ?? 0}/options`);
  await dialog(page).getByRole('link', { name: 'Delete post' }).waitFor();
  expect(await dialog(page).getByRole('link', { name: 'Edit post' }).count()).toBe(1);

  await page.goto(`/p/${await database.newPostFor(user)}/options`);
  await dialog(page).getByRole('link', { name: 'Open post' }).waitFor();
  expect(await dialog(page).getByRole('link', { name: /Edit|Delete/ }).count()).toBe(0);
});

test('a post of another user cannot be edited or deleted by address', async ({ page, user, database }) => {
  const id = await database.newPostFor(user);
  for (const [path, control] of [
    [`/p/${id}/edit`, 'Save'],
    [`/p/${id}/delete`, 'Delete post'],
  ] as const) {
    await page.goto(path);
    await dialog(page).getByText('This post isn’t available').waitFor();
    expect(await dialog(page).getByRole('button', { name: control }).count()).toBe(0);
  }
});

test('the profile shows all posts of the user, and no others', async ({ page, user, database }) => {
  await database.addOldPosts(user, 60);
  const own = (await database.postsBy(user)).map(({ id }) => id).sort((a, b) => a - b);
  await page.goto('/profile');
  const tiles = page.getByRole('region', { name: 'Your posts' }).locator('a[href^="/p/"]');
  await tiles.first().waitFor();

  await expect
    .poll(async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      return tiles.count();
    })
    .toBeGreaterThanOrEqual(own.length);
  const shown = await tiles.evaluateAll((links) => links.map((link) => Number(link.getAttribute('href')?.slice(3))));
  expect(shown.sort((a, b) => a - b)).toEqual(own);
});
