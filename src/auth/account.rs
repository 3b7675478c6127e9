//! What a person does with their own account, for which they show once more who they are.

use std::net::IpAddr;

use super::{
    Auth,
    attempts::Origin,
    password::Verdict,
    sign_in::{now, outlast, turn},
};
use crate::{
    error::ApiError,
    models::{Account, BrokenRule, Image, ProfileChanges, User},
};

/// Gives a person another password and ends all their earlier tokens. New ones may be issued when this returns.
///
/// # Errors
/// 400 if the current password is another or the new one cannot be used; 429 after too many wrong ones; 503 if too
/// many wait already.
pub async fn change_password(
    auth: &Auth,
    address: IpAddr,
    user_id: i32,
    current: String,
    new: String,
) -> Result<(), ApiError> {
    let account = auth.db.read(move |conn| Account::by_id(conn, user_id)).await?;
    BrokenRule::of_password(&new, &account.username, &account.email)?;
    confirm(auth, address, account, current, "current is not your password.").await?;
    let hash = auth.passwords.turn().await?.hash(new).await?;
    let now = now();
    auth.db.write(move |conn| Account::set_password_hash(conn, user_id, &hash, now)).await?;
    outlast(now).await;
    Ok(())
}

/// Changes a profile. For another e-mail address the password is asked for.
///
/// # Errors
/// 400 if something breaks a rule, the password is missing or wrong, or the e-mail address is taken; 429 after too many
/// wrong passwords or changes of the address; 503 if too many wait already.
pub async fn change_profile(
    auth: &Auth,
    address: IpAddr,
    user_id: i32,
    changes: ProfileChanges,
    password: Option<String>,
) -> Result<User, ApiError> {
    for name in [&changes.first_name, &changes.last_name].into_iter().flatten() {
        BrokenRule::of_name(name)?;
    }
    if let Some(email) = &changes.email {
        BrokenRule::of_email(email)?;
        let Some(password) = password else {
            return Err(ApiError::bad_request("password is missing: changing the e-mail address takes it."));
        };
        // The answer says which addresses are taken, so nobody may ask for many.
        auth.attempts.spend(&Origin::of_stranger(address)).await?;
        let account = auth.db.read(move |conn| Account::by_id(conn, user_id)).await?;
        confirm(auth, address, account, password, WRONG_PASSWORD).await?;
    }
    let changed = auth.db.write(move |conn| changes.apply(conn, user_id)).await;
    changed
        .map_err(|why| ApiError::from(why).or_duplicate("This e-mail address cannot be used here. Try another."))
}

/// Removes a person with everything that is theirs, and gives the keys of their pictures, whose files are to be erased.
/// Their tokens end with them.
///
/// # Errors
/// 400 if the username is not theirs or the password is wrong; 429 after too many wrong passwords; 503 if too many wait
/// already.
pub async fn delete_account(
    auth: &Auth,
    address: IpAddr,
    user_id: i32,
    username: &str,
    password: String,
) -> Result<Vec<String>, ApiError> {
    let account = auth.db.read(move |conn| Account::by_id(conn, user_id)).await?;
    if username != account.username {
        return Err(ApiError::bad_request("username is not yours."));
    }
    confirm(auth, address, account, password, WRONG_PASSWORD).await?;
    let deletion = auth.db.write(move |conn| {
        let keys = Image::all_of(conn, user_id)?;
        User::delete(conn, user_id)?;
        Ok(keys)
    });
    Ok(deletion.await?)
}

const WRONG_PASSWORD: &str = "password is not your password.";

/// Checks the password of somebody who is signed in; wrong ones count as failed sign-ins do.
async fn confirm(
    auth: &Auth,
    address: IpAddr,
    account: Account,
    password: String,
    refusal: &'static str,
) -> Result<(), ApiError> {
    let origin = Origin::new(address, &account.username);
    match turn(auth, &origin).await?.verify(password, Some(account.password_hash)).await? {
        Verdict::Wrong => {
            auth.attempts.failed(&origin).await?;
            Err(ApiError::bad_request(refusal))
        }
        Verdict::Right | Verdict::RightButOutdated(_) => Ok(()),
    }
}
