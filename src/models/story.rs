//! Stories: a line of text or an image that a user shows for a day.

use std::borrow::Cow;

use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    Audience, CurrentUser, Image, NotTheirs, PubDate, User, UserDict,
    lossy_text::{LossyText, LossyTextOrNull},
    visibility::{VisibleJoined, story_hidden, story_is_for, story_not_hidden, visible_joined},
};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::{mutes, stories, story_views, users},
};

/// How long a story is visible, in seconds.
const LIFE: i64 = 24 * 60 * 60;

/// The number of stories that are read together. Each has up to 30 KB of JSON.
const PART: usize = 20;

/// The stories that a viewer may see at `now`, with their authors.
#[diesel::dsl::auto_type]
pub(super) fn visible_stories(viewer_id: i32, now: i64) -> _ {
    let visible: VisibleJoined<stories::user_id> = visible_joined(stories::user_id, viewer_id);
    let is_for: story_is_for = story_is_for(viewer_id);
    let not_hidden: story_not_hidden = story_not_hidden(viewer_id);
    stories::table
        .inner_join(users::table)
        .filter(visible)
        .filter(is_for)
        .filter(not_hidden)
        .filter(stories::expires.is_null().or(stories::expires.gt(now)))
}

/// The same, without those of users whose stories the viewer mutes.
#[diesel::dsl::auto_type]
fn unmuted_stories(viewer_id: i32, now: i64) -> _ {
    let visible: visible_stories = visible_stories(viewer_id, now);
    let muted =
        mutes::table.filter(mutes::user_id.eq(viewer_id).and(mutes::mutes_stories)).select(mutes::muted_id);
    visible.filter(not(stories::user_id.eq_any(muted)))
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = stories)]
pub struct Story {
    pub id: i32,
    #[diesel(deserialize_as = LossyText)]
    pub text: String,
    pub pub_date: PubDate,
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub image_url: Option<String>,
    pub has_audience: bool,
}

/// A user has the maximum number of running stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("You have {} stories up. Delete one, or wait until one ends.", Story::MOST_RUNNING)]
pub struct TooManyStories;

/// Why a story cannot be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoryRefused {
    #[error(transparent)]
    TooMany(#[from] TooManyStories),
    #[error(transparent)]
    Image(#[from] NotTheirs),
}

/// A story to be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStory {
    pub text: String,
    pub image_url: Option<String>,
    /// The audiences of its author who see it; none if all followers do.
    pub audience_ids: Vec<i32>,
}

/// A line of text or an image that a user shows for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Story)]
pub struct StoryDict {
    #[schema(example = 3)]
    pub id: i32,
    /// Empty if there is only an image.
    #[schema(example = "Up before the sun. Worth it.")]
    pub text: String,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(required, example = "/static/demo/posts/08.svg")]
    pub image_url: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub published_at: PubDate,
    /// How long ago it was shared, in words.
    #[schema(example = "2 hours ago")]
    pub display_time: Cow<'static, str>,
    /// Whether the viewer has seen it. Your own stories count as seen.
    pub seen: bool,
    /// Whether only followers in an audience of the author see it.
    pub has_audience: bool,
    /// Present and true if the moderators have hidden it: only its author still sees it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub is_hidden: bool,
}

impl Story {
    /// The maximum number of running stories of a user: each follower gets all of them. Stories without an end, which
    /// were written beside the server, do not count.
    pub const MOST_RUNNING: i64 = 100;

