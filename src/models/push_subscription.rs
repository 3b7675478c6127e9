//! Devices that get push messages, and what is still to be told to them.
//!
//! Nothing is written when something happens: the likes, comments and so on after `told_at` are what is to be told. So likes
//! do not become slower, a process that stops loses nothing, and what is undone meanwhile is not told. A process that sends
//! takes a device for a while by its column `not_before`.

use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{BigInt, Integer, Text, Timestamp},
};
use serde::Serialize;
use time::PrimitiveDateTime;
use utoipa::ToSchema;

use super::{CurrentUser, PubDate, TokenId, lossy_text::LossyText, notifications::has_news};
use crate::{db::Conn, schema::push_subscriptions};

/// A device of the viewer that gets push messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PushSubscription)]
pub struct PushSubscriptionDict {
    #[schema(example = 5)]
    pub id: i32,
    #[schema(example = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn")]
    pub endpoint: String,
    /// What the user calls the device.
    #[schema(example = "Firefox on Android")]
    pub device: String,
    /// Whether the session of this request made the subscription. Messages end with the session that made it.
    pub is_of_this_session: bool,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// A subscription that a browser made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPushSubscription {
    pub endpoint: String,
    /// The public key of the browser, in base64url.
    pub p256dh: String,
    /// The authentication secret of the browser, in base64url.
    pub auth: String,
    pub server_key: String,
    pub device: String,
    pub session: TokenId,
}

/// A device that this process has taken, to tell it what is new.
#[derive(Clone, PartialEq, Eq)]
pub struct PushTarget {
    pub id: i32,
    pub user_id: i32,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub session: TokenId,
    /// What happened until then is told.
    pub told_at: PrimitiveDateTime,
    pub failures: i32,
    /// Until when this process has the device, in seconds since 1970. Identifies the taking.
    taken_until: i64,
}

/// The subscriptions, as rows.
pub struct PushSubscription;

impl PushSubscription {
    /// The maximum number of devices of a user. A further one replaces the oldest.
    pub const MOST_OF_USER: i64 = 20;

    /// The devices of `viewer`, newest first.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        session: Option<&TokenId>,
    ) -> QueryResult<Vec<PushSubscriptionDict>> {
        type Row = (i32, LossyText, LossyText, LossyText, i64, PubDate);
        let rows: Vec<Row> = push_subscriptions::table
            .filter(push_subscriptions::user_id.eq(viewer.id))
            .order(push_subscriptions::id.desc())
            .select((
                push_subscriptions::id,
                push_subscriptions::endpoint,
                push_subscriptions::device,
                push_subscriptions::session_jti,
                push_subscriptions::session_issued,
                push_subscriptions::created_at,
            ))
            .load(conn)?;
        let dict = |(id, endpoint, device, jti, issued, created_at): Row| {
            let made_by = TokenId { jti: jti.into(), issued };
            let is_of_this_session = session == Some(&made_by);
            PushSubscriptionDict {
                id,
                endpoint: endpoint.into(),
                device: device.into(),
                is_of_this_session,
                created_at,
            }
        };
        Ok(rows.into_iter().map(dict).collect())
    }

    /// Adds a device of `viewer`, which is told what happens after `now`. A device that is known already becomes one of this user
    /// and session: browsers keep their address when another user signs in. Needs a transaction.
    pub fn create(
        conn: &mut Conn,
        viewer: &CurrentUser,
        new: &NewPushSubscription,
        now: PrimitiveDateTime,
    ) -> QueryResult<PushSubscriptionDict> {
        let known = push_subscriptions::table.filter(push_subscriptions::endpoint.eq(&new.endpoint));
        // Of this user, nothing that is still to be told is lost.
        let told_at: Option<PubDate> = known
            .filter(push_subscriptions::user_id.eq(viewer.id))
            .select(push_subscriptions::told_at)
            .first(conn)
            .optional()?;
        diesel::delete(known).execute(conn)?;
        let row = NewRow {
            user_id: viewer.id,
            endpoint: &new.endpoint,
            p256dh: &new.p256dh,
            auth: &new.auth,
            server_key: &new.server_key,
            device: &new.device,
            session_jti: &new.session.jti,
            session_issued: new.session.issued,
            told_at: told_at.map_or(now, |told_at| told_at.0),
        };
        let (id, created_at) = diesel::insert_into(push_subscriptions::table)
            .values(row)
            .returning((push_subscriptions::id, push_subscriptions::created_at))
            .get_result(conn)?;
        Self::delete_oldest(conn, viewer.id)?;
        let (endpoint, device) = (new.endpoint.clone(), new.device.clone());
        Ok(PushSubscriptionDict { id, endpoint, device, is_of_this_session: true, created_at })
    }

    /// Deletes the device `id` of `viewer`. Another user's device is not found.
    pub fn delete(conn: &mut Conn, viewer: &CurrentUser, id: i32) -> QueryResult<()> {
        let mine = push_subscriptions::table.find(id).filter(push_subscriptions::user_id.eq(viewer.id));
        super::must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// Deletes the devices of a session that ends.
    pub(super) fn delete_of_session(conn: &mut Conn, user_id: i32, jti: &str) -> QueryResult<()> {
        let of_session = push_subscriptions::table
            .filter(push_subscriptions::session_jti.eq(jti).and(push_subscriptions::user_id.eq(user_id)));
        diesel::delete(of_session).execute(conn).map(drop)
    }

    fn delete_oldest(conn: &mut Conn, user_id: i32) -> QueryResult<()> {
        let oldest: Vec<i32> = push_subscriptions::table
            .filter(push_subscriptions::user_id.eq(user_id))
            .order(push_subscriptions::id.desc())
            .offset(Self::MOST_OF_USER)
            .limit(Self::MOST_OF_USER)
            .select(push_subscriptions::id)
            .load(conn)?;
        diesel::delete(push_subscriptions::table.filter(push_subscriptions::id.eq_any(oldest)))
            .execute(conn)
            .map(drop)
    }
}

