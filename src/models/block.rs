//! Blocks: two users who do not find each other.

use diesel::{prelude::*, sql_types::Integer};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, FollowRequest, Following, PageRequest, PubDate, RowsOf, User, UserDict,
    visibility::{blocking, enabled},
};
use crate::{
    db::Conn,
    schema::{blocks, users},
};

/// A user whom the viewer blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Block)]
pub struct BlockDict {
    #[schema(example = 2)]
    pub id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// Why a user is not blocked or muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockOrMuteRefused {
    AlreadyBlocked,
    AlreadyMuted,
    TooMany,
}

/// The maximum number of users whom a user blocks, and of users whom a user mutes.
pub const MOST_BLOCKS: i64 = 1_000;

/// The blocks, as rows.
pub struct Block;

impl Block {
    /// A page of the users whom `viewer` blocks, newest first, and where the next one begins. Disabled users are left out.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<BlockDict>, Option<Cursor>)> {
        // None of these rows counts for the cursor, because the viewer finds none of the users. Its own time is exact.
        let rows_of = RowsOf {
            table: "blocks",
            time: "created_at",
            user: "blocked_id",
            owner: ("user_id", viewer.id),
            viewer_id: viewer.id,
        };
        let rows: Vec<(i32, PubDate, User)> = blocks::table
            .inner_join(users::table.on(users::id.eq(blocks::blocked_id)))
            .filter(blocks::user_id.eq(viewer.id).and(enabled()))
            .filter(rows_of.behind(page))
            .order((blocks::created_at.desc(), blocks::id.desc()))
            .limit(page.limit)
            .select((blocks::id, blocks::created_at, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, _)| Cursor::new(*at, *id));
        let dict = |(id, created_at, user)| BlockDict { id, user: viewer.sees(user), created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Blocks a user, and ends following and requests both ways. A user who blocks `viewer` is not found.
    pub fn create(
        conn: &mut Conn,
        viewer: &CurrentUser,
        user_id: i32,
    ) -> QueryResult<Result<BlockDict, BlockOrMuteRefused>> {
        lock_users(conn, viewer.id, user_id)?;
        let user: User = users::table
            .find(user_id)
            .filter(enabled().and(users::id.ne_all(blocking(viewer.id))))
            .select(User::as_select())
            .get_result(conn)?;
        let number: i64 = blocks::table.filter(blocks::user_id.eq(viewer.id)).count().get_result(conn)?;
        if number >= MOST_BLOCKS {
            return Ok(Err(BlockOrMuteRefused::TooMany));
        }
        let created = diesel::sql_query(
            "INSERT INTO blocks (user_id, blocked_id) VALUES ($1, $2) ON CONFLICT (user_id, blocked_id) DO NOTHING",
        )
        .bind::<Integer, _>(viewer.id)
        .bind::<Integer, _>(user_id)
        .execute(conn)?;
        if created == 0 {
            return Ok(Err(BlockOrMuteRefused::AlreadyBlocked));
        }
        // Requests first: one that is being accepted becomes a following, which is deleted next.
        FollowRequest::delete_between(conn, viewer.id, user_id)?;
        Following::delete_between(conn, viewer.id, user_id)?;
        for id in [viewer.id, user_id] {
            update_flag(conn, id)?;
        }
        let (id, created_at) = blocks::table
            .filter(blocks::user_id.eq(viewer.id).and(blocks::blocked_id.eq(user_id)))
            .select((blocks::id, blocks::created_at))
            .get_result(conn)?;
        Ok(Ok(BlockDict { id, user: viewer.sees(user), created_at }))
    }

    /// Ends `viewer`'s block `id`. Another user's block is not found.
    pub fn delete(conn: &mut Conn, viewer: &User, id: i32) -> QueryResult<()> {
        let mine = blocks::table.find(id).filter(blocks::user_id.eq(viewer.id));
        let blocked_id: i32 = mine.select(blocks::blocked_id).get_result(conn)?;
        lock_users(conn, viewer.id, blocked_id)?;
        super::must_exist(diesel::delete(mine).execute(conn)?)?;
        for id in [viewer.id, blocked_id] {
            update_flag(conn, id)?;
        }
        Ok(())
    }
}

/// Locks the rows of two users, in the order of their ids, so that nobody follows, blocks or mutes between them at the same
/// moment. SQLite has one writer at a time.
pub(super) fn lock_users(conn: &mut Conn, one: i32, other: i32) -> QueryResult<()> {
    if let Conn::Postgres(_) = conn {
        diesel::sql_query("SELECT 1 FROM users WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE")
            .bind::<Integer, _>(one)
            .bind::<Integer, _>(other)
            .execute(conn)?;
    }
    Ok(())
}

/// Sets `has_blocks_or_mutes` of a user whose row is locked.
pub(super) fn update_flag(conn: &mut Conn, user_id: i32) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE users SET has_blocks_or_mutes = NOT has_blocks_or_mutes WHERE id = $1 AND has_blocks_or_mutes <> \
         (EXISTS (SELECT 1 FROM blocks WHERE user_id = $1) OR EXISTS (SELECT 1 FROM blocks WHERE blocked_id = $1) \
         OR EXISTS (SELECT 1 FROM mutes WHERE user_id = $1))",
    )
    .bind::<Integer, _>(user_id)
    .execute(conn)
    .map(drop)
}
