//! Making an account of one's own. What an outsider is told depends on nothing that they could not know: the
//! invitation is judged first, and a taken username is refused as a taken e-mail address is, in whatever case.

use super::{Auth, Grant, OneTimeCode, RequestSource, grant::grant, rate_limit::AttemptKeys, sign_in::now};
use crate::{
    config::Signup,
    db::Conn,
    error::ApiError,
    models::{Invite, NewUser, User, UserCredentials, ValidationError},
};

/// Whether it is the username or the e-mail address, nobody learns.
/// What somebody who wants an account says.
pub struct NewAccount {
    pub username: String,
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    /// The code of an invitation; empty for none.
    pub invite: String,
}

/// Makes an account, and uses up the invitation where one is needed: both or neither.
///
/// # Errors
/// 400 without a good invitation, for a broken rule, and for what is taken; 429 after too many tries from `source`;
/// 503 if too many passwords wait already.
pub async fn sign_up(auth: &Auth, source: RequestSource, wanted: NewAccount) -> Result<User, ApiError> {
    let (user, _) = create_account(auth, source, wanted).await?;
    Ok(user)
}

/// As [`sign_up`], and lets tokens be issued for the new account.
///
/// # Errors
/// As [`sign_up`]; 400 if the account was changed meanwhile.
pub async fn sign_up_and_in(auth: &Auth, source: RequestSource, wanted: NewAccount) -> Result<Grant, ApiError> {
    let (user, hash) = create_account(auth, source, wanted).await?;
    let granted = grant(auth, user.id, |account| !account.is_disabled && account.password_hash == hash).await?;
    granted.ok_or(ApiError::PasswordChanged)
}

/// Gives the person, and the hash of their password.
async fn create_account(
    auth: &Auth,
    source: RequestSource,
    wanted: NewAccount,
) -> Result<(User, String), ApiError> {
    auth.attempts.spend(&AttemptKeys::of_anonymous(source)).await?;
    check_invitation(auth, &wanted.invite).await?;
    let NewAccount { username, email, password, first_name, last_name, invite } = wanted;
    let [username, email, first_name, last_name] =
        ValidationError::of_account([username, email, first_name, last_name])?;
    ValidationError::of_password(&password, &username, &email)?;

    let looked_for = username.clone();
    // It takes a while, so only users who come after this are looked at in the transaction.
    let look = move |conn: &mut Conn| {
        Ok((UserCredentials::last_id(conn)?, UserCredentials::looks_like_another(conn, &looked_for)?))
    };
    let (last_id, looks_like_another) = auth.db.read_slow(look).await?;
    let password_hash = auth.passwords.turn().await?.hash(password).await?;
    // After the same work as for any username that is taken.
    if looks_like_another {
        return Err(ApiError::UsernameOrEmailTaken);
    }
    let hash = password_hash.clone();
    let person =
        NewUser { first_name, last_name, username, password_hash, email, image_url: None, thumb_url: None };
    let invite = needs_invitation(auth).then(|| OneTimeCode::from_text(&invite).hash());
    let made = auth.db.write(move |conn| {
        if let Some(invite) = &invite {
            Invite::redeem(conn, invite, now())?;
        }
        let id = UserCredentials::create_unlike_others(conn, &person, last_id)?;
        User::by_id(conn, id)
    });
    let user = made.await.map_err(|why| match ApiError::from(why) {
        // Somebody else was faster with the same one.
        ApiError::NotFound => ApiError::InvitationRequired,
        other => other.or_duplicate(ApiError::UsernameOrEmailTaken),
    })?;
    Ok((user, hash))
}

/// Whether somebody with this invitation may sign up. It is good for one more time after this.
///
/// # Errors
/// 400 if nobody may, or it is not good.
pub async fn check_invitation(auth: &Auth, invite: &str) -> Result<(), ApiError> {
    match auth.signup {
        Signup::Open => Ok(()),
        Signup::Closed => Err(ApiError::SignupClosed),
        Signup::Invite => {
            let hash = OneTimeCode::from_text(invite).hash();
            let good = auth.db.read(move |conn| Invite::is_good(conn, &hash, now())).await?;
            if good { Ok(()) } else { Err(ApiError::InvitationRequired) }
        }
    }
}

fn needs_invitation(auth: &Auth) -> bool {
    auth.signup == Signup::Invite
}
