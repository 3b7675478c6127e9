//! Refuses new users who could be mistaken for existing ones.
//!
//! The unique indexes on usernames and e-mail addresses are case-sensitive, as those of the original. Existing users that
//! differ only in case stay and can sign in. New ones are refused.

use diesel::{dsl::max, prelude::*, sql_types::Text};

use crate::{
    db::Conn,
    models::{
        NewUser, UserCredentials,
        lossy_text::LossyText,
        users::{case_variants::case_variants, characters::skeletons},
    },
    schema::users,
};

/// The advisory lock that makes registrations wait for each other; any fixed number that nothing else uses.
const NEWCOMERS_LOCK: i64 = 0x6e_61_6d_65_73;

diesel::define_sql_function! {
    fn lower(text: Text) -> Text;
}

diesel::define_sql_function! {
    /// In characters.
    fn length(text: Text) -> Integer;
}

diesel::define_sql_function! {
    /// In bytes.
    fn octet_length(text: Text) -> Integer;
}

/// A username or e-mail address is taken, or looks like another user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlreadyTaken;

impl UserCredentials {
    /// Adds a user and returns their id. Needs a transaction. It is refused if the username or the e-mail address is taken, also
    /// in another letter case or Unicode form, or if the username looks like that of a user after `last_id`: see
    /// [`Self::looks_like_another`].
    pub fn create_unlike_others(
        conn: &mut Conn,
        user: &NewUser,
        last_id: i32,
    ) -> QueryResult<Result<i32, AlreadyTaken>> {
        wait_for_others(conn)?;
        if looks_like_newer(conn, &user.username, last_id)? {
            return Ok(Err(AlreadyTaken));
        }
        let usernames = lower(users::username).eq_any(case_variants(&user.username));
        let emails = lower(users::email).eq_any(case_variants(&user.email));
        let alike = users::table.filter(usernames.or(emails)).select(users::id);
        match alike.first::<i32>(conn).optional()? {
            Some(_) => Ok(Err(AlreadyTaken)),
            None => Self::create(conn, user).map(Ok),
        }
    }

    /// Checks that no user but `id` has an e-mail address, as [`Self::create_unlike_others`] does. Needs a transaction.
    pub(in crate::models) fn check_email_is_free(
        conn: &mut Conn,
        id: i32,
        email: &str,
    ) -> QueryResult<Result<(), AlreadyTaken>> {
        wait_for_others(conn)?;
        let others = users::table.filter(lower(users::email).eq_any(case_variants(email)).and(users::id.ne(id)));
        match others.select(users::id).first::<i32>(conn).optional()? {
            Some(_) => Ok(Err(AlreadyTaken)),
            None => Ok(Ok(())),
        }
    }

    /// Whether a username looks like that of another user, in letters of another script. Two ASCII usernames never look alike.
    /// With many users it takes a while.
    pub fn looks_like_another(conn: &mut Conn, username: &str) -> QueryResult<bool> {
        looks_like_newer(conn, username, i32::MIN)
    }

    /// The highest id of a user; 0 if there are no users.
    pub fn last_id(conn: &mut Conn) -> QueryResult<i32> {
        let last: Option<i32> = users::table.select(max(users::id)).get_result(conn)?;
        Ok(last.unwrap_or_default())
    }
}

/// [`UserCredentials::looks_like_another`], among the users with an id above `last_id`.
fn looks_like_newer(conn: &mut Conn, username: &str, last_id: i32) -> QueryResult<bool> {
    let wanted = skeletons(username);
    let others = users::table.filter(users::id.gt(last_id)).select(users::username).into_boxed();
    let others = match username.is_ascii() {
        true => others.filter(octet_length(users::username).ne(length(users::username))),
        false => others,
    };
    let others: Vec<LossyText> = others.load(conn)?;
    Ok(others.into_iter().any(|other| !skeletons(&String::from(other)).is_disjoint(&wanted)))
}

/// Waits for other registrations, so that of two similar users at once, one is refused. SQLite has one writer anyway.
fn wait_for_others(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => {
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock({NEWCOMERS_LOCK})")).execute(conn).map(drop)
        }
    }
}