    /// The stories that `viewer` may see, without those of muted users, newest first: the newest ones, or those of `rest`. Also
    /// returns the ids of the stories that follow, if any. So a long list is read in parts, and shows no story twice.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        rest: Option<Vec<i32>>,
    ) -> QueryResult<(Vec<StoryDict>, Option<Vec<i32>>)> {
        /// A story, its author, whether the viewer has seen it, and whether it is hidden.
        type Row = (Story, User, bool, bool);

        let now = OffsetDateTime::now_utc();
        let newest_first = (stories::pub_date.desc(), stories::id.desc());
        let seen = story_views::table
            .filter(story_views::story_id.eq(stories::id))
            .filter(story_views::user_id.eq(viewer.id));
        let columns = (Self::as_select(), User::as_select(), exists(seen), story_hidden());
        let visible = unmuted_stories(viewer.id, now.unix_timestamp());
        let (rows, rest): (Vec<Row>, Vec<i32>) = match rest {
            None => {
                // An extra row tells whether there are more.
                let most = i64::try_from(PART + 1).unwrap_or(i64::MAX);
                let mut rows: Vec<Row> = visible.order(newest_first).select(columns).limit(most).load(conn)?;
                let mut ids: Vec<i32> = Vec::new();
                if rows.len() > PART {
                    rows.truncate(PART);
                    ids = unmuted_stories(viewer.id, now.unix_timestamp())
                        .order(newest_first)
                        .select(stories::id)
                        .load(conn)?;
                    ids.retain(|id| !rows.iter().any(|(story, ..)| story.id == *id));
                }
                (rows, ids)
            }
            Some(mut ids) => {
                let rest = ids.split_off(ids.len().min(PART));
                let rows =
                    visible.filter(stories::id.eq_any(ids)).order(newest_first).select(columns).load(conn)?;
                (rows, rest)
            }
        };
        let dict = |(story, author, is_seen, is_hidden): Row| {
            let seen = is_seen || author.id == viewer.id;
            StoryDict { is_hidden, ..story.by(viewer.sees(author), seen, now) }
        };
        let list = rows.into_iter().map(dict).collect();
        Ok((list, Some(rest).filter(|rest| !rest.is_empty())))
    }

    /// Shares a story, which is visible for a day. Audiences of other users are not found. The inner result is an error if the
    /// story is refused.
    pub fn create(
        conn: &mut Conn,
        author: &CurrentUser,
        story: &NewStory,
    ) -> QueryResult<Result<StoryDict, StoryRefused>> {
        let now = OffsetDateTime::now_utc();
        let running: i64 = stories::table
            .filter(stories::user_id.eq(author.id))
            .filter(stories::expires.gt(now.unix_timestamp()))
            .count()
            .get_result(conn)?;
        if running >= Self::MOST_RUNNING {
            return Ok(Err(TooManyStories.into()));
        }
        if let Some(url) = &story.image_url
            && let Err(refused) = Image::attach(conn, author.id, "image_url", url)?
        {
            return Ok(Err(refused.into()));
        }
        Audience::find_own(conn, author.id, &story.audience_ids)?;
        let shared: Self = diesel::insert_into(stories::table)
            .values((
                stories::text.eq(&story.text),
                stories::image_url.eq(&story.image_url),
                stories::user_id.eq(author.id),
                stories::expires.eq(now.unix_timestamp() + LIFE),
                stories::has_audience.eq(!story.audience_ids.is_empty()),
            ))
            .returning((stories::id, stories::text, stories::pub_date, stories::image_url, stories::has_audience))
            .get_result(conn)?;
        Audience::add_to_story(conn, shared.id, &story.audience_ids)?;
        Ok(Ok(shared.by(author.user.clone(), true, now)))
    }

    /// Deletes `owner`'s story `id`, and returns the URL of its image. Another user's story is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<Option<String>> {
        let mine = stories::table.find(id).filter(stories::user_id.eq(owner.id));
        conn.get_result::<LossyTextOrNull, _>(diesel::delete(mine).returning(stories::image_url)).map(Into::into)
    }

    /// Deletes the stories that ended before `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(stories::table.filter(stories::expires.le(now))).execute(conn)
    }

    fn by(self, author: UserDict, seen: bool, now: OffsetDateTime) -> StoryDict {
        StoryDict {
            id: self.id,
            text: self.text,
            user: author,
            image_url: self.image_url,
            published_at: self.pub_date,
            display_time: self.pub_date.display(now),
            seen,
            has_audience: self.has_audience,
            is_hidden: false,
        }
    }
}
