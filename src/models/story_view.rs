//! The views of stories.

use diesel::{dsl::exists, prelude::*, sql_types::Integer};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, PageRequest, PubDate, RowsOf, User, UserDict,
    story::visible_stories,
    visibility::{enabled, not_blocked},
};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::{stories, story_views, users},
};

/// A view of a story by a user other than its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StoryViewer)]
pub struct StoryViewDict {
    #[schema(example = 4)]
    pub id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub seen_at: PubDate,
}

/// The views of stories, as rows.
pub struct StoryView;

impl StoryView {
    /// Whether `viewer` views another user's story for the first time. A story that they may not see is not found.
    pub fn is_new(conn: &mut Conn, viewer: &User, story_id: i32) -> QueryResult<bool> {
        let seen = story_views::table
            .filter(story_views::story_id.eq(stories::id))
            .filter(story_views::user_id.eq(viewer.id));
        let (author_id, is_seen): (i32, bool) =
            visible_stories(viewer.id, OffsetDateTime::now_utc().unix_timestamp())
                .filter(stories::id.eq(story_id))
                .select((stories::user_id, exists(seen)))
                .get_result(conn)?;
        Ok(author_id != viewer.id && !is_seen)
    }

    /// Records that `viewer` has seen another user's story, if they may see it. A second view is a unique violation.
    pub fn create(conn: SingleStatement<'_>, viewer: &User, story_id: i32) -> Written<usize> {
        let story = visible_stories(viewer.id, OffsetDateTime::now_utc().unix_timestamp())
            .filter(stories::id.eq(story_id))
            .filter(stories::user_id.ne(viewer.id))
            .select((stories::id, viewer.id.into_sql::<Integer>()));
        conn.execute(
            diesel::insert_into(story_views::table)
                .values(story)
                .into_columns((story_views::story_id, story_views::user_id)),
        )
    }

    /// A page of the views of `owner`'s story, newest first, and where the next one begins. Another user's story is not
    /// found. Disabled users are left out.
    pub fn list(
        conn: &mut Conn,
        owner: &CurrentUser,
        story_id: i32,
        page: PageRequest,
    ) -> QueryResult<(Vec<StoryViewDict>, Option<Cursor>)> {
        let own = stories::table.find(story_id).filter(stories::user_id.eq(owner.id));
        own.select(stories::id).get_result::<i32>(conn)?;
        let rows_of = RowsOf {
            table: "story_views",
            time: "seen_at",
            user: "user_id",
            owner: ("story_id", story_id),
            viewer_id: owner.id,
        };
        let rows: Vec<(i32, PubDate, User)> = story_views::table
            .inner_join(users::table)
            .filter(story_views::story_id.eq(story_id))
            .filter(enabled())
            .filter(not_blocked(owner.id))
            .filter(rows_of.behind(page))
            .order((story_views::seen_at.desc(), story_views::id.desc()))
            .limit(page.limit)
            .select((story_views::id, story_views::seen_at, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, _)| Cursor::new(*at, *id));
        let dict = |(id, seen_at, user)| StoryViewDict { id, user: owner.sees(user), seen_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }
}
