//! Roles: what users may do beside what all users may. The database has the role, never a token.

use std::{fmt, str::FromStr};

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    prelude::*,
    sql_types::{Integer, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{must_exist, visibility::enabled},
    schema::users,
};

/// Each role may also do what those before it may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema, FromSqlRow)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    #[default]
    Member,
    Moderator,
    Admin,
}

/// A text that is not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be member, moderator or admin")]
pub struct UnknownRole;

/// The change would leave no admin who can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is the only admin who can sign in. Make another user an admin first.")]
pub struct LastAdmin;

/// Why an action on a user is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleRefused {
    LastAdmin(LastAdmin),
    /// Moderators act on members only.
    NotAMember,
}

impl From<LastAdmin> for RoleRefused {
    fn from(why: LastAdmin) -> Self {
        Self::LastAdmin(why)
    }
}

impl Role {
    /// As the table and the API name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// The role of a user.
    pub fn of(conn: &mut Conn, user_id: i32) -> QueryResult<Self> {
        users::table.find(user_id).select(users::role).get_result(conn)
    }

    /// Gives the role to a user.
    pub(super) fn set(self, conn: &mut Conn, user_id: i32) -> QueryResult<()> {
        must_exist(diesel::update(users::table.find(user_id)).set(users::role.eq(self.name())).execute(conn)?)
    }

    /// Whether users with this role may disable the user.
    pub fn may_disable(self, conn: &mut Conn, user_id: i32) -> QueryResult<Result<(), RoleRefused>> {
        if self < Self::Admin && Self::of(conn, user_id)? > Self::Member {
            return Ok(Err(RoleRefused::NotAMember));
        }
        Ok(LastAdmin::check(conn, user_id)?.map_err(RoleRefused::from))
    }
}

impl LastAdmin {
    /// Refuses if the user is the only admin who is not disabled. Locks the admins and the user until the end of the
    /// transaction, in the order of their ids, so that two admins cannot remove each other at the same time. Call it before the user's own row is locked.
    pub fn check(conn: &mut Conn, user_id: i32) -> QueryResult<Result<(), Self>> {
        if let Conn::Postgres(_) = conn {
            diesel::sql_query("SELECT 1 FROM users WHERE role = 'admin' OR id = $1 ORDER BY id FOR NO KEY UPDATE")
                .bind::<Integer, _>(user_id)
                .execute(conn)?;
        }
        let admins: Vec<i32> = users::table
            .filter(users::role.eq(Role::Admin.name()))
            .filter(enabled())
            .select(users::id)
            .limit(2)
            .load(conn)?;
        Ok(if admins == [user_id] { Err(Self) } else { Ok(()) })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Member, Self::Moderator, Self::Admin]
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or(UnknownRole)
    }
}

impl<DB> FromSql<Text, DB> for Role
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    /// The column has a CHECK. A text that is no role in spite of it gives no rights.
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(String::from_sql(value)?.parse().unwrap_or_default())
    }
}
