//! Likes of posts.

use diesel::{
    PgConnection, SqliteConnection,
    backend::Backend,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Integer},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{Conn, SingleStatement, Written},
    models::{
        CurrentUser, Cursor, PageRequest, Post, PubDate, User, UserDict,
        posts::cursor::RowsOf,
        visibility::{enabled, not_blocked, push_post_not_hidden, push_visible_post},
    },
    schema::{likes_posts, users},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = likes_posts)]
pub struct Like {
    pub id: i32,
    pub user_id: i32,
    pub post_id: i32,
}

/// A user's like of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Like)]
pub struct LikeDict {
    #[schema(example = 31)]
    pub id: i32,
    #[schema(example = 1)]
    pub user_id: i32,
    #[schema(example = 12)]
    pub post_id: i32,
}

/// A like of a post, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LikeWithUser)]
pub struct LikeWithUserDict {
    #[schema(example = 31)]
    pub id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

impl Like {
    /// A page of the likes of a post that `viewer` may see, newest first, and where the next one begins. Likes of disabled
    /// users are left out.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        post_id: i32,
        page: PageRequest,
    ) -> QueryResult<(Vec<LikeWithUserDict>, Option<Cursor>)> {
        Post::find_visible(conn, viewer, post_id)?;
        let rows_of = RowsOf {
            table: "likes_posts",
            time: "timestamp",
            user: "user_id",
            owner: ("post_id", post_id),
            viewer_id: viewer.id,
        };
        let rows: Vec<(i32, PubDate, User)> = likes_posts::table
            .inner_join(users::table)
            .filter(likes_posts::post_id.eq(post_id))
            .filter(enabled())
            .filter(not_blocked(viewer.id))
            .filter(rows_of.behind(page))
            .order((likes_posts::timestamp.desc(), likes_posts::id.desc()))
            .limit(page.limit)
            .select((likes_posts::id, likes_posts::timestamp, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, _)| Cursor::new(*at, *id));
        let dict = |(id, created_at, user)| LikeWithUserDict { id, user: viewer.sees(user), created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Likes a post that `viewer` may see. A second like of the same post is a unique violation.
    pub fn create(conn: SingleStatement<'_>, viewer: &User, post_id: i32) -> Written<Self> {
        conn.get_native(InsertLike { viewer_id: viewer.id, post_id })
    }

    /// Removes `owner`'s like `id`. Another user's like is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = likes_posts::table.find(id).filter(likes_posts::user_id.eq(owner.id));
        conn.execute(diesel::delete(mine)).must_exist()
    }

    /// Removes `owner`'s like `id` of the post. A like of another post is not found.
    pub fn delete_of_post(conn: SingleStatement<'_>, owner: &User, post_id: i32, id: i32) -> Written<()> {
        let mine = likes_posts::table
            .find(id)
            .filter(likes_posts::user_id.eq(owner.id))
            .filter(likes_posts::post_id.eq(post_id));
        conn.execute(diesel::delete(mine)).must_exist()
    }

    pub fn to_dict(self) -> LikeDict {
        LikeDict { id: self.id, user_id: self.user_id, post_id: self.post_id }
    }
}

/// See [`Like::create`].
#[derive(QueryId)]
struct InsertLike {
    viewer_id: i32,
    post_id: i32,
}

impl Query for InsertLike {
    type SqlType = (Integer, Integer, Integer);
}

impl RunQueryDsl<SqliteConnection> for InsertLike {}
impl RunQueryDsl<PgConnection> for InsertLike {}

impl<DB> QueryFragment<DB> for InsertLike
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO likes_posts (user_id, post_id, post_author_id) SELECT ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(", p.id, p.user_id FROM posts p JOIN users a ON a.id = p.user_id WHERE p.id = ");
        out.push_bind_param::<Integer, _>(&self.post_id)?;
        out.push_sql(" AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        out.push_sql(" AND ");
        push_post_not_hidden(out.reborrow(), &self.viewer_id)?;
        out.push_sql(" RETURNING id, user_id, post_id");
        Ok(())
    }
}
