//! Links for those who have forgotten their password. The table knows the token of a link as a hash alone.

use diesel::{OptionalExtension, prelude::*};

use super::{EndingSessions, UserCredentials, must_exist};
use crate::{
    db::Conn,
    schema::{password_resets, users},
};

pub struct PasswordReset;

impl PasswordReset {
    /// Keeps a new one, good until `expires`, in seconds since 1970. It takes the place of the person's earlier ones.
    pub fn create(conn: &mut Conn, hash: &str, user_id: i32, expires: i64) -> QueryResult<()> {
        UserCredentials::end_links(conn, user_id)?;
        let row = (
            password_resets::hash.eq(hash),
            password_resets::user_id.eq(user_id),
            password_resets::expires.eq(expires),
        );
        diesel::insert_into(password_resets::table).values(row).execute(conn).map(drop)
    }

    /// Whose password it could set at `now`. Somebody disabled would gain nothing by it, and has none.
    pub fn account(conn: &mut Conn, hash: &str, now: i64) -> QueryResult<Option<UserCredentials>> {
        password_resets::table
            .find(hash)
            .inner_join(users::table)
            .filter(password_resets::expires.gt(now).and(users::is_disabled.eq(false)))
            .select(UserCredentials::as_select())
            .get_result(conn)
            .optional()
    }

    /// Uses it up and sets the password that hashes to `password_hash`, for [`super::end_sessions`]; not found, if it is
    /// not good at `now`. Of two at once, one waits for what becomes of the other.
    pub fn redeem(conn: &mut Conn, hash: &str, password_hash: &str, now: i64) -> QueryResult<EndingSessions> {
        let good = || password_resets::table.find(hash).filter(password_resets::expires.gt(now));
        let user_id = good().select(password_resets::user_id).get_result(conn)?;
        // The user before the link, as everywhere, or two changes could wait for each other.
        UserCredentials::lock(conn, user_id)?;
        must_exist(diesel::delete(good()).execute(conn)?)?;
        UserCredentials::set_password_hash(conn, user_id, password_hash)
    }

    /// Forgets those that have expired by `now`.
    pub fn sweep(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(password_resets::table.filter(password_resets::expires.le(now))).execute(conn)
    }
}
