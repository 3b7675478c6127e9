//! Signing in with a username and a password, for the login form and `POST /api/token` alike.

use std::net::IpAddr;

use super::{Auth, password::Verdict};
use crate::{error::ApiError, models::Account};

/// Gives the id of the person whose username and password these are, sent from `address`. A hash that is not ours,
/// or no longer the way we make them, is replaced.
///
/// # Errors
/// [`ApiError::WrongCredentials`], with one text and after the same work, whether the username, the password or
/// neither is known or the account is disabled; 429 after too many of those; 503 if too many wait already.
pub async fn sign_in(auth: &Auth, address: IpAddr, username: String, password: String) -> Result<i32, ApiError> {
    auth.attempts.check(address)?;
    let outcome = check(auth, username, password).await;
    if let Err(ApiError::WrongCredentials) = outcome {
        auth.attempts.failed(address);
    }
    outcome
}

async fn check(auth: &Auth, username: String, password: String) -> Result<i32, ApiError> {
    // PostgreSQL has no text with a NUL in it, so there can be no such username.
    let account = match username.contains('\0') {
        true => None,
        false => auth.db.read(move |conn| Account::by_username(conn, &username)).await?,
    };
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let verdict = auth.passwords.verify(password, hash).await?;
    let account = account.filter(|account| !account.is_disabled).ok_or(ApiError::WrongCredentials)?;
    match verdict {
        Verdict::Wrong => Err(ApiError::WrongCredentials),
        Verdict::Right => Ok(account.id),
        Verdict::RightButOutdated(hash) => {
            let (id, verified) = (account.id, account.password_hash);
            auth.db.write(move |conn| Account::upgrade_password_hash(conn, id, &verified, &hash)).await?;
            Ok(id)
        }
    }
}
