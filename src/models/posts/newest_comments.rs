//! The newest comments of several posts, in one statement for any number of posts, comments and likes.

use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Integer, Nullable, Text, Timestamp},
};

use crate::{
    db::{Conn, IdList, MultiBackend},
    models::{
        PubDate, User,
        lossy_text::LossyTextOrNull,
        posts::comments::{CACHED_BYTES, CACHED_COMMENTS},
        users::{UserSql, user_bytes},
        visibility::{comment_not_hidden_row, enabled_row},
    },
};

/// A comment among the newest of its post.
#[derive(Debug, Queryable)]
pub(in crate::models) struct NewestComment {
    pub post_id: i32,
    /// The number of all comments of the post.
    pub total: i64,
    pub id: i32,
    /// `None` if the newest comment is too long to cache; the texts of its author are empty then.
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub text: Option<String>,
    pub pub_date: PubDate,
    pub author: User,
    likes: Option<String>,
}

impl NewestComment {
    /// The likes as `(id, user_id)`.
    pub fn likes(&self) -> impl Iterator<Item = (i32, i32)> {
        let likes = self.likes.as_deref().unwrap_or_default().split(',');
        likes
            .filter_map(|like| like.split_once(':'))
            .filter_map(|(id, user)| Some((id.parse().ok()?, user.parse().ok()?)))
    }
}

#[derive(QueryId)]
struct NewestComments {
    posts: IdList,
    most: i64,
    bytes: i64,
}

impl Query for NewestComments {
    type SqlType = (Integer, BigInt, Integer, Nullable<Text>, Timestamp, UserSql, Nullable<Text>);
}

impl RunQueryDsl<Conn> for NewestComments {}

impl QueryFragment<MultiBackend> for NewestComments {
    /// For each post (`p`), the newest comments and their number come from an index. Their sizes (`s`) are computed before the
    /// sums, or SQLite would copy all texts for the sums. Texts, also those of authors, are read only if they are cached. Likes
    /// come as one text, or each would repeat the text of its comment.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let size = |comments: &str| format!("octet_length({comments}.text) + {}", user_bytes("v"));
        let (before, after) = match out.backend() {
            MultiBackend::Sqlite(_) => (
                format!("{} AS size FROM p JOIN comments c ON c.id IN (SELECT k.id", size("c")),
                ") JOIN users v ON v.id = c.user_id",
            ),
            MultiBackend::Postgres(_) => (
                format!("c.size FROM p JOIN LATERAL (SELECT k.id, k.pub_date, {} AS size", size("k")),
                ") c ON TRUE",
            ),
        };
        let visible = format!("{} AND {}", enabled_row("v"), comment_not_hidden_row("k"));
        out.push_sql(
            "WITH p AS MATERIALIZED (SELECT i.id, (SELECT count(*) FROM comments k JOIN users v ON v.id = k.user_id \
             WHERE k.post_id = i.id AND ",
        );
        out.push_sql(&visible);
        out.push_sql(") AS total FROM ");
        self.posts.walk_ast(out.reborrow())?;
        out.push_sql(" i), s AS MATERIALIZED (SELECT p.id AS post_id, p.total, c.id, c.pub_date, ");
        out.push_sql(&before);
        out.push_sql(" FROM comments k JOIN users v ON v.id = k.user_id WHERE k.post_id = p.id AND ");
        out.push_sql(&visible);
        out.push_sql(" ORDER BY k.pub_date DESC, k.id DESC LIMIT 0 + ");
        out.push_bind_param::<BigInt, _>(&self.most)?;
        out.push_sql(after);
        out.push_sql(") SELECT n.post_id, n.total, c.id, CASE WHEN n.bytes <= ");
        out.push_bind_param::<BigInt, _>(&self.bytes)?;
        out.push_sql(
            " THEN c.text END, c.pub_date, c.user_id, coalesce(u.first_name, ''), coalesce(u.last_name, ''), \
             coalesce(u.username, ''), coalesce(u.email, ''), u.image_url, u.thumb_url, \
             (SELECT string_agg(l.id || ':' || l.user_id, ',') FROM likes_comments l WHERE l.comment_id = c.id) \
             FROM (SELECT s.post_id, s.total, s.id, s.size, sum(s.size) OVER (PARTITION BY s.post_id \
             ORDER BY s.pub_date DESC, s.id DESC ROWS UNBOUNDED PRECEDING) AS bytes FROM s) n \
             JOIN comments c ON c.id = n.id LEFT JOIN users u ON u.id = c.user_id AND n.bytes <= ",
        );
        out.push_bind_param::<BigInt, _>(&self.bytes)?;
        out.push_sql(" WHERE n.bytes <= ");
        out.push_bind_param::<BigInt, _>(&self.bytes)?;
        out.push_sql(" OR n.bytes = n.size ORDER BY n.post_id, c.pub_date DESC, c.id DESC");
        Ok(())
    }
}

/// The newest comments of each post that can be cached, newest first. A post with comments has at least one row.
pub(in crate::models) fn newest_comments(
    conn: &mut Conn,
    posts: impl Iterator<Item = i32>,
) -> QueryResult<Vec<NewestComment>> {
    let most = i64::try_from(CACHED_COMMENTS).unwrap_or(i64::MAX);
    let bytes = i64::try_from(CACHED_BYTES).unwrap_or(i64::MAX);
    NewestComments { posts: posts.collect(), most, bytes }.load(conn)
}
