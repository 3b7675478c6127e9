//! Changes to your own account that ask for the password again.

use super::{
    Auth, Grant, RequestSource, clock::unix_now, grant::grant_tokens, password_check::check_password,
    rate_limit::AttemptKeys,
};
use crate::{
    db::DbError,
    error::ApiError,
    models::{
        Image, LastAdmin, OwnProfile, PasswordProof, ProfileChanges, TokenId, User, UserCredentials,
        ValidationError, end_sessions,
    },
};

/// Changes a user's password, ends all their sessions, and grants new tokens.
///
/// # Errors
/// 400 if the current password is wrong or the new one is not allowed; 429 after too many wrong passwords; 503 if the
/// password queue is full.
pub async fn change_password(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    current: String,
    new: String,
) -> Result<Grant, ApiError> {
    let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
    ValidationError::of_password(&new, &account.username, &account.email)?;
    let verified = confirm_password(auth, source, account, current, "current").await?;
    let hash = auth.password_queue.permit().await?.hash(new).await?;
    let new_hash = hash.clone();
    let change = end_sessions(&auth.db, move |conn| {
        UserCredentials::hold(conn, user_id, &verified)?;
        UserCredentials::set_password_hash(conn, user_id, &new_hash)
    });
    change.await.map_err(password_changed)?;
    let has_new_hash = |account: &UserCredentials| !account.is_disabled && account.password_hash == hash;
    let grant = grant_tokens(&auth.db, user_id, has_new_hash).await?;
    grant.ok_or(ApiError::PasswordChanged)
}

/// Changes a profile, and returns it with its previous image URLs. A new e-mail address requires the password.
///
/// # Errors
/// 400 if a value breaks a rule, the password is missing or wrong, or the e-mail address is taken; 429 after too many
/// wrong passwords or changes of the address; 503 if the password queue is full.
pub async fn change_profile(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    changes: ProfileChanges,
    password: Option<String>,
) -> Result<(OwnProfile, [Option<String>; 2]), ApiError> {
    for name in [&changes.first_name, &changes.last_name].into_iter().flatten() {
        ValidationError::of_name(name)?;
    }
    let mut verified = None;
    if let Some(email) = &changes.email {
        ValidationError::of_email(email)?;
        let Some(password) = password else {
            return Err(ApiError::FieldNeeded {
                field: "password",
                reason: "changing the e-mail address needs it",
            });
        };
        // The answer reveals which addresses are taken, so the number of attempts is limited.
        auth.sign_in_limiter.count(&AttemptKeys::of_account_form(source)).await?;
        let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
        verified = Some(confirm_password(auth, source, account, password, "password").await?);
    }
    let changed = auth.db.write_or_refuse(move |conn| {
        if let Some(verified) = &verified {
            UserCredentials::hold(conn, user_id, verified)?;
        }
        changes.apply(conn, user_id)
    });
    Ok(changed.await.map_err(|why| password_changed(why).or_duplicate(ApiError::EmailTaken))??)
}

/// Deletes a user with all their content, and returns the keys of their images, whose files the caller deletes. Their
/// tokens become invalid.
///
/// # Errors
/// 400 if the username or the password is wrong, or the user is the last admin; 429 after too many wrong passwords; 503 if the password queue is full.
pub async fn delete_account(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    username: &str,
    password: String,
) -> Result<Vec<String>, ApiError> {
    let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
    if username != account.username {
        return Err(ApiError::UsernameMismatch);
    }
    let verified = confirm_password(auth, source, account, password, "password").await?;
    let deletion = auth.db.write_or_refuse(move |conn| {
        if let Err(refused) = LastAdmin::check(conn, user_id)? {
            return Ok(Err(refused));
        }
        UserCredentials::hold(conn, user_id, &verified)?;
        let keys = Image::all_of(conn, user_id)?;
        User::delete(conn, user_id)?;
        Ok(Ok(keys))
    });
    Ok(deletion.await.map_err(password_changed)??)
}

/// Checks the password of a user again, and stores a proof of it for the session of `token`.
///
/// # Errors
/// 400 if the password is wrong; 429 after too many wrong passwords; 503 if the password queue is full.
pub async fn prove_password(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    token: TokenId,
    password: String,
) -> Result<(), ApiError> {
    let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
    let verified = confirm_password(auth, source, account, password, "password").await?;
    let proof = auth.db.write(move |conn| {
        UserCredentials::hold(conn, user_id, &verified)?;
        PasswordProof::create(conn, user_id, &token, unix_now())
    });
    proof.await.map_err(password_changed)
}

/// Replaces the error for an account that changed after its password was checked.
fn password_changed(why: DbError) -> ApiError {
    match ApiError::from(why) {
        ApiError::NotFound => ApiError::PasswordChanged,
        other => other,
    }
}

/// Checks the password of a signed-in user, and returns its hash. Wrong passwords count as failed sign-ins.
async fn confirm_password(
    auth: &Auth,
    source: RequestSource,
    account: UserCredentials,
    password: String,
    field: &'static str,
) -> Result<String, ApiError> {
    let keys = AttemptKeys::of_sign_in(source, &account.username);
    match check_password(auth, keys, password, move |_| Ok(Some(account.clone()))).await? {
        Some(verified) => Ok(verified.account.password_hash),
        None => Err(ApiError::WrongPassword { field }),
    }
}
