//! Until when a user has seen their notifications, and which kinds they do not want.

use diesel::{
    prelude::*,
    sql_types::{Integer, Text, Timestamp},
};
use time::PrimitiveDateTime;

use super::{Event, NotificationKind};
use crate::{
    db::Conn,
    models::{Cursor, PubDate},
    schema::notification_states,
};

/// What a user has seen and does not want. A user without a row has seen nothing, and wants all kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotificationState {
    pub seen_at: PrimitiveDateTime,
    pub unwanted: Vec<NotificationKind>,
}

impl NotificationState {
    pub fn load(conn: &mut Conn, user_id: i32) -> QueryResult<Self> {
        let row: Option<(PubDate, String)> = notification_states::table
            .find(user_id)
            .select((notification_states::seen_at, notification_states::unwanted_kinds))
            .first(conn)
            .optional()?;
        let (seen_at, names) = row.map_or((Cursor::FIRST, String::new()), |(at, names)| (at.0, names));
        Ok(Self { seen_at, unwanted: names.split(' ').filter_map(NotificationKind::from_name).collect() })
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
