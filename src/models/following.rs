//! Who follows whom.

use diesel::{
    prelude::*,
    sql_types::{Bool, Integer},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, FollowRequest, PageRequest, User, UserDict,
    visibility::{enabled, not_blocked},
};
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

/// A request to follow a private user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FollowRequested)]
pub struct FollowRequestedDict {
    #[schema(value_type = User)]
    pub following: UserDict,
    pub status: FollowStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowStatus {
    Requested,
}

/// The outcome of a request to follow a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Followed {
    Following(FollowingDict),
    /// The user is private, and must accept the request first.
    Requested(FollowRequestedDict),
}

/// Why a user is not followed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowRefused {
    AlreadyFollowing,
    AlreadyRequested,
}

/// The number of users that are read together. Each has up to 2 KB of JSON.
const PART: i64 = 500;

/// The rows and, if more may follow, their last id.
fn part_of(rows: Vec<(i32, User)>) -> (Vec<(i32, User)>, Option<i32>) {
    let is_full = i64::try_from(rows.len()).is_ok_and(|length| length >= PART);
    let last = rows.last().filter(|_| is_full).map(|(id, _)| *id);
    (rows, last)
}

/// Whom a user follows, without disabled users.
#[diesel::dsl::auto_type]
fn followed_by(user_id: i32) -> _ {
    following::table
        .inner_join(users::table.on(users::id.eq(following::following_id)))
        .filter(following::user_id.eq(user_id).and(enabled()))
}

/// Who follows a user, without disabled users.
#[diesel::dsl::auto_type]
fn followers_of(user_id: i32) -> _ {
    following::table
        .inner_join(users::table.on(users::id.eq(following::user_id)))
        .filter(following::following_id.eq(user_id).and(enabled()))
}

/// The id before which a page begins.
fn before(page: PageRequest) -> i32 {
    page.before.map_or(i32::MAX, |cursor| cursor.id)
}

impl Following {
    /// A part of the users whom `viewer` follows, by id, from behind the id `after`. Also returns the last id if more may
    /// follow.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        after: Option<i32>,
    ) -> QueryResult<(Vec<FollowingDict>, Option<i32>)> {
        let mut rows = followed_by(viewer.id)
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
        let mut rows = followers_of(viewer.id)
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

    /// A page of the users whom `viewer` follows, newest first, and where the next one begins.
    pub fn page(
        conn: &mut Conn,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<FollowingDict>, Option<Cursor>)> {
        let rows: Vec<(i32, User)> = followed_by(viewer.id)
            .filter(following::id.lt(before(page)))
            .order(following::id.desc())
            .limit(page.limit)
            .select((following::id, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, _)| Cursor::of_id(*id));
        Ok((rows.into_iter().map(|(id, user)| FollowingDict { id, following: viewer.sees(user) }).collect(), next))
    }

    /// A page of the users who follow `viewer`, newest first, and where the next one begins.
    pub fn followers_page(
        conn: &mut Conn,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<FollowerDict>, Option<Cursor>)> {
        let rows: Vec<(i32, User)> = followers_of(viewer.id)
            .filter(following::id.lt(before(page)))
            .order(following::id.desc())
            .limit(page.limit)
            .select((following::id, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, _)| Cursor::of_id(*id));
        Ok((rows.into_iter().map(|(id, user)| FollowerDict { id, follower: viewer.sees(user) }).collect(), next))
    }

    /// Follows a user who is not disabled, or asks a private user for permission.
    pub fn create(
        conn: &mut Conn,
        viewer: &CurrentUser,
        user_id: i32,
    ) -> QueryResult<Result<Followed, FollowRefused>> {
        // A user who becomes public accepts all requests, and a block ends following. Neither must happen in between.
        if let Conn::Postgres(_) = conn {
            diesel::sql_query("SELECT 1 FROM users WHERE id = $1 FOR SHARE")
                .bind::<Integer, _>(user_id)
                .execute(conn)?;
        }
        let (followee, is_private): (User, bool) = users::table
            .find(user_id)
            .filter(enabled().and(not_blocked(viewer.id)))
            .select((User::as_select(), users::is_private))
            .get_result(conn)?;
        let following = viewer.sees(followee);
        if !is_private {
            let id = Self::insert(conn, viewer.id, user_id, false)?;
            let followed = |id| Followed::Following(FollowingDict { id, following });
            return Ok(id.map(followed).ok_or(FollowRefused::AlreadyFollowing));
        }
        let is_new = FollowRequest::create(conn, viewer, user_id)?;
        // Checked last: the target may have accepted an earlier request in between.
        if Self::find(conn, viewer.id, user_id)?.is_some() {
            return Ok(Err(FollowRefused::AlreadyFollowing));
        }
        if !is_new {
            return Ok(Err(FollowRefused::AlreadyRequested));
        }
        Ok(Ok(Followed::Requested(FollowRequestedDict { following, status: FollowStatus::Requested })))
    }

    /// Lets a user follow another who accepted their request, and returns the id of the row, which may have been there
    /// before.
    pub(super) fn ensure(conn: &mut Conn, user_id: i32, following_id: i32) -> QueryResult<i32> {
        match Self::insert(conn, user_id, following_id, true)? {
            Some(id) => Ok(id),
            None => Self::find(conn, user_id, following_id)?.ok_or(diesel::NotFound),
        }
    }

    /// Adds a row, and returns its id; `None` if the user follows the other already.
    fn insert(conn: &mut Conn, user_id: i32, following_id: i32, was_requested: bool) -> QueryResult<Option<i32>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Integer)]
            id: i32,
        }

        let row: Option<Row> = diesel::sql_query(
            "INSERT INTO following (user_id, following_id, was_requested) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, following_id) DO NOTHING RETURNING id",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Integer, _>(following_id)
        .bind::<Bool, _>(was_requested)
        .get_result(conn)
        .optional()?;
        Ok(row.map(|row| row.id))
    }

    /// The id of the row of a user who follows another.
    fn find(conn: &mut Conn, user_id: i32, following_id: i32) -> QueryResult<Option<i32>> {
        let pair = following::user_id.eq(user_id).and(following::following_id.eq(following_id));
        following::table.filter(pair).select(following::id).first(conn).optional()
    }

    /// Ends that two users follow each other.
    pub(super) fn delete_between(conn: &mut Conn, one: i32, other: i32) -> QueryResult<usize> {
        let there = following::user_id.eq(one).and(following::following_id.eq(other));
        let back = following::user_id.eq(other).and(following::following_id.eq(one));
        diesel::delete(following::table.filter(there.or(back))).execute(conn)
    }

    /// Removes a follower of `viewer`, by the id of the row. A row of another user's follower is not found.
    pub fn remove_follower(conn: SingleStatement<'_>, viewer: &User, id: i32) -> Written<()> {
        let theirs = following::table.find(id).filter(following::following_id.eq(viewer.id));
        conn.execute(diesel::delete(theirs)).must_exist()
    }

    /// Removes `owner`'s following `id`. Another user's following is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = following::table.find(id).filter(following::user_id.eq(owner.id));
        conn.execute(diesel::delete(mine)).must_exist()
    }
}
