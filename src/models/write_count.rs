//! Limits on what a user writes in an hour. Writes are counted in the database, so that all processes share the counts, and
//! in the transaction of the write, so that a failed write is not counted.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};

use super::CLOCKS_DIFFER;
use crate::{db::Conn, schema::write_counts};

/// How long writes are counted together, from the first write, in seconds.
const WINDOW: i64 = 60 * 60;

/// The writes that share a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteKind {
    Comments,
    /// Includes stories.
    Posts,
    Uploads,
    Follows,
    /// Changes of posts and profiles, blocks and mutes.
    Changes,
    Reports,
    /// Revoked tokens.
    Revocations,
    GuestLinks,
}

/// The rows with the counts.
pub struct WriteCount;

/// A user has reached a limit on writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitReached {
    pub kind: WriteKind,
    /// Seconds until they may write again, at least one.
    pub retry_after: u32,
}

impl WriteKind {
    /// As the table names it.
    fn name(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Posts => "posts",
            Self::Uploads => "uploads",
            Self::Follows => "follows",
            Self::Changes => "changes",
            Self::Reports => "reports",
            Self::Revocations => "revocations",
            Self::GuestLinks => "guest_links",
        }
    }
}

impl WriteCount {
    /// Counts a write of `kind` at `now`. The inner result is an error, and nothing is counted, if it exceeds `limit`.
    pub fn add(
        conn: &mut Conn,
        user_id: i32,
        kind: WriteKind,
        limit: u32,
        now: i64,
    ) -> QueryResult<Result<(), LimitReached>> {
        let begun = now - WINDOW;
        let counted = diesel::sql_query(
            "INSERT INTO write_counts (user_id, kind, since, writes) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (user_id, kind) DO UPDATE SET \
             writes = CASE WHEN write_counts.since > $4 AND write_counts.since <= $5 THEN write_counts.writes + 1 ELSE 1 END, \
             since = CASE WHEN write_counts.since > $4 AND write_counts.since <= $5 THEN write_counts.since \
             ELSE excluded.since END \
             WHERE write_counts.since <= $4 OR write_counts.since > $5 OR write_counts.writes < $6",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Text, _>(kind.name())
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(begun)
        .bind::<BigInt, _>(now + CLOCKS_DIFFER)
        .bind::<BigInt, _>(i64::from(limit))
        .execute(conn)?;
        if counted > 0 {
            return Ok(Ok(()));
        }
        let since: i64 =
            write_counts::table.find((user_id, kind.name())).select(write_counts::since).get_result(conn)?;
        let retry_after = u32::try_from(since - begun).unwrap_or_default().max(1);
        Ok(Err(LimitReached { kind, retry_after }))
    }

    /// Deletes the counts whose hour is over at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(write_counts::table.filter(write_counts::since.le(now - WINDOW))).execute(conn)
    }
}
