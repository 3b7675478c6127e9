//! Showing who one is with a password: for the login form and `POST /api/token`.

use std::time::Duration;

use diesel::{OptionalExtension, QueryResult};
use time::OffsetDateTime;

use super::{
    Auth, RequestSource,
    attempts::Origin,
    password_check::{Verified, check_password},
};
use crate::{
    db::Conn,
    error::ApiError,
    metrics::SignInOutcome,
    models::{Account, composed},
};

/// Gives the id of the person whose username and password these are, sent from `source`. A hash that is not ours,
/// or no longer the way we make them, is replaced.
///
/// # Errors
/// [`ApiError::WrongCredentials`], with one text and after the same work, whether the username, the password or
/// neither is known or the account is disabled; 429 after too many of those; 503 if too many wait already.
pub async fn sign_in(
    auth: &Auth,
    source: RequestSource,
    username: String,
    password: String,
) -> Result<i32, ApiError> {
    let origin = Origin::new(source, &username);
    let outcome = check(auth, &origin, username, password).await;
    auth.metrics.signed_in(match &outcome {
        Ok(_) => SignInOutcome::Succeeded,
        Err(ApiError::WrongCredentials) => SignInOutcome::Refused,
        Err(ApiError::TooManyAttempts { .. }) => SignInOutcome::Limited,
        Err(_) => SignInOutcome::Unavailable,
    });
    outcome
}

/// An account that changes meanwhile is looked at again: its password may be another now.
async fn check(auth: &Auth, origin: &Origin, username: String, password: String) -> Result<i32, ApiError> {
    const TRIES: u32 = 3;
    for _ in 0..TRIES {
        if let Some(id) = check_once(auth, origin, username.clone(), password.clone()).await? {
            return Ok(id);
        }
    }
    Err(ApiError::Unavailable)
}

/// `None` if the account changed meanwhile.
async fn check_once(
    auth: &Auth,
    origin: &Origin,
    username: String,
    password: String,
) -> Result<Option<i32>, ApiError> {
    let checked = check_password(auth, origin.clone(), password, move |conn| account_of(conn, &username)).await?;
    let Verified { account, better_hash } = checked.ok_or(ApiError::WrongCredentials)?;
    let (id, verified) = (account.id, account.password_hash);
    let hash = match better_hash {
        None => verified,
        Some(hash) => {
            let upgraded = hash.clone();
            auth.db.write(move |conn| Account::upgrade_password_hash(conn, id, &verified, &upgraded)).await?;
            hash
        }
    };
    Ok(is_as_it_was(auth, id, &hash, account.tokens_valid_after).await?.then_some(id))
}

/// The account of a username, as it was typed or with its marks in its letters, as new ones are kept.
fn account_of(conn: &mut Conn, username: &str) -> QueryResult<Option<Account>> {
    // PostgreSQL has no text with a NUL in it, so there can be no such username.
    if username.contains('\0') {
        return Ok(None);
    }
    let usual = composed(username);
    match Account::by_username(conn, username)? {
        None if usual != username => Account::by_username(conn, &usual),
        found => Ok(found),
    }
}

/// Waits until a token may be issued to the person `id`, whose tokens were ended up to `valid_after`, and then gives
/// whether that still holds, and their password is the one with this hash. A token issued right after that belongs to
/// this password.
pub(super) async fn is_as_it_was(auth: &Auth, id: i32, hash: &str, valid_after: i64) -> Result<bool, ApiError> {
    outlast(valid_after).await;
    let hash = hash.to_owned();
    let account = auth.db.read(move |conn| Account::by_id(conn, id).optional()).await?;
    Ok(account.is_some_and(|account| {
        !account.is_disabled && account.password_hash == hash && account.tokens_valid_after == valid_after
    }))
}

/// Waits until a token that is issued now is later than `second`, up to which all are ended. That is the present
/// second at most, unless somebody set a clock back.
async fn outlast(second: i64) {
    const LONGEST: u64 = 2;
    if second >= now() {
        let whole = u64::try_from(second - now() + 1).unwrap_or(LONGEST).min(LONGEST);
        let part = Duration::from_nanos(OffsetDateTime::now_utc().nanosecond().into());
        tokio::time::sleep(Duration::from_secs(whole).saturating_sub(part)).await;
    }
}

/// In seconds since 1970.
pub(super) fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