#[derive(Insertable)]
#[diesel(table_name = push_subscriptions)]
struct NewRow<'a> {
    user_id: i32,
    endpoint: &'a str,
    p256dh: &'a str,
    auth: &'a str,
    server_key: &'a str,
    device: &'a str,
    session_jti: &'a str,
    session_issued: i64,
    told_at: PrimitiveDateTime,
}

/// A row of the statement of [`PushTarget::take`].
#[derive(QueryableByName)]
struct TakenRow {
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
    told_at: PubDate,
    #[diesel(sql_type = Integer)]
    failures: i32,
}

impl PushTarget {
    /// Whether there is a device to tell something that happened until `until`.
    pub fn any_due(conn: &mut Conn, server_key: &str, until: PrimitiveDateTime, now: i64) -> QueryResult<bool> {
        #[derive(QueryableByName)]
        struct Id {
            #[diesel(sql_type = Integer)]
            #[expect(dead_code, reason = "only whether there is a row counts")]
            id: i32,
        }
        // Most of the time there are none, and the statement below is long.
        let devices = push_subscriptions::table.filter(push_subscriptions::server_key.eq(server_key));
        if !diesel::select(exists(devices.select(push_subscriptions::id))).get_result(conn)? {
            return Ok(false);
        }
        let due: Vec<Id> = diesel::sql_query(format!("{} LIMIT 1", select_due(["$1", "$2", "$3"])))
            .bind::<Text, _>(server_key)
            .bind::<BigInt, _>(now)
            .bind::<Timestamp, _>(until)
            .load(conn)?;
        Ok(!due.is_empty())
    }

    /// Takes at most `most` devices until `taken_until`, so that no other process sends to them meanwhile. If this process
    /// stops, another one takes them then.
    pub fn take(
        conn: &mut Conn,
        server_key: &str,
        until: PrimitiveDateTime,
        now: i64,
        taken_until: i64,
        most: usize,
    ) -> QueryResult<Vec<Self>> {
        let lock = if matches!(conn, Conn::Postgres(_)) { "FOR UPDATE SKIP LOCKED" } else { "" };
        let rows: Vec<TakenRow> = diesel::sql_query(format!(
            "UPDATE push_subscriptions SET not_before = $1 WHERE id IN ({} ORDER BY d.id LIMIT {most} {lock}) \
             RETURNING id, user_id, endpoint, p256dh, auth, session_jti, session_issued, told_at, failures",
            select_due(["$2", "$3", "$4"])
        ))
        .bind::<BigInt, _>(taken_until)
        .bind::<Text, _>(server_key)
        .bind::<BigInt, _>(now)
        .bind::<Timestamp, _>(until)
        .load(conn)?;
        let target = |row: TakenRow| Self {
            id: row.id,
            user_id: row.user_id,
            endpoint: row.endpoint,
            p256dh: row.p256dh,
            auth: row.auth,
            session: TokenId { jti: row.session_jti, issued: row.session_issued },
            told_at: row.told_at.0,
            failures: row.failures,
            taken_until,
        };
        Ok(rows.into_iter().map(target).collect())
    }

    /// Records that everything until `told_at` was told, or needs not be told. Nothing is sent before `not_before`.
    pub fn set_told(&self, conn: &mut Conn, told_at: PrimitiveDateTime, not_before: i64) -> QueryResult<()> {
        diesel::update(self.row())
            .set((
                push_subscriptions::told_at.eq(told_at),
                push_subscriptions::not_before.eq(not_before),
                push_subscriptions::failures.eq(0),
            ))
            .execute(conn)
            .map(drop)
    }

    /// Records that sending failed. The next attempt is not before `not_before`.
    pub fn set_failed(&self, conn: &mut Conn, not_before: i64) -> QueryResult<()> {
        diesel::update(self.row())
            .set((
                push_subscriptions::not_before.eq(not_before),
                push_subscriptions::failures.eq(push_subscriptions::failures + 1),
            ))
            .execute(conn)
            .map(drop)
    }

    /// Records nothing, so that any process may take the device.
    pub fn give_back(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::update(self.row()).set(push_subscriptions::not_before.eq(0)).execute(conn).map(drop)
    }

    /// Deletes the device: the browser has ended the subscription, or the session has ended.
    pub fn delete(&self, conn: &mut Conn) -> QueryResult<()> {
        diesel::delete(push_subscriptions::table.find(self.id)).execute(conn).map(drop)
    }

    /// The row, if this process still has it.
    fn row(
        &self,
    ) -> diesel::dsl::Filter<
        diesel::dsl::Find<push_subscriptions::table, i32>,
        diesel::dsl::Eq<push_subscriptions::not_before, i64>,
    > {
        push_subscriptions::table.find(self.id).filter(push_subscriptions::not_before.eq(self.taken_until))
    }
}

/// Selects the devices for which there is something to tell. The binds are the key of the server, the present time in seconds,
/// and the time until which it happened. SQLite numbers them by their first appearance.
fn select_due([server_key, now, until]: [&str; 3]) -> String {
    format!(
        "SELECT d.id FROM push_subscriptions d WHERE d.server_key = {server_key} AND d.not_before <= {now} AND {}",
        has_news(until)
    )
}
