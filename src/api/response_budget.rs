//! A memory budget for responses that are being sent. A client that does not read its response holds a part of the budget.
//! Each client has a limit, and so have all clients together.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use tokio::{sync::Notify, time::timeout};

use crate::{api::client_key::ClientKey, error::ApiError};

/// How many bytes responses may hold.
struct Limits {
    /// Bytes for one client, and for all clients together.
    each: usize,
    all: usize,
    /// Additional bytes for clients with no other response, and how many of them one response may take. So a few slow
    /// clients cannot block all others.
    kept_free: usize,
    first: usize,
    /// Bytes of responses that may wait for the budget, and how long each may wait.
    waiting: usize,
    max_wait: Duration,
}

/// For signed-in users.
const OF_USERS: Limits = Limits {
    each: 4 << 20,
    all: 32 << 20,
    kept_free: 16 << 20,
    first: LARGEST_FIRST,
    waiting: 16 << 20,
    max_wait: Duration::from_secs(5),
};

/// For files to clients that are not signed in. Many may share an address or a slow connection.
const OF_NETWORKS: Limits = Limits {
    each: 12 << 20,
    all: 24 << 20,
    kept_free: 8 << 20,
    first: LARGEST_FIRST,
    waiting: 24 << 20,
    max_wait: Duration::from_secs(15),
};

/// The first response of a client may take bytes from `kept_free` if it is no larger than this.
pub const LARGEST_FIRST: usize = 1 << 20;

/// Bytes that are handed to the connection at once.
const CHUNK_BYTES: usize = 32 * 1024;

/// The memory of a streamed body, unless a [`BodyCost`] says otherwise.
pub const STREAM_BYTES: usize = 256 * 1024;

/// Responses up to this size are not counted: the limit on connections bounds them well enough.
pub const SMALL: usize = 16 * 1024;

/// The budget, shared by all requests.
#[derive(Clone)]
pub struct ResponseBudget {
    users: Arc<Shared>,
    networks: Arc<Shared>,
}

struct Shared {
    limits: Limits,
    used: Mutex<Used>,
    freed: Notify,
}

#[derive(Default)]
struct Used {
    total: usize,
    waiting: usize,
    by_client: HashMap<ClientKey, usize>,
}

/// The memory that a streamed response takes, as an extension of the response.
#[derive(Debug, Clone, Copy)]
pub struct BodyCost(pub usize);

/// A part of the budget, freed when dropped.
pub struct Reservation {
    shared: Arc<Shared>,
    client: ClientKey,
    bytes: usize,
}

/// The bytes of a waiting response.
struct Waiting<'a> {
    shared: &'a Shared,
    bytes: usize,
}

impl Default for ResponseBudget {
    fn default() -> Self {
        let shared = |limits| Arc::new(Shared { limits, used: Mutex::default(), freed: Notify::new() });
        Self { users: shared(OF_USERS), networks: shared(OF_NETWORKS) }
    }
}

impl ResponseBudget {
    /// Reserves memory for a response. It waits for a limited time until the memory is free.
    ///
    /// # Errors
    /// 503 if the memory does not become free in time, or too many responses wait already.
    pub async fn reserve(&self, client: ClientKey, bytes: usize) -> Result<Reservation, ApiError> {
        let shared = match client {
            ClientKey::User(_) => &self.users,
            ClientKey::Network(_) => &self.networks,
        };
        // A larger response takes the whole share of its client.
        let bytes = bytes.min(shared.limits.each);
        if let Some(reservation) = try_reserve(shared, client, bytes) {
            return Ok(reservation);
        }
        let in_time = timeout(shared.limits.max_wait, reserve_when_free(shared, client, bytes)).await;
        in_time.unwrap_or(Err(ApiError::Unavailable)).inspect_err(|_| {
            tracing::info!(?client, bytes, "refused a response, because others hold the memory for responses");
        })
    }
}

async fn reserve_when_free(
    shared: &Arc<Shared>,
    client: ClientKey,
    bytes: usize,
) -> Result<Reservation, ApiError> {
    let _waiting = Waiting::begin(shared, bytes).ok_or(ApiError::Unavailable)?;
    loop {
        let mut freed = pin!(shared.freed.notified());
        // Enabled before the check, so that no notification is missed.
        freed.as_mut().enable();
        if let Some(reservation) = try_reserve(shared, client, bytes) {
            return Ok(reservation);
        }
        freed.await;
    }
}

fn try_reserve(shared: &Arc<Shared>, client: ClientKey, bytes: usize) -> Option<Reservation> {
    shared.take(client, bytes).then(|| Reservation { shared: Arc::clone(shared), client, bytes })
}

