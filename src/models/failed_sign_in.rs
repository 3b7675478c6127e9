//! Failed sign-ins of the last minute, by where they came from. They are counted in the database, so that it makes no
//! difference which of several processes answers.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use crate::{db::Conn, schema::failed_sign_ins};

/// How long failures are remembered, from the first of them, in seconds.
const WINDOW: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = failed_sign_ins)]
pub struct FailedSignIns {
    /// Whatever the failures have in common.
    pub origin: String,
    /// When the first of them was, in seconds since 1970.
    pub since: i64,
    pub failures: i32,
}

impl FailedSignIns {
    /// Those of any of these origins that are remembered at `now`.
    pub fn of(conn: &mut Conn, origins: &[String], now: i64) -> QueryResult<Vec<Self>> {
        failed_sign_ins::table
            .filter(failed_sign_ins::origin.eq_any(origins))
            .filter(failed_sign_ins::since.gt(now - WINDOW))
            .select(Self::as_select())
            .load(conn)
    }

    /// Seconds after `now` until they are forgotten, at least one.
    pub fn seconds_left(&self, now: i64) -> u32 {
        u32::try_from(self.since + WINDOW - now).unwrap_or_default().max(1)
    }

    /// Counts one more, of each of these origins.
    pub fn add(conn: &mut Conn, origins: &[String], now: i64) -> QueryResult<()> {
        for origin in origins {
            diesel::sql_query(
                "INSERT INTO failed_sign_ins (origin, since, failures) VALUES ($1, $2, 1) \
                 ON CONFLICT (origin) DO UPDATE SET \
                 failures = CASE WHEN failed_sign_ins.since > $3 THEN failed_sign_ins.failures + 1 ELSE 1 END, \
                 since = CASE WHEN failed_sign_ins.since > $3 THEN failed_sign_ins.since ELSE excluded.since END",
            )
            .bind::<Text, _>(origin)
            .bind::<BigInt, _>(now)
            .bind::<BigInt, _>(now - WINDOW)
            .execute(conn)?;
        }
        Ok(())
    }

    /// Forgets what is no longer remembered at `now`.
    pub fn sweep(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(failed_sign_ins::table.filter(failed_sign_ins::since.le(now - WINDOW))).execute(conn)
    }
}
