//! Limits on what a user writes in an hour. Writes are counted in the database, so that all processes share the counts, and
//! in the transaction of the write, so that a failed write is not counted.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Nullable, Text},
};

use super::{CLOCKS_DIFFER, LimitName, LimitValues};
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

/// The counts of a user whose hour is running at `now`.
#[diesel::dsl::auto_type]
fn running(user_id: i32, now: i64) -> _ {
    let (begun, latest): (i64, i64) = (now - WINDOW, now + CLOCKS_DIFFER);
    write_counts::table
        .filter(write_counts::user_id.eq(user_id))
        .filter(write_counts::since.gt(begun))
        .filter(write_counts::since.le(latest))
}

/// A user has reached a limit on writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitReached {
    pub kind: WriteKind,
    /// Seconds until they may write again, at least one.
    pub retry_after: u32,
}

impl WriteKind {
    /// The kinds whose limits admins can change.
    const ADJUSTABLE: [(Self, LimitName); 7] = [
        (Self::Comments, LimitName::CommentsPerHour),
        (Self::Posts, LimitName::PostsPerHour),
        (Self::Uploads, LimitName::UploadsPerHour),
        (Self::Follows, LimitName::FollowsPerHour),
        (Self::Changes, LimitName::ChangesPerHour),
        (Self::Reports, LimitName::ReportsPerHour),
        (Self::GuestLinks, LimitName::GuestLinksPerHour),
    ];

    /// The limit that admins can change.
    fn limit(self) -> Option<LimitName> {
        Self::ADJUSTABLE.into_iter().find(|(kind, _)| *kind == self).map(|(_, limit)| limit)
    }

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
    /// Counts a write of `kind` at `now`. The inner result is an error, and nothing is counted, if it exceeds `limit`, or the
    /// limit that admins have set for this user.
    pub fn add(
        conn: &mut Conn,
        user_id: i32,
        kind: WriteKind,
        limit: u32,
        now: i64,
    ) -> QueryResult<Result<(), LimitReached>> {
        let begun = now - WINDOW;
        // The limit is a row, because it also holds if there is no count yet. SQLite numbers the parameters by where they first
        // stand.
        let counted = diesel::sql_query(
            "WITH allowed AS (SELECT coalesce((SELECT value FROM user_limits WHERE user_id = $1 AND name = $2), $3) AS most) \
             INSERT INTO write_counts (user_id, kind, since, writes) SELECT $1, $4, $5, 1 FROM allowed WHERE most > 0 \
             ON CONFLICT (user_id, kind) DO UPDATE SET \
             writes = CASE WHEN write_counts.since > $6 AND write_counts.since <= $7 THEN write_counts.writes + 1 ELSE 1 END, \
             since = CASE WHEN write_counts.since > $6 AND write_counts.since <= $7 THEN write_counts.since \
             ELSE excluded.since END \
             WHERE write_counts.since <= $6 OR write_counts.since > $7 \
             OR write_counts.writes < (SELECT most FROM allowed)",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Nullable<Text>, _>(kind.limit().map(LimitName::name))
        .bind::<BigInt, _>(i64::from(limit))
        .bind::<Text, _>(kind.name())
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(begun)
        .bind::<BigInt, _>(now + CLOCKS_DIFFER)
        .execute(conn)?;
        if counted > 0 {
            return Ok(Ok(()));
        }
        let running: Option<i64> = running(user_id, now)
            .filter(write_counts::kind.eq(kind.name()))
            .select(write_counts::since)
            .get_result(conn)
            .optional()?;
        // Without a running hour, the limit is 0.
        let retry_after = running.map_or(WINDOW, |since| since - begun);
        Ok(Err(LimitReached { kind, retry_after: u32::try_from(retry_after).unwrap_or_default().max(1) }))
    }

    /// What a user has written in the hours that are running at `now`.
    pub fn running(conn: &mut Conn, user_id: i32, now: i64) -> QueryResult<LimitValues> {
        let counts: Vec<(String, i32)> =
            running(user_id, now).select((write_counts::kind, write_counts::writes)).load(conn)?;
        let count_of =
            |kind: WriteKind| counts.iter().find(|(name, _)| name == kind.name()).map_or(0, |(_, writes)| *writes);
        let used =
            WriteKind::ADJUSTABLE.into_iter().map(|(kind, limit)| (limit, count_of(kind).unsigned_abs().into()));
        Ok(used.collect())
    }

    /// Deletes the counts whose hour is over at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(write_counts::table.filter(write_counts::since.le(now - WINDOW))).execute(conn)
    }
}
