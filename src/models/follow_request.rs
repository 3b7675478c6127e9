//! Requests to follow private users, who accept or decline them.

use diesel::{
    dsl::{AsExprOf, sql},
    expression::{SqlLiteral, UncheckedBind},
    prelude::*,
    sql_types::{BigInt, Bool, Integer},
};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{
    CurrentUser, Cursor, FollowerDict, Following, PageRequest, PubDate, RowsOf, User, UserDict, UserSummary,
    visibility::enabled,
};
use crate::{
    db::{Conn, SingleStatement, Written},
    schema::{follow_requests, users},
};

/// Seconds after which a request expires that nobody has answered.
const LIFETIME: i64 = 90 * 24 * 60 * 60;

/// A request to follow a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FollowRequest)]
pub struct FollowRequestDict {
    #[schema(example = 3)]
    pub id: i32,
    /// The requester, if the request is incoming; otherwise the target.
    #[schema(value_type = User)]
    pub user: UserDict,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
}

/// Whether requests are made to a user or by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestDirection {
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

impl RequestDirection {
    /// The column of the user whose requests they are, and that of the other user.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Incoming => ("target_id", "user_id"),
            Self::Outgoing => ("user_id", "target_id"),
        }
    }
}

/// The pending requests of a user at `now`, with the other users. Those of disabled users are left out.
#[diesel::dsl::auto_type]
fn pending_of(user_id: i32, direction: RequestDirection, now: i64) -> _ {
    let (own, other) = direction.columns();
    let is_other: SqlLiteral<Bool> = sql::<Bool>(&format!("users.id = follow_requests.{other}"));
    let is_own: UncheckedBind<SqlLiteral<Bool>, AsExprOf<i32, Integer>> =
        sql::<Bool>(&format!("follow_requests.{own} = ")).bind::<Integer, _>(user_id);
    let pending: is_pending = is_pending(now);
    follow_requests::table.inner_join(users::table.on(is_other)).filter(is_own).filter(pending).filter(enabled())
}

impl FollowRequest {
    /// A page of the pending requests of `viewer`, newest first, and where the next one begins. Those of disabled users are
    /// left out.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        direction: RequestDirection,
        page: PageRequest,
    ) -> QueryResult<(Vec<FollowRequestDict>, Option<Cursor>)> {
        let (own, other) = direction.columns();
        let rows_of = RowsOf {
            table: "follow_requests",
            time: "created_at",
            user: other,
            owner: (own, viewer.id),
            viewer_id: viewer.id,
        };
        let rows: Vec<(i32, PubDate, User)> = pending_of(viewer.id, direction, now())
            .filter(rows_of.behind(page))
            .order((follow_requests::created_at.desc(), follow_requests::id.desc()))
            .limit(page.limit)
            .select((follow_requests::id, follow_requests::created_at, User::as_select()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, _)| Cursor::new(*at, *id));
        let dict = |(id, created_at, user)| FollowRequestDict { id, user: viewer.sees(user), created_at };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Pending requests of a user by id, from behind the id `after`, with the other users and the times.
    pub(super) fn export(
        conn: &mut Conn,
        owner_id: i32,
        after: i32,
        direction: RequestDirection,
        limit: i64,
    ) -> QueryResult<Vec<(i32, UserSummary, PubDate)>> {
        pending_of(owner_id, direction, now())
            .filter(follow_requests::id.gt(after))
            .order(follow_requests::id)
            .limit(limit)
            .select((follow_requests::id, UserSummary::as_select(), follow_requests::created_at))
            .load(conn)
    }

    /// Asks `target_id` for permission to follow them. Returns whether there was no pending request yet.
    pub(super) fn create(conn: &mut Conn, viewer: &User, target_id: i32) -> QueryResult<bool> {
        let now = now();
        let earlier = follow_requests::user_id.eq(viewer.id).and(follow_requests::target_id.eq(target_id));
        diesel::delete(follow_requests::table.filter(earlier).filter(follow_requests::expires.le(now)))
            .execute(conn)?;
        let created = diesel::sql_query(
            "INSERT INTO follow_requests (user_id, target_id, expires) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, target_id) DO NOTHING",
        )
        .bind::<Integer, _>(viewer.id)
        .bind::<Integer, _>(target_id)
        .bind::<BigInt, _>(now + LIFETIME)
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

    /// Accepts all pending requests to follow a user. As [`Self::accept`], it deletes requests before it adds followers, so
    /// that two transactions never wait for each other.
    pub(super) fn accept_all(conn: &mut Conn, target_id: i32) -> QueryResult<()> {
        let now = now();
        let requests: Vec<(i32, Option<i64>)> =
            diesel::delete(follow_requests::table.filter(follow_requests::target_id.eq(target_id)))
                .returning((follow_requests::user_id, follow_requests::expires))
                .get_results(conn)?;
        let is_pending = |expires: Option<i64>| expires.is_none_or(|expires| expires > now);
        let mut user_ids: Vec<i32> =
            requests.into_iter().filter(|(_, expires)| is_pending(*expires)).map(|(user_id, _)| user_id).collect();
        user_ids.sort_unstable();
        for user_id in user_ids {
            // Skips a user whose account is deleted at the same moment.
            let lock = if matches!(conn, Conn::Postgres(_)) { "FOR KEY SHARE" } else { "" };
            diesel::sql_query(format!(
                "INSERT INTO following (user_id, following_id, was_requested) SELECT id, $1, TRUE FROM users WHERE id = $2 {lock} \
                 ON CONFLICT (user_id, following_id) DO NOTHING"
            ))
            .bind::<Integer, _>(target_id)
            .bind::<Integer, _>(user_id)
            .execute(conn)?;
        }
        Ok(())
    }

    /// Ends a request: one that `viewer` made is withdrawn, one to `viewer` is declined. Others are not found.
    pub fn delete(conn: SingleStatement<'_>, viewer: &User, id: i32) -> Written<()> {
        let theirs = follow_requests::user_id.eq(viewer.id).or(follow_requests::target_id.eq(viewer.id));
        let request = follow_requests::table.filter(follow_requests::id.eq(id).and(theirs));
        conn.execute(diesel::delete(request)).must_exist()
    }

    /// Deletes the requests of two users to follow each other.
    pub(super) fn delete_between(conn: &mut Conn, one: i32, other: i32) -> QueryResult<usize> {
        let there = follow_requests::user_id.eq(one).and(follow_requests::target_id.eq(other));
        let back = follow_requests::user_id.eq(other).and(follow_requests::target_id.eq(one));
        diesel::delete(follow_requests::table.filter(there.or(back))).execute(conn)
    }

    /// Deletes the requests that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(follow_requests::table.filter(follow_requests::expires.le(now))).execute(conn)
    }
}
