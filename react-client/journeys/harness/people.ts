import type { Database } from './database';

export interface Person {
  id: number;
  username: string;
  /** As the client shows it. */
  name: string;
  password: string;
}

const DEMO_PASSWORD = 'password';

/** The people of the demo data, each given to one journey only, so that journeys do not disturb each other. */
export class People {
  private constructor(private readonly waiting: Person[]) {}

  static async of(database: Database): Promise<People> {
    const sql = `SELECT id, username, first_name || ' ' || last_name AS name FROM users ORDER BY id`;
    const people = await database.rows<Omit<Person, 'password'>>(sql);
    return new People(people.map((person) => ({ ...person, password: DEMO_PASSWORD })));
  }

  next(): Person {
    const person = this.waiting.shift();
    if (!person) throw new Error('This file has more journeys than the demo data has people.');
    return person;
  }
}

/** Somebody who has just joined: no posts, no followers, nobody followed. */
export async function newcomer(database: Database): Promise<Person> {
  const [person] = await database.rows<Omit<Person, 'password'>>(
    `INSERT INTO users (first_name, last_name, username, email, password_hash)
     SELECT 'New', 'Comer', 'newcomer', 'newcomer@example.org', password_hash FROM users LIMIT 1
     RETURNING id, username, first_name || ' ' || last_name AS name`,
  );
  if (!person) throw new Error('There is nobody whose password the newcomer could share.');
  return { ...person, password: DEMO_PASSWORD };
}
