//! Links to reset a forgotten password. The table has only the hash of a link's code.

use diesel::{OptionalExtension, prelude::*};

use super::{EndingSessions, UserCredentials, must_exist};
use crate::{
    db::Conn,
    schema::{password_resets, users},
};

pub struct PasswordReset;

impl PasswordReset {
    /// Seconds that a link is valid.
    pub const LIFETIME: i64 = 60 * 60;

    /// Stores a new link, valid until `expires`, in seconds since 1970. It replaces the user's earlier links.
    pub fn create(conn: &mut Conn, hash: &str, user_id: i32, expires: i64) -> QueryResult<()> {
        UserCredentials::end_links(conn, user_id)?;
        let row = (
            password_resets::hash.eq(hash),
            password_resets::user_id.eq(user_id),
            password_resets::expires.eq(expires),
        );
        diesel::insert_into(password_resets::table).values(row).execute(conn).map(drop)
    }

    /// The user whose password the link can set at `now`. Links of disabled users are invalid.
    pub fn account(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<Option<UserCredentials>> {
        password_resets::table
            .find(hash)
            .inner_join(users::table)
            .filter(password_resets::expires.gt(now).and(users::is_disabled.eq(false)))
            .select(UserCredentials::as_select())
            .get_result(conn)
            .optional()
    }

    /// Uses the link up and sets the password hash, for [`super::end_sessions`]. The link is not found if it is invalid at
    /// `now`. Two requests at once wait for each other.
    pub fn redeem(conn: &mut Conn, hash: &str, password_hash: &str, now: i64) -> QueryResult<EndingSessions> {
        let good = || password_resets::table.find(hash).filter(password_resets::expires.gt(now));
        let user_id = good().select(password_resets::user_id).get_result(conn)?;
        // Locks the user before the link, as everywhere, or two changes could wait for each other.
        UserCredentials::lock(conn, user_id)?;
        must_exist(diesel::delete(good()).execute(conn)?)?;
        UserCredentials::set_password_hash(conn, user_id, password_hash)
    }

    /// Deletes the links that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(password_resets::table.filter(password_resets::expires.le(now))).execute(conn)
    }
}
