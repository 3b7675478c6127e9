import { expect } from 'vitest';
import { test } from './support/test';
import { commentField, dialog, hasFocus, isOn, message, postInFeed } from './support/views';

test('Enter posts a comment, and the next can be typed immediately', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto('/');
  const post = postInFeed(page, postId);

  await commentField(post).click();
  await page.keyboard.type('First');
  await page.keyboard.press('Enter');
  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['First']);
  expect(await hasFocus(commentField(post))).toBe(true);
  expect(await commentField(post).inputValue()).toBe('');
  await message(page, 'Comment posted').waitFor({ state: 'attached' });

  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['First', 'Second']);
  await post.getByText('Second').waitFor();
});

test('the comment count opens a dialog with all comments', async ({ page, user, database }) => {
  const [postId] = await database.ids(
    `SELECT c.post_id AS id FROM comments c JOIN posts p ON p.id = c.post_id
     WHERE p.user_id IN (SELECT following_id FROM following WHERE user_id = $1)
     GROUP BY c.post_id HAVING count(*) > 1 ORDER BY max(p.pub_date) DESC LIMIT 1`,
    user.id,
  );
  const stored = await database.rows<{ text: string }>('SELECT text FROM comments WHERE post_id = $1 ORDER BY pub_date, id', postId);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  while ((await postInFeed(page, postId ?? 0).count()) === 0) {
    await page.getByRole('button', { name: 'Show older posts' }).click();
  }

  await postInFeed(page, postId ?? 0).getByRole('link', { name: `View all ${stored.length} comments` }).click();

  const shown = dialog(page).getByRole('region', { name: 'Caption and comments' }).getByRole('listitem');
  await expect.poll(() => shown.count()).toBe(stored.length);
  const texts = await shown.allInnerTexts();
  for (const [index, { text }] of stored.entries()) expect(texts[index]).toContain(text);
});

test('a blank comment cannot be posted', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  await page.goto(`/p/${postId}`);
  await commentField(dialog(page)).fill('   ');
  expect(await dialog(page).getByRole('button', { name: 'Post comment' }).isDisabled()).toBe(true);

  await commentField(dialog(page)).press('Enter');
  await commentField(dialog(page)).fill('Not blank');
  await dialog(page).getByRole('button', { name: 'Post comment' }).click();

  await expect.poll(() => database.commentsBy(user, postId)).toEqual(['Not blank']);
  expect(await hasFocus(commentField(dialog(page)))).toBe(true);
});

test('a comment is shown as text, even if it contains markup', async ({ page, user, database }) => {
  const postId = await database.newPostFor(user);
  const markup = '<img src="//elsewhere.example/x.png" onerror="document.title=1"> <b>🙂 مرحبا</b>';
  await page.goto(`/p/${postId}`);
  await commentField(dialog(page)).fill(markup);
  await commentField(dialog(page)).press('Enter');

  const shown = dialog(page).getByRole('paragraph').filter({ hasText: markup });
  await shown.waitFor();
  await expect.poll(() => database.commentsBy(user, postId)).toEqual([markup]);
  await page.reload();
  await shown.waitFor();
});

test('users can delete their own comments after a confirmation, and no others', async ({ page, user, users, database }) => {
  const postId = await database.newPostFor(user);
  const insert = 'INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)';
  await database.rows(insert, 'By me', user.id, postId);
  await database.rows(insert, 'By another user', users.next().id, postId);
  await page.goto(`/p/${postId}`);
  const comment = (text: string) => dialog(page).getByRole('listitem').filter({ hasText: text });
  await comment('By another user').waitFor();
  expect(await comment('By another user').getByRole('button', { name: /^Delete/ }).count()).toBe(0);

  await comment('By me').getByRole('button', { name: 'Delete your comment “By me”' }).click();
  await expect.poll(() => hasFocus(comment('By me').getByRole('button', { name: 'Keep' }))).toBe(true);
  await comment('By me').getByRole('button', { name: 'Keep' }).click();
  expect(await database.commentsBy(user, postId)).toEqual(['By me']);

  await comment('By me').getByRole('button', { name: /^Delete your comment/ }).click();
  await comment('By me').getByRole('button', { name: 'Delete', exact: true }).click();
  await comment('By me').waitFor({ state: 'detached' });
  await expect.poll(() => database.commentsBy(user, postId)).toEqual([]);
  await message(page, 'Comment deleted').waitFor();
});

