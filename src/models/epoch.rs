//! Restored databases. A backup does not know the ids and tokens that were issued after it was made. So a restored database
//! starts a new epoch: ids continue far above the known ones, and earlier tokens, invitations and links are invalid.

use diesel::{
    QueryableByName,
    connection::SimpleConnection,
    dsl::max,
    prelude::*,
    sql_types::{BigInt, Integer},
};
use time::OffsetDateTime;

use super::session_end::{EndingSessions, settle_leftovers_now};
use crate::{
    db::Conn,
    schema::{epochs, guest_links, invites, password_proofs, password_resets},
};

/// The tables whose ids are never reused.
const TABLES: [&str; 8] =
    ["users", "posts", "comments", "likes_posts", "bookmarks", "likes_comments", "following", "stories"];

/// The maximum number of ids that a table may have used since the backup.
const ID_GAP: i64 = 1_000_000;

/// The maximum of a random number of further ids that are skipped. Without it, two databases that were restored from the
/// same backup would use the same ids.
const MOST_FURTHER: i64 = 20_000_000;

/// `PRAGMA user_version` of a backup that was not opened yet. Nothing else uses that number.
const COPY: i32 = 0x63_6f_70_79;

pub struct Epoch;

impl Epoch {
    /// Marks an SQLite database as a copy, so that the server starts a new epoch when it opens it.
    pub fn mark_copy(conn: &mut SqliteConnection) -> QueryResult<()> {
        conn.batch_execute(&format!("PRAGMA user_version = {COPY}"))
    }

    /// Starts a new epoch if the database is a copy, and returns whether it was.
    pub fn start_if_copy(conn: &mut Conn) -> QueryResult<bool> {
        if !is_copy(conn)? {
            return Ok(false);
        }
        let started = conn.writing(|conn| {
            // Only one of several programs that open it at once starts the epoch.
            let first = is_copy(conn)?;
            if first {
                start(conn)?;
                conn.batch_execute("PRAGMA user_version = 0")?;
            }
            Ok(first)
        })?;
        settle_leftovers_now(conn)?;
        Ok(started)
    }

    pub fn start(conn: &mut Conn) -> QueryResult<()> {
        conn.writing(start)?;
        settle_leftovers_now(conn)
    }

    /// The start of the epoch, in seconds since 1970; 0 for the first epoch.
    pub fn began(conn: &mut Conn) -> QueryResult<i64> {
        let began: Option<i64> = epochs::table.select(max(epochs::started)).get_result(conn)?;
        Ok(began.unwrap_or_default())
    }
}

/// On PostgreSQL copies are not marked, because `pg_dump` makes them.
fn is_copy(conn: &mut Conn) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = Integer)]
        user_version: i32,
    }

    match conn {
        Conn::Sqlite(conn) => {
            let found: Version = diesel::sql_query("PRAGMA user_version").get_result(conn)?;
            Ok(found.user_version == COPY)
        }
        Conn::Postgres(_) => Ok(false),
    }
}

fn start(conn: &mut Conn) -> QueryResult<()> {
    EndingSessions::begin_for_all(conn)?;
    diesel::delete(invites::table).execute(conn)?;
    diesel::delete(password_resets::table).execute(conn)?;
    diesel::delete(guest_links::table).execute(conn)?;
    diesel::delete(password_proofs::table).execute(conn)?;
    for table in TABLES {
        skip_ids(conn, table)?;
    }
    let now = OffsetDateTime::now_utc().unix_timestamp();
    diesel::sql_query("INSERT INTO epochs (started) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind::<BigInt, _>(now)
        .execute(conn)
        .map(drop)
}

/// Moves the next id of a table above any id that may have been used. If few ids are left, skips half of them.
fn skip_ids(conn: &mut Conn, table: &str) -> QueryResult<()> {
    let gap = ID_GAP + rand::random_range(0..MOST_FURTHER);
    let skipped = |last: &str, least: &str| format!("{last} + {least}({gap}, (2147483647 - {last}) / 2)");
    match conn {
        Conn::Sqlite(conn) => conn.batch_execute(&format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', 0 \
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{table}'); \
             UPDATE sqlite_sequence SET seq = {} WHERE name = '{table}'",
            skipped("seq", "min")
        )),
        Conn::Postgres(conn) => conn.batch_execute(&format!(
            "SELECT setval(given.sequence, {}) FROM ( \
               SELECT s.sequence, coalesce(pg_sequence_last_value(s.sequence), 0) AS last \
               FROM (SELECT pg_get_serial_sequence('{table}', 'id')::regclass AS sequence) AS s) AS given",
            skipped("given.last", "least")
        )),
    }
}
