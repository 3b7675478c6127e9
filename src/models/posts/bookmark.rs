//! Bookmarks of posts.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    db::{Conn, SingleStatement, Written},
    models::{
        CurrentUser, Cursor, Included, PageRequest, Post, PostCache, PostDict, User,
        posts::{
            cursor::{BehindBookmark, Newest},
            query::{self, BookmarksQuery, PostEntry},
        },
        visibility::viewer_and_visible_post,
    },
    schema::bookmarks,
};

pub struct Bookmark;

/// A post that the viewer has bookmarked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Bookmark)]
pub struct BookmarkDict {
    #[schema(example = 5)]
    pub id: i32,
    #[schema(value_type = BookmarkedPost)]
    pub post: PostDict,
}

/// The schema of the post in a bookmark.
enum BookmarkedPost {}

impl PartialSchema for BookmarkedPost {
    fn schema() -> RefOr<Schema> {
        let mut schema = PostDict::schema();
        if let RefOr::T(Schema::Object(post)) = &mut schema {
            post.description = Some("A post without its comments.".to_owned());
            post.properties.remove("comments");
            post.required.retain(|field| field != "comments");
        }
        schema
    }
}

impl ToSchema for BookmarkedPost {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        PostDict::schemas(schemas);
    }
}

impl Bookmark {
    /// A page of `viewer`'s bookmarks, newest first, with their posts, and where the next one begins. Posts that
    /// they may no longer see are left out.
    pub fn list(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<(Vec<BookmarkDict>, Option<Cursor>)> {
        let (entries, next) = Self::page(conn, viewer.id, page)?;
        let posts = Post::to_dicts(entries, conn, contents, viewer, page.included)?;
        Ok((posts.into_iter().filter_map(Self::of_post).collect(), next))
    }

    fn page(conn: &mut Conn, viewer_id: i32, page: PageRequest) -> QueryResult<(Vec<PostEntry>, Option<Cursor>)> {
        let limit = page.limit;
        let before = page.before.map(|position| BehindBookmark { position, viewer_id });
        loop {
            let mut entries = match before {
                None => query::entries(conn, viewer_id, BookmarksQuery { viewer_id, from: Newest, limit }),
                Some(from) => query::entries(conn, viewer_id, BookmarksQuery { viewer_id, from, limit }),
            }?;
            if i64::try_from(entries.len()).is_ok_and(|length| length < limit) {
                return Ok((entries, None));
            }
            // The next page cannot begin behind a bookmark that was removed a moment ago.
            while let Some(id) = entries.last().and_then(|last| last.bookmark_id) {
                let at = bookmarks::table.find(id).select(bookmarks::timestamp).get_result(conn).optional()?;
                if let Some(at) = at {
                    return Ok((entries, Some(Cursor::new(at, id))));
                }
                entries.pop();
            }
        }
    }

    /// Bookmarks a post that `viewer` may see. A second bookmark of the same post is a unique violation.
    pub fn create(
        conn: &mut Conn,
        contents: &PostCache,
        viewer: &CurrentUser,
        post_id: i32,
    ) -> QueryResult<BookmarkDict> {
        diesel::insert_into(bookmarks::table)
            .values(viewer_and_visible_post(viewer.id, post_id))
            .into_columns((bookmarks::user_id, bookmarks::post_id))
            .returning(bookmarks::id)
            .get_result::<i32>(conn)?;
        let post = Post::visible(conn, contents, viewer, post_id, Included::NO_COMMENTS)?;
        Self::of_post(post).ok_or(diesel::NotFound)
    }

    /// Removes `owner`'s bookmark `id`. Another user's bookmark is not found.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = bookmarks::table.find(id).filter(bookmarks::user_id.eq(owner.id));
        conn.execute(diesel::delete(mine)).must_exist()
    }

    /// The bookmark of a post that the viewer has bookmarked.
    fn of_post(post: PostDict) -> Option<BookmarkDict> {
        Some(BookmarkDict { id: post.current_user_bookmark_id?, post })
    }
}
