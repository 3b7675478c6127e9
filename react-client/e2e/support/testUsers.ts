import { randomBytes } from 'node:crypto';
import type { Database } from './database';
import type { TestUser } from './testUser';

const DEMO_PASSWORD = 'password';

/** The users of the demo data. Each test, and each second run of a test, gets another, so that tests do not affect each other. */
export class TestUsers {
  private constructor(private readonly unused: TestUser[]) {}

  static async of(database: Database): Promise<TestUsers> {
    const sql = `SELECT id, username, first_name || ' ' || last_name AS name FROM users ORDER BY id`;
    const users = await database.rows<Omit<TestUser, 'password'>>(sql);
    return new TestUsers(users.map((user) => ({ ...user, password: DEMO_PASSWORD })));
  }

  next(): TestUser {
    const user = this.unused.shift();
    if (!user) throw new Error('The tests of this file need more users than the demo data has.');
    return user;
  }
}

/** A user without posts or followers, who follows nobody. */
export async function createNewUser(database: Database): Promise<TestUser> {
  const username = `new.user.${randomBytes(4).toString('hex')}`;
  const [user] = await database.rows<Omit<TestUser, 'password'>>(
    `INSERT INTO users (first_name, last_name, username, email, password_hash)
     SELECT 'New', 'User', $1::text, $1::text || '@example.org', password_hash FROM users LIMIT 1
     RETURNING id, username, first_name || ' ' || last_name AS name`,
    username,
  );
  if (!user) throw new Error('The demo data has no user whose password hash could be copied.');
  return { ...user, password: DEMO_PASSWORD };
}
