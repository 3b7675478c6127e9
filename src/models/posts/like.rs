//! Likes of posts.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{SingleStatement, Written},
    models::{User, visibility::viewer_and_visible_post},
    schema::likes_posts,
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

impl Like {
    /// Likes a post that `viewer` may see. A second like of the same post is a unique violation.
    pub fn create(conn: SingleStatement<'_>, viewer: &User, post_id: i32) -> Written<Self> {
        conn.get_result(
            diesel::insert_into(likes_posts::table)
                .values(viewer_and_visible_post(viewer.id, post_id))
                .into_columns((likes_posts::user_id, likes_posts::post_id))
                .returning((likes_posts::id, likes_posts::user_id, likes_posts::post_id)),
        )
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
