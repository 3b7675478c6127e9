//! Attempts of the last minute that failed or are pending, counted by key: failed sign-ins, and attempts with the forms for
//! accounts. They are counted in the database, so that all processes share the counts.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};

use super::CLOCKS_DIFFER;
use crate::{db::Conn, schema::failed_sign_ins};

/// How long attempts are counted together, from the first of them, in seconds.
const WINDOW: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = failed_sign_ins)]
pub struct LimitedAttempts {
    #[diesel(sql_type = Text, column_name = origin)]
    pub key: String,
    /// The time of the first attempt, in seconds since 1970.
    #[diesel(sql_type = BigInt)]
    pub since: i64,
    #[diesel(sql_type = Integer)]
    pub failures: i32,
}

/// A limit of attempts was reached already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptLimitReached;

impl LimitedAttempts {
    /// The counts under these keys at `now`.
    pub fn of(conn: &mut Conn, counted_keys: &[String], now: i64) -> QueryResult<Vec<Self>> {
        failed_sign_ins::table
            .filter(failed_sign_ins::origin.eq_any(counted_keys))
            .filter(failed_sign_ins::since.gt(now - WINDOW))
            // Ignores counts of a clock that was ahead.
            .filter(failed_sign_ins::since.le(now + CLOCKS_DIFFER))
            .select(Self::as_select())
            .load(conn)
    }

    /// Seconds after `now` until the count ends, at least one.
    pub fn seconds_left(&self, now: i64) -> u32 {
        u32::try_from(self.since + WINDOW - now).unwrap_or_default().max(1)
    }

    /// Whether the count is at least `limit`.
    pub fn reach(&self, limit: u32) -> bool {
        u32::try_from(self.failures).is_ok_and(|failures| failures >= limit)
    }

    /// Counts an attempt under each key, up to its limit, and returns the counts with it. One statement per key counts and
    /// compares, so that several processes cannot exceed a limit together. If a limit was reached already, the transaction
    /// must be rolled back, so that nothing is counted.
    pub fn add(
        conn: &mut Conn,
        keys: &[(String, u32)],
        now: i64,
    ) -> QueryResult<Result<Vec<Self>, AttemptLimitReached>> {
        let mut all = Vec::new();
        for (key, limit) in keys {
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
            .bind::<Text, _>(key)
            .bind::<BigInt, _>(now)
            .bind::<BigInt, _>(now - WINDOW)
            .bind::<BigInt, _>(now + CLOCKS_DIFFER)
            .get_result(conn)?;
            if counted.reach(limit.saturating_add(1)) {
                return Ok(Err(AttemptLimitReached));
            }
            all.push(counted);
        }
        Ok(Ok(all))
    }

    /// Removes an attempt from the counts that [`Self::add`] returned for it. If such a window is over, nothing changes: the
    /// next window never counted the attempt.
    pub fn refund(conn: &mut Conn, counted: &[Self]) -> QueryResult<()> {
        counted.iter().try_for_each(|count| {
            let window = failed_sign_ins::table
                .find(&count.key)
                .filter(failed_sign_ins::since.eq(count.since))
                .filter(failed_sign_ins::failures.gt(0));
            diesel::update(window)
                .set(failed_sign_ins::failures.eq(failed_sign_ins::failures - 1))
                .execute(conn)
                .map(drop)
        })
    }

    /// Deletes the counts that have ended at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(failed_sign_ins::table.filter(failed_sign_ins::since.le(now - WINDOW))).execute(conn)
    }
}
