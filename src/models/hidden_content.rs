//! What moderators hide: posts, comments and stories that only their author still sees. [`super::visibility`] has the rule.

use diesel::{prelude::*, sql_types::Integer};

use super::ReportSubject;
use crate::db::Conn;

/// The rows of hidden content.
pub(super) struct HiddenContent {
    table: &'static str,
    /// The column with the id of the content.
    column: &'static str,
    /// The table of the content.
    of: &'static str,
    id: i32,
}

impl HiddenContent {
    /// `None` for a user, who is not content.
    pub fn of(subject: ReportSubject) -> Option<Self> {
        let (table, column, of, id) = match subject {
            ReportSubject::Post(id) => ("hidden_posts", "post_id", "posts", id),
            ReportSubject::Comment(id) => ("hidden_comments", "comment_id", "comments", id),
            ReportSubject::Story(id) => ("hidden_stories", "story_id", "stories", id),
            ReportSubject::User(_) => return None,
        };
        Some(Self { table, column, of, id })
    }

    /// Hides the content, unless it was deleted or is hidden already.
    pub fn hide(&self, conn: &mut Conn) -> QueryResult<()> {
        let Self { table, column, of, id } = self;
        diesel::sql_query(format!(
            "INSERT INTO {table} ({column}) SELECT id FROM {of} WHERE id = $1 ON CONFLICT ({column}) DO NOTHING"
        ))
        .bind::<Integer, _>(id)
        .execute(conn)
        .map(drop)
    }

    /// Shows the content again.
    pub fn restore(&self, conn: &mut Conn) -> QueryResult<()> {
        let Self { table, column, id, .. } = self;
        diesel::sql_query(format!("DELETE FROM {table} WHERE {column} = $1"))
            .bind::<Integer, _>(id)
            .execute(conn)
            .map(drop)
    }
}
