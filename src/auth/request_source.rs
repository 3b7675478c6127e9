//! The source of a request, for rate limits.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};

use super::{Auth, ClientAddress};
use crate::error::ApiError;

/// The address of the client, and whether the request comes from this service's own pages.
#[derive(Debug, Clone, Copy)]
pub struct RequestSource {
    pub address: IpAddr,
    pub is_own_origin: bool,
}

impl RequestSource {
    pub fn of(req: &HttpRequest) -> Self {
        // Over TCP there is always a peer. Requests without one share a count.
        let peer = req.peer_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip());
        let auth: &Data<Auth> = req.app_data().expect("the application is assembled with its Auth");
        let ClientAddress(address) = ClientAddress::behind(peer, req.headers(), &auth.trusted_proxies);
        Self { address, is_own_origin: auth.origins.origin_of(req.headers()).is_trusted() }
    }
}

impl FromRequest for RequestSource {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(req)))
    }
}
