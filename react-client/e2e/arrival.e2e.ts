import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { violations } from './support/axe';
import { secretsOf, TURN_RIGHT, withExif, type Exif } from './support/exif';
import { photoField, takeSidewaysPhoto, UPRIGHT, viewOf } from './support/photos';
import { test, type Visit } from './support/test';
import { dialog, follow, message } from './support/views';

const PHONE: Visit = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' };

const ines = { id: 0, username: `ines.${randomBytes(4).toString('hex')}`, name: 'Ines Quill', password: 'seven grey herons' };
const DESCRIPTION = 'Four fields of colour, red at the top left';
const CAPTION = 'My first photo here';

const exif: Exif = {
  orientation: TURN_RIGHT,
  artist: 'Ines Quill, at home in Harbour Lane 7',
  north: [53, 33, 184_027],
  east: [9, 59, 371_953],
};

/** The files below a folder, by name. */
async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(files.map(async ({ name, parentPath }) => [name, await readFile(path.join(parentPath, name))] as const)),
  );
}

test('an invited user shares a photo from a phone: accepted followers see it upright, and its location stays private', async ({
  open,
  server,
  user,
}) => {
  const invitation = (await server.command('invite')).trim();
  expect(new URL(invitation).origin).toBe(server.origin);
  const page = await open(PHONE);
  await page.goto(invitation);
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Username').fill(ines.username);
  await page.getByLabel('E-mail address').fill(`${ines.username}@example.org`);
  await page.getByLabel('First name').fill('Ines');
  await page.getByLabel('Last name').fill('Quill');
  await page.getByLabel('Password').fill(ines.password);
  await page.getByRole('button', { name: 'Sign up' }).click();

  await page.getByRole('heading', { name: 'Home' }).waitFor({ state: 'attached' });
  expect(page.url()).toBe(`${server.origin}/`);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'New post' }).click();
  await photoField(page).waitFor({ state: 'attached' });
  const file = withExif(await takeSidewaysPhoto(page), exif);
  await photoField(page).setInputFiles({ name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer: file });
  // The browser rotates the preview, which shows that it can read the EXIF data.
  expect(await viewOf(page.getByAltText('Preview of your photo'))).toEqual(UPRIGHT);
  await page.getByRole('status').getByText('Photo uploaded').waitFor({ state: 'attached' });
  await page.getByLabel('Alt text').fill(DESCRIPTION);
  await page.getByLabel('Caption').fill(CAPTION);
  await page.getByRole('button', { name: 'Share' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await message(page, 'Post shared').waitFor();

  const other = await open({ ...PHONE, as: user });
  await other.goto('/');
  const links = other.getByRole('navigation', { name: 'Main' });
  await links.getByRole('link', { name: 'People' }).click();
  await other.getByRole('searchbox').fill(ines.name);
  await follow(other.getByRole('region', { name: 'Search results' }), ines).click();
  await message(other, `You asked to follow ${ines.name}`).waitFor();
  await page.goto('/followers');
  await page.getByRole('button', { name: `Accept ${user.name}` }).click();
  await message(page, `${user.name} now follows you`).waitFor();
  await other.goto('/');
  const picture = other.getByRole('article').filter({ hasText: CAPTION }).getByAltText(DESCRIPTION, { exact: true });
  const { corners } = UPRIGHT;
  const seen = await viewOf(picture);
  expect(seen.corners).toEqual(corners);
  expect(seen.width / seen.height).toBeCloseTo(UPRIGHT.width / UPRIGHT.height, 2);
  const large = (await picture.getAttribute('src')) ?? '';
  expect(await viewOf(picture, large)).toEqual(UPRIGHT);
  expect(await viewOf(picture, large.replace('large', 'medium'))).toEqual({ width: 720, height: 960, corners });
  expect(await viewOf(picture, large.replace('large', 'thumb'))).toEqual({ width: 240, height: 320, corners });

  const stored = await filesIn(server.images);
  expect([...stored.keys()].sort()).toEqual(['large.jpg', 'medium.jpg', 'thumb.jpg']);
  for (const [what, secret] of secretsOf(exif)) {
    expect(file.includes(secret), `the phone tells ${what}`).toBe(true);
    for (const [name, content] of stored) expect(content.includes(secret), `${name} tells ${what}`).toBe(false);
  }
});
