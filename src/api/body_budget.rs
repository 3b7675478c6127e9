//! A memory budget for request bodies that are being received. A client that announces a large body and does not send it
//! holds a part of the budget. Anonymous clients have a separate budget, so that they take no memory from users.

use std::sync::Arc;

use actix_web::HttpRequest;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::client_key::ClientKey;
use crate::{auth::KeyedSemaphore, error::ApiError};

/// Bodies up to this size are not counted: the limit on connections bounds them well enough.
const SMALL: usize = 4 << 10;

/// The unit of the budget, in bytes.
const UNIT: usize = 1 << 10;

/// Units for the bodies of one user, and of all users together.
const PER_USER: u32 = 2 << 10;
const ALL_USERS: usize = 32 << 10;

/// Units for clients that are not signed in, by network. Their bodies are short.
const PER_NETWORK: u32 = 2 << 10;
const ALL_NETWORKS: usize = 16 << 10;

/// The budget, shared by all requests.
#[derive(Clone)]
pub struct BodyBudget {
    users: Shares,
    networks: Shares,
}

#[derive(Clone)]
struct Shares {
    all: Arc<Semaphore>,
    each: KeyedSemaphore,
}

impl Default for BodyBudget {
    fn default() -> Self {
        Self { users: Shares::new(ALL_USERS, PER_USER), networks: Shares::new(ALL_NETWORKS, PER_NETWORK) }
    }
}

/// A part of the budget, freed when dropped.
pub struct Reservation {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl BodyBudget {
    /// Reserves memory for the body of a request; `None` for a small one. It does not wait, because actix would buffer the
    /// arriving body meanwhile.
    ///
    /// # Errors
    /// 503 if the memory is not free.
    pub fn reserve(&self, req: &HttpRequest, bytes: usize) -> Result<Option<Reservation>, ApiError> {
        if bytes <= SMALL {
            return Ok(None);
        }
        let reserved = match ClientKey::of(req) {
            ClientKey::User(id) => self.users.reserve(&id.to_string(), bytes),
            ClientKey::Network(network) => self.networks.reserve(&network.to_string(), bytes),
        };
        reserved.map(Some).ok_or(ApiError::Unavailable)
    }
}

impl Shares {
    fn new(all: usize, each: u32) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), each: KeyedSemaphore::new(each) }
    }

    fn reserve(&self, client: &str, bytes: usize) -> Option<Reservation> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).ok()?.min(self.each.permits());
        let own = self.each.get(client).try_acquire_many_owned(units).ok()?;
        let all = Arc::clone(&self.all).try_acquire_many_owned(units).ok()?;
        Some(Reservation { _own: own, _all: all })
    }
}
