//! Requests to follow private users, who accept or decline them.

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Bool, Integer},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, FollowerDict, Following, PageRequest, PubDate, User, UserDict, behind_row,
    visibility::{enabled, enabled_row},
};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::{follow_requests, users},
};

/// Seconds after which a request expires that nobody has answered.
const LIFE: i64 = 90 * 24 * 60 * 60;

/// A request to follow a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FollowRequest)]
pub struct FollowRequestDict {
    #[schema(example = 3)]
    pub id: i32,
    /// The user who asks, if the request is incoming; otherwise the user who is asked.
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// Whether requests are made to a user or by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Incoming,
    Outgoing,
}

/// The requests, as rows.
pub struct FollowRequest;

/// The condition that a request has not expired at `now`, in seconds since 1970.
#[diesel::dsl::auto_type]
fn is_pending(now: i64) -> _ {
    follow_requests::expires.is_null().or(follow_requests::expires.gt(now))
}

/// The same as SQL, of a row `r`; `now` is the bind of the time.
pub(super) fn pending_row(now: &str) -> String {
    format!("(r.expires IS NULL OR r.expires > {now})")
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

impl Direction {
    /// The column of the user whose requests they are, and that of the other user.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Incoming => ("target_id", "user_id"),
            Self::Outgoing => ("user_id", "target_id"),
        }
    }
}

impl FollowRequest {
    /// A page of the pending requests of `viewer`, newest first, and where the next one begins. Those of disabled users are
    /// left out.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        direction: Direction,
        page: PageRequest,
    ) -> QueryResult<(Vec<FollowRequestDict>, Option<Cursor>)> {
        let (own, other) = direction.columns();
        let time = format!(
            "SELECT r.created_at FROM follow_requests r JOIN users v ON v.id = r.{other} WHERE {} AND r.id",
            enabled_row("v")
        );
        let from = page.before.unwrap_or(Cursor::LATEST);
        let behind = behind_row("follow_requests.created_at, follow_requests.id", &time, (own, viewer.id), from);
        let rows: Vec<(i32, PubDate, User)> = follow_requests::table
            .inner_join(users::table.on(sql::<Bool>(&format!("users.id = follow_requests.{other}"))))
            .filter(sql::<Bool>(&format!("follow_requests.{own} = ")).bind::<Integer, _>(viewer.id))
            .filter(is_pending(now()))
            .filter(enabled())
            .filter(behind)
            .order((follow_requests::created_at.desc(), follow_requests::id.desc()))
            .limit(page.limit)
            .select((follow_requests::id, follow_requests::created_at, User::as_select()))
            .load(conn)?;
        let next = page.next(rows.len(), rows.last().map(|(id, at, _)| Cursor::new(*at, *id)));
        let dict = |(id, created_at, user)| FollowRequestDict { id, user: viewer.sees(user), created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Asks `target_id` for permission to follow them. Returns whether there was no pending request yet.
    pub(super) fn create(conn: &mut Conn, viewer: &User, target_id: i32) -> QueryResult<bool> {
        let now = now();
        let earlier = follow_requests::user_id.eq(viewer.id).and(follow_requests::target_id.eq(target_id));
        diesel::delete(follow_requests::table.filter(earlier).filter(follow_requests::expires.le(now)))
            .execute(conn)?;
        let created = diesel::sql_query(
            "INSERT INTO follow_requests (user_id, target_id, expires) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind::<Integer, _>(viewer.id)
        .bind::<Integer, _>(target_id)
        .bind::<BigInt, _>(now + LIFE)
        .execute(conn)?;
        Ok(created > 0)
    }

    /// Accepts a request to follow `viewer`. Requests to other users, and those of disabled users, are not found.
    pub fn accept(conn: &mut Conn, viewer: &CurrentUser, id: i32) -> QueryResult<FollowerDict> {
        let request = follow_requests::table
            .filter(follow_requests::id.eq(id).and(follow_requests::target_id.eq(viewer.id)))
            .filter(is_pending(now()));
        let user_id = diesel::delete(request).returning(follow_requests::user_id).get_result(conn)?;
        let follower = User::enabled(conn, user_id)?;
        let id = Following::ensure(conn, user_id, viewer.id)?;
        Ok(FollowerDict { id, follower: viewer.sees(follower) })
    }

    /// Accepts all pending requests to follow a user.
    pub(super) fn accept_all(conn: &mut Conn, target_id: i32) -> QueryResult<()> {
        diesel::sql_query(format!(
            "INSERT INTO following (user_id, following_id) SELECT r.user_id, r.target_id FROM follow_requests r \
             WHERE r.target_id = $1 AND {} ORDER BY r.id ON CONFLICT DO NOTHING",
            pending_row("$2")
        ))
        .bind::<Integer, _>(target_id)
        .bind::<BigInt, _>(now())
        .execute(conn)?;
        diesel::delete(follow_requests::table.filter(follow_requests::target_id.eq(target_id)))
            .execute(conn)
            .map(drop)
    }

    /// Ends a request: one that `viewer` made is withdrawn, one to `viewer` is declined. Others are not found.
    pub fn delete(conn: SingleStatement<'_>, viewer: &User, id: i32) -> Written<()> {
        let theirs = follow_requests::user_id.eq(viewer.id).or(follow_requests::target_id.eq(viewer.id));
        let request = follow_requests::table.filter(follow_requests::id.eq(id).and(theirs));
        conn.execute(diesel::delete(request)).must_exist()
    }

    /// Deletes the requests that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(follow_requests::table.filter(follow_requests::expires.le(now))).execute(conn)
    }
}
