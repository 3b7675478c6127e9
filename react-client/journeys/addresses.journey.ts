import { expect } from 'vitest';
import { addressesFor, settled } from './harness/addresses';
import { journey } from './harness/journey';

journey('every address can be reloaded and shared', async ({ page, person, database }) => {
  for (const address of await addressesFor(person, database)) {
    await page.goto(address.path);
    await settled(page, address);
    await page.reload();
    await settled(page, address);
    expect(new URL(page.url()).pathname).toBe(address.path);
  }
});

journey('every address asks for a sign-in first, and is then shown', async ({ open, person, database }) => {
  const addresses = await addressesFor(person, database);
  const page = await open();
  for (const { path } of addresses.slice(1)) {
    await page.goto(path);
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(new URL(page.url()).searchParams.get('next')).toBe(path);
  }
});

journey('an address that is no longer there says so', async ({ open, person }) => {
  const page = await open({ as: person, refusals: [404] });
  await page.goto('/p/2000000000');
  await page.getByText('This post is not available').waitFor();
  await page.goto('/stories/2000000000');
  await page.getByText('This story is no longer here').waitFor();
});
