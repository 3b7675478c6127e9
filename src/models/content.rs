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

use super::{
    Comment, CommentDict, Emails, Post, PubDate, User,
    outline::{Heading, headings},
    page::PostEntry,
    thread::{KEPT_BYTES, Thread},
};
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
    fn new(post: &Post, author: &User, comments: Thread) -> QueryResult<Self> {
        Ok(Self {
            image_url: render(&post.image_url)?,
            user: render(author)?,
            caption: render(&post.caption)?,
            alt_text: render(&post.alt_text)?,
            comments,
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
    let headings = headings(conn, ids)?;
    let by_post = headings.chunk_by(|one, next| one.post_id == next.post_id);
    let kept_ids = by_post.clone().flat_map(kept).map(|heading| heading.id);
    let mut comments = load_comments(conn, kept_ids, emails)?;
    let mut threads = HashMap::new();
    for newest in by_post {
        let Some(Heading { post_id, total, .. }) = newest.first().copied() else { continue };
        let oldest_first: Vec<LikedComment> =
            kept(newest).iter().rev().filter_map(|heading| comments.remove(&heading.id)).collect();
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        threads.insert(post_id, Thread::new(post_id, total, &oldest_first)?);
    }
    let render = |(post, author): (Post, User)| {
        let thread = threads.remove(&post.id).map_or_else(|| Thread::new(post.id, 0, &[]), Ok)?;
        Ok((post.id, PostContent::new(&post, &emails.show(author), thread)?))
    };
    with_author.into_iter().map(render).collect()
}

/// Those of a post's newest comments that are kept.
fn kept(newest: &[Heading]) -> &[Heading] {
    let mut bytes = 0;
    let fits = |heading: &Heading| {
        bytes += usize::try_from(heading.bytes).unwrap_or_default();
        bytes > KEPT_BYTES
    };
    let most = newest.iter().position(fits).unwrap_or(newest.len());
    &newest[..most]
}

/// Comments by id, each with its likes.
fn load_comments(
    conn: &mut Conn,
    ids: impl Iterator<Item = i32> + Clone,
    emails: Emails,
) -> QueryResult<HashMap<i32, LikedComment>> {
    if ids.clone().next().is_none() {
        return Ok(HashMap::new());
    }
    let with_commenter: Vec<(Comment, User)> = comments::table
        .inner_join(users::table)
        .filter(among(comments::id, ids.clone()))
        .select((Comment::as_select(), User::as_select()))
        .load(conn)?;
    let likes: Vec<(i32, (i32, i32))> = likes_comments::table
        .filter(among(likes_comments::comment_id, ids))
        .select((likes_comments::comment_id, (likes_comments::id, likes_comments::user_id)))
        .load(conn)?;
    let comment = |(comment, author): (Comment, User)| (comment.id, (comment.by(emails.show(author)), Vec::new()));
    let mut comments: HashMap<i32, LikedComment> = with_commenter.into_iter().map(comment).collect();
    for (comment_id, like) in likes {
        if let Some((dict, likes)) = comments.get_mut(&comment_id) {
            likes.push(like);
            dict.likes_count += 1;
        }
    }
    Ok(comments)
}
