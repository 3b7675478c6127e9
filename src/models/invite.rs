//! Invitations to sign up. Who has one may make one account; the table knows its code as a hash alone.

use diesel::{
    dsl::{exists, select},
    prelude::*,
};

use super::must_exist;
use crate::{db::Conn, schema::invites};

pub struct Invite;

impl Invite {
    /// Keeps a new one, good until `expires`, in seconds since 1970.
    pub fn create(conn: &mut Conn, hash: &str, expires: i64) -> QueryResult<()> {
        let row = (invites::hash.eq(hash), invites::expires.eq(expires));
        diesel::insert_into(invites::table).values(row).execute(conn).map(drop)
    }

    /// Whether it could be used at `now`.
    pub fn is_good(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<bool> {
        let good = invites::table.find(hash).filter(invites::expires.gt(now));
        select(exists(good)).get_result(conn)
    }

    /// Uses it up; not found, if it is not good at `now`. Of two at once, one waits for what becomes of the other.
    pub fn redeem(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<()> {
        let good = invites::table.find(hash).filter(invites::expires.gt(now));
        must_exist(diesel::delete(good).execute(conn)?)
    }

    /// Forgets those that have expired by `now`.
    pub fn sweep(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(invites::table.filter(invites::expires.le(now))).execute(conn)
    }
}
