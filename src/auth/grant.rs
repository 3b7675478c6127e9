//! Permission to issue tokens: only for a user who was loaded, and only as of a time that was read before loading.
//!
//! Ending sessions relies on that order (`models::end_sessions`). A request that loaded a user before their sessions ended
//! must not issue a token that looks newer.

use std::time::Duration;

use diesel::OptionalExtension;
use time::OffsetDateTime;

use super::Subject;
use crate::{
    db::{Conn, Db},
    error::ApiError,
    models::{UserCredentials, ValidAfter, settle, settle_now},
};

/// How often a user is loaded until tokens may be issued. Waiting for the next second takes one attempt, and a concurrent
/// change takes another.
const ATTEMPTS: u32 = 4;

/// How long a sign-in waits for the second after the end of earlier sessions. A longer wait means that the clock was set
/// back.
const MAX_WAIT: Duration = Duration::from_secs(3);

/// A time before a user was loaded. It can only be read that way, so no token looks newer than the state of its user that
/// it is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueTime(OffsetDateTime);

/// Permission to issue tokens for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub(super) subject: Subject,
    pub(super) issued: OffsetDateTime,
}

/// Why no tokens can be issued to a user.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    #[error(
        "no token can be issued: by the clock of this machine, the sessions of user {0} end in the future, or they are \
         being ended repeatedly"
    )]
    Clock(i32),
    #[error("the database reported an error: {0}")]
    Query(#[from] diesel::result::Error),
}

impl From<GrantError> for ApiError {
    fn from(why: GrantError) -> Self {
        Self::fault(&why)
    }
}

impl IssueTime {
    /// Reads the clock, and then runs `load`.
    pub async fn before<T>(load: impl Future<Output = T>) -> (Self, T) {
        // A future does nothing until it is awaited.
        let time = Self(OffsetDateTime::now_utc());
        (time, load.await)
    }

    /// As [`Self::before`], for synchronous code.
    pub fn before_call<T>(load: impl FnOnce() -> T) -> (Self, T) {
        let time = Self(OffsetDateTime::now_utc());
        (time, load())
    }

    /// Grants tokens for the loaded user, after the caller has checked that they may have them.
    pub fn grant(self, subject: Subject) -> Grant {
        Grant { subject, issued: self.0 }
    }

    /// How long to wait until tokens may be issued to a user whose tokens up to `second` are invalid; `None` for no wait.
    fn wait_after(self, second: i64) -> Option<Duration> {
        let whole = u64::try_from(second - self.0.unix_timestamp() + 1).ok().filter(|left| *left > 0)?;
        Some(Duration::from_secs(whole).saturating_sub(Duration::from_nanos(self.0.nanosecond().into())))
    }
}

/// Waits until tokens may be issued to a user, and grants them if `is_eligible` accepts the account then.
///
/// # Errors
/// 503 if the clock is behind the end of the user's earlier sessions.
pub(super) async fn grant_tokens(
    db: &Db,
    id: i32,
    is_eligible: impl Fn(&UserCredentials) -> bool,
) -> Result<Option<Grant>, ApiError> {
    for _ in 0..ATTEMPTS {
        let load = db.read(move |conn| UserCredentials::by_id(conn, id).optional());
        let (time, account) = IssueTime::before(load).await;
        let Some(account) = account?.filter(&is_eligible) else { return Ok(None) };
        match account.tokens_valid_after() {
            ValidAfter::Unsettled(ending) => settle(db, ending).await?,
            ValidAfter::Second(second) => match time.wait_after(second) {
                None => return Ok(Some(time.grant(Subject::of_user(id)))),
                Some(wait) if wait > MAX_WAIT => break,
                Some(wait) => tokio::time::sleep(wait).await,
            },
        }
    }
    Err(GrantError::Clock(id).into())
}

/// As [`grant_tokens`], for the command line.
///
/// # Errors
/// As [`grant_tokens`], and those of the database.
pub fn grant_blocking(conn: &mut Conn, id: i32) -> Result<Option<Grant>, GrantError> {
    for _ in 0..ATTEMPTS {
        let (time, account) = IssueTime::before_call(|| UserCredentials::by_id(conn, id).optional());
        let Some(account) = account?.filter(|account| !account.is_disabled) else { return Ok(None) };
        match account.tokens_valid_after() {
            ValidAfter::Unsettled(ending) => settle_now(conn, ending)?,
            ValidAfter::Second(second) => match time.wait_after(second) {
                None => return Ok(Some(time.grant(Subject::of_user(id)))),
                Some(wait) if wait > MAX_WAIT => break,
                Some(wait) => std::thread::sleep(wait),
            },
        }
    }
    Err(GrantError::Clock(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64, nanosecond: i64) -> IssueTime {
        let nanoseconds = i128::from(second) * 1_000_000_000 + i128::from(nanosecond);
        IssueTime(OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).expect("a time"))
    }

    #[test]
    fn tokens_wait_for_the_second_after_the_end_of_earlier_sessions() {
        assert_eq!(at(100, 0).wait_after(99), None);
        assert_eq!(at(100, 0).wait_after(0), None);
        assert_eq!(at(100, 0).wait_after(100), Some(Duration::from_secs(1)));
        assert_eq!(at(100, 250_000_000).wait_after(100), Some(Duration::from_millis(750)));
        assert_eq!(at(100, 0).wait_after(101), Some(Duration::from_secs(2)));
    }
}
