/** The server's database, which tests read and change directly. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresUrl } from './environment';
import type { TestUser } from './testUser';

export interface PostRow {
  id: number;
  image_url: string;
  caption: string | null;
  alt_text: string | null;
}

export class Database {
  readonly url: string;
  private readonly pool: pg.Pool;

  private constructor(readonly name: string) {
    this.url = `${postgresUrl()}/${name}`;
    this.pool = new pg.Pool({ connectionString: this.url, max: 2 });
    // If the server closes an idle connection, the next query opens another.
    this.pool.on('error', () => undefined);
  }

  /** A new database: empty, or a copy of another that must not be in use. */
  static async create(template = 'template1'): Promise<Database> {
    const name = `e2e_${randomBytes(6).toString('hex')}`;
    await inCluster(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return new Database(name);
  }

  async rows<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  async disconnect(): Promise<void> {
    await this.pool.end();
  }

  async drop(): Promise<void> {
    if (!this.pool.ended) await this.disconnect();
    await inCluster(`DROP DATABASE ${this.name} WITH (FORCE)`);
  }

  likedBy(user: TestUser): Promise<number[]> {
    return this.ids('SELECT post_id AS id FROM likes_posts WHERE user_id = $1', user.id);
  }

  bookmarkedBy(user: TestUser): Promise<number[]> {
    return this.ids('SELECT post_id AS id FROM bookmarks WHERE user_id = $1', user.id);
  }

  followedBy(user: TestUser): Promise<number[]> {
    return this.ids('SELECT following_id AS id FROM following WHERE user_id = $1', user.id);
  }

  async commentsBy(user: TestUser, postId: number): Promise<string[]> {
    const sql = 'SELECT text FROM comments WHERE user_id = $1 AND post_id = $2 ORDER BY id';
    return (await this.rows<{ text: string }>(sql, user.id, postId)).map(({ text }) => text);
  }

  postsBy(user: TestUser): Promise<PostRow[]> {
    return this.rows<PostRow>('SELECT id, image_url, caption, alt_text FROM posts WHERE user_id = $1', user.id);
  }

  /** The newest post by another user, on the first page of the feed, on which this user has not reacted. */
  async newPostFor(user: TestUser): Promise<number> {
    const [id] = await this.ids(
      `SELECT id FROM (
         SELECT * FROM posts
         WHERE user_id = $1 OR user_id IN (SELECT following_id FROM following WHERE user_id = $1)
         ORDER BY pub_date DESC, id DESC LIMIT 10
       ) AS page
       WHERE user_id <> $1
         AND id NOT IN (SELECT post_id FROM likes_posts WHERE user_id = $1)
         AND id NOT IN (SELECT post_id FROM bookmarks WHERE user_id = $1)
         AND id NOT IN (SELECT post_id FROM comments WHERE user_id = $1)
       ORDER BY pub_date DESC, id DESC LIMIT 1`,
      user.id,
    );
    if (id === undefined) throw new Error(`${user.username} has reacted to every post on the first page.`);
    return id;
  }

  /** All posts of a user's feed, newest first. */
  feedOf(user: TestUser): Promise<number[]> {
    return this.ids(
      `SELECT id FROM posts WHERE user_id = $1 OR user_id IN (SELECT following_id FROM following WHERE user_id = $1)
       ORDER BY pub_date DESC, id DESC`,
      user.id,
    );
  }

  /** The addresses of all photos in the viewer, in the order of the feed. */
  async photosInFeedOf(user: TestUser): Promise<string[]> {
    return this.photosOf(await this.feedOf(user));
  }

  /** The addresses in the viewer of all photos of these posts: the demo data has posts with several. */
  async photosOf(postIds: number[]): Promise<string[]> {
    const rows = await this.rows<{ id: number; photos: number }>(
      `SELECT id, 1 + (SELECT count(*)::int FROM post_images i WHERE i.post_id = p.id) AS photos
       FROM unnest($1::int[]) WITH ORDINALITY AS p (id, position) ORDER BY position`,
      postIds,
    );
    return rows.flatMap(({ id, photos }) => Array.from({ length: photos }, (_, index) => `/p/${id}/photos/${index + 1}`));
  }

  /** Adds old posts of a user, some with the same time. */
  addOldPosts(user: TestUser, amount: number): Promise<unknown> {
    return this.rows(
      `INSERT INTO posts (image_url, caption, alt_text, user_id, pub_date)
       SELECT '/static/demo/posts/03.svg', 'Once upon a time ' || n, 'Hills', $1,
         now() at time zone 'utc' - interval '2 years' - (n / 3) * interval '1 day'
       FROM generate_series(1, $2::int) AS n`,
      user.id,
      amount,
    );
  }

  deletePost(id: number): Promise<unknown> {
    return this.rows('DELETE FROM posts WHERE id = $1', id);
  }

  async ids(sql: string, ...values: unknown[]): Promise<number[]> {
    return (await this.rows<{ id: number }>(sql, ...values)).map(({ id }) => id);
  }
}

async function inCluster(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${postgresUrl()}/postgres` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
