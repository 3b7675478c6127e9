//! Ending all sessions of a user at once: with a new password, when an account is disabled, or on request.
//!
//! A token says in which second it was issued, and `users.tokens_valid_after` says up to which second the tokens of a
//! user have ended. A second that is read before the commit of a change would be too early: until the commit, other
//! requests still load the user as they were, and issue tokens. So sessions end in two transactions. The first makes
//! the change, and writes a mark in place of the second: while it is there, no token of the user is valid. The other
//! reads the clock, after the first was committed, and replaces the mark by the second that it read.
//!
//! What loads a user reads the clock before it does (`auth::IssueTime`). A request that saw the user as they were before
//! the change therefore issues tokens of that second or an earlier one, and they have ended. If the program stops
//! between the two transactions, the mark stays, and the next sign-in, start or hourly cleanup replaces it.

use std::collections::BTreeMap;

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

/// Marks begin here. No clock gets that far: in seconds since 1970, it is the year 36812.
const FIRST_MARK: i64 = 1 << 40;

/// A user whose sessions are being ended, by a change that may not be committed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
#[must_use = "the sessions of the user stay marked until the second is known: give this to end_sessions"]
pub struct EndingSessions {
    #[diesel(sql_type = Integer)]
    id: i32,
    /// No two changes of one user have the same mark, so that nobody settles a change that is not committed yet.
    #[diesel(sql_type = BigInt)]
    mark: i64,
}

impl EndingSessions {
    /// Part one: marks all tokens of a user as ended, and removes links to set another password. It belongs in the
    /// transaction of the change, and locks the user until its end; not found, if there is no such user.
    pub fn begin(conn: &mut Conn, user_id: i32) -> QueryResult<Self> {
        let ending = diesel::sql_query(format!("{MARK} WHERE id = $1 RETURNING id, tokens_valid_after AS mark"))
            .bind::<Integer, _>(user_id)
            .get_result(conn)?;
        UserCredentials::end_links(conn, user_id)?;
        Ok(ending)
    }

    /// Part one for every user.
    pub(super) fn begin_for_all(conn: &mut Conn) -> QueryResult<()> {
        diesel::sql_query(MARK).execute(conn).map(drop)
    }

    /// The users whose sessions are being ended. Only for a connection without a transaction of its own: what it sees
    /// must have been committed.
    fn unsettled(conn: &mut Conn) -> QueryResult<Vec<Self>> {
        diesel::sql_query("SELECT id, tokens_valid_after AS mark FROM users WHERE tokens_valid_after >= $1")
            .bind::<BigInt, _>(FIRST_MARK)
            .load(conn)
    }
}

/// Statement that marks users. The mark keeps the second that stood there, because seconds never go back; and marking a
/// user who has a mark gives the next one.
const MARK: &str = "UPDATE users SET tokens_valid_after = tokens_valid_after \
     + CASE WHEN tokens_valid_after >= 1099511627776 THEN 1 ELSE 1099511627776 END";

/// Up to when the tokens of a user have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidAfter {
    /// Up to this second, since 1970; 0 for none.
    Second(i64),
    /// Tokens are being ended, and the second is not known yet.
    Unsettled(EndingSessions),
}

impl UserCredentials {
    pub fn tokens_valid_after(&self) -> ValidAfter {
        match self.tokens_valid_after {
            mark @ FIRST_MARK.. => ValidAfter::Unsettled(EndingSessions { id: self.id, mark }),
            second => ValidAfter::Second(second),
        }
    }
}

/// Makes a change that ends the sessions of a user, and ends them. This and [`end_sessions_now`] are the only ways.
/// The change is made even when nobody waits for it any more.
///
/// # Errors
/// Those of the change; nothing was changed then.
pub async fn end_sessions<F>(db: &Db, change: F) -> Result<(), DbError>
where
    F: Fn(&mut Conn) -> QueryResult<EndingSessions> + Send + 'static,
{
    let db = db.clone();
    let both = async move {
        let ending = db.write(change).await?;
        if let Err(why) = settle(&db, ending).await {
            left_unsettled(&why);
        }
        Ok(())
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
    db.write(move |conn| replace_marks(conn, &[ending])).await
}

/// As [`settle`], for a connection outside the server.
///
/// # Errors
/// Those of the database.
pub fn settle_now(conn: &mut Conn, ending: EndingSessions) -> QueryResult<()> {
    conn.writing(|conn| replace_marks(conn, &[ending]))
}

/// Part two, for all changes whose program stopped before it.
///
/// # Errors
/// Those of the database.
pub async fn settle_leftovers(db: &Db) -> Result<(), DbError> {
    let all = db.read(EndingSessions::unsettled).await?;
    match all.is_empty() {
        true => Ok(()),
        false => db.write(move |conn| replace_marks(conn, &all)).await,
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
        false => conn.writing(|conn| replace_marks(conn, &all)),
    }
}

/// Reads the clock and replaces marks that were seen committed. One that is another by now belongs to a later change,
/// which replaces it by itself.
fn replace_marks(conn: &mut Conn, all: &[EndingSessions]) -> QueryResult<()> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut by_mark: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
    for ending in all {
        by_mark.entry(ending.mark).or_default().push(ending.id);
    }
    for (mark, ids) in by_mark {
        // Later than the second before, whatever the clock says: it may have been set back, and no mark may come twice.
        let second = now.max(mark - FIRST_MARK + 1);
        let marked = users::table.filter(in_list(users::id, ids)).filter(users::tokens_valid_after.eq(mark));
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
    fn the_statement_marks_as_the_constant_says() {
        assert_eq!(MARK.matches(&FIRST_MARK.to_string()).count(), 2);
    }

    /// On SQLite, several changes share a commit: who settles one may see the mark of another that is not committed.
    #[test]
    fn no_change_has_the_mark_of_another_and_none_is_settled_by_another() {
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
        };
        let id = UserCredentials::create(conn, &user).expect("a user");
        let begin = |conn: &mut Conn| conn.writing(|conn| EndingSessions::begin(conn, id)).expect("a mark");
        let mut marks = Vec::new();

        for _ in 0..3 {
            let (first, second) = (begin(conn), begin(conn));
            settle_now(conn, first).expect("nothing to do");
            assert_eq!(EndingSessions::unsettled(conn), Ok(vec![second]));
            settle_now(conn, second).expect("a second");
            assert_eq!(EndingSessions::unsettled(conn), Ok(Vec::new()));
            marks.extend([first.mark, second.mark]);
        }

        assert!(marks.is_sorted_by(|one, next| one < next), "{marks:?}");
    }
}
