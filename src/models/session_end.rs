//! Ending all sessions of a user at once: with a new password, when an account is disabled, or on request.
//!
//! A token has the second in which it was issued. `users.tokens_valid_after` is the time, in whole seconds, up to which the
//! tokens of a user are invalid. A time that is read before the commit of a change would be too early: until the commit, other requests
//! still load the unchanged user and issue tokens. So sessions end in two transactions. The first makes the change and
//! writes a placeholder instead of a time; meanwhile, no token of the user is valid. The second transaction reads the
//! clock after the first was committed, and replaces the placeholder.
//!
//! Requests read the clock before they load a user (`auth::IssueTime`). So a request that loaded the unchanged user issues
//! tokens of that time or an earlier one, which are invalid. If the program stops between the two transactions, the
//! placeholder stays until the next sign-in, start or hourly task.

use std::{collections::BTreeMap, convert::Infallible};

use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{BigInt, Integer},
};
use time::OffsetDateTime;

use super::UserCredentials;
use crate::{
    db::{Conn, Db, DbError, in_list},
    schema::users,
};

/// Placeholders begin here. No clock gets that far: in seconds since 1970, it is the year 36812.
const FIRST_PLACEHOLDER: i64 = 1 << 40;

/// A user whose sessions are being ended, by a change that may not be committed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
#[must_use = "the placeholder stays until it is replaced: pass this to end_sessions"]
pub struct EndingSessions {
    #[diesel(sql_type = Integer)]
    id: i32,
    /// Each change of a user has its own placeholder, so that no other request settles a change before its commit.
    #[diesel(sql_type = BigInt)]
    placeholder: i64,
}

impl EndingSessions {
    /// Part one: invalidates all tokens of a user, and deletes their links to reset the password. It belongs in the
    /// transaction of the change, and locks the user until its end. An unknown user is not found.
    pub fn begin(conn: &mut Conn, user_id: i32) -> QueryResult<Self> {
        let ending = diesel::sql_query(format!(
            "{SET_PLACEHOLDER} WHERE id = $1 RETURNING id, tokens_valid_after AS placeholder"
        ))
        .bind::<Integer, _>(user_id)
        .get_result(conn)?;
        UserCredentials::end_links(conn, user_id)?;
        Ok(ending)
    }

    /// Part one for every user.
    pub(super) fn begin_for_all(conn: &mut Conn) -> QueryResult<()> {
        diesel::sql_query(SET_PLACEHOLDER).execute(conn).map(drop)
    }

    /// The users whose sessions are being ended. Only for a connection without an open transaction: it must see committed
    /// rows only.
    fn unsettled(conn: &mut Conn) -> QueryResult<Vec<Self>> {
        diesel::sql_query("SELECT id, tokens_valid_after AS placeholder FROM users WHERE tokens_valid_after >= $1")
            .bind::<BigInt, _>(FIRST_PLACEHOLDER)
            .load(conn)
    }
}

/// The statement that writes placeholders. A placeholder contains the previous second, because seconds never go back. If the
/// user has a placeholder, it becomes the next one.
const SET_PLACEHOLDER: &str = "UPDATE users SET tokens_valid_after = tokens_valid_after \
     + CASE WHEN tokens_valid_after >= 1099511627776 THEN 1 ELSE 1099511627776 END";

/// Up to when the tokens of a user are invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidAfter {
    /// Up to this second, since 1970; 0 for none.
    Second(i64),
    /// Sessions are being ended, and the second is not known yet.
    Unsettled(EndingSessions),
}

impl UserCredentials {
    pub fn tokens_valid_after(&self) -> ValidAfter {
        match self.tokens_valid_after {
            placeholder @ FIRST_PLACEHOLDER.. => {
                ValidAfter::Unsettled(EndingSessions { id: self.id, placeholder })
            }
            second => ValidAfter::Second(second),
        }
    }
}

/// Makes a change and ends the sessions of the user. Only this, [`end_sessions_or_refuse`] and
/// [`end_sessions_now`] do so. The change is made even if
/// the request is dropped.
///
/// # Errors
/// Those of the change; nothing was changed then.
pub async fn end_sessions<F>(db: &Db, change: F) -> Result<(), DbError>
where
    F: Fn(&mut Conn) -> QueryResult<EndingSessions> + Send + 'static,
{
    let Ok(()) = end_sessions_or_refuse(db, move |conn| change(conn).map(Ok::<_, Infallible>)).await?;
    Ok(())
}

