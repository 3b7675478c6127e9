//! Posts that a person keeps for later.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Post, PostDict, User, must_exist, post::visible_to};
use crate::{
    db::{Conn, among},
    schema::{bookmarks, posts},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
pub struct Bookmark {
    pub id: i32,
    pub post_id: i32,
}

/// A post that the viewer keeps for later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Bookmark)]
pub struct BookmarkDict {
    #[schema(example = 5)]
    pub id: i32,
    /// The post, without its comments.
    pub post: PostDict,
}

impl Bookmark {
    /// `viewer`'s bookmarks among these posts.
    pub(super) fn of_posts(conn: &mut Conn, viewer: &User, posts: &[Post]) -> QueryResult<Vec<Self>> {
        bookmarks::table
            .filter(bookmarks::user_id.eq(viewer.id))
            .filter(among(bookmarks::post_id, posts.iter().map(|post| post.id)))
            .select(Self::as_select())
            .load(conn)
    }

    /// `viewer`'s bookmarks, newest first, with their posts. Posts that they may no longer see are left out.
    pub fn list(conn: &mut Conn, viewer: &User) -> QueryResult<Vec<BookmarkDict>> {
        let rows: Vec<(Self, Post)> = bookmarks::table
            .inner_join(posts::table)
            .filter(bookmarks::user_id.eq(viewer.id))
            .filter(visible_to(viewer.id))
            .order((bookmarks::timestamp.desc(), bookmarks::id.desc()))
            .select((Self::as_select(), Post::as_select()))
            .load(conn)?;
        Self::to_dicts(rows, conn, viewer)
    }

    /// Bookmarks a post that `viewer` may see. A second bookmark of the same post is a unique violation.
    pub fn create(conn: &mut Conn, viewer: &User, post_id: i32) -> QueryResult<BookmarkDict> {
        let post = Post::visible(conn, viewer, post_id)?;
        let bookmark = diesel::insert_into(bookmarks::table)
            .values((bookmarks::user_id.eq(viewer.id), bookmarks::post_id.eq(post_id)))
            .returning((bookmarks::id, bookmarks::post_id))
            .get_result(conn)?;
        Self::to_dicts(vec![(bookmark, post)], conn, viewer)?.pop().ok_or(diesel::NotFound)
    }

    /// Removes `owner`'s bookmark `id`. Someone else's counts as not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = bookmarks::table.find(id).filter(bookmarks::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    fn to_dicts(rows: Vec<(Self, Post)>, conn: &mut Conn, viewer: &User) -> QueryResult<Vec<BookmarkDict>> {
        let (bookmarks, posts): (Vec<Self>, Vec<Post>) = rows.into_iter().unzip();
        let mut posts = Post::to_dicts_without_comments(posts, conn, viewer)?.into_iter().peekable();
        // Both are in the same order; a post whose author is gone has no dictionary.
        let with_post = bookmarks.iter().filter_map(|bookmark| {
            let post = posts.next_if(|post| post.id == bookmark.post_id)?;
            Some(BookmarkDict { id: bookmark.id, post })
        });
        Ok(with_post.collect())
    }
}
