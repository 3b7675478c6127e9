//! Which comments posts have, and how long they are, without reading their texts.

use diesel::{
    dsl::sql,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Integer},
};

use super::thread::{KEPT_COMMENTS, UnreadComments};
use crate::{
    db::{Conn, IdList, MultiBackend},
    schema::{comments, users},
};

/// Bytes of text that are read together while an answer is sent.
const PART_BYTES: i64 = 32 * 1024;

/// Comments that are read together while an answer is sent.
const PART_COMMENTS: usize = 200;

/// A comment among the newest of its post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub(super) struct Heading {
    pub post_id: i32,
    pub id: i32,
    /// Bytes of its text.
    pub bytes: i32,
    /// How many comments the post has in all.
    pub total: i64,
}

/// Selects the [`Heading`]s of some posts.
#[derive(QueryId)]
struct Headings {
    posts: IdList,
    most: i64,
}

impl Query for Headings {
    type SqlType = (Integer, Integer, Integer, BigInt);
}

impl RunQueryDsl<Conn> for Headings {}

impl QueryFragment<MultiBackend> for Headings {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(
            "SELECT t.post_id, t.id, octet_length(c.text), t.total FROM (\
             SELECT c.post_id, c.id, count(*) OVER (PARTITION BY c.post_id) AS total, \
             row_number() OVER (PARTITION BY c.post_id ORDER BY c.pub_date DESC, c.id DESC) AS place \
             FROM comments c JOIN users u ON u.id = c.user_id WHERE NOT u.is_disabled AND c.post_id IN ",
        );
        self.posts.walk_ast(out.reborrow())?;
        out.push_sql(") t JOIN comments c ON c.id = t.id WHERE t.place <= ");
        out.push_bind_param::<BigInt, _>(&self.most)?;
        out.push_sql(" ORDER BY t.post_id, t.place");
        Ok(())
    }
}

/// The newest comments of each of these posts, newest first.
pub(super) fn headings(conn: &mut Conn, posts: impl Iterator<Item = i32>) -> QueryResult<Vec<Heading>> {
    let most = i64::try_from(KEPT_COMMENTS).unwrap_or(i64::MAX);
    Headings { posts: posts.collect(), most }.load(conn)
}

impl UnreadComments {
    /// The ids of these comments, oldest first, in parts that fit into memory together.
    pub fn parts(self, conn: &mut Conn) -> QueryResult<Vec<Vec<i32>>> {
        let newest = self.newest.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX);
        let mut rows: Vec<(i32, i32)> = comments::table
            .inner_join(users::table)
            .filter(comments::post_id.eq(self.post_id))
            .filter(users::is_disabled.eq(false))
            .order((comments::pub_date.desc(), comments::id.desc()))
            .limit(newest)
            .select((comments::id, sql::<Integer>("octet_length(comments.text)")))
            .load(conn)?;
        rows.reverse();
        let mut parts: Vec<Vec<i32>> = Vec::new();
        let mut bytes = 0;
        for (id, size) in rows {
            bytes += i64::from(size);
            match parts.last_mut().filter(|part| bytes <= PART_BYTES && part.len() < PART_COMMENTS) {
                Some(part) => part.push(id),
                None => {
                    bytes = i64::from(size);
                    parts.push(vec![id]);
                }
            }
        }
        Ok(parts)
    }
}
