//! New accounts that could be taken for old ones.
//!
//! The unique indexes tell usernames and e-mail addresses apart by every letter's case, as the original did; accounts that
//! differ in that alone stay, and sign in as ever. There are to be no more of them.

use diesel::{
    dsl::max,
    prelude::*,
    result::{DatabaseErrorKind, Error},
    sql_types::Text,
};

use crate::{
    db::Conn,
    models::{
        NewUser, UserCredentials,
        lossy_text::LossyText,
        users::{case_variants::spellings, characters::skeletons},
    },
    schema::users,
};

/// The advisory lock that makes new accounts come one after another; any fixed number of its own will do.
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

impl UserCredentials {
    /// Adds a person and gives their id. To be called in a transaction. A username or an e-mail address that somebody has
    /// already, be it in other letters (large for small) or with its marks written otherwise, is a unique violation; and so
    /// is a username that looks like that of a user who came after `last_id`: see [`Self::looks_like_another`].
    pub fn create_unlike_others(conn: &mut Conn, person: &NewUser, last_id: i32) -> QueryResult<i32> {
        wait_for_others(conn)?;
        if looks_like_newer(conn, &person.username, last_id)? {
            return Err(taken());
        }
        let usernames = lower(users::username).eq_any(spellings(&person.username));
        let emails = lower(users::email).eq_any(spellings(&person.email));
        let alike = users::table.filter(usernames.or(emails)).select(users::id);
        match alike.first::<i32>(conn).optional()? {
            Some(_) => Err(taken()),
            None => Self::create(conn, person),
        }
    }

    /// Checks that nobody but the user `id` has an e-mail address, as [`Self::create_unlike_others`] does. To be called in
    /// a transaction.
    ///
    /// # Errors
    /// A unique violation if somebody has.
    pub(in crate::models) fn check_email_is_free(conn: &mut Conn, id: i32, email: &str) -> QueryResult<()> {
        wait_for_others(conn)?;
        let others = users::table.filter(lower(users::email).eq_any(spellings(email)).and(users::id.ne(id)));
        match others.select(users::id).first::<i32>(conn).optional()? {
            Some(_) => Err(taken()),
            None => Ok(()),
        }
    }

    /// Whether a username looks like that of another user, in letters of another script. Two usernames in ASCII are
    /// told apart by their letters, as ever. For many users it takes a while.
    pub fn looks_like_another(conn: &mut Conn, username: &str) -> QueryResult<bool> {
        looks_like_newer(conn, username, i32::MIN)
    }

    /// The highest id of a user; 0 if there is none.
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

/// Waits until nobody else is being added, so that of two alike at once one sees the other. SQLite has one writer anyway.
fn wait_for_others(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => {
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock({NEWCOMERS_LOCK})")).execute(conn).map(drop)
        }
    }
}

/// What the unique indexes say of the very same letters.
fn taken() -> Error {
    Error::DatabaseError(
        DatabaseErrorKind::UniqueViolation,
        Box::new("somebody has it in other letters".to_owned()),
    )
}
