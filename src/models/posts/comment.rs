//! Comments on posts.

use std::collections::HashMap;

use diesel::{
    dsl::{exists, not},
    prelude::*,
    sql_types::{Integer, Text},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{Conn, SingleStatement, Written, in_list},
    models::{
        CurrentUser, Cursor, PageRequest, Post, PubDate, User, UserDict,
        lossy_text::LossyText,
        posts::cursor::RowsOf,
        visibility::{
            blocked_by, blocking, comment_hidden, comment_not_hidden, enabled, not_blocked, visible_post,
        },
    },
    schema::{comments, likes_comments, posts, users},
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Comment {
    pub id: i32,
    #[diesel(deserialize_as = LossyText)]
    pub text: String,
    pub pub_date: PubDate,
    pub user_id: i32,
    pub post_id: i32,
}

/// A comment on a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentDict {
    #[schema(example = 7)]
    pub id: i32,
    #[schema(example = "The light in this one!")]
    pub text: String,
    #[schema(example = 12)]
    pub post_id: i32,
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    /// Present and true if the moderators have hidden it: only its author still sees it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub is_hidden: bool,
    // Must stay the last field but one: cached comments are cut here if they show fewer likes.
    #[schema(example = 2)]
    pub likes_count: i64,
    /// The viewer's like of the comment; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 9)]
    pub current_user_like_id: Option<i32>,
}

/// A post has the maximum number of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This post has {} comments, and takes no more.", Comment::MOST_ON_POST)]
pub struct PostIsFull;

/// The likes of the comment in the table `comments` that the viewer sees.
#[diesel::dsl::auto_type]
fn likes_of_comment(viewer_id: i32) -> _ {
    let blocked_by: blocked_by = blocked_by(viewer_id);
    let blocking: blocking = blocking(viewer_id);
    likes_comments::table
        .filter(likes_comments::comment_id.eq(comments::id))
        .filter(not(likes_comments::user_id.eq_any(blocked_by)))
        .filter(not(likes_comments::user_id.eq_any(blocking)))
}

/// A comment, its author, the number of its likes, the viewer's like, and whether it is hidden.
type Row = (Comment, User, Option<i64>, Option<i32>, bool);

impl Comment {
    /// The maximum number of comments on a post.
    pub const MOST_ON_POST: i64 = 10_000;

    /// Adds `viewer`'s comment to a post that they may see. It is not found if the post takes no more comments: see
    /// [`Self::refusal`].
    pub fn create(conn: SingleStatement<'_>, viewer: &User, post_id: i32, text: &str) -> Written<Self> {
        let post = visible_post(viewer.id, post_id);
        let on_post = comments::table.filter(comments::post_id.eq(post_id)).count().single_value();
        conn.get_result(
            diesel::insert_into(comments::table)
                .values(post.filter(on_post.lt(Self::MOST_ON_POST)).select((
                    text.into_sql::<Text>(),
                    viewer.id.into_sql::<Integer>(),
                    posts::id,
                    posts::user_id.nullable(),
                )))
                .into_columns((comments::text, comments::user_id, comments::post_id, comments::post_author_id))
                .returning((
                    comments::id,
                    comments::text,
                    comments::pub_date,
                    comments::user_id,
                    comments::post_id,
                )),
        )
    }

    /// Why [`Self::create`] found no post to comment on: it is full, or `viewer` may not see it, which is not found.
    pub fn refusal(conn: &mut Conn, viewer: &User, post_id: i32) -> QueryResult<PostIsFull> {
        Post::find_visible(conn, viewer, post_id).map(|()| PostIsFull)
    }

    /// A page of the comments on a post that `viewer` may see, newest first, and where the next one begins.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        post_id: i32,
        page: PageRequest,
    ) -> QueryResult<(Vec<CommentDict>, Option<Cursor>)> {
        Post::find_visible(conn, viewer, post_id)?;
        let rows_of = RowsOf {
            table: "comments",
            time: "pub_date",
            user: "user_id",
            owner: ("post_id", post_id),
            viewer_id: viewer.id,
        };
        let likes: likes_of_comment = likes_of_comment(viewer.id);
        let own = likes.filter(likes_comments::user_id.eq(viewer.id)).select(likes_comments::id);
        let rows: Vec<Row> = comments::table
            .inner_join(users::table)
            .filter(comments::post_id.eq(post_id))
            .filter(enabled())
            .filter(not_blocked(viewer.id))
            .filter(comment_not_hidden(viewer.id))
            .filter(rows_of.behind(page))
            .order((comments::pub_date.desc(), comments::id.desc()))
            .limit(page.limit)
            .select((
                Self::as_select(),
                User::as_select(),
                likes.count().single_value(),
                own.single_value(),
                comment_hidden(),
            ))
            .load(conn)?;
        let next = page.next(&rows, |(comment, ..)| Cursor::new(comment.pub_date, comment.id));
        Ok((rows.into_iter().map(|row| Self::seen_by(viewer, row)).collect(), next))
    }

    /// The comments with these ids, in their order, as `viewer` sees them; without those that are gone or hidden.
    pub fn with_ids(conn: &mut Conn, viewer: &CurrentUser, ids: &[i32]) -> QueryResult<Vec<CommentDict>> {
        let likes: likes_of_comment = likes_of_comment(viewer.id);
        let own = likes.filter(likes_comments::user_id.eq(viewer.id)).select(likes_comments::id);
        let rows: Vec<Row> = comments::table
            .inner_join(users::table)
            .filter(in_list(comments::id, ids.iter().copied()))
            .filter(enabled())
            .filter(not_blocked(viewer.id))
            .filter(comment_not_hidden(viewer.id))
            .select((
                Self::as_select(),
                User::as_select(),
                likes.count().single_value(),
                own.single_value(),
                comment_hidden(),
            ))
            .load(conn)?;
        let mut found: HashMap<i32, CommentDict> =
            rows.into_iter().map(|row| (row.0.id, Self::seen_by(viewer, row))).collect();
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Removes `owner`'s comment `id`. Another user's comment is not found, also on `owner`'s post.
    pub fn delete(conn: SingleStatement<'_>, owner: &User, id: i32) -> Written<()> {
        let mine = comments::table.find(id).filter(comments::user_id.eq(owner.id));
        conn.execute(diesel::delete(mine)).must_exist()
    }

    /// Removes the comment `id` from a post, if `viewer` wrote the comment or published the post. Others are not found.
    pub fn delete_on_post(conn: SingleStatement<'_>, viewer: &User, post_id: i32, id: i32) -> Written<()> {
        let own_post = posts::table.find(post_id).filter(posts::user_id.eq(viewer.id));
        let removable = comments::table
            .find(id)
            .filter(comments::post_id.eq(post_id))
            .filter(comments::user_id.eq(viewer.id).or(exists(own_post)));
        conn.execute(diesel::delete(removable)).must_exist()
    }

    /// A new comment by `author`, which has no likes yet.
    pub fn by(self, author: UserDict) -> CommentDict {
        CommentDict {
            id: self.id,
            text: self.text,
            post_id: self.post_id,
            user: author,
            created_at: self.pub_date,
            is_hidden: false,
            likes_count: 0,
            current_user_like_id: None,
        }
    }

    fn seen_by(viewer: &CurrentUser, (comment, author, likes_count, own, is_hidden): Row) -> CommentDict {
        CommentDict {
            is_hidden,
            likes_count: likes_count.unwrap_or_default(),
            current_user_like_id: own,
            ..comment.by(viewer.sees(author))
        }
    }
}
