//! Posts, and the feed of them.

mod blocked_users;
mod bookmark;
mod cache;
mod cached_json;
pub(in crate::models) mod comment;
mod comment_like;
pub(in crate::models) mod comments;
pub(in crate::models) mod cursor;
mod dict;
mod images;
mod included;
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
pub use comments::UnreadComments;
pub use cursor::{Cursor, PageRequest};
pub use dict::PostDict;
pub(in crate::models) use images::images_behind_the_first;
pub use images::{PostImage, PostImageDict, PostImages};
pub use included::{Included, IncludedComments, IncludedLikes};
pub use like::{Like, LikeDict, LikeWithUserDict};
pub use pub_date::PubDate;
pub use tag::Tag;

use diesel::prelude::*;

use self::{
    cursor::{BehindPost, Newest},
    images::other_urls,
    query::{AuthorQuery, FeedQuery, PostEntry, TagQuery, VisiblePostQuery},
};
use crate::{
    db::Conn,
    models::{
        Audience, CurrentUser, Image, NotTheirs, User,
        block::lock_users,
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
    pub has_audience: bool,
}

/// A post to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    pub images: PostImages,
    pub caption: Option<String>,
    /// The audiences of its author who see it; none if all followers do.
    pub audience_ids: Vec<i32>,
}

/// Changes of a post; `None` keeps a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostChanges {
    pub caption: Option<String>,
    pub images: ImageChanges,
    /// As in [`NewPost`].
    pub audience_ids: Option<Vec<i32>>,
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
    has_audience: Option<bool>,
}

impl Default for ImageChanges {
    fn default() -> Self {
        Self::First { image_url: None, alt_text: None }
    }
}

impl Post {
    /// A page of the posts that `viewer` may see, newest first, without those of muted users.
    pub fn feed(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<Vec<PostDict>> {
        if viewer.has_blocks_or_mutes || viewer.has_audiences {
            Self::feed_page::<true>(conn, contents, viewer, page)
        } else {
            Self::feed_page::<false>(conn, contents, viewer, page)
        }
    }

    fn feed_page<const EXCEPTIONS: bool>(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<Vec<PostDict>> {
        let (viewer_id, limit) = (viewer.id, page.limit);
        Self::page(conn, contents, viewer, page, |conn, before| match before {
            None => {
                let from = Newest;
                query::entries(conn, viewer_id, FeedQuery::<_, EXCEPTIONS> { viewer_id, from, limit })
            }
            Some(position) => {
                let from = BehindPost { position, viewer_id };
                query::entries(conn, viewer_id, FeedQuery::<_, EXCEPTIONS> { viewer_id, from, limit })
            }
        })
    }

    /// A page of `author`'s posts, newest first; none, if `viewer` may not see them.
    pub fn by(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
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
        viewer: &CurrentUser,
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

    /// Fills a page with the posts that `entries` returns behind a cursor. Posts whose authors are gone, and
    /// hidden ones, take no place in it.
    fn page(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
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
            posts.append(&mut Self::to_dicts(found, conn, contents, viewer, page.included)?);
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
        viewer: &CurrentUser,
        id: i32,
        included: Included,
    ) -> QueryResult<PostDict> {
        let entries = query::entries(conn, viewer.id, VisiblePostQuery { viewer_id: viewer.id, post_id: id })?;
        Self::to_dicts(entries, conn, contents, viewer, included)?.pop().ok_or(diesel::NotFound)
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

    /// Publishes a post and returns its id. Audiences of other users are not found. The inner result is an error if another
    /// user uploaded one of its images.
    pub fn create(conn: &mut Conn, author: &User, post: &NewPost) -> QueryResult<Result<i32, NotTheirs>> {
        let PostImages { first, others } = &post.images;
        if let Err(refused) = post.images.attach(conn, author.id)? {
            return Ok(Err(refused));
        }
        Audience::find_own(conn, author.id, &post.audience_ids)?;
        let id = diesel::insert_into(posts::table)
            .values((
                posts::image_url.eq(&first.image_url),
                posts::caption.eq(&post.caption),
                posts::alt_text.eq(&first.alt_text),
                posts::user_id.eq(author.id),
                posts::has_audience.eq(!post.audience_ids.is_empty()),
            ))
            .returning(posts::id)
            .get_result(conn)?;
        PostImage::insert_others(conn, id, others)?;
        Audience::add_to_post(conn, id, &post.audience_ids)?;
        Ok(Ok(id))
    }

    /// Changes `owner`'s post, and returns the URLs of the images that it no longer shows. Another user's post or audience is
    /// not found. The inner result is an error if another user uploaded a new image.
    pub fn update(
        conn: &mut Conn,
        owner: &User,
        id: i32,
        changes: &PostChanges,
    ) -> QueryResult<Result<Vec<String>, NotTheirs>> {
        if changes.audience_ids.is_some() {
            // Users before posts, as where an audience or a user is deleted.
            lock_users(conn, owner.id, owner.id)?;
        }
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
        if let Some(audience_ids) = &changes.audience_ids {
            Audience::find_own(conn, owner.id, audience_ids)?;
            Audience::replace_of_post(conn, id, audience_ids)?;
            columns.has_audience = Some(!audience_ids.is_empty());
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
}
