//! The ids and lengths of a post's comments, read without their texts.

use diesel::{
    dsl::{not, sql},
    prelude::*,
    sql_types::BigInt,
};

use crate::{
    db::Conn,
    models::{
        User,
        posts::comments::UnreadComments,
        users::user_bytes,
        visibility::{comment_hidden, enabled, not_blocked},
    },
    schema::{comments, users},
};

/// The bytes of comments and their authors that are read together while an answer is sent.
const PART_BYTES: i64 = 40 * 1024;

/// The number of comments that are read together while an answer is sent.
const PART_COMMENTS: usize = 200;

impl UnreadComments {
    /// The ids of these comments, oldest first, in parts that fit into memory together.
    pub fn parts(self, conn: &mut Conn, viewer: &User) -> QueryResult<Vec<Vec<i32>>> {
        let newest = self.newest.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX);
        let size = format!("CAST(0 AS bigint) + octet_length(comments.text) + {}", user_bytes("users"));
        let mut rows: Vec<(i32, i64)> = comments::table
            .inner_join(users::table)
            .filter(comments::post_id.eq(self.post_id))
            .filter(enabled())
            .filter(not_blocked(viewer.id))
            .filter(not(comment_hidden()))
            .order((comments::pub_date.desc(), comments::id.desc()))
            .limit(newest)
            .select((comments::id, sql::<BigInt>(&size)))
            .load(conn)?;
        rows.reverse();
        let mut parts: Vec<Vec<i32>> = Vec::new();
        let mut bytes = 0;
        for (id, size) in rows {
            bytes += size;
            match parts.last_mut().filter(|part| bytes <= PART_BYTES && part.len() < PART_COMMENTS) {
                Some(part) => part.push(id),
                None => {
                    bytes = size;
                    parts.push(vec![id]);
                }
            }
        }
        Ok(parts)
    }
}
