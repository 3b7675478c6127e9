//! Live updates: what pages show of what changes, and what has changed.

mod changes;

pub use changes::{Changes, Positions};

use diesel::{QueryResult, result::OptionalExtension};
use serde::Serialize;

use super::{CurrentUser, Fresh, Included, Notification, PageRequest, Post, PostCache};
use crate::db::Conn;

/// What a page of a viewer shows. It depends on the database alone, so every process computes the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveState {
    /// The number of notifications that the viewer has not seen.
    pub unseen: usize,
    /// The first post of the feed.
    pub newest_post_id: Option<i32>,
    /// The post that is open. `None` if there is none, or if the viewer may not see it.
    pub post: Option<LivePost>,
}

/// What changes of a post that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LivePost {
    pub post_id: i32,
    pub likes_count: usize,
    pub comments_count: usize,
}

impl LiveState {
    /// What `viewer` sees now.
    pub fn load(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        open_post_id: Option<i32>,
    ) -> QueryResult<Fresh<Self>> {
        let unseen = match Notification::count_unseen(conn, viewer)? {
            Fresh::Read(count) => count.unseen,
            Fresh::MentionsAreOutdated => return Ok(Fresh::MentionsAreOutdated),
        };
        let newest = PageRequest { limit: 1, before: None, included: Included::NO_COMMENTS };
        let newest_post_id = Post::feed(conn, contents, viewer, newest)?.first().map(|post| post.id);
        let post = match open_post_id {
            Some(id) => Post::visible(conn, contents, viewer, id, Included::NO_COMMENTS).optional()?,
            None => None,
        };
        Ok(Fresh::Read(Self {
            unseen,
            newest_post_id,
            post: post.map(|post| LivePost {
                post_id: post.id,
                likes_count: post.likes_count,
                comments_count: post.comments_count,
            }),
        }))
    }
}
