/** Every kind of address of the client, with the heading of its view. */
import type { Page } from 'playwright-core';
import type { Database } from './database';
import type { TestUser } from './testUser';

export interface Address {
  path: string;
  /** The name of the view's heading. */
  heading: string | RegExp;
}

export async function addressesFor(user: TestUser, database: Database): Promise<Address[]> {
  const id = (sql: string) => database.ids(sql, user.id).then(([first]) => String(first));
  const own = await id('SELECT id FROM posts WHERE user_id = $1 ORDER BY id LIMIT 1');
  const discussed = await id(
    `SELECT p.id FROM posts p JOIN comments c ON c.post_id = p.id JOIN following f ON f.following_id = p.user_id
     WHERE f.user_id = $1 GROUP BY p.id ORDER BY count(*) DESC, p.id LIMIT 1`,
  );
  const story = await id(
    'SELECT s.id FROM stories s JOIN following f ON f.following_id = s.user_id WHERE f.user_id = $1 LIMIT 1',
  );
  const followed = await usernameOf(database, user, 'id IN');
  const stranger = await usernameOf(database, user, 'id NOT IN');
  return [
    { path: '/', heading: 'Home' },
    { path: '/bookmarks', heading: 'Bookmarks' },
    { path: '/people', heading: 'Find people' },
    { path: '/following', heading: 'Following' },
    { path: '/followers', heading: 'Followers' },
    { path: '/notifications', heading: 'Notifications' },
    { path: '/profile', heading: 'Profile' },
    { path: '/settings/profile', heading: 'Edit profile' },
    { path: '/settings/account', heading: 'Account' },
    { path: '/settings/notifications', heading: 'Notifications' },
    { path: '/settings/guest-links', heading: 'Guest links' },
    { path: '/settings/appearance', heading: 'Appearance' },
    { path: '/settings/data', heading: 'Your data' },
    { path: `/u/${followed}`, heading: `@${followed}` },
    { path: `/u/${stranger}`, heading: `@${stranger}` },
    { path: '/tags/sea', heading: '#sea' },
    { path: '/new', heading: 'New post' },
    { path: `/p/${discussed}`, heading: /’s post$/ },
    { path: `/p/${discussed}/photos/1`, heading: /^Photo .*by @/ },
    { path: `/p/${discussed}/likes`, heading: 'Likes' },
    { path: `/p/${own}/options`, heading: 'Post options' },
    { path: `/share/${own}`, heading: 'Share with a link' },
    { path: `/p/${own}/edit`, heading: 'Edit post' },
    { path: `/p/${own}/delete`, heading: 'Delete this post?' },
    { path: '/stories/new', heading: 'New story' },
    { path: `/stories/${story}`, heading: /’s story$/ },
    { path: '/no/such/page', heading: 'Page not found' },
  ];
}

async function usernameOf(database: Database, user: TestUser, among: 'id IN' | 'id NOT IN'): Promise<string> {
  const [found] = await database.rows<{ username: string }>(
    `SELECT username FROM users WHERE id <> $1 AND ${among} (SELECT following_id FROM following WHERE user_id = $1) LIMIT 1`,
    user.id,
  );
  if (!found) throw new Error(`${user.username} follows everyone or no one.`);
  return found.username;
}

/** Waits until a view is complete, images included. */
export async function settled(page: Page, { heading }: Address): Promise<void> {
  await page.getByRole('heading', { name: heading, exact: true }).first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'));
}
