//! Posts, and the feed of them.

mod bookmark;
mod cache;
mod cached_json;
pub(in crate::models) mod comment;
mod comment_like;
pub(in crate::models) mod comments;
pub(in crate::models) mod cursor;
mod like;
mod newest_comments;
mod outline;
mod pub_date;
pub(in crate::models) mod query;

pub use bookmark::{Bookmark, BookmarkDict};
pub use cache::PostCache;
pub use comment::{Comment, CommentDict, PostIsFull};
pub use comment_like::{CommentLike, CommentLikeDict};
pub use comments::{IncludedComments, UnreadComments};
pub use cursor::Cursor;
pub use like::{Like, LikeDict};
pub use pub_date::PubDate;

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
    query::{AuthorQuery, FeedQuery, PostEntry, VisiblePostQuery},
};
use crate::{
    db::{Conn, SingleStatement, Written},
    models::{
        Image, NotTheirs, User,
        lossy_text::{LossyText, LossyTextOrNull},
        must_exist,
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
    #[serde(skip)]
    pub(in crate::models) pub_date: PubDate,
    /// Set if there are too many comments to cache: `comments` is absent then, and they are read while they are sent.
    #[serde(skip)]
    pub unread: Option<UnreadComments>,
}

/// Which part of a list of posts is wanted.
#[derive(Debug, Clone, Copy)]
pub struct PageRequest {
    /// How many posts at most.
    pub limit: i64,
    /// Only posts behind this position; `None` for the newest.
    pub before: Option<Cursor>,
    /// How many of the comments of each.
    pub comments: IncludedComments,
}

/// A post to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    pub image_url: String,
    pub caption: Option<String>,
    pub alt_text: Option<String>,
}

/// Changes of a post; `None` keeps a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = posts)]
pub struct PostChanges {
    pub image_url: Option<String>,
    pub caption: Option<String>,
    pub alt_text: Option<String>,
}

impl PostDict {
    /// About how many bytes it is as JSON.
    pub fn size(&self) -> usize {
        const NAMES_AND_NUMBERS: usize = 256;
        const LIKE: usize = 48;
        let texts = [&self.image_url, &self.user, &self.caption, &self.alt_text].into_iter().chain(&self.comments);
        let texts: usize = texts.map(|text| text.get().len()).sum();
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

    /// The URL of the image in `owner`'s post. Another user's post is not found.
    pub fn own_image_url(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<String> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        let url: LossyText = mine.select(posts::image_url).get_result(conn)?;
        Ok(url.into())
    }

    /// Publishes a post and returns its id. The inner result is an error if another user uploaded its image.
    pub fn create(conn: &mut Conn, author: &User, post: &NewPost) -> QueryResult<Result<i32, NotTheirs>> {
        if let Err(refused) = Image::attach(conn, author.id, "image_url", &post.image_url)? {
            return Ok(Err(refused));
        }
        diesel::insert_into(posts::table)
            .values((
                posts::image_url.eq(&post.image_url),
                posts::caption.eq(&post.caption),
                posts::alt_text.eq(&post.alt_text),
                posts::user_id.eq(author.id),
            ))
            .returning(posts::id)
            .get_result(conn)
            .map(Ok)
    }

    /// Changes `owner`'s post, and returns the URL of its previous image. Another user's post is not found. The inner result
    /// is an error if another user uploaded the new image.
    pub fn update(
        conn: &mut Conn,
        owner: &User,
        id: i32,
        changes: &PostChanges,
    ) -> QueryResult<Result<String, NotTheirs>> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        // Changes nothing, and locks the row, so that no other request replaces the same image.
        let image: LossyText =
            diesel::update(mine).set(posts::user_id.eq(owner.id)).returning(posts::image_url).get_result(conn)?;
        if *changes == PostChanges::default() {
            return Ok(Ok(image.into()));
        }
        if let Some(url) = &changes.image_url
            && let Err(refused) = Image::attach(conn, owner.id, "image_url", url)?
        {
            return Ok(Err(refused));
        }
        must_exist(diesel::update(mine).set(changes).execute(conn)?)?;
        Ok(Ok(image.into()))
    }

    /// Deletes `owner`'s post with its comments, likes and bookmarks, and returns the URL of its image. Another user's post
    /// is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<String> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        conn.get_result::<LossyText, _>(diesel::delete(mine).returning(posts::image_url)).map(Into::into)
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
                display_time: content.pub_date.display(now),
                comments,
                comments_count: content.comments.count(),
                current_user_like_id: own,
                current_user_bookmark_id: entry.bookmark_id,
                likes: entry.likes,
                pub_date: content.pub_date,
                unread,
            }))
        };
        entries.into_iter().zip(contents).filter_map(dict).collect()
    }
}
