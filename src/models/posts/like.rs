//! Likes of posts.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{User, must_exist, visibility::visible_post},
    schema::likes_posts,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = likes_posts)]
pub struct Like {
    pub id: i32,
    pub user_id: i32,
    pub post_id: i32,
}

/// Somebody likes a post.
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
    /// Makes `viewer` like a post that they may see. A second like of the same post is a unique violation.
    pub fn create(conn: &mut Conn, viewer: &User, post_id: i32) -> QueryResult<Self> {
        diesel::insert_into(likes_posts::table)
            .values(visible_post(viewer.id, post_id))
            .into_columns((likes_posts::user_id, likes_posts::post_id))
            .returning((likes_posts::id, likes_posts::user_id, likes_posts::post_id))
            .get_result(conn)
    }

    /// Takes `owner`'s like `id` back. Someone else's counts as not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = likes_posts::table.find(id).filter(likes_posts::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// Takes `owner`'s like `id` of the post back. A like of another post counts as not found.
    pub fn delete_of_post(conn: &mut Conn, owner: &User, post_id: i32, id: i32) -> QueryResult<()> {
        let mine = likes_posts::table
            .find(id)
            .filter(likes_posts::user_id.eq(owner.id))
            .filter(likes_posts::post_id.eq(post_id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    pub fn to_dict(self) -> LikeDict {
        LikeDict { id: self.id, user_id: self.user_id, post_id: self.post_id }
    }
}
