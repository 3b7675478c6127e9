//! The devices of a user.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    models::{CurrentUser, PubDate, TokenId, lossy_text::LossyText, must_exist},
    schema::push_subscriptions,
};

/// A device of the viewer that gets push messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PushSubscription)]
pub struct PushSubscriptionDict {
    #[schema(example = 5)]
    pub id: i32,
    #[schema(example = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn")]
    pub endpoint: String,
    /// The name that the client gave the device.
    #[schema(example = "Firefox on Android")]
    pub device: String,
    /// Whether the session of this request made the subscription. Messages end with the session that made it.
    pub is_of_this_session: bool,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// A subscription that a browser made.
#[derive(Clone, PartialEq, Eq)]
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

/// The subscriptions, as rows.
pub struct PushSubscription;

/// The result of [`PushSubscription::create`].
#[derive(QueryableByName)]
struct CreatedRow {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Timestamp)]
    created_at: PubDate,
}

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

    /// Adds a device of `viewer`, which is sent what happens from now on. A known device becomes one of this user and session:
    /// browsers keep their endpoint when another user signs in. If it was the same user's before, nothing that is still to be
    /// sent is lost. Needs a transaction.
    pub fn create(
        conn: &mut Conn,
        viewer: &CurrentUser,
        new: &NewPushSubscription,
    ) -> QueryResult<PushSubscriptionDict> {
        let CreatedRow { id, created_at } = diesel::sql_query(
            "INSERT INTO push_subscriptions AS known \
             (user_id, endpoint, p256dh, auth, server_key, device, session_jti, session_issued) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, \
             server_key = excluded.server_key, device = excluded.device, session_jti = excluded.session_jti, \
             session_issued = excluded.session_issued, not_before = 0, failures = 0, user_id = excluded.user_id, \
             created_at = CASE WHEN known.user_id = excluded.user_id THEN known.created_at ELSE excluded.created_at END, \
             notified_until = \
             CASE WHEN known.user_id = excluded.user_id THEN known.notified_until ELSE excluded.notified_until END \
             RETURNING id, created_at",
        )
        .bind::<Integer, _>(viewer.id)
        .bind::<Text, _>(&new.endpoint)
        .bind::<Text, _>(&new.p256dh)
        .bind::<Text, _>(&new.auth)
        .bind::<Text, _>(&new.server_key)
        .bind::<Text, _>(&new.device)
        .bind::<Text, _>(&new.session.jti)
        .bind::<BigInt, _>(new.session.issued)
        .get_result(conn)?;
        Self::delete_oldest(conn, viewer.id)?;
        let (endpoint, device) = (new.endpoint.clone(), new.device.clone());
        Ok(PushSubscriptionDict { id, endpoint, device, is_of_this_session: true, created_at })
    }

    /// Deletes the device `id` of `viewer`. Another user's device is not found.
    pub fn delete(conn: &mut Conn, viewer: &CurrentUser, id: i32) -> QueryResult<()> {
        let mine = push_subscriptions::table.find(id).filter(push_subscriptions::user_id.eq(viewer.id));
        must_exist(diesel::delete(mine).execute(conn)?)
    }

    /// Deletes the devices of a session that ends.
    pub(in crate::models) fn delete_of_session(conn: &mut Conn, user_id: i32, jti: &str) -> QueryResult<()> {
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