/// As [`end_sessions`], for a change that can be refused: the inner error says why, and nothing was changed then.
///
/// # Errors
/// As [`end_sessions`].
pub async fn end_sessions_or_refuse<R, F>(db: &Db, change: F) -> Result<Result<(), R>, DbError>
where
    R: Send + 'static,
    F: Fn(&mut Conn) -> QueryResult<Result<EndingSessions, R>> + Send + 'static,
{
    let db = db.clone();
    let both = async move {
        let ending = match db.write_or_refuse(change).await? {
            Ok(ending) => ending,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Err(why) = settle(&db, ending).await {
            left_unsettled(&why);
        }
        Ok(Ok(()))
    };
    tokio::spawn(both).await.unwrap_or(Err(DbError::Panicked))
}

/// As [`end_sessions`], for a connection outside the server.
///
/// # Errors
/// Those of the change; nothing was changed then.
pub fn end_sessions_now(
    conn: &mut Conn,
    change: impl FnOnce(&mut Conn) -> QueryResult<EndingSessions>,
) -> QueryResult<()> {
    let ending = conn.writing(change)?;
    if let Err(why) = settle_now(conn, ending) {
        left_unsettled(&why);
    }
    Ok(())
}

/// Part two, for a change that was committed.
///
/// # Errors
/// Those of the database.
pub async fn settle(db: &Db, ending: EndingSessions) -> Result<(), DbError> {
    db.write(move |conn| replace_placeholders(conn, &[ending])).await
}

/// As [`settle`], for a connection outside the server.
///
/// # Errors
/// Those of the database.
pub fn settle_now(conn: &mut Conn, ending: EndingSessions) -> QueryResult<()> {
    conn.writing(|conn| replace_placeholders(conn, &[ending]))
}

/// Part two, for all changes whose program stopped before it.
///
/// # Errors
/// Those of the database.
pub async fn settle_leftovers(db: &Db) -> Result<(), DbError> {
    let all = db.read(EndingSessions::unsettled).await?;
    match all.is_empty() {
        true => Ok(()),
        false => db.write(move |conn| replace_placeholders(conn, &all)).await,
    }
}

/// As [`settle_leftovers`], for a connection outside the server.
///
/// # Errors
/// Those of the database.
pub fn settle_leftovers_now(conn: &mut Conn) -> QueryResult<()> {
    let all = EndingSessions::unsettled(conn)?;
    match all.is_empty() {
        true => Ok(()),
        false => conn.writing(|conn| replace_placeholders(conn, &all)),
    }
}

/// Reads the clock and replaces committed placeholders. A placeholder that has changed meanwhile belongs to a later change,
/// which replaces it.
fn replace_placeholders(conn: &mut Conn, all: &[EndingSessions]) -> QueryResult<()> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut by_placeholder: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
    for ending in all {
        by_placeholder.entry(ending.placeholder).or_default().push(ending.id);
    }
    for (placeholder, ids) in by_placeholder {
        // Later than the previous second, even if the clock was set back: no placeholder may come twice.
        let second = now.max(placeholder - FIRST_PLACEHOLDER + 1);
        let marked =
            users::table.filter(in_list(users::id, ids)).filter(users::tokens_valid_after.eq(placeholder));
        diesel::update(marked).set(users::tokens_valid_after.eq(second)).execute(conn)?;
    }
    Ok(())
}

fn left_unsettled(why: &dyn std::fmt::Display) {
    tracing::warn!(%why, "sessions were ended, and all tokens of the user are refused until the next sign-in or cleanup");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::{DbUrl, migrate},
        models::NewUser,
    };

    #[test]
    fn the_statement_uses_the_constant() {
        assert_eq!(SET_PLACEHOLDER.matches(&FIRST_PLACEHOLDER.to_string()).count(), 2);
    }

    /// On SQLite, several changes share a commit: a request that settles a change may see the placeholder of another one.
    #[test]
    fn each_change_has_its_own_placeholder_and_settles_only_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = DbUrl::Sqlite(folder.path().join("test.sqlite"));
        migrate(&url).expect("a migration");
        let conn = &mut Conn::open(&url).expect("a database");
        let text = || "x".to_owned();
        let user = NewUser {
            first_name: text(),
            last_name: text(),
            username: text(),
            password_hash: text(),
            email: text(),
            image_url: None,
            thumb_url: None,
            is_private: false,
        };
        let id = UserCredentials::create(conn, &user).expect("a user");
        let begin = |conn: &mut Conn| conn.writing(|conn| EndingSessions::begin(conn, id)).expect("a placeholder");
        let mut placeholders = Vec::new();

        for _ in 0..3 {
            let (first, second) = (begin(conn), begin(conn));
            settle_now(conn, first).expect("nothing to do");
            assert_eq!(EndingSessions::unsettled(conn), Ok(vec![second]));
            settle_now(conn, second).expect("a second");
            assert_eq!(EndingSessions::unsettled(conn), Ok(Vec::new()));
            placeholders.extend([first.placeholder, second.placeholder]);
        }

        assert!(placeholders.is_sorted_by(|one, next| one < next), "{placeholders:?}");
    }
}
