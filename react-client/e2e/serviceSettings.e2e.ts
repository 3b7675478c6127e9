import { expect } from 'vitest';
import { violations } from './support/axe';
import { confirmPassword, createStaff } from './support/staff';
import { test, type Visit } from './support/test';
import { createNewUser } from './support/testUsers';
import { hasFocus, message } from './support/views';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// While colours change, their contrast cannot be judged. The server asks for the password with 403.
const visit: Visit = { reducedMotion: 'reduce', refusals: [403] };
const widerThanScreen = () => document.documentElement.scrollWidth > innerWidth;

for (const [device, screen] of [['desktop', {}], ['phone', PHONE]] as const) {
  test(`an admin writes a message and rules, and users see them, on a ${device}`, async ({ open, database }) => {
    const [admin, user] = [await createStaff(database, 'admin'), await createNewUser(database)];
    const page = await open({ ...visit, ...screen, as: admin });
    await page.goto('/admin');
    await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.getByLabel('Message of the day').fill(`Hello on a ${device}`);
    await page.getByLabel('Rules').fill('1. Be kind.\n2. No spam.');
    await page.getByLabel('Who may sign up').selectOption('Everybody');
    await page.getByLabel('Guest links per hour').fill('7');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(widerThanScreen)).toBe(false);
    await page.getByRole('button', { name: 'Save' }).click();
    await confirmPassword(page, admin);
    await message(page, 'Settings saved').waitFor();
    const rows = await database.rows(`SELECT value FROM settings WHERE name = 'guest_links_per_hour'`);
    expect(rows).toEqual([{ value: '7' }]);

    const guest = await open({ ...visit, ...screen });
    await guest.goto('/signup');
    const rules = guest.waitForEvent('popup');
    await guest.getByRole('link', { name: 'rules of this service' }).click();
    const rulesPage = await rules;
    await rulesPage.getByText('2. No spam.').waitFor();
    expect(await violations(rulesPage)).toEqual([]);

    const feed = await open({ ...visit, ...screen, as: user });
    await feed.goto('/');
    const note = feed.getByRole('note');
    await note.getByText(`Hello on a ${device}`).waitFor();
    await feed.getByRole('main').locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    expect(await violations(feed)).toEqual([]);
    expect(await feed.evaluate(widerThanScreen)).toBe(false);
    await note.getByRole('button', { name: 'Dismiss' }).press('Enter');
    await note.waitFor({ state: 'detached' });
    expect(await hasFocus(feed.getByRole('heading', { name: 'Home' }))).toBe(true);
    await feed.reload();
    await feed.getByRole('main').locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    expect(await note.count()).toBe(0);
    await feed.goto('/settings');
    await feed.getByRole('link', { name: 'Rules' }).click();
    await feed.getByText('1. Be kind.').waitFor();
  });

  test(`an admin limits a person, on a ${device}`, async ({ open, database }) => {
    const [admin, person] = [await createStaff(database, 'admin'), await createNewUser(database)];
    const page = await open({ ...visit, ...screen, as: admin });
    await page.goto('/admin');
    await page.getByRole('searchbox').fill(person.username);
    const item = page.getByRole('listitem').filter({ hasText: `@${person.username}` });
    await item.getByText('Actions').click();
    await item.getByText('Limits and storage').click();
    await item.getByLabel('Comments per hour').fill('0');
    await item.getByLabel('Storage in MiB').fill('100');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(widerThanScreen)).toBe(false);
    await item.getByRole('button', { name: `Save the limits of ${person.username}` }).click();
    await confirmPassword(page, admin);
    await message(page, `The limits of ${person.username} are changed`).waitFor();

    const theirs = await open({ ...visit, ...screen, refusals: [429], as: person });
    const [post] = await database.ids(
      `INSERT INTO posts (image_url, caption, user_id) VALUES ('/static/demo/posts/03.svg', 'Hills', $1) RETURNING id`,
      person.id,
    );
    await theirs.goto(`/p/${post}`);
    await theirs.getByRole('textbox', { name: /^Add a comment/ }).last().fill('Hello');
    await theirs.keyboard.press('Enter');
    await theirs.getByText(/You have written too many comments within an hour/).first().waitFor();
    await theirs.goto('/settings/data');
    await theirs.getByText(/0 bytes of 100 MiB/).waitFor();

    await page.goto('/admin/audit-log');
    await page.getByText(`${admin.username} changed a limit of ${person.username} (Storage: 100 MiB)`).waitFor();
  });
}
