//! Signing in with a username and a password: for the login form and `POST /api/token`.

use diesel::QueryResult;

use super::{
    Auth, Grant, RequestSource,
    grant::grant_tokens,
    password_check::{VerifiedAccount, check_password},
    rate_limit::AttemptKeys,
};
use crate::{
    db::Conn,
    error::ApiError,
    models::{UserCredentials, composed},
    telemetry::metrics::SignInOutcome,
};

/// Grants tokens for a username and a password that came from `source`. An outdated password hash is replaced.
///
/// # Errors
/// [`ApiError::WrongCredentials`] if the username is unknown, the password is wrong or the account is disabled, always with
/// the same text and after the same work; 429 after too many failures; 503 if the password queue is full.
pub async fn sign_in(
    auth: &Auth,
    source: RequestSource,
    username: String,
    password: String,
) -> Result<Grant, ApiError> {
    let keys = AttemptKeys::of_sign_in(source, &username);
    let outcome = check(auth, &keys, username, password).await;
    auth.metrics.record_sign_in(match &outcome {
        Ok(_) => SignInOutcome::Succeeded,
        Err(ApiError::WrongCredentials) => SignInOutcome::Refused,
        Err(ApiError::TooManyAttempts { .. }) => SignInOutcome::Limited,
        Err(_) => SignInOutcome::Unavailable,
    });
    outcome
}

/// Checks the credentials again if the account changes meanwhile, because its password may have changed.
async fn check(auth: &Auth, keys: &AttemptKeys, username: String, password: String) -> Result<Grant, ApiError> {
    const ATTEMPTS: u32 = 3;
    for _ in 0..ATTEMPTS {
        if let Some(grant) = check_once(auth, keys, username.clone(), password.clone()).await? {
            return Ok(grant);
        }
    }
    Err(ApiError::Unavailable)
}

/// `None` if the account changed meanwhile.
async fn check_once(
    auth: &Auth,
    keys: &AttemptKeys,
    username: String,
    password: String,
) -> Result<Option<Grant>, ApiError> {
    let checked = check_password(auth, keys.clone(), password, move |conn| find_account(conn, &username)).await?;
    let VerifiedAccount { account, upgraded_hash } = checked.ok_or(ApiError::WrongCredentials)?;
    let (id, verified) = (account.id, account.password_hash);
    let hash = match upgraded_hash {
        None => verified,
        Some(hash) => {
            let upgraded = hash.clone();
            auth.db
                .write(move |conn| UserCredentials::upgrade_password_hash(conn, id, &verified, &upgraded))
                .await?;
            hash
        }
    };
    grant_tokens(&auth.db, id, |account| !account.is_disabled && account.password_hash == hash).await
}

/// Finds the account of a username as typed, or in composed form (Unicode NFC), in which new usernames are stored.
fn find_account(conn: &mut Conn, username: &str) -> QueryResult<Option<UserCredentials>> {
    // PostgreSQL text cannot contain a NUL, so no username does.
    if username.contains('\0') {
        return Ok(None);
    }
    let composed = composed(username);
    match UserCredentials::by_username(conn, username)? {
        None if composed != username => UserCredentials::by_username(conn, &composed),
        found => Ok(found),
    }
}
