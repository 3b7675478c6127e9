//! How much each user has stored, for admins.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text, Timestamp},
};

use crate::{
    db::Conn,
    models::{Cursor, PageRequest, PubDate, lossy_text::LossyText},
};

/// A user, and the number and size of their images.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct UserStorage {
    #[diesel(sql_type = Integer)]
    pub id: i32,
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    pub username: String,
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    #[diesel(sql_type = BigInt)]
    pub images: i64,
    #[diesel(sql_type = Timestamp)]
    created_at: PubDate,
}

impl UserStorage {
    /// A page of users, those who have stored most first, and where the next page begins.
    pub fn list(conn: &mut Conn, page: PageRequest) -> QueryResult<(Vec<Self>, Option<Cursor>)> {
        // A cursor has an id only. The size may have changed since, so a user may be missing or come twice.
        let behind = page.before.map_or_else(String::new, |Cursor { id, .. }| {
            format!(
                "WHERE (coalesce(s.bytes, 0), u.id) < \
                 ((SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM images WHERE user_id = {id}), {id})"
            )
        });
        let users: Vec<Self> = diesel::sql_query(format!(
            "SELECT u.id, u.username, coalesce(s.bytes, 0) AS bytes, coalesce(s.images, 0) AS images, \
             u.date_created AS created_at FROM users u LEFT JOIN (SELECT user_id, count(*) AS images, \
             CAST(sum(bytes) AS BIGINT) AS bytes FROM images GROUP BY user_id) s ON s.user_id = u.id {behind} \
             ORDER BY coalesce(s.bytes, 0) DESC, u.id DESC LIMIT {}",
            page.limit
        ))
        .load(conn)?;
        let next = page.next(&users, |last| Cursor::new(last.created_at, last.id));
        Ok((users, next))
    }
}
