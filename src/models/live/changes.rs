//! New rows, and the users and posts that they may concern. One statement reads them for all users.
//!
//! New rows are found by their ids. A transaction may commit a lower id later than a higher one, so the ids of the last rows
//! are read again. A change without a new row, such as the end of a like, is not found.

use std::collections::{BTreeSet, HashSet};

use diesel::{
    PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Integer, Nullable},
};

use crate::{
    db::{Conn, Native, in_list},
    schema::following,
};

/// How far behind the highest id a row may still appear.
const OVERLAP: i32 = 100;

/// The most rows of a table that are read at once.
const MOST_ROWS: usize = 500;

/// Test harnesses insert rows with ids as high as this, which say nothing about the order.
const BY_HAND: i32 = 2_000_000_000;

/// A table, and the columns of it that say whom a new row concerns.
struct Watched {
    table: &'static str,
    /// The columns with users to whom the row may bring a notification.
    users: [&'static str; 2],
    /// The column with the post that shows the row.
    post: &'static str,
    /// The column with the author, if the row is a post.
    author: &'static str,
}

const NOTHING: &str = "CAST(NULL AS INTEGER)";

const WATCHED: [Watched; 7] = [
    Watched { table: "likes_posts", users: ["post_author_id", NOTHING], post: "post_id", author: NOTHING },
    Watched { table: "comments", users: ["post_author_id", NOTHING], post: "post_id", author: NOTHING },
    Watched { table: "likes_comments", users: ["comment_author_id", NOTHING], post: NOTHING, author: NOTHING },
    Watched { table: "mentions", users: ["user_id", NOTHING], post: NOTHING, author: NOTHING },
    // The first post of the feed changes for a new follower.
    Watched { table: "following", users: ["following_id", "user_id"], post: NOTHING, author: NOTHING },
    Watched { table: "follow_requests", users: ["target_id", NOTHING], post: NOTHING, author: NOTHING },
    Watched { table: "posts", users: [NOTHING, NOTHING], post: NOTHING, author: "user_id" },
];

/// Which rows of each table are known.
#[derive(Debug, Clone, Default)]
pub struct Positions {
    highest: [i32; WATCHED.len()],
    /// The known ids that the next statement returns again.
    known: [HashSet<i32>; WATCHED.len()],
}

/// Whom new rows may concern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Users whose notifications or feed may have changed.
    pub user_ids: BTreeSet<i32>,
    /// Posts with a new like or comment.
    pub post_ids: BTreeSet<i32>,
    /// Authors of new posts.
    author_ids: BTreeSet<i32>,
}

/// A row of [`LoadChanges`]: the number of the table, the id, two users, a post, an author.
type Row = (i32, i32, Option<i32>, Option<i32>, Option<i32>, Option<i32>);

impl Positions {
    /// The positions behind all rows that there are.
    pub fn now(conn: &mut Conn) -> QueryResult<Self> {
        let mut positions = Self::default();
        for row in LoadHighest.load_native::<(i32, Option<i32>)>(conn)? {
            if let (Ok(table), Some(highest)) = (usize::try_from(row.0), row.1) {
                positions.highest[table] = highest;
            }
        }
        // These are known, too.
        positions.advance(conn)?;
        Ok(positions)
    }

    /// What was written since. Moves the positions behind it.
    pub fn advance(&mut self, conn: &mut Conn) -> QueryResult<Changes> {
        let after = self.highest.map(|highest| highest.saturating_sub(OVERLAP));
        let rows: Vec<Row> = LoadChanges { after }.load_native(conn)?;
        let mut changes = Changes::default();
        let mut known: [HashSet<i32>; WATCHED.len()] = Default::default();
        for (table, id, user, other, post, author) in rows {
            let Ok(table) = usize::try_from(table) else { continue };
            known[table].insert(id);
            self.highest[table] = self.highest[table].max(id);
            if self.known[table].contains(&id) {
                continue;
            }
            changes.user_ids.extend(user.into_iter().chain(other).chain(author));
            changes.post_ids.extend(post);
            changes.author_ids.extend(author);
        }
        self.known = known;
        Ok(changes)
    }
}

impl Changes {
    /// Adds the followers of the authors of new posts, if they are among `user_ids`.
    pub fn add_followers(&mut self, conn: &mut Conn, user_ids: &[i32]) -> QueryResult<()> {
        if self.author_ids.is_empty() || user_ids.is_empty() {
            return Ok(());
        }
        let followers: Vec<i32> = following::table
            .filter(in_list(following::following_id, self.author_ids.iter().copied()))
            .filter(in_list(following::user_id, user_ids.iter().copied()))
            .select(following::user_id)
            .load(conn)?;
        self.user_ids.extend(followers);
        Ok(())
    }
}

/// See [`Positions::now`].
#[derive(QueryId)]
struct LoadHighest;

/// See [`Positions::advance`].
#[derive(QueryId)]
struct LoadChanges {
    after: [i32; WATCHED.len()],
}

impl Query for LoadHighest {
    type SqlType = (Integer, Nullable<Integer>);
}

impl Query for LoadChanges {
    type SqlType = (Integer, Integer, Nullable<Integer>, Nullable<Integer>, Nullable<Integer>, Nullable<Integer>);
}

impl RunQueryDsl<SqliteConnection> for LoadHighest {}
impl RunQueryDsl<PgConnection> for LoadHighest {}
impl RunQueryDsl<SqliteConnection> for LoadChanges {}
impl RunQueryDsl<PgConnection> for LoadChanges {}

impl<DB: Backend> QueryFragment<DB> for LoadHighest {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (number, Watched { table, .. }) in WATCHED.iter().enumerate() {
            let separator = if number == 0 { "" } else { " UNION ALL " };
            out.push_sql(&format!("{separator}SELECT {number}, max(id) FROM {table} WHERE id < {BY_HAND}"));
        }
        Ok(())
    }
}

impl<DB> QueryFragment<DB> for LoadChanges
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (number, (watched, after)) in WATCHED.iter().zip(&self.after).enumerate() {
            let Watched { table, users: [user, other], post, author } = watched;
            let separator = if number == 0 { "" } else { " UNION ALL " };
            out.push_sql(&format!(
                "{separator}SELECT * FROM (SELECT {number} AS number, id, {user} AS one, {other} AS other, {post} AS post, \
                 {author} AS author FROM {table} WHERE id < {BY_HAND} AND id > "
            ));
            out.push_bind_param::<Integer, _>(after)?;
            out.push_sql(&format!(" ORDER BY id LIMIT {MOST_ROWS}) w{number}"));
        }
        Ok(())
    }
}
