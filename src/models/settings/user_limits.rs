//! Limits that admins have changed for a user.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};

use super::{LimitName, LimitValues};
use crate::{
    db::Conn,
    models::{Image, Quota, User, WriteCount},
    schema::user_limits,
};

/// The limits that admins have changed for a user, and what the user has used of all limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLimits {
    pub overrides: LimitValues,
    pub used: LimitValues,
}

impl UserLimits {
    /// The limits of a user, disabled or not, at `now`.
    pub fn of(conn: &mut Conn, user_id: i32, now: i64) -> QueryResult<Self> {
        User::by_id(conn, user_id)?;
        let mut used = WriteCount::running(conn, user_id, now)?;
        let stored = Image::usage(conn, user_id)?;
        used.extend([(LimitName::QuotaBytes, stored.bytes), (LimitName::QuotaImages, stored.images)]);
        Ok(Self { overrides: overrides(conn, user_id)?, used })
    }

    /// The quota of a user. `quota` is that of other users.
    pub fn quota(conn: &mut Conn, user_id: i32, quota: Quota) -> QueryResult<Quota> {
        let overrides = overrides(conn, user_id)?;
        let value = |name, usual| overrides.get(&name).copied().unwrap_or(usual);
        Ok(Quota {
            bytes: value(LimitName::QuotaBytes, quota.bytes),
            images: value(LimitName::QuotaImages, quota.images),
        })
    }

    /// Changes a limit of a user. `None` restores that of other users. Returns whether the limit changed.
    pub(in crate::models) fn set(
        conn: &mut Conn,
        user_id: i32,
        name: LimitName,
        value: Option<u64>,
    ) -> QueryResult<bool> {
        let row = user_limits::table.find((user_id, name.name()));
        let Some(value) = value.map(|value| i64::try_from(value).unwrap_or(i64::MAX)) else {
            return Ok(diesel::delete(row).execute(conn)? > 0);
        };
        let changed = diesel::sql_query(
            "INSERT INTO user_limits (user_id, name, value) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value WHERE user_limits.value <> excluded.value",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Text, _>(name.name())
        .bind::<BigInt, _>(value)
        .execute(conn)?;
        Ok(changed > 0)
    }
}

/// Rows that cannot be understood count as absent: a later version, or another program, wrote them.
fn overrides(conn: &mut Conn, user_id: i32) -> QueryResult<LimitValues> {
    let rows: Vec<(String, i64)> = user_limits::table
        .filter(user_limits::user_id.eq(user_id))
        .select((user_limits::name, user_limits::value))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.try_into().ok()?))).collect())
}
