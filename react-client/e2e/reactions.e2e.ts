import type { Route } from 'playwright-core';
import { expect } from 'vitest';
import { test } from './support/test';
import { bookmark, dialog, follow, hasFocus, isOn, like, message, postInFeed } from './support/views';

test('a like is saved, counted and removed', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  const post = postInFeed(page, postId);
  const [others] = await database.ids('SELECT count(*)::int AS id FROM likes_posts WHERE post_id = $1', postId);
  const counted = (likes: number) => post.getByText(likes === 1 ? '1 like' : `${likes} likes`, { exact: true });
  await counted(others ?? 0).waitFor();

  await like(post).click();
  await counted((others ?? 0) + 1).waitFor();
  await expect.poll(() => database.likedBy(user)).toContain(postId);

  await page.reload();
  expect(await isOn(like(post))).toBe(true);
  await like(post).click();
  await counted(others ?? 0).waitFor();
  await expect.poll(() => database.likedBy(user)).not.toContain(postId);
});

test('a like in the dialog shows in the feed behind it', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  await postInFeed(page, postId).getByRole('link', { name: /^Comments on/ }).click();
  await like(dialog(page)).click();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  expect(await isOn(like(postInFeed(page, postId)))).toBe(true);
  await expect.poll(() => database.likedBy(user)).toContain(postId);
});

test('a double click likes once, and does not unlike', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/likes')) sent.push(request.method());
  });
  await page.goto('/');
  const heart = like(postInFeed(page, postId));

  // Users are slow: the server answers the first click before the second.
  const answered = page.waitForResponse((response) => response.url().includes('/likes'));
  await heart.hover();
  await page.mouse.down();
  await page.mouse.up();
  await answered;
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect.poll(() => database.likedBy(user)).toContain(postId);

  expect(await isOn(heart)).toBe(true);
  expect(sent).toEqual(['POST']);
});

test('two clicks during a request send one like', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  let sent = 0;
  const thinking = new Promise<Route>((arrived) => {
    void page.route('**/api/posts/likes', (route) => {
      sent += 1;
      arrived(route);
    });
  });
  const heart = like(postInFeed(page, postId));

  await heart.click();
  await heart.press('Enter');
  await (await thinking).continue();

  await expect.poll(() => database.likedBy(user)).toContain(postId);
  expect(await isOn(heart)).toBe(true);
  expect(sent).toBe(1);
});

test('a refused like is undone, and the reason is shown', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [503] });
  await page.goto('/');
  const post = postInFeed(page, postId);
  await post.waitFor();

  await database.rows('ALTER TABLE likes_posts RENAME TO likes_posts_away');
  try {
    await like(post).click();
    await message(page, 'Your like was not saved.').waitFor();
    expect(await isOn(like(post))).toBe(false);
  } finally {
    await database.rows('ALTER TABLE likes_posts_away RENAME TO likes_posts');
  }

  await like(post).click();
  await expect.poll(() => database.likedBy(user)).toContain(postId);
});

test('liking a deleted post is undone, and the post disappears', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [404] });
  await page.goto('/');
  const post = postInFeed(page, postId);
  await post.waitFor();

  await database.deletePost(postId);
  await like(post).click();

  await message(page, 'Your like was not saved.').waitFor();
  await post.waitFor({ state: 'detached' });
});

test('a bookmark is saved, listed and removed', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  await bookmark(postInFeed(page, postId)).click();
  await expect.poll(() => database.bookmarkedBy(user)).toContain(postId);

  await page.getByRole('link', { name: 'Bookmarks' }).click();
  const kept = page.getByRole('main').locator(`a[href="/p/${postId}"]`);
  await kept.click();
  expect(await isOn(bookmark(dialog(page)))).toBe(true);
  await bookmark(dialog(page)).click();
  await expect.poll(() => database.bookmarkedBy(user)).not.toContain(postId);

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { name: 'Bookmarks' }).waitFor();
  await kept.waitFor({ state: 'detached' });
});

test('the like count opens the list of users who like a post, newest like first', async ({ page, user, users, database }) => {
  const postId = await database.newPostFor(user);
  const other = users.next();
  await database.rows('DELETE FROM likes_posts WHERE post_id = $1', postId);
  await database.rows('DELETE FROM following WHERE user_id = $1 AND following_id = $2', user.id, other.id);
  for (const { id } of [user, other]) await database.rows('INSERT INTO likes_posts (user_id, post_id) VALUES ($1, $2)', id, postId);
  await page.goto('/');
  const count = postInFeed(page, postId).getByRole('link', { name: /^2 likes: who likes / });

  await count.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Likes' }).getByRole('listitem').nth(1).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/p/${postId}/likes`);
  const names = await dialog(page).getByRole('listitem').getByRole('link').allInnerTexts();
  expect(names.map((name) => name.split('\n')[0])).toEqual([other.name, user.name]);
  expect(await follow(dialog(page), user).count()).toBe(0);

  await follow(dialog(page), other).click();
  await expect.poll(() => database.followedBy(user)).toContain(other.id);
  await page.goBack();
  await dialog(page).waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/');
  await expect.poll(() => hasFocus(count)).toBe(true);
});

test('the list of likes loads more as it is scrolled', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await database.rows('DELETE FROM likes_posts WHERE post_id = $1', postId);
  const liked = await database.ids(
    'INSERT INTO likes_posts (user_id, post_id) SELECT id, $1 FROM users ORDER BY id LIMIT 45 RETURNING user_id AS id',
    postId,
  );
  expect(liked.length).toBeGreaterThan(20);
  await page.goto(`/p/${postId}/likes`);
  const users = dialog(page).getByRole('listitem');
  await expect.poll(() => users.count()).toBeGreaterThanOrEqual(20);

  await expect
    .poll(async () => {
      await users.last().scrollIntoViewIfNeeded();
      return users.count();
    })
    .toBe(liked.length);
  await dialog(page).getByRole('status').getByText(`All ${liked.length} likes shown`).waitFor({ state: 'attached' });
});

test('likes opened from a post lead back to the post, and from there to the feed', async ({ page, user, users, database }) => {
  const postId = await database.newPostFor(user);
  await database.rows('INSERT INTO likes_posts (user_id, post_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', users.next().id, postId);
  await page.goto('/');
  await postInFeed(page, postId).getByRole('link', { name: /^Comments on/ }).click();
  await dialog(page).getByRole('link', { name: /: who likes / }).click();
  await page.getByRole('dialog', { name: 'Likes' }).waitFor();

  await page.keyboard.press('Escape');
  await dialog(page).getByRole('textbox').waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/');
});
