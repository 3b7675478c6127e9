//! A budget for the bytes of answers on their way. A client that does not read its answer holds a part of it; neither one
//! user nor all of them together can hold more than there is.

use std::{
    collections::HashMap,
    net::IpAddr,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::{
    HttpMessage, HttpRequest,
    body::{BodySize, MessageBody},
};
use bytes::Bytes;
use tokio::{sync::Notify, time::timeout};

use crate::{
    auth::{CurrentUser, RequestSource, client_network},
    error::ApiError,
};

/// How many bytes answers may hold.
struct Bounds {
    /// Those to one holder, and those to all of them together.
    each: usize,
    all: usize,
    /// Beyond those, for holders to whom no answer is on its way, and how many of them one answer may take. So a few who read
    /// slowly cannot keep others from reading anything.
    kept_free: usize,
    first: usize,
    /// Bytes of answers that may wait for their share, and how long one waits.
    waiting: usize,
    longest_wait: Duration,
}

/// For answers to users.
const OF_USERS: Bounds = Bounds {
    each: 4 << 20,
    all: 32 << 20,
    kept_free: 16 << 20,
    first: LARGEST_FIRST,
    waiting: 16 << 20,
    longest_wait: Duration::from_secs(5),
};

/// For files to clients that are not signed in. Many may share an address, and a slow connection.
const OF_NETWORKS: Bounds = Bounds {
    each: 12 << 20,
    all: 24 << 20,
    kept_free: 8 << 20,
    first: LARGEST_FIRST,
    waiting: 24 << 20,
    longest_wait: Duration::from_secs(15),
};

/// An answer of at most so many bytes is given to everybody to whom no other is on its way, whatever others hold.
pub const LARGEST_FIRST: usize = 1 << 20;

/// Bytes of an answer that are handed to the connection together.
const PIECE: usize = 32 * 1024;

/// What a body takes that is made while it is sent.
pub const STREAM_BYTES: usize = 256 * 1024;

/// Answers with at most so many bytes are not counted: the number of connections bounds them well enough.
pub const SMALL: usize = 16 * 1024;

/// Who sends a request and gets its answer, as far as budgets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    User(i32),
    /// A client that is not signed in, by its network.
    Network(IpAddr),
}

impl Holder {
    pub fn of(req: &HttpRequest) -> Self {
        match req.extensions().get::<CurrentUser>() {
            Some(user) => Self::User(user.id),
            None => Self::Network(client_network(RequestSource::of(req).address)),
        }
    }
}

/// The budget, shared by all requests.
#[derive(Clone)]
pub struct ResponseBudget {
    users: Arc<Shared>,
    networks: Arc<Shared>,
}

struct Shared {
    bounds: Bounds,
    used: Mutex<Used>,
    freed: Notify,
}

#[derive(Default)]
struct Used {
    total: usize,
    waiting: usize,
    by_holder: HashMap<Holder, usize>,
}

/// How many bytes an answer takes while it is sent, as an extension of the answer, where its body does not tell.
#[derive(Debug, Clone, Copy)]
pub struct BodyCost(pub usize);

/// A part of the budget, which is free again when this is dropped.
pub struct Reservation {
    shared: Arc<Shared>,
    holder: Holder,
    bytes: usize,
}

/// The bytes of an answer that waits.
struct Waiting<'a> {
    shared: &'a Shared,
    bytes: usize,
}

impl Default for ResponseBudget {
    fn default() -> Self {
        let shared = |bounds| Arc::new(Shared { bounds, used: Mutex::default(), freed: Notify::new() });
        Self { users: shared(OF_USERS), networks: shared(OF_NETWORKS) }
    }
}

impl ResponseBudget {
    /// Takes so many bytes for an answer, and waits a while where they are not free.
    ///
    /// # Errors
    /// 503 if they do not become free, or too many wait already.
    pub async fn reserve(&self, holder: Holder, bytes: usize) -> Result<Reservation, ApiError> {
        let shared = match holder {
            Holder::User(_) => &self.users,
            Holder::Network(_) => &self.networks,
        };
        // Something larger has the whole share for itself.
        let bytes = bytes.min(shared.bounds.each);
        let in_time = timeout(shared.bounds.longest_wait, reserve_some_time(shared, holder, bytes)).await;
        in_time.unwrap_or(Err(ApiError::Unavailable)).inspect_err(|_| {
            tracing::info!(?holder, bytes, "an answer was refused, because others hold the memory for answers");
        })
    }
}

async fn reserve_some_time(shared: &Arc<Shared>, holder: Holder, bytes: usize) -> Result<Reservation, ApiError> {
    let mut waiting = None;
    loop {
        let mut freed = pin!(shared.freed.notified());
        // From here on, nothing that becomes free is missed.
        freed.as_mut().enable();
        if shared.take(holder, bytes) {
            return Ok(Reservation { shared: Arc::clone(shared), holder, bytes });
        }
        if waiting.is_none() {
            waiting = Some(Waiting::begin(shared, bytes).ok_or(ApiError::Unavailable)?);
        }
        freed.await;
    }
}

