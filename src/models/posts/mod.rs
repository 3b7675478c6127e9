//! Posts, and the feed of them.

mod bookmark;
mod cache;
mod cached_json;
pub(in crate::models) mod comment;
mod comment_like;
pub(in crate::models) mod comments;
pub(in crate::models) mod cursor;
mod images;
mod like;
mod newest_comments;
mod outline;
mod pub_date;
pub(in crate::models) mod query;
mod tag;

pub use bookmark::{Bookmark, BookmarkDict};
pub use cache::PostCache;
pub use comment::{Comment, CommentDict, PostIsFull};
pub use comment_like::{CommentLike, CommentLikeDict};
pub use comments::{IncludedComments, UnreadComments};
pub use cursor::{Cursor, PageRequest};
pub(in crate::models) use images::images_behind_the_first;
pub use images::{PostImage, PostImageDict, PostImages};
pub use like::{Like, LikeDict, LikeWithUserDict};
pub use pub_date::PubDate;
pub use tag::Tag;

use std::{borrow::Cow, sync::Arc};

use diesel::prelude::*;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use self::{
    cache::PostContent,
    cached_json::CachedJson,
    comments::SeenComments,
    cursor::{BehindPost, Newest},
    images::other_urls,
    query::{AuthorQuery, FeedQuery, PostEntry, TagQuery, VisiblePostQuery},
};
use crate::{
    db::Conn,
    models::{
        Image, NotTheirs, User,
        lossy_text::{LossyText, LossyTextOrNull},
        must_exist,
        visibility::visible_post,
    },
    schema::posts,
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Post {
    pub id: i32,
    #[diesel(deserialize_as = LossyText)]
    pub image_url: String,
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub caption: Option<String>,
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub alt_text: Option<String>,
    pub pub_date: PubDate,
    pub user_id: i32,
}

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
    /// How long ago it was published, in words.
    #[schema(example = "2 hours ago")]
    pub display_time: Cow<'static, str>,
    /// By time.
    pub likes: Vec<LikeDict>,
    /// Oldest first. With `?comments=N` only the newest N.
    // Absent in a bookmark, which has a schema of its own, and if they are sent in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<CommentDict>, required)]
    pub comments: Option<CachedJson>,
    /// How many there are in all.
    #[schema(example = 2)]
    pub comments_count: usize,
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

/// A post to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    pub images: PostImages,
    pub caption: Option<String>,
}

/// Changes of a post; `None` keeps a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostChanges {
    pub caption: Option<String>,
    pub images: ImageChanges,
}

/// Changes of a post's images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageChanges {
    /// Changes the first image; `None` keeps a field as it is.
    First { image_url: Option<String>, alt_text: Option<String> },
    /// Replaces all images.
    All(PostImages),
}

/// The columns of `posts` to be changed.
#[derive(Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = posts)]
struct ChangedColumns<'a> {
    image_url: Option<&'a str>,
    caption: Option<&'a str>,
    /// The inner `None` is NULL.
    alt_text: Option<Option<&'a str>>,
}

impl Default for ImageChanges {
    fn default() -> Self {
        Self::First { image_url: None, alt_text: None }
    }
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
    /// A page of the posts that `viewer` may see, newest first.
    pub fn feed(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        page: PageRequest,
    ) -> QueryResult<Vec<PostDict>> {
        let (viewer_id, limit) = (viewer.id, page.limit);
        Self::page(conn, contents, viewer, page, |conn, before| match before {
            None => query::entries(conn, viewer_id, FeedQuery { viewer_id, from: Newest, limit }),
            Some(position) => {
                let from = BehindPost { position, viewer_id };
                query::entries(conn, viewer_id, FeedQuery { viewer_id, from, limit })
            }
        })
    }

    /// A page of `author`'s posts, newest first; none, if `viewer` may not see them.
    pub fn by(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        author_id: i32,
        page: PageRequest,
    ) -> QueryResult<Vec<PostDict>> {
        let (viewer_id, limit) = (viewer.id, page.limit);
        Self::page(conn, contents, viewer, page, |conn, before| match before {
            None => query::entries(conn, viewer_id, AuthorQuery { viewer_id, author_id, from: Newest, limit }),
            Some(position) => {
                let from = BehindPost { position, viewer_id };
                query::entries(conn, viewer_id, AuthorQuery { viewer_id, author_id, from, limit })
            }
        })
    }

    /// A page of the posts with a tag that `viewer` may see, newest first.
    pub fn tagged(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        tag: &Tag,
        page: PageRequest,
    ) -> QueryResult<Vec<PostDict>> {
        let (viewer_id, limit) = (viewer.id, page.limit);
        Self::page(conn, contents, viewer, page, |conn, before| match before {
            None => query::entries(conn, viewer_id, TagQuery { viewer_id, tag: tag.clone(), from: Newest, limit }),
            Some(position) => {
                let from = BehindPost { position, viewer_id };
                query::entries(conn, viewer_id, TagQuery { viewer_id, tag: tag.clone(), from, limit })
            }
        })
    }

    /// Fills a page with the posts that `entries` returns behind a cursor. Posts whose authors are gone take no place in it.
    fn page(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        page: PageRequest,
        entries: impl Fn(&mut Conn, Option<Cursor>) -> QueryResult<Vec<PostEntry>>,
    ) -> QueryResult<Vec<PostDict>> {
        let limit = usize::try_from(page.limit).unwrap_or_default();
        let (mut posts, mut before) = (Vec::new(), page.before);
        loop {
            let found = entries(conn, before)?;
            // The date in the cursor does not matter: the post is there.
            before = found.last().map(|last| Cursor::new(PubDate::UNKNOWN, last.id));
            let full = found.len() == limit;
            posts.append(&mut Self::to_dicts(found, conn, contents, viewer, page.comments)?);
            if posts.len() >= limit || !full {
                posts.truncate(limit);
                return Ok(posts);
            }
        }
    }

