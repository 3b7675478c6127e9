//! Resetting a forgotten password, with a link from an operator.

use super::{Auth, LinkCode, RequestSource, clock::unix_now, rate_limit::AttemptKeys};
use crate::{
    db::Db,
    error::ApiError,
    models::{PasswordReset, UserCredentials, ValidationError, end_sessions},
};

/// Finds the account whose password the link with this token resets.
///
/// # Errors
/// 400, always with the same text, if the token is unknown, used or expired, or the user was deleted or disabled.
pub async fn find_reset_account(db: &Db, token: &str) -> Result<UserCredentials, ApiError> {
    let hash = LinkCode::from_text(token).hash();
    let found = db.read(move |conn| PasswordReset::account(conn, &hash, unix_now())).await?;
    found.ok_or(ApiError::InvalidResetLink)
}

/// Sets a new password. This uses up the link and ends all sessions of the user.
///
/// # Errors
/// As [`find_reset_account`]; 400 if the password breaks a rule, which does not use up the link; 429 after too many
/// attempts from `source`; 503 if the password queue is full.
pub async fn reset_password(auth: &Auth, source: RequestSource, token: &str, new: String) -> Result<(), ApiError> {
    auth.sign_in_limiter.count(&AttemptKeys::of_account_form(source)).await?;
    let account = find_reset_account(&auth.db, token).await?;
    ValidationError::of_password(&new, &account.username, &account.email)?;
    let password_hash = auth.password_queue.permit().await?.hash(new).await?;
    let hash = LinkCode::from_text(token).hash();
    let done = end_sessions(&auth.db, move |conn| PasswordReset::redeem(conn, &hash, &password_hash, unix_now()));
    done.await.map_err(|why| match ApiError::from(why) {
        // A concurrent request used the same link.
        ApiError::NotFound => ApiError::InvalidResetLink,
        other => other,
    })
}
