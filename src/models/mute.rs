//! Mutes: users whose posts or stories are left out for the user who mutes them, without their knowledge.

use diesel::{
    dsl::not,
    prelude::*,
    sql_types::{Bool, Integer},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    BlockOrMuteRefused, CurrentUser, Cursor, PageRequest, PubDate, RowsOf, User, UserDict,
    block::{MOST_BLOCKS, lock_users, update_flag},
    must_exist,
    visibility::{blocked_by, blocking, enabled, not_blocked},
};
use crate::{
    db::Conn,
    schema::{mutes, users},
};

/// A user whom the viewer mutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Mute)]
pub struct MuteDict {
    #[schema(example = 2)]
    pub id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[serde(flatten)]
    pub muted: Muted,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// What of a user is muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = mutes)]
pub struct Muted {
    /// Whether the feed leaves out the user's posts.
    #[diesel(column_name = mutes_posts)]
    pub posts: bool,
    /// Whether the user's stories are left out.
    #[diesel(column_name = mutes_stories)]
    pub stories: bool,
}

/// The mutes, as rows.
pub struct Mute;

impl Mute {
    /// A page of the users whom `viewer` mutes, newest first, and where the next one begins. Disabled users are left out.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<MuteDict>, Option<Cursor>)> {
        let rows_of = RowsOf {
            table: "mutes",
            time: "created_at",
            user: "muted_id",
            owner: ("user_id", viewer.id),
            viewer_id: viewer.id,
        };
        let rows: Vec<(i32, PubDate, Muted, User)> = mutes::table
            .inner_join(users::table.on(users::id.eq(mutes::muted_id)))
            .filter(mutes::user_id.eq(viewer.id).and(enabled()))
            .filter(not_blocked(viewer.id))
            .filter(rows_of.behind(page))
            .order((mutes::created_at.desc(), mutes::id.desc()))
            .limit(page.limit)
            .select((mutes::id, mutes::created_at, Muted::as_select(), User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, ..)| Cursor::new(*at, *id));
        let dict = |(id, created_at, muted, user)| MuteDict { id, user: viewer.sees(user), muted, created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Mutes a user, or changes what of them is muted.
    pub fn create(
        conn: &mut Conn,
        viewer: &CurrentUser,
        user_id: i32,
        muted: Muted,
    ) -> QueryResult<Result<MuteDict, BlockOrMuteRefused>> {
        lock_users(conn, viewer.id, user_id)?;
        let user: User = users::table
            .find(user_id)
            .filter(enabled().and(not_blocked(viewer.id)))
            .select(User::as_select())
            .get_result(conn)?;
        let number: i64 = mutes::table.filter(mutes::user_id.eq(viewer.id)).count().get_result(conn)?;
        if number >= MOST_BLOCKS {
            return Ok(Err(BlockOrMuteRefused::TooMany));
        }
        let created = diesel::sql_query(
            "INSERT INTO mutes (user_id, muted_id, mutes_posts, mutes_stories) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, muted_id) DO UPDATE \
             SET mutes_posts = excluded.mutes_posts, mutes_stories = excluded.mutes_stories \
             WHERE mutes.mutes_posts <> excluded.mutes_posts OR mutes.mutes_stories <> excluded.mutes_stories",
        )
        .bind::<Integer, _>(viewer.id)
        .bind::<Integer, _>(user_id)
        .bind::<Bool, _>(muted.posts)
        .bind::<Bool, _>(muted.stories)
        .execute(conn)?;
        if created == 0 {
            return Ok(Err(BlockOrMuteRefused::AlreadyMuted));
        }
        update_flag(conn, viewer.id)?;
        let (id, created_at) = mutes::table
            .filter(mutes::user_id.eq(viewer.id).and(mutes::muted_id.eq(user_id)))
            .select((mutes::id, mutes::created_at))
            .get_result(conn)?;
        Ok(Ok(MuteDict { id, user: viewer.sees(user), muted, created_at }))
    }

    /// Ends `viewer`'s mute `id`. Another user's mute is not found, nor is one of a user whom the viewer does not find.
    pub fn delete(conn: &mut Conn, viewer: &User, id: i32) -> QueryResult<()> {
        lock_users(conn, viewer.id, viewer.id)?;
        let mine = mutes::table
            .find(id)
            .filter(mutes::user_id.eq(viewer.id))
            .filter(not(mutes::muted_id.eq_any(blocked_by(viewer.id))))
            .filter(not(mutes::muted_id.eq_any(blocking(viewer.id))));
        must_exist(diesel::delete(mine).execute(conn)?)?;
        update_flag(conn, viewer.id)
    }
}
