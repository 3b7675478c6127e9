//! Leave to issue tokens: only for a user who was loaded, and only with a time that was read before.
//!
//! That order is what ending sessions relies on (`models::end_sessions`): a request that loaded a user before their
//! sessions ended must not issue a token that looks younger than that.

use std::time::Duration;

use diesel::OptionalExtension;
use time::OffsetDateTime;

use super::{Auth, Subject};
use crate::{
    db::Conn,
    error::ApiError,
    models::{UserCredentials, ValidAfter, settle, settle_now},
};

/// How often a user is loaded until tokens may be issued. Waiting for the next second takes one turn, and a change
/// meanwhile another.
const TURNS: u32 = 4;

/// How long a sign-in waits for the second after the one up to which tokens have ended. What is further away, a clock that
/// was set back has made so.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// A moment before something was loaded. There is no other way to get one, so that no token says it is younger than
/// what is known of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueTime(OffsetDateTime);

/// Leave to issue tokens for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub(super) subject: Subject,
    pub(super) issued: OffsetDateTime,
}

impl IssueTime {
    /// Reads the clock, and then loads something.
    pub async fn before<T>(load: impl Future<Output = T>) -> (Self, T) {
        // A future does nothing until it is awaited.
        let time = Self(OffsetDateTime::now_utc());
        (time, load.await)
    }

    /// As [`Self::before`], for what is no future.
    pub fn before_call<T>(load: impl FnOnce() -> T) -> (Self, T) {
        let time = Self(OffsetDateTime::now_utc());
        (time, load())
    }

    /// Lets tokens be issued for the user who was loaded and found to deserve them.
    pub fn grant(self, subject: Subject) -> Grant {
        Grant { subject, issued: self.0 }
    }

    /// How long to wait until tokens may be issued to a user whose tokens have ended up to `second`; none for not at
    /// all.
    fn wait_after(self, second: i64) -> Option<Duration> {
        let whole = u64::try_from(second - self.0.unix_timestamp() + 1).ok().filter(|left| *left > 0)?;
        Some(Duration::from_secs(whole).saturating_sub(Duration::from_nanos(self.0.nanosecond().into())))
    }
}

/// Waits until tokens may be issued to a user, and gives leave to, if the account is then as `deserves` wants it.
///
/// # Errors
/// 503 if the clock is behind the second up to which the tokens of the user have ended.
pub(super) async fn grant(
    auth: &Auth,
    id: i32,
    deserves: impl Fn(&UserCredentials) -> bool,
) -> Result<Option<Grant>, ApiError> {
    for _ in 0..TURNS {
        let load = auth.db.read(move |conn| UserCredentials::by_id(conn, id).optional());
        let (time, account) = IssueTime::before(load).await;
        let Some(account) = account?.filter(&deserves) else { return Ok(None) };
        match account.tokens_valid_after() {
            ValidAfter::Unsettled(ending) => settle(&auth.db, ending).await?,
            ValidAfter::Second(second) => match time.wait_after(second) {
                None => return Ok(Some(time.grant(Subject::of_user(id)))),
                Some(wait) if wait > LONGEST_WAIT => break,
                Some(wait) => tokio::time::sleep(wait).await,
            },
        }
    }
    Err(clock_is_behind(id))
}

/// As [`grant`], on the command line.
///
/// # Errors
/// As [`grant`], and those of the database.
pub fn grant_now(conn: &mut Conn, id: i32) -> Result<Option<Grant>, ApiError> {
    for _ in 0..TURNS {
        let (time, account) = IssueTime::before_call(|| UserCredentials::by_id(conn, id).optional());
        let Some(account) = account.map_err(|why| ApiError::fault(&why))?.filter(|account| !account.is_disabled)
        else {
            return Ok(None);
        };
        match account.tokens_valid_after() {
            ValidAfter::Unsettled(ending) => settle_now(conn, ending).map_err(|why| ApiError::fault(&why))?,
            ValidAfter::Second(second) => match time.wait_after(second) {
                None => return Ok(Some(time.grant(Subject::of_user(id)))),
                Some(wait) if wait > LONGEST_WAIT => break,
                Some(wait) => std::thread::sleep(wait),
            },
        }
    }
    Err(clock_is_behind(id))
}

fn clock_is_behind(id: i32) -> ApiError {
    tracing::error!(
        user = id,
        "no token can be issued: by the clock of this machine, the sessions of this user ended in the future, or they \
         are being ended all the time"
    );
    ApiError::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64, nanosecond: i64) -> IssueTime {
        let nanoseconds = i128::from(second) * 1_000_000_000 + i128::from(nanosecond);
        IssueTime(OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).expect("a time"))
    }

    #[test]
    fn tokens_wait_for_the_second_after_the_one_up_to_which_all_have_ended() {
        assert_eq!(at(100, 0).wait_after(99), None);
        assert_eq!(at(100, 0).wait_after(0), None);
        assert_eq!(at(100, 0).wait_after(100), Some(Duration::from_secs(1)));
        assert_eq!(at(100, 250_000_000).wait_after(100), Some(Duration::from_millis(750)));
        assert_eq!(at(100, 0).wait_after(101), Some(Duration::from_secs(2)));
    }
}
