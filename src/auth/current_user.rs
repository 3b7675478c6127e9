//! Who sends a request, as handlers get it.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use crate::{error::ApiError, models::Viewer};

/// Who is asking. As an argument of a handler it makes sign-in required: without the guard before it, the request
/// is refused.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub Viewer);

impl Deref for CurrentUser {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.extensions().get::<Self>().cloned().ok_or(ApiError::Unauthenticated("Sign in first")))
    }
}
