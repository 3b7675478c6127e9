/** What the tests need from outside. If anything is missing, they fail: skipped tests prove nothing. */
import path from 'node:path';

const PROJECT = path.join(import.meta.dirname, '../../..');

export const folders = {
  client: path.join(PROJECT, 'react-client/build'),
  statics: path.join(PROJECT, 'static'),
  /** Where a failed test leaves screenshots. */
  failures: path.join(PROJECT, 'react-client/node_modules/.e2e'),
};

export const photoApp = () => given('PHOTO_APP', 'the path of the server’s binary');
export const chromium = () => given('CHROMIUM', 'the path of a Chromium, which scripts/with-chromium finds');
export const postgresUrl = () => given('TEST_POSTGRES_URL', 'a PostgreSQL cluster, which scripts/with-postgres starts');

function given(name: string, what: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} must hold ${what}.`);
  return value;
}
