//! Showing who one is with a password: for the login form and `POST /api/token`.

use diesel::QueryResult;
use time::OffsetDateTime;

use super::{
    Auth, Grant, RequestSource,
    grant::grant,
    password_check::{Verified, check_password},
    rate_limit::AttemptKeys,
};
use crate::{
    db::Conn,
    error::ApiError,
    models::{UserCredentials, composed},
    telemetry::metrics::SignInOutcome,
};

/// Lets tokens be issued for the person whose username and password these are, sent from `source`. A hash that is not ours,
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
) -> Result<Grant, ApiError> {
    let origin = AttemptKeys::new(source, &username);
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
async fn check(auth: &Auth, origin: &AttemptKeys, username: String, password: String) -> Result<Grant, ApiError> {
    const TRIES: u32 = 3;
    for _ in 0..TRIES {
        if let Some(grant) = check_once(auth, origin, username.clone(), password.clone()).await? {
            return Ok(grant);
        }
    }
    Err(ApiError::Unavailable)
}

/// `None` if the account changed meanwhile.
async fn check_once(
    auth: &Auth,
    origin: &AttemptKeys,
    username: String,
    password: String,
) -> Result<Option<Grant>, ApiError> {
    let checked = check_password(auth, origin.clone(), password, move |conn| account_of(conn, &username)).await?;
    let Verified { account, better_hash } = checked.ok_or(ApiError::WrongCredentials)?;
    let (id, verified) = (account.id, account.password_hash);
    let hash = match better_hash {
        None => verified,
        Some(hash) => {
            let upgraded = hash.clone();
            auth.db
                .write(move |conn| UserCredentials::upgrade_password_hash(conn, id, &verified, &upgraded))
                .await?;
            hash
        }
    };
    grant(auth, id, |account| !account.is_disabled && account.password_hash == hash).await
}

/// The account of a username, as it was typed or with its marks in its letters, as new ones are kept.
fn account_of(conn: &mut Conn, username: &str) -> QueryResult<Option<UserCredentials>> {
    // PostgreSQL has no text with a NUL in it, so there can be no such username.
    if username.contains('\0') {
        return Ok(None);
    }
    let usual = composed(username);
    match UserCredentials::by_username(conn, username)? {
        None if usual != username => UserCredentials::by_username(conn, &usual),
        found => Ok(found),
    }
}

/// In seconds since 1970.
pub(super) fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