impl Shared {
    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes bytes if they are free.
    fn take(&self, client: ClientKey, bytes: usize) -> bool {
        let Limits { each, all, kept_free, first, .. } = self.limits;
        let mut used = self.used();
        let own = used.by_client.get(&client).copied().unwrap_or_default() + bytes;
        let is_first = own == bytes && bytes <= first;
        let all = if is_first { all + kept_free } else { all };
        let free = own <= each && used.total + bytes <= all;
        if free {
            used.total += bytes;
            used.by_client.insert(client, own);
        }
        free
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut used = self.shared.used();
        used.total -= self.bytes;
        let left = used.by_client.get(&self.client).map_or(0, |own| own - self.bytes);
        if left == 0 {
            used.by_client.remove(&self.client);
        } else {
            used.by_client.insert(self.client, left);
        }
        let others_wait = used.waiting > 0;
        drop(used);
        if others_wait {
            self.shared.freed.notify_waiters();
        }
    }
}

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared, bytes: usize) -> Option<Self> {
        let mut used = shared.used();
        let free = used.waiting + bytes <= shared.limits.waiting;
        if free {
            used.waiting += bytes;
        }
        // Not `then_some`, which would always create a value, and drop it with the lock held.
        free.then(|| Self { shared, bytes })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared.used().waiting -= self.bytes;
    }
}

/// A whole body, handed out in chunks, because actix would copy all of it at once.
pub struct ReservedBytes {
    rest: Bytes,
    _reservation: Reservation,
}

impl ReservedBytes {
    pub fn new(body: Bytes, reservation: Reservation) -> Self {
        Self { rest: body, _reservation: reservation }
    }
}

impl MessageBody for ReservedBytes {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let length = self.rest.len().min(CHUNK_BYTES);
        Poll::Ready((length > 0).then(|| Ok(self.rest.split_to(length))))
    }
}

/// A streamed body that holds its part of the budget until it is sent. Large chunks are handed out in smaller ones, because
/// actix would buffer a whole chunk in addition.
pub struct ReservedStream<B> {
    body: Pin<Box<B>>,
    rest: Bytes,
    _reservation: Reservation,
}

impl<B> ReservedStream<B> {
    pub fn new(body: B, reservation: Reservation) -> Self {
        Self { body: Box::pin(body), rest: Bytes::new(), _reservation: reservation }
    }
}

impl<B: MessageBody> MessageBody for ReservedStream<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            match ready!(self.body.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) => self.rest = chunk,
                end => return Poll::Ready(end),
            }
        }
        let length = self.rest.len().min(CHUNK_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared() -> Arc<Shared> {
        ResponseBudget::default().users
    }

    #[test]
    fn waiting_bytes_are_limited() {
        let shared = shared();
        let waiting = Waiting::begin(&shared, OF_USERS.waiting);

        assert!(waiting.is_some());
        assert!(Waiting::begin(&shared, 1).is_none());
        drop(waiting);
        assert!(Waiting::begin(&shared, 1).is_some());
        assert_eq!(shared.used().waiting, 0);
    }

    #[test]
    fn users_who_hold_their_whole_share_leave_memory_for_others() {
        let shared = shared();
        for user_id in 0..8 {
            assert!(shared.take(ClientKey::User(user_id), OF_USERS.each));
            assert!(!shared.take(ClientKey::User(user_id), 1), "user {user_id} holds the whole share");
        }
        assert!(!shared.take(ClientKey::User(100), OF_USERS.each), "no memory is left for a response that large");

        assert!(shared.take(ClientKey::User(100), LARGEST_FIRST));
        assert!(!shared.take(ClientKey::User(100), SMALL), "only the first response");
        assert!(!shared.take(ClientKey::User(101), LARGEST_FIRST + 1));
        assert!(shared.take(ClientKey::User(102), SMALL));
    }

    #[test]
    fn memory_of_anonymous_clients_takes_none_from_users() {
        let budget = ResponseBudget::default();
        let network = |last| ClientKey::Network([192, 0, 2, last].into());
        for last in 0..2 {
            assert!(budget.networks.take(network(last), OF_NETWORKS.each));
        }
        assert!(!budget.networks.take(network(9), OF_NETWORKS.each));
        assert!(budget.networks.take(network(9), STREAM_BYTES));

        assert!(budget.users.take(ClientKey::User(1), OF_USERS.each));
    }

    #[actix_web::test]
    async fn large_chunks_of_a_body_are_handed_out_in_smaller_ones() {
        let Ok(reservation) = ResponseBudget::default().reserve(ClientKey::User(1), 1).await else {
            panic!("no memory")
        };
        let body = vec![7; 3 * CHUNK_BYTES + 1];
        let mut reserved = ReservedStream::new(Bytes::from(body.clone()), reservation);
        let mut chunks = Vec::new();
        while let Some(chunk) = std::future::poll_fn(|cx| Pin::new(&mut reserved).poll_next(cx)).await {
            chunks.push(chunk.expect("a chunk"));
        }

        assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK_BYTES));
        assert_eq!(chunks.concat(), body);
    }
}
