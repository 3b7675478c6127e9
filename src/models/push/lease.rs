//! Leases of devices, so that one process at a time sends to a device. A lease is a time in the column `not_before`. It also
//! identifies the lease: a later one has a later time.

use diesel::{
    dsl::{Eq, Filter, Find, exists},
    prelude::*,
    sql_types::{BigInt, Integer, Text, Timestamp},
};
use time::PrimitiveDateTime;

use crate::{
    db::Conn,
    models::{PubDate, TokenId, notifications::has_new_events},
    schema::push_subscriptions,
};

/// A device that this process has leased, to send it what is new.
#[derive(Clone, PartialEq, Eq)]
pub struct LeasedDevice {
    id: i32,
    pub user_id: i32,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub session: TokenId,
    /// What happened until then was sent.
    pub notified_until: PrimitiveDateTime,
    /// The number of attempts that have failed since the last success.
    pub failures: i32,
    /// The end of the lease, in seconds since 1970.
    leased_until: i64,
}

/// A row of the statement of [`LeasedDevice::lease`].
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Integer)]
    user_id: i32,
    #[diesel(sql_type = Text)]
    endpoint: String,
    #[diesel(sql_type = Text)]
    p256dh: String,
    #[diesel(sql_type = Text)]
    auth: String,
    #[diesel(sql_type = Text)]
    session_jti: String,
    #[diesel(sql_type = BigInt)]
    session_issued: i64,
    #[diesel(sql_type = Timestamp)]
    notified_until: PubDate,
    #[diesel(sql_type = Integer)]
    failures: i32,
}

/// The row of [`LeasedDevice::any_due`].
#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

impl LeasedDevice {
    /// Whether there is a device that was not sent something that happened until `until`.
    pub fn any_due(conn: &mut Conn, server_key: &str, until: PrimitiveDateTime, now: i64) -> QueryResult<bool> {
        // Most services have no devices most of the time, and the statement below is long.
        let devices = push_subscriptions::table.filter(push_subscriptions::server_key.eq(server_key));
        if !diesel::select(exists(devices.select(push_subscriptions::id))).get_result(conn)? {
            return Ok(false);
        }
        let Found { found } =
            diesel::sql_query(format!("SELECT EXISTS ({}) AS found", select_due(["$1", "$2", "$3"])))
                .bind::<Text, _>(server_key)
                .bind::<BigInt, _>(now)
                .bind::<Timestamp, _>(until)
                .get_result(conn)?;
        Ok(found)
    }

    /// Leases at most `limit` devices until `leased_until`, so that no other process sends to them meanwhile. If this process
    /// stops, another one leases them then.
    pub fn lease(
        conn: &mut Conn,
        server_key: &str,
        until: PrimitiveDateTime,
        now: i64,
        leased_until: i64,
        limit: usize,
    ) -> QueryResult<Vec<Self>> {
        let lock = if matches!(conn, Conn::Postgres(_)) { "FOR UPDATE SKIP LOCKED" } else { "" };
        let rows: Vec<Row> = diesel::sql_query(format!(
            "UPDATE push_subscriptions SET not_before = $1 WHERE id IN ({} ORDER BY d.id LIMIT {limit} {lock}) \
             RETURNING id, user_id, endpoint, p256dh, auth, session_jti, session_issued, notified_until, failures",
            select_due(["$2", "$3", "$4"])
        ))
        .bind::<BigInt, _>(leased_until)
        .bind::<Text, _>(server_key)
        .bind::<BigInt, _>(now)
        .bind::<Timestamp, _>(until)
        .load(conn)?;
        let device = |row: Row| Self {
            id: row.id,
            user_id: row.user_id,
            endpoint: row.endpoint,
            p256dh: row.p256dh,
            auth: row.auth,
            session: TokenId { jti: row.session_jti, issued: row.session_issued },
            notified_until: row.notified_until.0,
            failures: row.failures,
            leased_until,
        };
        Ok(rows.into_iter().map(device).collect())
    }

    /// Ends the lease, and records that everything until `notified_until` was sent, or is not to be sent. Nothing is sent before
    /// `not_before`, in seconds since 1970.
    pub fn set_notified(
        &self,
        conn: &mut Conn,
        notified_until: PrimitiveDateTime,
        not_before: i64,
    ) -> QueryResult<()> {
        diesel::update(self.row())
            .set((
                push_subscriptions::notified_until.eq(notified_until),
                push_subscriptions::not_before.eq(not_before),
                push_subscriptions::failures.eq(0),
            ))
            .execute(conn)
            .map(drop)
    }

    /// Ends the lease, and records that an attempt failed. The next attempt is not before `not_before`, in seconds since 1970.
    pub fn set_failed(&self, conn: &mut Conn, not_before: i64) -> QueryResult<()> {
        diesel::update(self.row())
            .set((
                push_subscriptions::not_before.eq(not_before),
                push_subscriptions::failures.eq(push_subscriptions::failures + 1),
            ))
            .execute(conn)
            .map(drop)
    }

    /// Ends the lease without an attempt.
    pub fn end_lease(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::update(self.row()).set(push_subscriptions::not_before.eq(0)).execute(conn).map(drop)
    }

    /// Deletes the device, unless the browser has subscribed again meanwhile.
    pub fn delete(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::delete(self.row()).execute(conn).map(drop)
    }

    /// The row, while the lease lasts.
    fn row(&self) -> Filter<Find<push_subscriptions::table, i32>, Eq<push_subscriptions::not_before, i64>> {
        push_subscriptions::table.find(self.id).filter(push_subscriptions::not_before.eq(self.leased_until))
    }
}

/// Selects the devices that were not sent something. The binds are the key of the server, the present time in seconds, and the
/// time until which it happened. SQLite numbers them by their first appearance.
fn select_due([server_key, now, until]: [&str; 3]) -> String {
    format!(
        "SELECT d.id FROM push_subscriptions d WHERE d.server_key = {server_key} AND d.not_before <= {now} AND {}",
        has_new_events(until)
    )
}
