//! A budget for the bodies of requests on their way. A client that announces a large body and does not send it holds a part
//! of the budget. Signed-in users and other clients have separate budgets, so that outsiders take nothing from users.

use std::sync::Arc;

use actix_web::HttpRequest;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{api::response_budget::Holder, auth::KeyedSemaphore, error::ApiError};

/// Bodies of at most so many bytes are not counted: the number of connections bounds them well enough.
const SMALL: usize = 4 << 10;

/// Bytes are counted in pieces of so many.
const PIECE: usize = 1 << 10;

/// Pieces that the bodies of one user may hold, and those of all users together.
const OF_USER: u32 = 2 << 10;
const OF_USERS: usize = 32 << 10;

/// The same for clients that are not signed in, by their network. Their bodies are short.
const OF_NETWORK: u32 = 2 << 10;
const OF_NETWORKS: usize = 16 << 10;

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
        Self { users: Shares::new(OF_USERS, OF_USER), networks: Shares::new(OF_NETWORKS, OF_NETWORK) }
    }
}

/// A part of the budget, which is free again when this is dropped.
pub struct Reservation {
    _own: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl BodyBudget {
    /// Takes so many bytes for the body of a request; none for a small one. It does not wait: meanwhile, the library would
    /// hold what has arrived.
    ///
    /// # Errors
    /// 503 if they are not free.
    pub fn reserve(&self, req: &HttpRequest, bytes: usize) -> Result<Option<Reservation>, ApiError> {
        if bytes <= SMALL {
            return Ok(None);
        }
        let reserved = match Holder::of(req) {
            Holder::User(id) => self.users.reserve(&id.to_string(), bytes),
            Holder::Network(network) => self.networks.reserve(&network.to_string(), bytes),
        };
        reserved.map(Some).ok_or(ApiError::Unavailable)
    }
}

impl Shares {
    fn new(all: usize, each: u32) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), each: KeyedSemaphore::new(each) }
    }

    fn reserve(&self, holder: &str, bytes: usize) -> Option<Reservation> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).ok()?.min(self.each.permits());
        let own = self.each.get(holder).try_acquire_many_owned(pieces).ok()?;
        let of_all = Arc::clone(&self.all).try_acquire_many_owned(pieces).ok()?;
        Some(Reservation { _own: own, _of_all: of_all })
    }
}
