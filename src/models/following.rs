//! Who follows whom.

use diesel::{dsl::not, prelude::*};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CurrentUser, User, UserDict, must_exist};
use crate::{
    db::Conn,
    schema::{following, users},
};

/// A person whom the viewer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = following)]
pub struct Following {
    pub id: i32,
    pub following_id: i32,
}

/// Somebody whom the viewer follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Following)]
pub struct FollowingDict {
    #[schema(example = 9)]
    pub id: i32,
    #[schema(value_type = User)]
    pub following: UserDict,
}

/// Somebody who follows the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Follower)]
pub struct FollowerDict {
    #[schema(example = 9)]
    pub id: i32,
    #[schema(value_type = User)]
    pub follower: UserDict,
}

/// People that are read together. Each has up to 2 KB of JSON.
const PART: i64 = 500;

/// The last id of a part, if more may follow.
fn part_of(rows: Vec<(i32, User)>) -> (Vec<(i32, User)>, Option<i32>) {
    let is_full = i64::try_from(rows.len()).is_ok_and(|length| length >= PART);
    let last = rows.last().filter(|_| is_full).map(|(id, _)| *id);
    (rows, last)
}

impl Following {
    /// Whom `viewer` follows, by id: a part of the list, which begins behind the id `after`. Also gives the last id, if
    /// more may follow. Disabled users are left out, here and below.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        after: Option<i32>,
    ) -> QueryResult<(Vec<FollowingDict>, Option<i32>)> {
        let mut rows = following::table
            .inner_join(users::table.on(users::id.eq(following::following_id)))
            .filter(following::user_id.eq(viewer.id).and(not(users::is_disabled)))
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

    /// Who follows `viewer`, by id, in parts as in [`Self::list`].
    pub fn followers(
        conn: &mut Conn,
        viewer: &CurrentUser,
        after: Option<i32>,
    ) -> QueryResult<(Vec<FollowerDict>, Option<i32>)> {
        let mut rows = following::table
            .inner_join(users::table.on(users::id.eq(following::user_id)))
            .filter(following::following_id.eq(viewer.id).and(not(users::is_disabled)))
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

    /// Makes `viewer` follow a user who is not disabled. Following somebody twice is a unique violation.
    pub fn create(conn: &mut Conn, viewer: &CurrentUser, user_id: i32) -> QueryResult<FollowingDict> {
        let followee = User::shown(conn, user_id)?;
        let id = diesel::insert_into(following::table)
            .values((following::user_id.eq(viewer.id), following::following_id.eq(user_id)))
            .returning(following::id)
            .get_result(conn)?;
        Ok(FollowingDict { id, following: viewer.sees(followee) })
    }

    /// Ends `owner`'s following `id`. Someone else's counts as not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = following::table.find(id).filter(following::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }
}
