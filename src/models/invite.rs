//! Invitations. Each is valid for one account. The table has only the hash of its code.

use std::ops::RangeInclusive;

use diesel::{
    dsl::{exists, not, select},
    prelude::*,
};

use serde::Serialize;
use utoipa::ToSchema;

use super::{Cursor, PageRequest, PubDate, lossy_text::LossyTextOrNull, must_exist};
use crate::{
    db::Conn,
    schema::{invites, users},
};

pub struct Invite;

/// An invitation that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Invite)]
pub struct InviteDict {
    #[schema(example = 3)]
    pub id: i32,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-07T08:00:00Z")]
    pub expires_at: PubDate,
    /// The username of the admin; null for the command line, and if the admin was deleted since.
    #[schema(required, example = "ada")]
    pub created_by: Option<String>,
}

/// The invitation, if it is valid at `now`.
#[diesel::dsl::auto_type]
fn good<'a>(hash: &'a str, now: i64) -> _ {
    let no_users = not(exists(users::table.select(users::id)));
    let is_usable = not(invites::is_set_up).or(no_users);
    invites::table.filter(invites::hash.eq(hash)).filter(invites::expires.gt(now)).filter(is_usable)
}

impl Invite {
    /// How many days an invitation is valid, unless the caller says otherwise.
    pub const DEFAULT_DAYS: i64 = 7;

    /// How many days an invitation may be valid.
    pub const DAYS: RangeInclusive<i64> = 1..=365;

    /// When an invitation of these days expires, in seconds since 1970.
    pub fn expiry(now: i64, days: i64) -> i64 {
        now + days * 24 * 60 * 60
    }

    /// Stores a new invitation, valid until `expires`, in seconds since 1970, and returns its id.
    pub fn create(conn: &mut Conn, hash: &str, expires: i64, creator_id: Option<i32>) -> QueryResult<i32> {
        let row = (invites::hash.eq(hash), invites::expires.eq(expires), invites::creator_id.eq(creator_id));
        diesel::insert_into(invites::table).values(row).returning(invites::id).get_result(conn)
    }

    /// Stores an invitation for the first admin, and returns its id. It is valid until `expires`, and only while there are no
    /// users.
    pub fn create_set_up(conn: &mut Conn, hash: &str, expires: i64) -> QueryResult<i32> {
        let row = (invites::hash.eq(hash), invites::expires.eq(expires), invites::is_set_up.eq(true));
        diesel::insert_into(invites::table).values(row).returning(invites::id).get_result(conn)
    }

    /// Whether the invitation is for the first admin, valid or not.
    pub fn is_set_up(conn: &mut Conn, hash: &str) -> QueryResult<bool> {
        select(exists(invites::table.filter(invites::hash.eq(hash).and(invites::is_set_up)))).get_result(conn)
    }

    /// A page of the invitations that are valid at `now`, newest first, and where the next page begins.
    pub fn list(conn: &mut Conn, now: i64, page: PageRequest) -> QueryResult<(Vec<InviteDict>, Option<Cursor>)> {
        type Row = (i32, PubDate, i64, LossyTextOrNull);

        let before = page.before.map_or(i32::MAX, |cursor| cursor.id);
        let creator = users::table.filter(users::id.nullable().eq(invites::creator_id)).select(users::username);
        let rows: Vec<Row> = invites::table
            .filter(invites::expires.gt(now).and(invites::id.lt(before)))
            .filter(not(invites::is_set_up))
            .order(invites::id.desc())
            .limit(page.limit)
            .select((invites::id, invites::created_at, invites::expires, creator.single_value()))
            .load(conn)?;
        let next = page.next(&rows, |(id, at, ..)| Cursor::new(*at, *id));
        let dict = |(id, created_at, expires, creator): Row| InviteDict {
            id,
            created_at,
            expires_at: PubDate::from_unix(expires),
            created_by: creator.into(),
        };
        Ok((rows.into_iter().map(dict).collect(), next))
    }

    /// Deletes an invitation that was not used yet.
    pub fn delete(conn: &mut Conn, id: i32) -> QueryResult<()> {
        must_exist(diesel::delete(invites::table.find(id)).execute(conn)?)
    }

    /// Whether the invitation is valid at `now`.
    pub fn is_good(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<bool> {
        select(exists(good(hash, now))).get_result(conn)
    }

    /// Uses the invitation for the first admin up, with all others of its kind, so that two of them make one admin. Returns
    /// its id. It is not found if it is invalid at `now`.
    pub fn redeem_set_up(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<i32> {
        let id = good(hash, now).filter(invites::is_set_up).select(invites::id).get_result(conn)?;
        must_exist(diesel::delete(invites::table.filter(invites::is_set_up)).execute(conn)?)?;
        Ok(id)
    }

    /// Uses the invitation up, and returns its id. It is not found if it is invalid at `now`. Two requests at once wait for
    /// each other.
    pub fn redeem(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<i32> {
        diesel::delete(good(hash, now)).returning(invites::id).get_result(conn)
    }

    /// Deletes the invitations that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(invites::table.filter(invites::expires.le(now))).execute(conn)
    }
}
