import { expect } from 'vitest';
import { addressesFor, settled } from './support/addresses';
import { test } from './support/test';

test('every address can be reloaded and shared', async ({ page, user, database }) => {
  for (const address of await addressesFor(user, database)) {
    await page.goto(address.path);
    await settled(page, address);
    await page.reload();
    await settled(page, address);
    expect(new URL(page.url()).pathname).toBe(address.path);
  }
});

test('every address requires signing in first', async ({ open, user, database }) => {
  const addresses = await addressesFor(user, database);
  const page = await open();
  for (const { path } of addresses.slice(1)) {
    await page.goto(path);
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(new URL(page.url()).searchParams.get('next')).toBe(path);
  }
});

test('a missing post or story says that it is not available', async ({ open, user }) => {
  const page = await open({ as: user, refusals: [404] });
  await page.goto('/p/2000000000');
  await page.getByText('This post isn’t available').waitFor();
  await page.goto('/stories/2000000000');
  await page.getByText('This story is no longer available').waitFor();
});
