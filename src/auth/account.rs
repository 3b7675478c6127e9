//! What a person does with their own account, for which they show once more who they are.

use super::{Auth, Grant, RequestSource, grant::grant, password_check::check_password, rate_limit::AttemptKeys};
use crate::{
    db::DbError,
    error::ApiError,
    models::{Image, ProfileChanges, User, UserCredentials, ValidationError, end_sessions},
};

/// Gives a person another password, ends all their earlier tokens, and lets new ones be issued.
///
/// # Errors
/// 400 if the current password is another or the new one cannot be used; 429 after too many wrong ones; 503 if too
/// many wait already.
pub async fn change_password(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    current: String,
    new: String,
) -> Result<Grant, ApiError> {
    let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
    ValidationError::of_password(&new, &account.username, &account.email)?;
    let verified = confirm(auth, source, account, current, "current").await?;
    let hash = auth.passwords.turn().await?.hash(new).await?;
    let written = hash.clone();
    let change = end_sessions(&auth.db, move |conn| {
        UserCredentials::hold(conn, user_id, &verified)?;
        UserCredentials::set_password_hash(conn, user_id, &written)
    });
    change.await.map_err(changed_meanwhile)?;
    let granted = grant(auth, user_id, |account| !account.is_disabled && account.password_hash == hash).await?;
    granted.ok_or(ApiError::PasswordChanged)
}

/// Changes a profile, and gives it, and the addresses of its pictures as they were. For another e-mail address the
/// password is asked for.
///
/// # Errors
/// 400 if something breaks a rule, the password is missing or wrong, or the e-mail address is taken; 429 after too many
/// wrong passwords or changes of the address; 503 if too many wait already.
pub async fn change_profile(
    auth: &Auth,
    source: RequestSource,
    user_id: i32,
    changes: ProfileChanges,
    password: Option<String>,
) -> Result<(User, [Option<String>; 2]), ApiError> {
    for name in [&changes.first_name, &changes.last_name].into_iter().flatten() {
        ValidationError::of_name(name)?;
    }
    let mut verified = None;
    if let Some(email) = &changes.email {
        ValidationError::of_email(email)?;
        let Some(password) = password else {
            return Err(ApiError::MissingField { field: "password" });
        };
        // The answer says which addresses are taken, so nobody may ask for many.
        auth.attempts.spend(&AttemptKeys::of_anonymous(source)).await?;
        let account = auth.db.read(move |conn| UserCredentials::by_id(conn, user_id)).await?;
        verified = Some(confirm(auth, source, account, password, "password").await?);
    }
    let changed = auth.db.write(move |conn| {
        if let Some(verified) = &verified {
            UserCredentials::hold(conn, user_id, verified)?;
        }
        changes.apply(conn, user_id)
    });
    changed.await.map_err(|why| changed_meanwhile(why).or_duplicate(ApiError::EmailTaken))
}

/// Removes a person with everything that is theirs, and gives the keys of their pictures, whose files are to be erased.
/// Their tokens end with them.
///
/// # Errors
/// 400 if the username is not theirs or the password is wrong; 429 after too many wrong passwords; 503 if too many wait
/// already.
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
    let verified = confirm(auth, source, account, password, "password").await?;
    let deletion = auth.db.write(move |conn| {
        UserCredentials::hold(conn, user_id, &verified)?;
        let keys = Image::all_of(conn, user_id)?;
        User::delete(conn, user_id)?;
        Ok(keys)
    });
    deletion.await.map_err(changed_meanwhile)
}

/// The account is not any more what it was when its password was checked.
fn changed_meanwhile(why: DbError) -> ApiError {
    match ApiError::from(why) {
        ApiError::NotFound => ApiError::PasswordChanged,
        other => other,
    }
}

/// Checks the password of somebody who is signed in, and gives its hash; wrong ones count as failed sign-ins do.
async fn confirm(
    auth: &Auth,
    source: RequestSource,
    account: UserCredentials,
    password: String,
    field: &'static str,
) -> Result<String, ApiError> {
    let origin = AttemptKeys::new(source, &account.username);
    match check_password(auth, origin, password, move |_| Ok(Some(account.clone()))).await? {
        Some(verified) => Ok(verified.account.password_hash),
        None => Err(ApiError::WrongPassword { field }),
    }
}
