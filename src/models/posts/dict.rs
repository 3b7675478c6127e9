//! Posts as a viewer sees them.

use std::{borrow::Cow, sync::Arc};

use diesel::prelude::*;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    CommentDict, Cursor, Included, IncludedLikes, LikeDict, Post, PostCache, PostImageDict, PubDate,
    UnreadComments,
    blocked_users::BlockedUsers,
    cache::PostContent,
    cached_json::CachedJson,
    comments::{BlockedComments, CommentThread, SeenComments},
    query::PostEntry,
};
use crate::{
    db::Conn,
    models::{CurrentUser, User},
};

/// A post, as the viewer sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Post)]
pub struct PostDict {
    #[schema(example = 12)]
    pub id: i32,
    #[schema(value_type = String, example = "/static/demo/posts/08.svg")]
    pub image_url: CachedJson,
    #[schema(value_type = User)]
    pub user: CachedJson,
    #[schema(value_type = Option<String>, required, example = "Good morning from above the fog")]
    pub caption: CachedJson,
    #[schema(value_type = Option<String>, required, example = "Layered blue mountains in morning mist")]
    pub alt_text: CachedJson,
    /// In their order. `image_url` and `alt_text` of the post are those of the first.
    #[schema(value_type = Vec<PostImageDict>, min_items = 1, max_items = 10)]
    pub images: CachedJson,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub published_at: CachedJson,
    /// Whether only followers in an audience of the author see it.
    pub has_audience: bool,
    /// How long ago it was published, in words.
    #[schema(example = "2 hours ago")]
    pub display_time: Cow<'static, str>,
    /// By time. With `?likes=N` only the newest N.
    pub likes: Vec<LikeDict>,
    /// How many there are in all.
    #[schema(example = 5)]
    pub likes_count: usize,
    /// Oldest first. With `?comments=N` only the newest N.
    // Absent in a bookmark, which has a schema of its own, and if they are sent in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<CommentDict>, required)]
    pub comments: Option<CachedJson>,
    /// How many there are in all.
    #[schema(example = 2)]
    pub comments_count: usize,
    /// Present and true if the moderators have hidden it: only its author still sees it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub is_hidden: bool,
    /// The viewer's like of the post; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 31)]
    pub current_user_like_id: Option<i32>,
    /// The viewer's bookmark of the post; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 5)]
    pub current_user_bookmark_id: Option<i32>,
    /// Set if there are too many comments to cache: `comments` is absent then, and they are read while they are sent.
    #[serde(skip)]
    pub unread: Option<UnreadComments>,
    #[serde(skip)]
    pub pub_date: PubDate,
}

impl PostDict {
    /// About how many bytes it is as JSON.
    pub fn size(&self) -> usize {
        const NAMES_AND_NUMBERS: usize = 256;
        const LIKE: usize = 48;
        let texts = [&self.image_url, &self.user, &self.caption, &self.alt_text, &self.images];
        let texts: usize = texts.into_iter().chain(&self.comments).map(|text| text.get().len()).sum();
        texts + self.likes.len() * LIKE + NAMES_AND_NUMBERS
    }

    /// Its position, behind which the next page begins.
    pub fn cursor(&self) -> Cursor {
        Cursor::new(self.pub_date, self.id)
    }
}

impl Post {
    /// Posts as `viewer` sees them, in the same order. The number of statements does not depend on theirs.
    pub(in crate::models) fn to_dicts(
        entries: Vec<PostEntry>,
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        included: Included,
    ) -> QueryResult<Vec<PostDict>> {
        let contents = contents.of(conn, &entries)?;
        let blocked = BlockedUsers::of(conn, viewer)?;
        let partly_cached =
            contents.iter().flatten().map(|content| &content.comments).filter(|thread| !thread.is_whole());
        let blocked_comments = blocked.count_comments(conn, partly_cached.map(CommentThread::post_id))?;
        let now = OffsetDateTime::now_utc();
        let dict = |(mut entry, content): (PostEntry, Option<Arc<PostContent>>)| {
            let content = content.filter(|content| !content.is_hidden_from(viewer.id))?;
            let own = entry.likes.iter().find(|like| like.user_id == viewer.id).map(|like| like.id);
            if !blocked.is_empty() {
                entry.likes.retain(|like| !blocked.contains(like.user_id));
            }
            let likes_count = entry.likes.len();
            if let IncludedLikes::Newest(number) = included.likes {
                entry.likes.drain(..likes_count.saturating_sub(number));
            }
            let counted = blocked_comments.get(&entry.id).copied().unwrap_or_default();
            let number = if content.comments.is_whole() { content.comments.count_by(&blocked) } else { counted };
            let left_out = BlockedComments { authors: &blocked, number };
            let comments_count = content.comments.count(left_out);
            let seen = content.comments.seen_by(viewer.id, included.comments, left_out).map(|seen| match seen {
                SeenComments::NotWanted => (None, None),
                SeenComments::Cached(comments) => (Some(comments), None),
                SeenComments::Unread(unread) => (None, Some(unread)),
            });
            Some(seen.map(|(comments, unread)| PostDict {
                id: entry.id,
                image_url: Arc::clone(&content.image_url),
                user: Arc::clone(&content.user),
                caption: Arc::clone(&content.caption),
                alt_text: Arc::clone(&content.alt_text),
                images: Arc::clone(&content.images),
                published_at: Arc::clone(&content.published_at),
                has_audience: content.has_audience,
                display_time: content.pub_date.display(now),
                comments,
                comments_count,
                current_user_like_id: own,
                current_user_bookmark_id: entry.bookmark_id,
                is_hidden: content.is_hidden,
                likes: entry.likes,
                likes_count,
                unread,
                pub_date: content.pub_date,
            }))
        };
        entries.into_iter().zip(contents).filter_map(dict).collect()
    }
}
