//! Gives handlers the signed-in user of a request.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use crate::error::ApiError;
pub use crate::models::CurrentUser;

/// As an argument of a handler it requires sign-in: a request that did not pass the guard is refused.
impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.extensions().get::<Self>().cloned().ok_or(ApiError::Unauthenticated("Sign in first")))
    }
}
