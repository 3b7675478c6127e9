//! The cache of what a post shows to everybody: its text, its author, its comments and their likes. This changes seldom and
//! costs the most to read, so it is cached as JSON until the version of the post changes.
//!
//! The version of a post is a random number. Database triggers replace it with every change of cached content, also by other
//! programs (see the migration `post_versions`). A page reads the versions of its posts first, and reads content with
//! another version again. So cached content is never older than the page.

use std::{collections::HashMap, iter, sync::Arc};

use diesel::prelude::*;
use quick_cache::{Weighter, sync::Cache};

use crate::{
    db::{Conn, in_list},
    models::{
        CommentDict, Emails, Post, PostImage, PostImageDict, PubDate, User,
        posts::{
            cached_json::{CachedJson, render},
            comments::CommentThread,
            images::images_behind_the_first,
            newest_comments::{NewestComment, newest_comments},
            query::PostEntry,
        },
        visibility::post_hidden,
    },
    schema::{posts, users},
};

/// The size of the cache in bytes: a few thousand posts.
const CAPACITY: u64 = 4 * 1024 * 1024;

/// The assumed average size of a post's content in bytes.
const TYPICAL: usize = 1_500;

/// The content of a post, as JSON.
#[derive(Debug, Clone)]
pub(in crate::models) struct PostContent {
    pub pub_date: PubDate,
    pub image_url: CachedJson,
    pub user: CachedJson,
    pub caption: CachedJson,
    pub alt_text: CachedJson,
    pub images: CachedJson,
    pub published_at: CachedJson,
    pub has_audience: bool,
    pub comments: CommentThread,
    pub author_id: i32,
    /// Whether the moderators have hidden it: only the author sees it.
    pub is_hidden: bool,
}

/// The cache, shared by all requests.
#[derive(Clone)]
pub struct PostCache {
    cache: Arc<Cache<i32, CachedContent, BySize>>,
    emails: Emails,
}

/// A comment, and its likes as `(id, user_id)`.
type LikedComment = (CommentDict, Vec<(i32, i32)>);

#[derive(Clone)]
struct CachedContent {
    version: i64,
    content: Arc<PostContent>,
}

#[derive(Clone)]
struct BySize;

impl Weighter<i32, CachedContent> for BySize {
    fn weight(&self, _: &i32, cached: &CachedContent) -> u64 {
        cached.content.size()
    }
}

impl Default for PostCache {
    fn default() -> Self {
        Self::new(Emails::default())
    }
}

impl PostCache {
    /// An empty cache. Its content is the same for all viewers, so `emails` also applies to their own posts and comments.
    pub fn new(emails: Emails) -> Self {
        let items = usize::try_from(CAPACITY).unwrap_or(usize::MAX) / TYPICAL;
        Self { cache: Arc::new(Cache::with_weighter(items, CAPACITY, BySize)), emails }
    }

    /// The content of these posts, in their order. A post whose author is gone has none.
    pub(in crate::models) fn of(
        &self,
        conn: &mut Conn,
        entries: &[PostEntry],
    ) -> QueryResult<Vec<Option<Arc<PostContent>>>> {
        let mut found: Vec<_> = entries.iter().map(|entry| self.cached(entry)).collect();
        let missing =
            entries.iter().zip(&found).filter(|(_, content)| content.is_none()).map(|(entry, _)| entry.id);
        if missing.clone().next().is_none() {
            return Ok(found);
        }
        let mut loaded = load(conn, missing, self.emails)?;
        for (entry, content) in entries.iter().zip(&mut found).filter(|(_, content)| content.is_none()) {
            let Some(fresh) = loaded.remove(&entry.id).map(Arc::new) else { continue };
            if let Some(version) = entry.version {
                self.cache.insert(entry.id, CachedContent { version, content: Arc::clone(&fresh) });
            }
            *content = Some(fresh);
        }
        Ok(found)
    }

    /// The cached content of a post, if its version is current.
    fn cached(&self, entry: &PostEntry) -> Option<Arc<PostContent>> {
        let version = entry.version?;
        self.cache.get(&entry.id).filter(|cached| cached.version == version).map(|cached| cached.content)
    }
}

impl PostContent {
    fn new(
        post: Post,
        others: &[PostImage],
        author: &User,
        comments: CommentThread,
        is_hidden: bool,
    ) -> QueryResult<Self> {
        let first = PostImage { image_url: post.image_url, alt_text: post.alt_text };
        let images: Vec<PostImageDict> = iter::once(&first).chain(others).map(PostImage::to_dict).collect();
        Ok(Self {
            image_url: render(&first.image_url)?,
            user: render(author)?,
            caption: render(&post.caption)?,
            alt_text: render(&first.alt_text)?,
            images: render(&images)?,
            published_at: render(&post.pub_date)?,
            has_audience: post.has_audience,
            comments,
            pub_date: post.pub_date,
            author_id: author.id,
            is_hidden,
        })
    }

    /// Whether the moderators have hidden it from this viewer.
    pub fn is_hidden_from(&self, viewer_id: i32) -> bool {
        self.is_hidden && self.author_id != viewer_id
    }

    fn size(&self) -> u64 {
        const OVERHEAD: usize = 64;
        let texts = [&self.image_url, &self.user, &self.caption, &self.alt_text, &self.images, &self.published_at];
        let size: usize = texts.iter().map(|text| text.get().len() + OVERHEAD).sum();
        (size + self.comments.size() + size_of::<Self>()) as u64
    }
}

fn load(
    conn: &mut Conn,
    ids: impl Iterator<Item = i32> + Clone,
    emails: Emails,
) -> QueryResult<HashMap<i32, PostContent>> {
    let with_author: Vec<(Post, User, bool)> = posts::table
        .inner_join(users::table)
        .filter(in_list(posts::id, ids.clone()))
        .select((Post::as_select(), User::as_select(), post_hidden()))
        .load(conn)?;
    // Not joined: each row would repeat the texts of the post.
    let mut others = images_behind_the_first(conn, ids.clone())?;
    let mut threads = HashMap::new();
    let mut newest = newest_comments(conn, ids)?.into_iter().peekable();
    while let Some(NewestComment { post_id, total, .. }) = newest.peek() {
        let (post_id, total) = (*post_id, usize::try_from(*total).unwrap_or(usize::MAX));
        let mut comments = Vec::new();
        while let Some(comment) = newest.next_if(|comment| comment.post_id == post_id) {
            comments.extend(liked(comment, emails));
        }
        comments.reverse();
        threads.insert(post_id, CommentThread::new(post_id, total, &comments)?);
    }
    let render = |(post, author, is_hidden): (Post, User, bool)| {
        let id = post.id;
        let others = others.remove(&id).unwrap_or_default();
        let thread = threads.remove(&id).map_or_else(|| CommentThread::new(id, 0, &[]), Ok)?;
        Ok((id, PostContent::new(post, &others, &emails.show(author), thread, is_hidden)?))
    };
    with_author.into_iter().map(render).collect()
}

/// A comment with its likes; `None` if the comment is too long to cache.
fn liked(mut comment: NewestComment, emails: Emails) -> Option<LikedComment> {
    let text = comment.text.take()?;
    let likes: Vec<(i32, i32)> = comment.likes().collect();
    let dict = CommentDict {
        id: comment.id,
        text,
        post_id: comment.post_id,
        user: emails.show(comment.author),
        created_at: comment.pub_date,
        is_hidden: false,
        likes_count: i64::try_from(likes.len()).unwrap_or(i64::MAX),
        current_user_like_id: None,
    };
    Some((dict, likes))
}
