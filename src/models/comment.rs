//! Comments on posts.

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Integer, Text, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Cursor, PageOf, PubDate, User, UserDict, Viewer, must_exist, odd_text::OddText, visibility::visible_to,
};
use crate::{
    db::Conn,
    schema::{comments, likes_comments, posts, users},
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Comment {
    pub id: i32,
    #[diesel(deserialize_as = OddText)]
    pub text: String,
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
    #[schema(example = 2)]
    pub likes_count: i64,
    /// The viewer's like of the comment; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 9)]
    pub current_user_like_id: Option<i32>,
}

impl Comment {
    /// Adds `viewer`'s comment to a post that they may see.
    pub fn create(conn: &mut Conn, viewer: &User, post_id: i32, text: &str) -> QueryResult<Self> {
        let post =
            posts::table.inner_join(users::table).filter(posts::id.eq(post_id)).filter(visible_to(viewer.id));
        diesel::insert_into(comments::table)
            .values(post.select((text.into_sql::<Text>(), viewer.id.into_sql::<Integer>(), posts::id)))
            .into_columns((comments::text, comments::user_id, comments::post_id))
            .returning((comments::id, comments::text, comments::user_id, comments::post_id))
            .get_result(conn)
    }

    /// A page of the comments on a post that `viewer` may see, newest first, and where the next one begins.
    pub fn list(
        conn: &mut Conn,
        viewer: &Viewer,
        post_id: i32,
        page: PageOf,
    ) -> QueryResult<(Vec<CommentDict>, Option<Cursor>)> {
        type Row = (Comment, User, PubDate, Option<i64>, Option<i32>);

        posts::table
            .inner_join(users::table)
            .filter(posts::id.eq(post_id))
            .filter(visible_to(viewer.id))
            .select(posts::id)
            .get_result::<i32>(conn)?;
        let from = page.before.unwrap_or(Cursor::LATEST);
        let behind =
            sql::<Bool>("(comments.pub_date, comments.id) < (coalesce((SELECT pub_date FROM comments WHERE id = ")
                .bind::<Integer, _>(from.id)
                .sql(" AND post_id = ")
                .bind::<Integer, _>(post_id)
                .sql("), ")
                .bind::<Timestamp, _>(from.at)
                .sql("), ")
                .bind::<Integer, _>(from.id)
                .sql(")");
        let likes = likes_comments::table.filter(likes_comments::comment_id.eq(comments::id));
        let own = likes.filter(likes_comments::user_id.eq(viewer.id)).select(likes_comments::id);
        let rows: Vec<Row> = comments::table
            .inner_join(users::table)
            .filter(comments::post_id.eq(post_id))
            .filter(behind)
            .order((comments::pub_date.desc(), comments::id.desc()))
            .limit(page.limit)
            .select((
                Self::as_select(),
                User::as_select(),
                comments::pub_date,
                likes.count().single_value(),
                own.single_value(),
            ))
            .load(conn)?;
        let next = rows.last().map(|(comment, _, at, ..)| Cursor::new(*at, comment.id));
        let is_full = i64::try_from(rows.len()).is_ok_and(|length| length == page.limit);
        let dict = |(comment, author, _, likes_count, own): Row| CommentDict {
            likes_count: likes_count.unwrap_or_default(),
            current_user_like_id: own,
            ..comment.by(viewer.sees(author))
        };
        Ok((rows.into_iter().map(dict).collect(), next.filter(|_| is_full)))
    }

    /// Removes `owner`'s comment `id`. Someone else's counts as not found, also on one's own post.
    pub fn delete(conn: &mut Conn, owner: &User, id: i32) -> QueryResult<()> {
        let mine = comments::table.find(id).filter(comments::user_id.eq(owner.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// With its author given, and no likes yet.
    pub fn by(self, author: UserDict) -> CommentDict {
        CommentDict {
            id: self.id,
            text: self.text,
            post_id: self.post_id,
            user: author,
            likes_count: 0,
            current_user_like_id: None,
        }
    }
}
