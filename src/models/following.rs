//! Who follows whom.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::{CurrentUser, User, UserDict, visibility::enabled};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::{following, users},
};

/// A user whom the viewer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = following)]
pub struct Following {
    pub id: i32,
    pub following_id: i32,
}

/// A user whom the viewer follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Following)]
pub struct FollowingDict {
    #[schema(example = 9)]
    pub id: i32,
    #[schema(value_type = User)]
    pub following: UserDict,
}

/// A user who follows the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Follower)]
pub struct FollowerDict {
    #[schema(example = 9)]
    pub id: i32,
    #[schema(value_type = User)]
    pub follower: UserDict,
}

/// The number of users that are read together. Each has up to 2 KB of JSON.
const PART: i64 = 500;

/// The rows and, if more may follow, their last id.
fn part_of(rows: Vec<(i32, User)>) -> (Vec<(i32, User)>, Option<i32>) {
    let is_full = i64::try_from(rows.len()).is_ok_and(|length| length >= PART);
    let last = rows.last().filter(|_| is_full).map(|(id, _)| *id);
    (rows, last)
}

impl Following {
    /// A part of the users whom `viewer` follows, by id, from behind the id `after`. Also returns the last id if more may
    /// follow.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        after: Option<i32>,
    ) -> QueryResult<(Vec<FollowingDict>, Option<i32>)> {
        let mut rows = following::table
            .inner_join(users::table.on(users::id.eq(following::following_id)))
            .filter(following::user_id.eq(viewer.id).and(enabled()))
            .order(following::id)
            .select((following::id, User::as_select()))
            .limit(PART)
            .into_boxed();
        if let Some(after) = after {
            rows = rows.filter(following::id.gt(after));
        }
        let (rows, last) = part_of(rows.load(conn)?);
        Ok((rows.into_iter().map(|(id, user)| FollowingDict { id, following: viewer.sees(user) }).collect(), last))
    }

    /// The users who follow `viewer`, by id, in parts as in [`Self::list`].
    pub fn followers(
        conn: &mut Conn,
        viewer: &CurrentUser,
        after: Option<i32>,
    ) -> QueryResult<(Vec<FollowerDict>, Option<i32>)> {
        let mut rows = following::table
            .inner_join(users::table.on(users::id.eq(following::user_id)))
            .filter(following::following_id.eq(viewer.id).and(enabled()))
            .order(following::id)
            .select((following::id, User::as_select()))
            .limit(PART)
            .into_boxed();
        if let Some(after) = after {
            rows = rows.filter(following::id.gt(after));
        }
        let (rows, last) = part_of(rows.load(conn)?);
        Ok((rows.into_iter().map(|(id, user)| FollowerDict { id, follower: viewer.sees(user) }).collect(), last))
    }

    /// Follows a user who is not disabled. Following a user twice is a unique violation.
    pub fn create(conn: &mut Conn, viewer: &CurrentUser, user_id: i32) -> QueryResult<FollowingDict> {
        let followee = User::enabled(conn, user_id)?;
        let id = diesel::insert_into(following::table)
            .values((following::user_id.eq(viewer.id), following::following_id.eq(user_id)))
            .returning(following::id)
            .get_result(conn)?;
        Ok(FollowingDict { id, following: viewer.sees(followee) })
    }

    /// Removes `owner`'s following `id`. Another user's following is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = following::table.find(id).filter(following::user_id.eq(owner.id));
        conn.execute(diesel::delete(mine)).must_exist()
    }
}