test('a refused comment returns to its field', async ({ open, user, database }) => {
  const postId = await database.newPostFor(user);
  const page = await open({ as: user, refusals: [404] });
  await page.goto(`/p/${postId}`);
  await commentField(dialog(page)).fill('Too late');

  await database.deletePost(postId);
  await commentField(dialog(page)).press('Enter');

  await message(page, 'Your comment was not posted.').waitFor();
  expect(await commentField(dialog(page)).inputValue()).toBe('Too late');
  expect(await dialog(page).getByRole('listitem').filter({ hasText: 'Too late' }).count()).toBe(0);
});

test('a comment can be liked and unliked, and its likes are counted', async ({ page, user, users, database }) => {
  const postId = await database.newPostFor(user);
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'Well said', users.next().id, postId);
  const likes = () => database.ids('SELECT l.id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.user_id = $1', user.id);
  await page.goto(`/p/${postId}`);
  const comment = dialog(page).getByRole('listitem').filter({ hasText: 'Well said' });
  const heart = comment.getByRole('switch', { name: /^Like .*’s comment “Well said”$/ });
  await heart.click();
  await comment.getByText('1 like', { exact: true }).waitFor();
  await expect.poll(async () => (await likes()).length).toBe(1);

  await page.reload();
  expect(await isOn(heart)).toBe(true);
  await heart.click();
  await comment.getByText('1 like', { exact: true }).waitFor({ state: 'detached' });
  await expect.poll(likes).toEqual([]);
});

test('liking a deleted comment is undone, and the reason is shown', async ({ open, user, users, database }) => {
  const postId = await database.newPostFor(user);
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'Soon gone', users.next().id, postId);
  const page = await open({ as: user, refusals: [404] });
  await page.goto(`/p/${postId}`);
  const comment = dialog(page).getByRole('listitem').filter({ hasText: 'Soon gone' });
  await comment.waitFor();

  await database.rows('DELETE FROM comments WHERE post_id = $1', postId);
  await comment.getByRole('switch', { name: /^Like/ }).click();
  await message(page, 'Your like was not saved.').waitFor();
  await comment.waitFor({ state: 'detached' });
});

test('a reply mentions the author of the comment, and keeps what was typed', async ({ page, user, users, database }) => {
  const postId = await database.newPostFor(user);
  const other = users.next();
  await database.rows('INSERT INTO comments (text, user_id, post_id) VALUES ($1, $2, $3)', 'Where is this?', other.id, postId);
  await page.goto(`/p/${postId}`);
  const reply = dialog(page).getByRole('listitem').filter({ hasText: 'Where is this?' }).getByRole('button', { name: /^Reply to / });
  await commentField(dialog(page)).fill('Hello');

  for (const key of ['Enter', ' ']) {
    await reply.focus();
    await page.keyboard.press(key);
    await expect.poll(() => hasFocus(commentField(dialog(page)))).toBe(true);
    expect(await commentField(dialog(page)).inputValue()).toBe(`Hello @${other.username} `);
  }
  await page.keyboard.type('in Norway');
  await page.keyboard.press('Enter');

  await expect.poll(() => database.commentsBy(user, postId)).toEqual([`Hello @${other.username} in Norway`]);
  const mention = dialog(page).getByRole('link', { name: `@${other.username}`, exact: true });
  expect(await mention.getAttribute('href')).toBe(`/u/${encodeURIComponent(other.username)}`);
});