impl Shared {
    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes so many bytes, if they are free.
    fn take(&self, holder: Holder, bytes: usize) -> bool {
        let Bounds { each, all, kept_free, first, .. } = self.bounds;
        let mut used = self.used();
        let own = used.by_holder.get(&holder).copied().unwrap_or_default() + bytes;
        let is_first = own == bytes && bytes <= first;
        let all = if is_first { all + kept_free } else { all };
        let free = own <= each && used.total + bytes <= all;
        if free {
            used.total += bytes;
            used.by_holder.insert(holder, own);
        }
        free
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut used = self.shared.used();
        used.total -= self.bytes;
        let left = used.by_holder.get(&self.holder).map_or(0, |own| own - self.bytes);
        if left == 0 {
            used.by_holder.remove(&self.holder);
        } else {
            used.by_holder.insert(self.holder, left);
        }
        drop(used);
        self.shared.freed.notify_waiters();
    }
}

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared, bytes: usize) -> Option<Self> {
        let mut used = shared.used();
        let free = used.waiting + bytes <= shared.bounds.waiting;
        if free {
            used.waiting += bytes;
        }
        // Not `then_some`, which would make one in any case and drop it with the lock held.
        free.then(|| Self { shared, bytes })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared.used().waiting -= self.bytes;
    }
}

/// A whole body, handed out in pieces: the library would copy all of it at once for each connection.
pub struct Pieces {
    rest: Bytes,
    _reservation: Reservation,
}

impl Pieces {
    pub fn new(body: Bytes, reservation: Reservation) -> Self {
        Self { rest: body, _reservation: reservation }
    }
}

impl MessageBody for Pieces {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let length = self.rest.len().min(PIECE);
        Poll::Ready((length > 0).then(|| Ok(self.rest.split_to(length))))
    }
}

/// A body that holds its part of the budget until it is sent. Its pieces are handed out in smaller ones: the library would
/// have room for a whole one beside what it is sending.
pub struct Reserved<B> {
    body: Pin<Box<B>>,
    rest: Bytes,
    _reservation: Reservation,
}

impl<B> Reserved<B> {
    pub fn new(body: B, reservation: Reservation) -> Self {
        Self { body: Box::pin(body), rest: Bytes::new(), _reservation: reservation }
    }
}

impl<B: MessageBody> MessageBody for Reserved<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            match ready!(self.body.as_mut().poll_next(cx)) {
                Some(Ok(piece)) => self.rest = piece,
                end => return Poll::Ready(end),
            }
        }
        let length = self.rest.len().min(PIECE);
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
    fn no_more_bytes_wait_than_may() {
        let shared = shared();
        let waiting = Waiting::begin(&shared, OF_USERS.waiting);

        assert!(waiting.is_some());
        assert!(Waiting::begin(&shared, 1).is_none());
        drop(waiting);
        assert!(Waiting::begin(&shared, 1).is_some());
        assert_eq!(shared.used().waiting, 0);
    }

    #[test]
    fn users_who_hold_all_that_they_can_leave_something_for_others() {
        let shared = shared();
        for user_id in 0..8 {
            assert!(shared.take(Holder::User(user_id), OF_USERS.each));
            assert!(!shared.take(Holder::User(user_id), 1), "user {user_id} has their share");
        }
        assert!(!shared.take(Holder::User(100), OF_USERS.each), "nothing is left for an answer that large");

        assert!(shared.take(Holder::User(100), LARGEST_FIRST));
        assert!(!shared.take(Holder::User(100), SMALL), "only the first one");
        assert!(!shared.take(Holder::User(101), LARGEST_FIRST + 1));
        assert!(shared.take(Holder::User(102), SMALL));
    }

    #[test]
    fn what_strangers_hold_takes_nothing_from_users() {
        let budget = ResponseBudget::default();
        let network = |last| Holder::Network([192, 0, 2, last].into());
        for last in 0..2 {
            assert!(budget.networks.take(network(last), OF_NETWORKS.each));
        }
        assert!(!budget.networks.take(network(9), OF_NETWORKS.each));
        assert!(budget.networks.take(network(9), STREAM_BYTES));

        assert!(budget.users.take(Holder::User(1), OF_USERS.each));
    }

    #[actix_web::test]
    async fn large_pieces_of_a_body_are_handed_out_in_smaller_ones() {
        let Ok(reservation) = ResponseBudget::default().reserve(Holder::User(1), 1).await else {
            panic!("no part")
        };
        let body = vec![7; 3 * PIECE + 1];
        let mut reserved = Reserved::new(Bytes::from(body.clone()), reservation);
        let mut pieces = Vec::new();
        while let Some(piece) = std::future::poll_fn(|cx| Pin::new(&mut reserved).poll_next(cx)).await {
            pieces.push(piece.expect("a piece"));
        }

        assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(pieces.concat(), body);
    }
}
