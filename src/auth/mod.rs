//! Who is asking: passwords, tokens, the guard, and the [`CurrentUser`] that handlers take.

mod account;
mod claims;
mod client_address;
mod constant_work;
mod cookies;
mod credential;
mod csrf;
mod current_user;
mod grant;
mod guard;
mod keyed_semaphore;
mod one_time_code;
mod password;
mod password_check;
mod password_reset;
#[cfg(test)]
mod properties;
mod rate_limit;
mod registration;
mod request_origin;
mod request_source;
mod sign_in;
mod stored_hash;
mod token;

pub use account::{change_password, change_profile, delete_account};
pub use claims::{Claims, Kind, Subject};
pub use client_address::{ClientAddress, client_network};
pub use cookies::CookieJar;
pub use credential::is_for_picture;
pub use current_user::CurrentUser;
pub use grant::{Grant, IssueTime, grant_now};
pub use guard::{Guard, authenticate_request, recheck_session};
pub use keyed_semaphore::KeyedSemaphore;
pub use one_time_code::OneTimeCode;
pub use password::{Passwords, hash_new_password, hash_password};
pub use password_reset::{reset_account, reset_password};
pub use rate_limit::RateLimiter;
pub use registration::{NewAccount, check_invitation, sign_up, sign_up_and_in};
pub use request_origin::{AllowedOrigins, RequestOrigin};
pub use request_source::RequestSource;
pub use sign_in::sign_in;
pub use token::{Issued, Tokens};

use std::{collections::BTreeSet, sync::Arc};

use actix_web::{HttpRequest, cookie::Cookie, http::header::HeaderMap};
use diesel::result::Error as QueryError;
use ipnet::IpNet;
use time::OffsetDateTime;

use self::{cookies::ACCESS_COOKIE, credential::Credential};
use crate::{
    config::Signup,
    db::{Db, DbError},
    error::ApiError,
    models::{Emails, EndingSessions, RevokedToken, User, end_sessions},
    telemetry::metrics::Metrics,
};

/// What signing in and the guard work with.
#[derive(Clone)]
pub struct Auth {
    pub db: Db,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub attempts: RateLimiter,
    /// Whose word on the addresses of clients is taken.
    pub trusted_proxies: Arc<[IpNet]>,
    pub cookies: CookieJar,
    /// Whose pages may act for users who are signed in by cookie.
    pub origins: AllowedOrigins,
    pub metrics: Metrics,
    /// Who may make an account.
    pub signup: Signup,
    /// Whose e-mail addresses people see.
    pub emails: Emails,
}

impl Auth {
    /// The person of a verified token. They are loaded every time: somebody deleted or disabled a moment ago is out,
    /// and so is a token that was taken back.
    ///
    /// # Errors
    /// 401 if so.
    pub async fn load_current_user(&self, claims: &Claims) -> Result<CurrentUser, ApiError> {
        const OUT: ApiError = ApiError::Unauthenticated("The session ended, or the user was deleted or disabled");
        let (id, mark) = (claims.sub.user_id().ok_or(OUT)?, claims.mark());
        let user = self.db.read(move |conn| User::load_current_user(conn, id, &mark)).await?.ok_or(OUT)?;
        Ok(CurrentUser { user: Arc::new(user), emails: self.emails })
    }

    /// The cookies of a new browser session.
    ///
    /// # Errors
    /// Practically none.
    pub fn cookies_for(&self, grant: &Grant) -> Result<[Cookie<'static>; 2], ApiError> {
        let issued = self.tokens.issue(Kind::Access, grant)?;
        Ok(self.cookies.signed_in(issued.token, issued.csrf))
    }

    /// Ends the browser session whose cookie came with a request, if one did.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn end_session(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let token = cookies::cookie(headers, ACCESS_COOKIE).unwrap_or_default();
        match self.tokens.verify_origin(token) {
            // One without a jti ends with its cookie.
            Ok(claims) if !claims.mark().jti.is_empty() => self.revoke(&[claims]).await,
            _ => Ok(()),
        }
    }

    /// Revokes verified tokens permanently: all of them, or none if it fails. If their user has revoked too many within an
    /// hour, all sessions of the user end instead.
    ///
    /// # Errors
    /// 400 if one has no `jti` to be known by.
    pub async fn revoke(&self, all: &[Claims]) -> Result<(), ApiError> {
        let mut tokens = Vec::with_capacity(all.len());
        for claims in all {
            let jti = claims.mark().jti;
            if jti.is_empty() {
                return Err(ApiError::BadRequest("The token has no jti, which revoking it needs."));
            }
            // A token for an id that no user can have is invalid anyway.
            if let Some(user_id) = claims.sub.user_id() {
                tokens.push((user_id, RevokedToken { jti, expires: self.tokens.last_use(claims) }));
            }
        }
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let left = self.db.write(move |conn| {
            let mut left = BTreeSet::new();
            for (user_id, token) in &tokens {
                if !RevokedToken::create(conn, *user_id, token, now)? {
                    left.insert(*user_id);
                }
            }
            Ok(left)
        });
        for user_id in left.await? {
            match end_sessions(&self.db, move |conn| EndingSessions::begin(conn, user_id)).await {
                // Tokens of a deleted user are invalid anyway.
                Err(DbError::Query(QueryError::NotFound)) => {}
                ended => ended?,
            }
        }
        Ok(())
    }
}

/// Whether the guard let a request in by its cookie.
pub fn signed_by_cookie(req: &HttpRequest) -> bool {
    matches!(Credential::find(req.headers()), Ok(Credential::Cookie(_)))
}
