//! Attempts to sign in of the last minute that did not succeed (or not yet), by where they came from. They are counted
//! in the database, so that it makes no difference which of several processes answers.

use diesel::{
    prelude::*,
    result::Error,
    sql_types::{BigInt, Integer, Text},
};

use super::CLOCKS_DIFFER;
use crate::{db::Conn, schema::failed_sign_ins};

/// How long failures are remembered, from the first of them, in seconds.
const WINDOW: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = failed_sign_ins)]
pub struct LimitedAttempts {
    /// Whatever the failures have in common.
    #[diesel(sql_type = Text)]
    pub origin: String,
    /// When the first of them was, in seconds since 1970.
    #[diesel(sql_type = BigInt)]
    pub since: i64,
    #[diesel(sql_type = Integer)]
    pub failures: i32,
}

impl LimitedAttempts {
    /// Those of any of these origins that are remembered at `now`.
    pub fn of(conn: &mut Conn, origins: &[String], now: i64) -> QueryResult<Vec<Self>> {
        failed_sign_ins::table
            .filter(failed_sign_ins::origin.eq_any(origins))
            .filter(failed_sign_ins::since.gt(now - WINDOW))
            // Of a clock that was ahead.
            .filter(failed_sign_ins::since.le(now + CLOCKS_DIFFER))
            .select(Self::as_select())
            .load(conn)
    }

    /// Seconds after `now` until they are forgotten, at least one.
    pub fn seconds_left(&self, now: i64) -> u32 {
        u32::try_from(self.since + WINDOW - now).unwrap_or_default().max(1)
    }

    /// Whether there are at least so many.
    pub fn reach(&self, limit: u32) -> bool {
        u32::try_from(self.failures).is_ok_and(|failures| failures >= limit)
    }

    /// Counts one attempt under each of these origins, of which each has a limit, and returns the counts with it. One
    /// statement per origin counts and compares, so that processes that do this at once cannot exceed a limit together.
    ///
    /// # Errors
    /// [`Error::RollbackTransaction`] if a limit was reached already: the transaction must be undone, and then nothing
    /// is counted.
    pub fn add(conn: &mut Conn, origins: &[(String, u32)], now: i64) -> QueryResult<Vec<Self>> {
        let count = |(origin, limit): &(String, u32)| {
            // A window in which nothing counts any more begins again.
            let counted: Self = diesel::sql_query(
                "INSERT INTO failed_sign_ins (origin, since, failures) VALUES ($1, $2, 1) \
                 ON CONFLICT (origin) DO UPDATE SET \
                 failures = CASE WHEN failed_sign_ins.since > $3 AND failed_sign_ins.since <= $4 \
                 THEN failed_sign_ins.failures + 1 ELSE 1 END, \
                 since = CASE WHEN failed_sign_ins.since > $3 AND failed_sign_ins.since <= $4 \
                 AND failed_sign_ins.failures > 0 \
                 THEN failed_sign_ins.since ELSE excluded.since END \
                 RETURNING origin, since, failures",
            )
            .bind::<Text, _>(origin)
            .bind::<BigInt, _>(now)
            .bind::<BigInt, _>(now - WINDOW)
            .bind::<BigInt, _>(now + CLOCKS_DIFFER)
            .get_result(conn)?;
            if counted.reach(limit.saturating_add(1)) { Err(Error::RollbackTransaction) } else { Ok(counted) }
        };
        origins.iter().map(count).collect()
    }

    /// Takes one attempt back out of the counts that [`Self::add`] returned for it. Where such a window is over, nothing
    /// is left to change: the next one never counted the attempt.
    pub fn refund(conn: &mut Conn, counted: &[Self]) -> QueryResult<()> {
        counted.iter().try_for_each(|one| {
            let window = failed_sign_ins::table
                .find(&one.origin)
                .filter(failed_sign_ins::since.eq(one.since))
                .filter(failed_sign_ins::failures.gt(0));
            diesel::update(window)
                .set(failed_sign_ins::failures.eq(failed_sign_ins::failures - 1))
                .execute(conn)
                .map(drop)
        })
    }

    /// Forgets what is no longer remembered at `now`.
    pub fn sweep(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(failed_sign_ins::table.filter(failed_sign_ins::since.le(now - WINDOW))).execute(conn)
    }
}
