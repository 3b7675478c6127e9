/** Moderators and admins. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe';
import type { Database } from './database';
import type { TestUser } from './testUser';
import { createNewUser } from './testUsers';

export async function createStaff(database: Database, role: 'moderator' | 'admin'): Promise<TestUser> {
  const user = await createNewUser(database);
  await database.rows('UPDATE users SET role = $2 WHERE id = $1', user.id, role);
  return user;
}

export async function confirmPassword(page: Page, { password }: TestUser): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await proof.getByLabel('Your password').fill(password);
  expect(await violations(page)).toEqual([]);
  await proof.getByRole('button', { name: 'Continue' }).click();
  await proof.waitFor({ state: 'detached' });
}
