//! A budget for the bytes of answers on their way. A client that does not read its answer holds a part of it; neither one
//! user nor all of them together can hold more than there is.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use tokio::{sync::Notify, time::timeout};

use crate::error::ApiError;

/// Bytes that the answers of one user may hold, and those of all together.
const OF_USER: usize = 4 << 20;
const OF_ALL: usize = 32 << 20;

/// Bytes beyond those, for users of whom no answer is on its way, and how many of them one answer may take. So a few users
/// who read slowly cannot keep others from reading anything.
const KEPT_FREE: usize = 16 << 20;
const OF_FIRST: usize = 1 << 20;

/// Bytes of answers that may wait for their share.
const WAITING: usize = 16 << 20;

/// How long an answer waits for its share.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are handed to the connection together.
const PIECE: usize = 32 * 1024;

/// What a body takes that is made while it is sent.
pub const STREAM_BYTES: usize = 128 * 1024;

/// Answers with at most so many bytes are not counted: the number of connections bounds them well enough.
pub const SMALL: usize = 16 * 1024;

/// The budget, shared by all requests.
#[derive(Clone, Default)]
pub struct OutgoingBudget(Arc<Shared>);

#[derive(Default)]
struct Shared {
    used: Mutex<Used>,
    freed: Notify,
}

#[derive(Default)]
struct Used {
    total: usize,
    waiting: usize,
    by_user: HashMap<i32, usize>,
}

/// How many bytes an answer takes while it is sent, as an extension of the answer, where its body does not tell.
#[derive(Debug, Clone, Copy)]
pub struct BodyCost(pub usize);

/// A part of the budget, which is free again when this is dropped.
pub struct Reservation {
    budget: OutgoingBudget,
    user_id: i32,
    bytes: usize,
}

/// The bytes of an answer that waits.
struct Waiting<'a> {
    shared: &'a Shared,
    bytes: usize,
}

impl OutgoingBudget {
    /// Takes so many bytes for an answer to a user, and waits a while where they are not free.
    ///
    /// # Errors
    /// 503 if they do not become free, or too many wait already.
    pub async fn reserve(&self, user_id: i32, bytes: usize) -> Result<Reservation, ApiError> {
        // Something larger has the whole share for itself.
        let bytes = bytes.min(OF_USER);
        let in_time = timeout(LONGEST_WAIT, self.reserve_some_time(user_id, bytes)).await;
        in_time.unwrap_or(Err(ApiError::Unavailable)).inspect_err(|_| {
            tracing::info!(user_id, bytes, "an answer was refused, because others hold the memory for answers");
        })
    }

    async fn reserve_some_time(&self, user_id: i32, bytes: usize) -> Result<Reservation, ApiError> {
        let mut waiting = None;
        loop {
            let mut freed = pin!(self.0.freed.notified());
            // From here on, nothing that becomes free is missed.
            freed.as_mut().enable();
            if self.0.take(user_id, bytes) {
                return Ok(Reservation { budget: self.clone(), user_id, bytes });
            }
            if waiting.is_none() {
                waiting = Some(Waiting::begin(&self.0, bytes).ok_or(ApiError::Unavailable)?);
            }
            freed.await;
        }
    }
}

impl Shared {
    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes so many bytes, if they are free.
    fn take(&self, user_id: i32, bytes: usize) -> bool {
        let mut used = self.used();
        let own = used.by_user.get(&user_id).copied().unwrap_or_default() + bytes;
        let is_first = own == bytes && bytes <= OF_FIRST;
        let all = if is_first { OF_ALL + KEPT_FREE } else { OF_ALL };
        let free = own <= OF_USER && used.total + bytes <= all;
        if free {
            used.total += bytes;
            used.by_user.insert(user_id, own);
        }
        free
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut used = self.budget.0.used();
        used.total -= self.bytes;
        let left = used.by_user.get(&self.user_id).map_or(0, |own| own - self.bytes);
        if left == 0 {
            used.by_user.remove(&self.user_id);
        } else {
            used.by_user.insert(self.user_id, left);
        }
        drop(used);
        self.budget.0.freed.notify_waiters();
    }
}

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared, bytes: usize) -> Option<Self> {
        let mut used = shared.used();
        let free = used.waiting + bytes <= WAITING;
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

/// A body that holds its part of the budget until it is sent.
pub struct Reserved<B> {
    body: Pin<Box<B>>,
    _reservation: Reservation,
}

impl<B> Reserved<B> {
    pub fn new(body: B, reservation: Reservation) -> Self {
        Self { body: Box::pin(body), _reservation: reservation }
    }
}

impl<B: MessageBody> MessageBody for Reserved<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_mut().poll_next(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_bytes_wait_than_may() {
        let shared = Shared::default();
        let waiting = Waiting::begin(&shared, WAITING);

        assert!(waiting.is_some());
        assert!(Waiting::begin(&shared, 1).is_none());
        drop(waiting);
        assert!(Waiting::begin(&shared, 1).is_some());
        assert_eq!(shared.used().waiting, 0);
    }

    #[test]
    fn users_who_hold_all_that_they_can_leave_something_for_others() {
        let shared = Shared::default();
        for user_id in 0..8 {
            assert!(shared.take(user_id, OF_USER));
            assert!(!shared.take(user_id, 1), "user {user_id} has their share");
        }
        assert!(!shared.take(100, OF_USER), "nothing is left for an answer that large");

        assert!(shared.take(100, OF_FIRST));
        assert!(!shared.take(100, SMALL), "only the first one");
        assert!(!shared.take(101, OF_FIRST + 1));
        assert!(shared.take(102, SMALL));
    }
}