    /// A post, if `viewer` may see it.
    pub fn visible(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        id: i32,
        comments: IncludedComments,
    ) -> QueryResult<PostDict> {
        let entries = query::entries(conn, viewer.id, VisiblePostQuery { viewer_id: viewer.id, post_id: id })?;
        Self::to_dicts(entries, conn, contents, viewer, comments)?.pop().ok_or(diesel::NotFound)
    }

    /// Whether `viewer` may see the post; otherwise it is not found.
    pub fn find_visible(conn: &mut Conn, viewer: &User, id: i32) -> QueryResult<()> {
        visible_post(viewer.id, id).select(posts::id).get_result::<i32>(conn).map(drop)
    }

    /// Whether `owner` published the post. Another user's post is not found.
    pub fn find_own(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        mine.select(posts::id).get_result::<i32>(conn).map(drop)
    }

    /// Publishes a post and returns its id. The inner result is an error if another user uploaded one of its images.
    pub fn create(conn: &mut Conn, author: &User, post: &NewPost) -> QueryResult<Result<i32, NotTheirs>> {
        let PostImages { first, others } = &post.images;
        if let Err(refused) = post.images.attach(conn, author.id)? {
            return Ok(Err(refused));
        }
        let id = diesel::insert_into(posts::table)
            .values((
                posts::image_url.eq(&first.image_url),
                posts::caption.eq(&post.caption),
                posts::alt_text.eq(&first.alt_text),
                posts::user_id.eq(author.id),
            ))
            .returning(posts::id)
            .get_result(conn)?;
        PostImage::insert_others(conn, id, others)?;
        Ok(Ok(id))
    }

    /// Changes `owner`'s post, and returns the URLs of the images that it no longer shows. Another user's post is not found.
    /// The inner result is an error if another user uploaded a new image.
    pub fn update(
        conn: &mut Conn,
        owner: &User,
        id: i32,
        changes: &PostChanges,
    ) -> QueryResult<Result<Vec<String>, NotTheirs>> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        // Changes nothing, and locks the row, so that no other request replaces the same images.
        let first: LossyText =
            diesel::update(mine).set(posts::user_id.eq(owner.id)).returning(posts::image_url).get_result(conn)?;
        let mut replaced = Vec::new();
        let mut columns = ChangedColumns { caption: changes.caption.as_deref(), ..ChangedColumns::default() };
        match &changes.images {
            ImageChanges::First { image_url, alt_text } => {
                if let Some(url) = image_url
                    && let Err(refused) = Image::attach(conn, owner.id, "image_url", url)?
                {
                    return Ok(Err(refused));
                }
                replaced.extend(image_url.as_ref().map(|_| String::from(first)));
                columns.image_url = image_url.as_deref();
                columns.alt_text = alt_text.as_deref().map(Some);
            }
            ImageChanges::All(images) => {
                if let Err(refused) = images.attach(conn, owner.id)? {
                    return Ok(Err(refused));
                }
                replaced = other_urls(conn, id)?;
                replaced.push(first.into());
                PostImage::delete_others(conn, id)?;
                PostImage::insert_others(conn, id, &images.others)?;
                columns.image_url = Some(&images.first.image_url);
                columns.alt_text = Some(images.first.alt_text.as_deref());
            }
        }
        if columns != ChangedColumns::default() {
            must_exist(diesel::update(mine).set(columns).execute(conn)?)?;
        }
        let kept: Vec<&str> = match &changes.images {
            ImageChanges::First { image_url, .. } => image_url.as_deref().into_iter().collect(),
            ImageChanges::All(images) => images.urls().collect(),
        };
        replaced.retain(|url| !kept.contains(&url.as_str()));
        Ok(Ok(replaced))
    }

    /// Deletes `owner`'s post with its comments, likes and bookmarks, and returns the URLs of its images. Another user's post
    /// is not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<Vec<String>> {
        // Nothing is locked before the post: a comment that is being added holds its row and waits for its version. An image
        // that is added in between is deleted by the next cleanup.
        let mut urls = other_urls(conn, id)?;
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        let first: LossyText = diesel::delete(mine).returning(posts::image_url).get_result(conn)?;
        urls.push(first.into());
        Ok(urls)
    }

    /// Posts as `viewer` sees them, in the same order. The number of statements does not depend on theirs.
    pub(in crate::models) fn to_dicts(
        entries: Vec<PostEntry>,
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &User,
        comments: IncludedComments,
    ) -> QueryResult<Vec<PostDict>> {
        let contents = contents.of(conn, &entries)?;
        let now = OffsetDateTime::now_utc();
        let dict = |(entry, content): (PostEntry, Option<Arc<PostContent>>)| {
            let content = content?;
            let own = entry.likes.iter().find(|like| like.user_id == viewer.id).map(|like| like.id);
            let seen = content.comments.seen_by(viewer.id, comments).map(|seen| match seen {
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
                display_time: content.pub_date.display(now),
                comments,
                comments_count: content.comments.count(),
                current_user_like_id: own,
                current_user_bookmark_id: entry.bookmark_id,
                likes: entry.likes,
                unread,
                pub_date: content.pub_date,
            }))
        };
        entries.into_iter().zip(contents).filter_map(dict).collect()
    }
}
