//! Identifies clients for memory budgets.

use std::net::IpAddr;

use actix_web::{HttpMessage, HttpRequest};

use crate::auth::{CurrentUser, RequestSource, client_network};

/// The user or network whose share of a budget a request uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientKey {
    User(i32),
    /// The network of a client that is not signed in.
    Network(IpAddr),
}

impl ClientKey {
    pub fn of(req: &HttpRequest) -> Self {
        match req.extensions().get::<CurrentUser>() {
            Some(user) => Self::User(user.id),
            None => Self::Network(client_network(RequestSource::of(req).address)),
        }
    }
}
