//! Who sends a request, as handlers get it: the signed-in person, and their address.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr},
    ops::Deref,
    sync::Arc,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use crate::{error::ApiError, models::User};

/// Who is asking. As an argument of a handler it makes sign-in required: without the guard before it, the request
/// is refused.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub Arc<User>);

/// The address of whoever sends a request: the other end of its connection.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Always there over TCP; without one, all share a count.
        ready(Ok(Self(req.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip()))))
    }
}

impl Deref for CurrentUser {
    type Target = User;

    fn deref(&self) -> &User {
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
