//! Restored databases. Since a backup was made, ids and tokens were given that the backup does not know of. A database
//! that was restored therefore starts a new epoch: ids go on far above those that it knows, and tokens, invitations
//! and links of before have ended.

use diesel::{
    QueryableByName,
    connection::SimpleConnection,
    dsl::max,
    prelude::*,
    result::Error,
    sql_types::{BigInt, Integer},
};
use time::OffsetDateTime;

use super::session_end::{EndingSessions, settle_leftovers_now};
use crate::{
    db::Conn,
    schema::{epochs, invites, password_resets},
};

/// The tables whose ids are never given twice.
const TABLES: [&str; 8] =
    ["users", "posts", "comments", "likes_posts", "bookmarks", "likes_comments", "following", "stories"];

/// How many ids of a table may have been given since the backup, at most.
const ID_GAP: i64 = 1_000_000;

/// Up to so many further ids are skipped, a random number of them: two databases restored from one backup would
/// otherwise give the same ids.
const MOST_FURTHER: u32 = 20_000_000;

/// `PRAGMA user_version` of a backup that nobody has opened yet. Nothing else uses that number.
const COPY: i32 = 0x63_6f_70_79;

pub struct Epoch;

impl Epoch {
    /// Marks an SQLite database as a copy, so that whatever opens it starts a new epoch first.
    pub fn mark_copy(conn: &mut SqliteConnection) -> QueryResult<()> {
        conn.batch_execute(&format!("PRAGMA user_version = {COPY}"))
    }

    /// Starts a new epoch if the database is a copy. Says whether it was one.
    pub fn start_if_copy(conn: &mut Conn) -> QueryResult<bool> {
        if !is_copy(conn)? {
            return Ok(false);
        }
        let started = conn.writing(|conn| {
            // Of two programs that open it at once, one starts the epoch.
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

    /// Starts a new epoch.
    pub fn start(conn: &mut Conn) -> QueryResult<()> {
        conn.writing(start)?;
        settle_leftovers_now(conn)
    }

    /// When the epoch began, in seconds since 1970; 0 for the first.
    pub fn began(conn: &mut Conn) -> QueryResult<i64> {
        let began: Option<i64> = epochs::table.select(max(epochs::started)).get_result(conn)?;
        Ok(began.unwrap_or_default())
    }
}

/// On PostgreSQL nothing marks a copy: `pg_dump` makes them.
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
    for table in TABLES {
        skip_ids(conn, table)?;
    }
    let now = OffsetDateTime::now_utc().unix_timestamp();
    diesel::sql_query("INSERT INTO epochs (started) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind::<BigInt, _>(now)
        .execute(conn)
        .map(drop)
}

/// Makes the ids of a table go on above any that may have been given. Where few are left, half of them are skipped.
fn skip_ids(conn: &mut Conn, table: &str) -> QueryResult<()> {
    let further = getrandom::u32().map_err(|why| Error::QueryBuilderError(Box::new(why)))? % MOST_FURTHER;
    let gap = ID_GAP + i64::from(further);
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
