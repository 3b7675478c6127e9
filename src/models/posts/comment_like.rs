//! Likes of comments.

use diesel::{
    dsl::{AsExprOf, not},
    prelude::*,
    sql_types::Integer,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{User, must_exist, visibility::visible_to},
    schema::{comments, likes_comments, posts, users},
};

pub struct CommentLike;

/// Somebody likes a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Serialize, ToSchema)]
#[schema(as = CommentLike)]
pub struct CommentLikeDict {
    #[schema(example = 9)]
    pub id: i32,
    #[schema(example = 1)]
    pub user_id: i32,
    #[schema(example = 7)]
    pub comment_id: i32,
}

impl CommentLike {
    /// Makes `viewer` like a comment that they may see. A second like of the same comment is a unique violation.
    pub fn create(conn: &mut Conn, viewer: &User, comment_id: i32) -> QueryResult<CommentLikeDict> {
        let viewer_id: AsExprOf<i32, Integer> = viewer.id.into_sql::<Integer>();
        let comment = comments::table
            .inner_join(posts::table)
            .inner_join(users::table)
            .filter(comments::id.eq(comment_id).and(not(users::is_disabled)))
            .filter(visible_to(viewer.id));
        diesel::insert_into(likes_comments::table)
            .values(comment.select((viewer_id, comments::id)))
            .into_columns((likes_comments::user_id, likes_comments::comment_id))
            .returning((likes_comments::id, likes_comments::user_id, likes_comments::comment_id))
            .get_result(conn)
    }

    /// Takes `owner`'s like `id` of the comment back. Another's, or one of another comment, counts as not found.
    pub fn delete(conn: &mut Conn, owner: &User, comment_id: i32, id: i32) -> QueryResult<()> {
        let mine = likes_comments::table
            .find(id)
            .filter(likes_comments::user_id.eq(owner.id))
            .filter(likes_comments::comment_id.eq(comment_id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }
}
