//! Who is asking: passwords, tokens, the guard, and the [`CurrentUser`] that handlers take.

mod attempts;
mod claims;
mod cookies;
mod credential;
mod csrf;
mod current_user;
mod middleware;
mod password;
mod sign_in;
mod token;

pub use attempts::Attempts;
pub use claims::{Claims, Kind, Subject};
pub use cookies::CookieJar;
pub use current_user::{ClientAddress, CurrentUser};
pub use middleware::Guard;
pub use password::{PasswordError, Passwords, hash_password};
pub use sign_in::sign_in;
pub use token::{Issued, Tokens};

use crate::{db::Db, error::ApiError, models::User};

/// What signing in and the guard work with.
#[derive(Clone)]
pub struct Auth {
    pub db: Db,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub attempts: Attempts,
    pub cookies: CookieJar,
}

impl Auth {
    /// The person of a verified token. They are loaded every time: somebody deleted or disabled a moment ago is out.
    ///
    /// # Errors
    /// 401 if they are gone or disabled.
    pub async fn active_user(&self, subject: &Subject) -> Result<User, ApiError> {
        const GONE: ApiError = ApiError::Unauthenticated("This user is gone or disabled");
        let id = subject.user_id().ok_or(GONE)?;
        self.db.read(move |conn| User::active(conn, id)).await?.ok_or(GONE)
    }
}
