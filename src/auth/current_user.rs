//! The signed-in user of a request, as handlers take it.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use super::Claims;
pub use crate::models::CurrentUser;
use crate::{
    db::Db,
    error::ApiError,
    models::{Emails, User},
};

/// Loads the user of a verified token. It reads the database every time, because a moment ago the user may have been
/// deleted or disabled, or the token revoked.
///
/// # Errors
/// 401 in those cases.
pub async fn load_current_user(db: &Db, emails: Emails, claims: &Claims) -> Result<CurrentUser, ApiError> {
    const ENDED: ApiError = ApiError::Unauthenticated("The session ended, or the user was deleted or disabled");
    let (id, token_id) = (claims.sub.user_id().ok_or(ENDED)?, claims.token_id());
    let found = db.read(move |conn| User::load_current_user(conn, id, &token_id, emails)).await?;
    found.ok_or(ENDED)
}

/// A handler with this argument requires sign-in: it refuses requests that did not pass the guard.
impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.extensions().get::<Self>().cloned().ok_or(ApiError::Unauthenticated("Sign in first")))
    }
}
