//! Posts, and the feed of them.

use std::{borrow::Cow, collections::HashMap};

use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types,
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{Bookmark, Comment, CommentDict, Like, LikeDict, PubDate, User, UserDict, must_exist, user};
use crate::{
    db::{Conn, MultiBackend},
    schema::{following, posts},
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Post {
    pub id: i32,
    pub image_url: String,
    pub caption: Option<String>,
    pub alt_text: Option<String>,
    pub pub_date: PubDate,
    pub user_id: i32,
}

/// A post, as the viewer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Post)]
pub struct PostDict {
    #[schema(example = 12)]
    pub id: i32,
    #[schema(example = "/static/demo/posts/08.svg")]
    pub image_url: String,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(required, example = "Good morning from above the fog")]
    pub caption: Option<String>,
    #[schema(required, example = "Layered blue mountains in morning mist")]
    pub alt_text: Option<String>,
    /// How long ago it was published, in words.
    #[schema(example = "2 hours ago")]
    pub display_time: Cow<'static, str>,
    /// By time.
    pub likes: Vec<LikeDict>,
    /// Oldest first; absent in a bookmark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comments: Option<Vec<CommentDict>>,
    /// The viewer's like of the post; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 31)]
    pub current_user_like_id: Option<i32>,
    /// The viewer's bookmark of the post; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 5)]
    pub current_user_bookmark_id: Option<i32>,
}

/// A post to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    pub image_url: String,
    pub caption: Option<String>,
    pub alt_text: Option<String>,
}

/// What changes in a post; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = posts)]
pub struct PostChanges {
    pub image_url: Option<String>,
    pub caption: Option<String>,
    pub alt_text: Option<String>,
}

/// Posts by the viewer, or by somebody the viewer follows.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn visible_to(viewer_id: i32) -> _ {
    let followed = following::table.filter(following::user_id.eq(viewer_id)).select(following::following_id);
    posts::user_id.eq(viewer_id).or(posts::user_id.eq_any(followed))
}

impl Post {
    /// The newest `limit` posts that `viewer` may see, newest first.
    pub fn feed(conn: &mut Conn, viewer: &User, limit: i64) -> QueryResult<Vec<Self>> {
        Feed { viewer_id: viewer.id, limit }.load(conn)
    }

    /// A post, if `viewer` may see it.
    pub fn visible(conn: &mut Conn, viewer: &User, id: i32) -> QueryResult<Self> {
        posts::table.find(id).filter(visible_to(viewer.id)).select(Self::as_select()).first(conn)
    }

    /// Whether `viewer` may see a post; not found if not.
    pub(super) fn must_be_visible(conn: &mut Conn, viewer: &User, id: i32) -> QueryResult<()> {
        let post = posts::table.find(id).filter(visible_to(viewer.id));
        post.select(posts::id).first::<i32>(conn).map(drop)
    }

    /// Whether `owner` made the post; not found if not.
    pub fn must_be_owned(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        mine.select(posts::id).first::<i32>(conn).map(drop)
    }

    pub fn create(conn: &mut Conn, author: &User, post: &NewPost) -> QueryResult<Self> {
        diesel::insert_into(posts::table)
            .values((
                posts::image_url.eq(&post.image_url),
                posts::caption.eq(&post.caption),
                posts::alt_text.eq(&post.alt_text),
                posts::user_id.eq(author.id),
            ))
            .returning(posts::all_columns)
            .get_result(conn)
    }

