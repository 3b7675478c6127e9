//! A new password for who has forgotten theirs, by a link that an operator made for them.

use super::{Auth, OneTimeCode, RequestSource, rate_limit::AttemptKeys, sign_in::now};
use crate::{
    error::ApiError,
    models::{PasswordReset, UserCredentials, ValidationError, end_sessions},
};

/// Whose password the link with this token sets.
///
/// # Errors
/// 400, with one text, if it is unknown, used or expired, or its person is gone or disabled.
pub async fn reset_account(auth: &Auth, token: &str) -> Result<UserCredentials, ApiError> {
    let hash = OneTimeCode::from_text(token).hash();
    let found = auth.db.read(move |conn| PasswordReset::account(conn, &hash, now())).await?;
    found.ok_or(ApiError::InvalidResetLink)
}

/// Sets a password, which uses the link up and ends all earlier tokens of its person.
///
/// # Errors
/// As [`reset_account`]; 400 if the password breaks a rule, which leaves the link as it is; 429 after too many tries
/// from `source`; 503 if too many passwords wait already.
pub async fn reset_password(auth: &Auth, source: RequestSource, token: &str, new: String) -> Result<(), ApiError> {
    auth.attempts.spend(&AttemptKeys::of_anonymous(source)).await?;
    let account = reset_account(auth, token).await?;
    ValidationError::of_password(&new, &account.username, &account.email)?;
    let password_hash = auth.passwords.turn().await?.hash(new).await?;
    let hash = OneTimeCode::from_text(token).hash();
    let done = end_sessions(&auth.db, move |conn| PasswordReset::redeem(conn, &hash, &password_hash, now()));
    done.await.map_err(|why| match ApiError::from(why) {
        // Somebody else was faster with the same one.
        ApiError::NotFound => ApiError::InvalidResetLink,
        other => other,
    })
}
