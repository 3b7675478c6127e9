//! A budget for the bodies of requests on their way. A client that announces a large body and does not send it holds a part
//! of it; neither one client nor all of them together can hold more than there is.

use std::sync::Arc;

use actix_web::HttpRequest;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    auth::{KeyedSemaphore, RequestSource, client_network},
    error::ApiError,
};

/// Bodies of at most so many bytes are not counted: the number of connections bounds them well enough.
const SMALL: usize = 4 << 10;

/// Bytes are counted in pieces of so many.
const PIECE: usize = 1 << 10;

/// Pieces that the bodies of one client may hold, and those of all together.
const OF_CLIENT: u32 = 8 << 10;
const OF_ALL: usize = 32 << 10;

/// The budget, shared by all requests.
#[derive(Clone)]
pub struct BodyBudget {
    all: Arc<Semaphore>,
    by_client: KeyedSemaphore,
}

impl Default for BodyBudget {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(OF_ALL)), by_client: KeyedSemaphore::new(OF_CLIENT) }
    }
}

/// A part of the budget, which is free again when this is dropped.
pub struct Reservation {
    _of_client: OwnedSemaphorePermit,
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
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(OF_CLIENT).min(OF_CLIENT);
        let client = self.by_client.get(&client_network(RequestSource::of(req).address).to_string());
        let of_client = client.try_acquire_many_owned(pieces).map_err(|_| ApiError::Unavailable)?;
        let of_all = Arc::clone(&self.all).try_acquire_many_owned(pieces).map_err(|_| ApiError::Unavailable)?;
        Ok(Some(Reservation { _of_client: of_client, _of_all: of_all }))
    }
}