    /// Changes `owner`'s post. Someone else's counts as not found.
    pub fn update(conn: &mut Conn, owner: &User, id: i32, changes: &PostChanges) -> QueryResult<Self> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        if *changes == PostChanges::default() {
            return mine.select(Self::as_select()).first(conn);
        }
        diesel::update(mine).set(changes).returning(posts::all_columns).get_result(conn)
    }

    /// Removes `owner`'s post with its comments, likes and bookmarks. Someone else's counts as not found.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = posts::table.find(id).filter(posts::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// One post as `viewer` sees it.
    pub fn to_dict(self, conn: &mut Conn, viewer: &User) -> QueryResult<PostDict> {
        Self::to_dicts(vec![self], conn, viewer)?.pop().ok_or(diesel::NotFound)
    }

    /// Posts as `viewer` sees them, in the same order. The number of statements does not depend on theirs.
    pub fn to_dicts(posts: Vec<Self>, conn: &mut Conn, viewer: &User) -> QueryResult<Vec<PostDict>> {
        let comments = Comment::on_posts(conn, &posts)?;
        Self::serialize(posts, Some(comments), conn, viewer)
    }

    /// As [`Self::to_dicts`], for bookmarks, whose posts go without comments.
    pub(super) fn to_dicts_without_comments(
        posts: Vec<Self>,
        conn: &mut Conn,
        viewer: &User,
    ) -> QueryResult<Vec<PostDict>> {
        Self::serialize(posts, None, conn, viewer)
    }

    fn serialize(
        posts: Vec<Self>,
        comments: Option<Vec<Comment>>,
        conn: &mut Conn,
        viewer: &User,
    ) -> QueryResult<Vec<PostDict>> {
        let likes = Like::of_posts(conn, &posts)?;
        let bookmarks = Bookmark::of_posts(conn, viewer, &posts)?;
        let authors = posts.iter().map(|post| post.user_id);
        let commenters = comments.iter().flatten().map(|comment| comment.user_id);
        let people = User::by_id(conn, authors.chain(commenters))?;

        let places: HashMap<i32, usize> = posts.iter().enumerate().map(|(place, post)| (post.id, place)).collect();
        let mut company: Vec<Company> = posts.iter().map(|_| Company::default()).collect();
        for like in likes {
            if let Some(&place) = places.get(&like.post_id) {
                company[place].likes.push(like.to_dict());
                if like.user_id == viewer.id {
                    company[place].like_of_viewer = Some(like.id);
                }
            }
        }
        for bookmark in bookmarks {
            if let Some(&place) = places.get(&bookmark.post_id) {
                company[place].bookmark_of_viewer = Some(bookmark.id);
            }
        }
        let with_comments = comments.is_some();
        for comment in comments.into_iter().flatten() {
            let place = places.get(&comment.post_id).copied();
            if let (Some(place), Some(comment)) = (place, comment.to_dict(&people)) {
                company[place].comments.push(comment);
            }
        }

        let now = OffsetDateTime::now_utc();
        let dicts = posts.into_iter().zip(company).filter_map(|(post, company)| {
            Some(PostDict {
                user: user::author(&people, post.user_id)?,
                id: post.id,
                image_url: post.image_url,
                caption: post.caption,
                alt_text: post.alt_text,
                display_time: post.pub_date.display(now),
                likes: company.likes,
                comments: with_comments.then_some(company.comments),
                current_user_like_id: company.like_of_viewer,
                current_user_bookmark_id: company.bookmark_of_viewer,
            })
        });
        Ok(dicts.collect())
    }
}

/// What belongs to one post.
#[derive(Default)]
struct Company {
    likes: Vec<LikeDict>,
    comments: Vec<CommentDict>,
    like_of_viewer: Option<i32>,
    bookmark_of_viewer: Option<i32>,
}

/// The statement of the feed, the one that differs between the databases.
///
/// PostgreSQL takes the newest posts of each author from the index alone, then the newest of those: sorting all
/// posts of all authors instead reads hundreds of times as much for somebody who follows many. SQLite merges the
/// authors well enough by itself.
#[derive(QueryId)]
struct Feed {
    viewer_id: i32,
    limit: i64,
}

impl Query for Feed {
    type SqlType = posts::SqlType;
}

impl RunQueryDsl<Conn> for Feed {}

impl QueryFragment<MultiBackend> for Feed {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT p.id, p.image_url, p.caption, p.alt_text, p.pub_date, p.user_id FROM ");
        match out.backend() {
            MultiBackend::Sqlite(_) => {
                out.push_sql("posts p WHERE p.user_id IN (SELECT following_id FROM following WHERE user_id = ");
                out.push_bind_param::<sql_types::Integer, _>(&self.viewer_id)?;
                out.push_sql(" UNION ALL SELECT ");
                out.push_bind_param::<sql_types::Integer, _>(&self.viewer_id)?;
                out.push_sql(") ORDER BY p.pub_date DESC, p.id DESC LIMIT ");
                out.push_bind_param::<sql_types::BigInt, _>(&self.limit)?;
            }
            MultiBackend::Postgres(_) => {
                // The viewer comes once, also where somebody wrote that they follow themself.
                out.push_sql(
                    "(SELECT n.id, n.pub_date FROM (SELECT following_id AS author FROM following WHERE user_id = ",
                );
                out.push_bind_param::<sql_types::Integer, _>(&self.viewer_id)?;
                out.push_sql(" AND following_id <> user_id UNION ALL SELECT ");
                out.push_bind_param::<sql_types::Integer, _>(&self.viewer_id)?;
                out.push_sql(
                    ") f, LATERAL (SELECT id, pub_date FROM posts WHERE user_id = f.author \
                     ORDER BY pub_date DESC, id DESC LIMIT ",
                );
                out.push_bind_param::<sql_types::BigInt, _>(&self.limit)?;
                out.push_sql(") n ORDER BY n.pub_date DESC, n.id DESC LIMIT ");
                out.push_bind_param::<sql_types::BigInt, _>(&self.limit)?;
                out.push_sql(") t JOIN posts p ON p.id = t.id ORDER BY t.pub_date DESC, t.id DESC");
            }
        }
        Ok(())
    }
}
