//! Likes of comments.

use diesel::{dsl::AsExprOf, prelude::*, sql_types::Integer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{SingleStatement, Written},
    models::{
        User,
        visibility::{comment_not_hidden, enabled, not_blocked, visible_post_row},
    },
    schema::{comments, likes_comments, posts, users},
};

pub struct CommentLike;

/// A user's like of a comment.
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
    /// Likes a comment that `viewer` may see. A second like of the same comment is a unique violation.
    pub fn create(conn: SingleStatement<'_>, viewer: &User, comment_id: i32) -> Written<CommentLikeDict> {
        let viewer_id: AsExprOf<i32, Integer> = viewer.id.into_sql::<Integer>();
        let comment = comments::table
            .inner_join(posts::table)
            .inner_join(users::table)
            .filter(comments::id.eq(comment_id).and(enabled()).and(not_blocked(viewer.id)))
            .filter(comment_not_hidden(viewer.id))
            .filter(visible_post_row(viewer.id));
        conn.get_result(
            diesel::insert_into(likes_comments::table)
                .values(comment.select((viewer_id, comments::id, comments::user_id.nullable())))
                .into_columns((
                    likes_comments::user_id,
                    likes_comments::comment_id,
                    likes_comments::comment_author_id,
                ))
                .returning((likes_comments::id, likes_comments::user_id, likes_comments::comment_id)),
        )
    }

    /// Removes `owner`'s like `id` of the comment. Another user's like, or one of another comment, is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, comment_id: i32, id: i32) -> Written<()> {
        let mine = likes_comments::table
            .find(id)
            .filter(likes_comments::user_id.eq(owner.id))
            .filter(likes_comments::comment_id.eq(comment_id));
        conn.execute(diesel::delete(mine)).must_exist()
    }
}
