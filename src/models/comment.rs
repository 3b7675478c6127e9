//! Comments on posts.

use diesel::{
    prelude::*,
    sql_types::{Integer, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{User, UserDict, must_exist, odd_text::OddText, post::visible_to};
use crate::{
    db::Conn,
    schema::{comments, posts, users},
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Comment {
    pub id: i32,
    #[diesel(deserialize_as = OddText)]
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
    /// Adds `viewer`'s comment to a post that they may see.
    pub fn create(conn: &mut Conn, viewer: &User, post_id: i32, text: &str) -> QueryResult<Self> {
        let post =
            posts::table.inner_join(users::table).filter(posts::id.eq(post_id)).filter(visible_to(viewer.id));
        diesel::insert_into(comments::table)
            .values(post.select((text.into_sql::<Text>(), viewer.id.into_sql::<Integer>(), posts::id)))
            .into_columns((comments::text, comments::user_id, comments::post_id))
            .returning((comments::id, comments::text, comments::user_id, comments::post_id))
            .get_result(conn)
    }

    /// Removes `owner`'s comment `id`. Someone else's counts as not found, also on one's own post.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = comments::table.find(id).filter(comments::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// With its author given.
    pub fn by(self, author: UserDict) -> CommentDict {
        CommentDict { id: self.id, text: self.text, post_id: self.post_id, user: author }
    }
}
