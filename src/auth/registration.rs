//! Registration. Clients without an invitation learn nothing about accounts, because the invitation is checked first. A
//! taken username has the same error as a taken e-mail address.

use super::{Auth, Grant, LinkCode, RequestSource, clock::unix_now, grant::grant_tokens, rate_limit::AttemptKeys};
use crate::{
    db::{Conn, Db},
    error::ApiError,
    models::{Actor, AlreadyTaken, Invite, NewUser, Role, Signup, User, UserCredentials, ValidationError},
};

/// The details of a new account.
pub struct NewAccount {
    pub username: String,
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    /// The code of an invitation, or an empty string.
    pub invite: String,
}

/// Creates an account, and uses up the invitation if one is needed: both or neither.
///
/// # Errors
/// 400 without a valid invitation, if a value breaks a rule, or if the username or e-mail address is taken; 429 after too
/// many attempts from `source`; 503 if the password queue is full.
pub async fn sign_up(auth: &Auth, source: RequestSource, account: NewAccount) -> Result<User, ApiError> {
    let (user, _) = create_account(auth, source, account).await?;
    Ok(user)
}

/// As [`sign_up`], and grants tokens for the new account.
///
/// # Errors
/// As [`sign_up`]; 400 if the account was changed meanwhile.
pub async fn sign_up_and_sign_in(
    auth: &Auth,
    source: RequestSource,
    account: NewAccount,
) -> Result<Grant, ApiError> {
    let (user, hash) = create_account(auth, source, account).await?;
    let is_unchanged = |account: &UserCredentials| !account.is_disabled && account.password_hash == hash;
    let grant = grant_tokens(&auth.db, user.id, is_unchanged).await?;
    grant.ok_or(ApiError::PasswordChanged)
}

/// Creates an account, and returns it with its password hash.
async fn create_account(
    auth: &Auth,
    source: RequestSource,
    account: NewAccount,
) -> Result<(User, String), ApiError> {
    auth.sign_in_limiter.count(&AttemptKeys::of_account_form(source)).await?;
    let signup = auth.settings.current().signup;
    check_invitation(&auth.db, signup, &account.invite).await?;
    let NewAccount { username, email, password, first_name, last_name, invite } = account;
    let [username, email, first_name, last_name] =
        ValidationError::of_account([username, email, first_name, last_name])?;
    ValidationError::of_password(&password, &username, &email)?;

    let new_username = username.clone();
    // The comparison with all users is slow, so the transaction only repeats it for users added after it.
    let compare = move |conn: &mut Conn| {
        Ok((UserCredentials::last_id(conn)?, UserCredentials::looks_like_another(conn, &new_username)?))
    };
    let (last_id, looks_like_another) = auth.db.read_slow(compare).await?;
    let password_hash = auth.password_queue.permit().await?.hash(password).await?;
    // Checked after hashing, so that every taken username takes the same work.
    if looks_like_another {
        return Err(ApiError::UsernameOrEmailTaken);
    }
    let hash = password_hash.clone();
    let new_user = NewUser {
        first_name,
        last_name,
        username,
        password_hash,
        email,
        image_url: None,
        thumb_url: None,
        is_private: auth.private_accounts,
    };
    let invite = LinkCode::from_text(&invite).hash();
    let created = auth.db.write_or_refuse(move |conn| {
        let is_set_up = Invite::is_set_up(conn, &invite)?;
        let redeemed = match signup {
            // Nobody else gets in. Another request may have used such a link since it was checked.
            Signup::Closed => Some(Invite::redeem_set_up(conn, &invite, unix_now())?),
            _ if is_set_up => Some(Invite::redeem_set_up(conn, &invite, unix_now())?),
            Signup::Invite => Some(Invite::redeem(conn, &invite, unix_now())?),
            Signup::Open => None,
        };
        let user = match UserCredentials::create_unlike_others(conn, &new_user, last_id)? {
            Ok(id) => User::by_id(conn, id)?,
            Err(taken) => return Ok(Err(taken)),
        };
        let actor = Actor::from(&user);
        if let Some(id) = redeemed {
            actor.note_redeemed_invite(conn, id)?;
        }
        if is_set_up {
            actor.set_role(conn, user.id, Role::Admin)?;
        }
        Ok(Ok(user))
    });
    let user = created.await.map_err(|why| match ApiError::from(why) {
        // A concurrent request used the same invitation.
        ApiError::NotFound if signup == Signup::Closed => ApiError::SignupClosed,
        ApiError::NotFound => ApiError::InvitationRequired,
        other => other.or_duplicate(ApiError::UsernameOrEmailTaken),
    })?;
    let user = user.map_err(|AlreadyTaken| ApiError::UsernameOrEmailTaken)?;
    Ok((user, hash))
}

/// Checks that a client with this invitation may register, without using it up. The link for the first admin works even if
/// registration is closed.
///
/// # Errors
/// 400 if registration is closed or the invitation is invalid.
pub async fn check_invitation(db: &Db, signup: Signup, invite: &str) -> Result<(), ApiError> {
    let hash = LinkCode::from_text(invite).hash();
    match signup {
        Signup::Open => Ok(()),
        Signup::Closed => {
            let is_valid = move |conn: &mut Conn| {
                Ok(Invite::is_set_up(conn, &hash)? && Invite::is_good(conn, &hash, unix_now())?)
            };
            if db.read(is_valid).await? { Ok(()) } else { Err(ApiError::SignupClosed) }
        }
        Signup::Invite => {
            let is_valid = db.read(move |conn| Invite::is_good(conn, &hash, unix_now())).await?;
            if is_valid { Ok(()) } else { Err(ApiError::InvitationRequired) }
        }
    }
}
