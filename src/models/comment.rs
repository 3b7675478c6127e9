//! Comments on posts.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Post, User, UserDict, must_exist, user};
use crate::{
    db::{Conn, among},
    schema::comments,
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Comment {
    pub id: i32,
    pub text: String,
    pub user_id: i32,
    pub post_id: i32,
}

/// A comment on a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentDict {
    #[schema(example = 7)]
    pub id: i32,
    #[schema(example = "The light in this one!")]
    pub text: String,
    #[schema(example = 12)]
    pub post_id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
}

impl Comment {
    /// The comments on these posts, oldest first.
    pub(super) fn on_posts(conn: &mut Conn, posts: &[Post]) -> QueryResult<Vec<Self>> {
        comments::table
            .filter(among(comments::post_id, posts.iter().map(|post| post.id)))
            .order((comments::pub_date, comments::id))
            .select(Self::as_select())
            .load(conn)
    }

    /// Adds `viewer`'s comment to a post that they may see.
    pub fn create(conn: &mut Conn, viewer: &User, post_id: i32, text: &str) -> QueryResult<Self> {
        Post::must_be_visible(conn, viewer, post_id)?;
        diesel::insert_into(comments::table)
            .values((comments::text.eq(text), comments::user_id.eq(viewer.id), comments::post_id.eq(post_id)))
            .returning((comments::id, comments::text, comments::user_id, comments::post_id))
            .get_result(conn)
    }

    /// Removes `owner`'s comment `id`. Someone else's counts as not found, also on one's own post.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = comments::table.find(id).filter(comments::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// With its author out of `people`; nothing if the author is gone.
    pub fn to_dict(self, people: &HashMap<i32, UserDict>) -> Option<CommentDict> {
        let user = user::author(people, self.user_id)?;
        Some(self.by(user))
    }

    /// With its author given.
    pub fn by(self, author: UserDict) -> CommentDict {
        CommentDict { id: self.id, text: self.text, post_id: self.post_id, user: author }
    }
}
