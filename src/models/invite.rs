//! Invitations. Each is valid for one account. The table has only the hash of its code.

use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::must_exist;
use crate::{db::Conn, schema::invites};

pub struct Invite;

impl Invite {
    /// Stores a new invitation, valid until `expires`, in seconds since 1970.
    pub fn create(conn: &mut Conn, hash: &str, expires: i64) -> QueryResult<()> {
        let row = (invites::hash.eq(hash), invites::expires.eq(expires));
        diesel::insert_into(invites::table).values(row).execute(conn).map(drop)
    }

    /// Whether the invitation is valid at `now`.
    pub fn is_good(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<bool> {
        let good = invites::table.find(hash).filter(invites::expires.gt(now));
        select(exists(good)).get_result(conn)
    }

    /// Uses the invitation up. It is not found if it is invalid at `now`. Two requests at once wait for each other.
    pub fn redeem(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<()> {
        let good = invites::table.find(hash).filter(invites::expires.gt(now));
        must_exist(diesel::delete(good).execute(conn)?)
    }

    /// Deletes the invitations that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(invites::table.filter(invites::expires.le(now))).execute(conn)
    }
}
