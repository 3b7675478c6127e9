//! Until when a user has seen their notifications, and which kinds they do not want.

use diesel::{
    PgConnection, SqliteConnection,
    backend::Backend,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType, Integer, Nullable, Text, Timestamp},
};
use time::PrimitiveDateTime;

use super::{Event, NotificationKind};
use crate::{
    db::{Conn, Native},
    models::{Cursor, PubDate},
};

/// What a user has seen and does not want. A user without a row has seen nothing, and wants all kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotificationState {
    pub seen_at: PrimitiveDateTime,
    pub unwanted: Vec<NotificationKind>,
}

impl NotificationState {
    /// The state of a user, and whether mentions in new texts are still to be read.
    pub fn load(conn: &mut Conn, user_id: i32) -> QueryResult<(Self, bool)> {
        let row: Option<(Option<PubDate>, Option<String>, bool)> = LoadState { user_id }.load_native(conn)?.pop();
        let (seen_at, names, is_outdated) = row.unwrap_or_default();
        let names = names.unwrap_or_default();
        let unwanted = names.split(' ').filter_map(NotificationKind::from_name).collect();
        Ok((Self { seen_at: seen_at.map_or(Cursor::FIRST, |at| at.0), unwanted }, is_outdated))
    }

    pub fn wants(&self, event: &Event) -> bool {
        !self.unwanted.contains(&event.kind)
    }

    /// Records that the user has seen everything until `seen_at`.
    pub fn set_seen(conn: &mut Conn, user_id: i32, seen_at: PrimitiveDateTime) -> QueryResult<()> {
        diesel::sql_query(
            "INSERT INTO notification_states (user_id, seen_at) VALUES ($1, $2) \
             ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at \
             WHERE notification_states.seen_at < excluded.seen_at",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Timestamp, _>(seen_at)
        .execute(conn)
        .map(drop)
    }

    /// Replaces the kinds that the user does not want.
    pub fn set_unwanted(conn: &mut Conn, user_id: i32, kinds: &[NotificationKind]) -> QueryResult<()> {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        diesel::sql_query(
            "INSERT INTO notification_states (user_id, seen_at, unwanted_kinds) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id) DO UPDATE SET unwanted_kinds = excluded.unwanted_kinds",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Timestamp, _>(Cursor::FIRST)
        .bind::<Text, _>(names.join(" "))
        .execute(conn)
        .map(drop)
    }
}

/// See [`NotificationState::load`].
#[derive(QueryId)]
struct LoadState {
    user_id: i32,
}

impl Query for LoadState {
    type SqlType = (Nullable<Timestamp>, Nullable<Text>, Bool);
}

impl RunQueryDsl<SqliteConnection> for LoadState {}
impl RunQueryDsl<PgConnection> for LoadState {}

impl<DB> QueryFragment<DB> for LoadState
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(
            "SELECT s.seen_at, s.unwanted_kinds, EXISTS (SELECT 1 FROM mentions_to_read) \
             FROM (SELECT 1 AS one) o LEFT JOIN notification_states s ON s.user_id = ",
        );
        out.push_bind_param::<Integer, _>(&self.user_id)
    }
}
