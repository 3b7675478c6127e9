//! Stories: a line of text that a person shows for a while.

use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::{User, UserDict, odd_text::OddText};
use crate::{
    db::Conn,
    schema::{following, stories, users},
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = stories)]
pub struct Story {
    pub id: i32,
    #[diesel(deserialize_as = OddText)]
    pub text: String,
}

/// A line of text that somebody shows for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Story)]
pub struct StoryDict {
    #[schema(example = 3)]
    pub id: i32,
    #[schema(example = "Up before the sun. Worth it.")]
    pub text: String,
    #[schema(value_type = User)]
    pub user: UserDict,
}

impl Story {
    /// The stories that `viewer` may see, newest first.
    pub fn list(conn: &mut Conn, viewer: &User) -> QueryResult<Vec<StoryDict>> {
        let followed = following::table.filter(following::user_id.eq(viewer.id)).select(following::following_id);
        let rows: Vec<(Self, User)> = stories::table
            .inner_join(users::table)
            .filter(stories::user_id.eq(viewer.id).or(stories::user_id.eq_any(followed)))
            .order((stories::pub_date.desc(), stories::id.desc()))
            .select((Self::as_select(), User::as_select()))
            .load(conn)?;
        Ok(rows.into_iter().map(|(story, user)| story.by(Arc::new(user))).collect())
    }

    fn by(self, author: UserDict) -> StoryDict {
        StoryDict { id: self.id, text: self.text, user: author }
    }
}
