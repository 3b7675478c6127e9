import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { journey } from './harness/journey';
import { dialog, hasFocus, message, postInFeed, chooseAddress } from './harness/views';

const PICTURE = '/static/demo/posts/08.svg';

async function openOptions(page: Page, postId: number): Promise<void> {
  await postInFeed(page, postId).getByRole('link', { name: /^Options for/ }).click();
}

journey('a post is written, changed and deleted', async ({ page, person, database }) => {
  const newest = async () => (await database.postsBy(person)).sort((a, b) => b.id - a.id)[0];
  const before = await database.postsBy(person);
  await page.goto('/');
  await page.getByRole('link', { name: 'New post' }).click();
  await chooseAddress(page);
  await page.getByLabel('Picture address').fill(PICTURE);
  await page.getByAltText('Preview of your picture').waitFor();
  await page.getByLabel('Caption').fill('Fresh');
  await page.getByLabel('Description').fill('Hills in the morning');
  await page.getByRole('button', { name: 'Share' }).click();

  await dialog(page).waitFor({ state: 'detached' });
  const created = await newest();
  expect(created).toMatchObject({ image_url: PICTURE, caption: 'Fresh', alt_text: 'Hills in the morning' });
  expect(await database.postsBy(person)).toHaveLength(before.length + 1);
  const id = created?.id ?? 0;
  const post = postInFeed(page, id);
  await post.getByAltText('Hills in the morning').waitFor();
  expect(await page.getByRole('article').first().innerText()).toContain('Fresh');

  await openOptions(page, id);
  await page.getByRole('link', { name: 'Edit post' }).click();
  await page.getByLabel('Caption').fill('Fresher');
  await page.getByLabel('Description').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  // It asks once for the description that is now missing.
  expect(await hasFocus(page.getByLabel('Description'))).toBe(true);
  await page.getByRole('button', { name: 'Save without description' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await post.getByText('Fresher').waitFor();
  expect(await newest()).toMatchObject({ id, image_url: PICTURE, caption: 'Fresher', alt_text: '' });

  await openOptions(page, id);
  await page.getByRole('link', { name: 'Delete post' }).click();
  expect(await hasFocus(page.getByRole('button', { name: 'Keep post' }))).toBe(true);
  await page.getByRole('button', { name: 'Delete post' }).click();
  await post.waitFor({ state: 'detached' });
  await message(page, 'Post deleted').waitFor();
  expect(await database.postsBy(person)).toEqual(before);
});

journey('what the form can know to be wrong is said beside the field, and nothing is sent', async ({ page, person, database }) => {
  const before = await database.postsBy(person);
  await page.goto('/new');
  await chooseAddress(page);
  for (const address of ['', 'javascript:alert(1)', '//elsewhere.example/a.png']) {
    await page.getByLabel('Picture address').fill(address);
    await page.getByRole('button', { name: 'Share' }).click();
    expect(await hasFocus(page.getByLabel('Picture address'))).toBe(true);
    expect(await page.getByLabel('Picture address').getAttribute('aria-invalid')).toBe('true');
  }
  expect(await database.postsBy(person)).toEqual(before);
});

journey('a change that comes too late is refused in the form, which keeps it', async ({ open, person, database }) => {
  const [id] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', person.id);
  const page = await open({ as: person, refusals: [404] });
  await page.goto(`/p/${id ?? 0}/edit`);
  await page.getByLabel('Caption').fill('Too late');

  await database.deletePost(id ?? 0);
  await page.getByRole('button', { name: 'Save' }).click();

  await dialog(page).getByRole('alert').waitFor();
  expect(await page.getByLabel('Caption').inputValue()).toBe('Too late');
});

journey('only the author is offered to change or delete a post', async ({ page, person, database }) => {
  const [own] = await database.ids('SELECT id FROM posts WHERE user_id = $1 LIMIT 1', person.id);
  await page.goto(`/p/${own ?? 0}/options`);
  await dialog(page).getByRole('link', { name: 'Delete post' }).waitFor();
  expect(await dialog(page).getByRole('link', { name: 'Edit post' }).count()).toBe(1);

  await page.goto(`/p/${await database.newPostFor(person)}/options`);
  await dialog(page).getByRole('link', { name: 'Open post' }).waitFor();
  expect(await dialog(page).getByRole('link', { name: /Edit|Delete/ }).count()).toBe(0);
});

journey('somebody else’s post cannot be changed or deleted, not even by address', async ({ page, person, database }) => {
  const id = await database.newPostFor(person);
  for (const [path, control] of [
    [`/p/${id}/edit`, 'Save'],
    [`/p/${id}/delete`, 'Delete post'],
  ] as const) {
    await page.goto(path);
    await dialog(page).getByText('This post is not available').waitFor();
    expect(await dialog(page).getByRole('button', { name: control }).count()).toBe(0);
  }
});

journey('the profile shows every post of one’s own and nobody else’s', async ({ page, person, database }) => {
  await database.addOldPosts(person, 60);
  const own = (await database.postsBy(person)).map(({ id }) => id).sort((a, b) => a - b);
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
