//! What a post shows to everybody: its own words, its author, its comments and who likes those. It changes seldom and costs the most
//! to read, so it is kept, rendered, for as long as its version stands.
//!
//! The version of a post is a random number that database triggers replace with every change of what is kept here,
//! whoever makes it (see the migration `post_versions`). A page reads the versions of its posts first; content of
//! another version is read again. So what is kept is never older than what the page has seen.

use std::{collections::HashMap, sync::Arc};

use diesel::{prelude::*, result::Error};
use quick_cache::{Weighter, sync::Cache};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Comment, CommentDict, Emails, Post, PubDate, User, page::PostEntry, thread::Thread};
use crate::{
    db::{Conn, among},
    schema::{comments, likes_comments, posts, users},
};

/// Bytes that rendered content may take in all: some thousand posts.
const CAPACITY: u64 = 4 * 1024 * 1024;

/// Bytes of a post's content on average, for a start.
const TYPICAL: usize = 1_500;

/// JSON that was rendered before.
pub type Rendered = Arc<RawValue>;

/// The content of a post, as JSON.
#[derive(Debug, Clone)]
pub(super) struct PostContent {
    pub pub_date: PubDate,
    pub image_url: Rendered,
    pub user: Rendered,
    pub caption: Rendered,
    pub alt_text: Rendered,
    pub comments: Thread,
}

/// The content of posts, shared by all requests.
#[derive(Clone)]
pub struct PostContents {
    kept: Arc<Cache<i32, Kept, BySize>>,
    emails: Emails,
}

/// A comment, and its likes as `(id, user_id)`.
type LikedComment = (CommentDict, Vec<(i32, i32)>);

/// A comment with its author and one of its likes.
type LikedRow = (Comment, User, Option<(i32, i32)>);

#[derive(Clone)]
struct Kept {
    version: i64,
    content: Arc<PostContent>,
}

#[derive(Clone)]
struct BySize;

impl Weighter<i32, Kept> for BySize {
    fn weight(&self, _: &i32, kept: &Kept) -> u64 {
        kept.content.size()
    }
}

impl Default for PostContents {
    fn default() -> Self {
        Self::new(Emails::default())
    }
}

impl PostContents {
    /// None yet. They are the same for everybody, so that `emails` goes for people's own posts and comments too.
    pub fn new(emails: Emails) -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(usize::MAX) / TYPICAL;
        Self { kept: Arc::new(Cache::with_weighter(items, CAPACITY, BySize)), emails }
    }

    /// The content of each of these posts, in their order, where it has any: a post whose author is gone has none.
    pub(super) fn of(&self, conn: &mut Conn, entries: &[PostEntry]) -> QueryResult<Vec<Option<Arc<PostContent>>>> {
        let mut found: Vec<_> = entries.iter().map(|entry| self.kept_of(entry)).collect();
        let missing =
            entries.iter().zip(&found).filter(|(_, content)| content.is_none()).map(|(entry, _)| entry.id);
        if missing.clone().next().is_none() {
            return Ok(found);
        }
        let mut loaded = load(conn, missing, self.emails)?;
        for (entry, content) in entries.iter().zip(&mut found).filter(|(_, content)| content.is_none()) {
            let Some(fresh) = loaded.remove(&entry.id).map(Arc::new) else { continue };
            if let Some(version) = entry.version {
                self.kept.insert(entry.id, Kept { version, content: Arc::clone(&fresh) });
            }
            *content = Some(fresh);
        }
        Ok(found)
    }

    /// What is kept of a post, if it is still right.
    fn kept_of(&self, entry: &PostEntry) -> Option<Arc<PostContent>> {
        let version = entry.version?;
        self.kept.get(&entry.id).filter(|kept| kept.version == version).map(|kept| kept.content)
    }
}

impl PostContent {
    fn new(post: &Post, author: &User, comments: &[LikedComment]) -> QueryResult<Self> {
        Ok(Self {
            image_url: render(&post.image_url)?,
            user: render(author)?,
            caption: render(&post.caption)?,
            alt_text: render(&post.alt_text)?,
            comments: Thread::new(comments)?,
            pub_date: post.pub_date,
        })
    }

    fn size(&self) -> u64 {
        const OVERHEAD: usize = 64;
        let texts = [&self.image_url, &self.user, &self.caption, &self.alt_text];
        let size: usize = texts.iter().map(|text| text.get().len() + OVERHEAD).sum();
        (size + self.comments.size() + size_of::<Self>()) as u64
    }
}

pub(super) fn render(value: &(impl Serialize + ?Sized)) -> QueryResult<Rendered> {
    to_raw_value(value).map(Arc::from).map_err(|why| Error::SerializationError(Box::new(why)))
}

fn load(
    conn: &mut Conn,
    ids: impl Iterator<Item = i32> + Clone,
    emails: Emails,
) -> QueryResult<HashMap<i32, PostContent>> {
    let with_author: Vec<(Post, User)> = posts::table
        .inner_join(users::table)
        .filter(among(posts::id, ids.clone()))
        .select((Post::as_select(), User::as_select()))
        .load(conn)?;
    let like = (likes_comments::id, likes_comments::user_id).nullable();
    let with_commenter: Vec<LikedRow> = comments::table
        .inner_join(users::table)
        .left_join(likes_comments::table)
        .filter(among(comments::post_id, ids))
        .order((comments::pub_date, comments::id))
        .select((Comment::as_select(), User::as_select(), like))
        .load(conn)?;

    let mut comments: HashMap<i32, Vec<LikedComment>> = HashMap::new();
    for (comment, author, like) in with_commenter {
        let thread = comments.entry(comment.post_id).or_default();
        // A comment comes once for each of its likes.
        if thread.last().is_none_or(|(last, _)| last.id != comment.id) {
            thread.push((comment.by(emails.show(author)), Vec::new()));
        }
        if let (Some((dict, likes)), Some(like)) = (thread.last_mut(), like) {
            likes.push(like);
            dict.likes_count += 1;
        }
    }
    let render = |(post, author): (Post, User)| {
        let comments = comments.remove(&post.id).unwrap_or_default();
        Ok((post.id, PostContent::new(&post, &emails.show(author), &comments)?))
    };
    with_author.into_iter().map(render).collect()
}
