//! Whose comments and likes are left out of posts for a viewer.

use std::collections::HashMap;

use diesel::{
    PgConnection, SqliteConnection,
    backend::Backend,
    dsl::{count_star, not},
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{HasSqlType, Integer},
};

use crate::{
    db::{Conn, Native, in_list},
    models::{
        CurrentUser,
        visibility::{comment_hidden, enabled},
    },
    schema::{comments, users},
};

/// The users whom the viewer blocks or who block the viewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::models) struct BlockedUsers(Vec<i32>);

impl BlockedUsers {
    /// Reads them. There is no statement if no block or mute concerns the viewer.
    pub fn of(conn: &mut Conn, viewer: &CurrentUser) -> QueryResult<Self> {
        if !viewer.has_blocks_or_mutes {
            return Ok(Self::default());
        }
        let ids: Vec<i32> = LoadBlocked { viewer_id: viewer.id }.load_native(conn)?;
        Ok(ids.into())
    }

    pub fn contains(&self, user_id: i32) -> bool {
        self.0.binary_search(&user_id).is_ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of their comments on each of these posts. Those of disabled users and hidden ones do not
    /// count, as no others see them.
    pub fn count_comments(
        &self,
        conn: &mut Conn,
        post_ids: impl Iterator<Item = i32>,
    ) -> QueryResult<HashMap<i32, usize>> {
        if self.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(i32, i64)> = comments::table
            .inner_join(users::table)
            .filter(enabled())
            .filter(not(comment_hidden()))
            .filter(in_list(comments::post_id, post_ids))
            .filter(in_list(comments::user_id, self.0.iter().copied()))
            .group_by(comments::post_id)
            .select((comments::post_id, count_star()))
            .load(conn)?;
        Ok(rows.into_iter().map(|(id, number)| (id, usize::try_from(number).unwrap_or_default())).collect())
    }
}

impl From<Vec<i32>> for BlockedUsers {
    fn from(mut ids: Vec<i32>) -> Self {
        ids.sort_unstable();
        Self(ids)
    }
}

/// See [`BlockedUsers::of`].
#[derive(QueryId)]
struct LoadBlocked {
    viewer_id: i32,
}

impl Query for LoadBlocked {
    type SqlType = Integer;
}

impl RunQueryDsl<SqliteConnection> for LoadBlocked {}
impl RunQueryDsl<PgConnection> for LoadBlocked {}

impl<DB> QueryFragment<DB> for LoadBlocked
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT blocked_id FROM blocks WHERE user_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" UNION ALL SELECT user_id FROM blocks WHERE blocked_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)
    }
}
