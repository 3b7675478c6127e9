//! Shares a few permits fairly between users. A user with many waiting images delays another user's image only by the
//! image that is being processed, however many there are.
//!
//! This is start-time fair queueing. Each image gets a virtual start: one after the start of the same user's previous
//! image, and never before the start of the image that got the last permit. The earliest start gets the next permit.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// A semaphore whose permits are shared fairly between users.
#[derive(Clone)]
pub struct FairSemaphore {
    queue: Arc<Mutex<Queue>>,
}

struct Queue {
    free: usize,
    /// The virtual start of the image that got the last permit.
    now: u64,
    /// Orders images with the same virtual start by their arrival.
    arrivals: u64,
    /// The earliest virtual start of each user's next image. Users whose next image could start now are left out.
    next_start: HashMap<i32, u64>,
    waiting: BTreeMap<Position, oneshot::Sender<FairPermit>>,
}

/// A virtual start, and the number of the arrival.
type Position = (u64, u64);

/// Held while an image is processed. Dropping it lets the next image start.
pub struct FairPermit {
    semaphore: FairSemaphore,
}

impl FairSemaphore {
    pub fn new(permits: usize) -> Self {
        let queue =
            Queue { free: permits, now: 0, arrivals: 0, next_start: HashMap::new(), waiting: BTreeMap::new() };
        Self { queue: Arc::new(Mutex::new(queue)) }
    }

    /// Waits for a permit for a user. `None` if no permit can ever come.
    pub async fn acquire(&self, user_id: i32) -> Option<FairPermit> {
        let (sender, receiver) = oneshot::channel();
        let waiter = Waiter { semaphore: self.clone(), position: self.queue().push(user_id, sender) };
        self.hand_out_permits();
        let permit = receiver.await.ok();
        drop(waiter);
        permit
    }

    fn hand_out_permits(&self) {
        loop {
            let Some(next) = self.queue().pop() else { return };
            // If the receiver is gone, the permit is dropped here. Dropping it takes the lock, which must be free.
            let _ = next.send(FairPermit { semaphore: self.clone() });
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, user_id: i32, sender: oneshot::Sender<FairPermit>) -> Position {
        let start = self.next_start.get(&user_id).copied().unwrap_or_default().max(self.now);
        self.next_start.insert(user_id, start + 1);
        self.arrivals += 1;
        let position = (start, self.arrivals);
        self.waiting.insert(position, sender);
        position
    }

    fn pop(&mut self) -> Option<oneshot::Sender<FairPermit>> {
        if self.free == 0 {
            return None;
        }
        let ((start, _), sender) = self.waiting.pop_first()?;
        self.free -= 1;
        self.now = self.now.max(start);
        let now = self.now;
        self.next_start.retain(|_, next| *next > now);
        Some(sender)
    }
}

impl Drop for FairPermit {
    fn drop(&mut self) {
        self.semaphore.queue().free += 1;
        self.semaphore.hand_out_permits();
    }
}

/// A position in the queue. Dropping it leaves the queue.
struct Waiter {
    semaphore: FairSemaphore,
    position: Position,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.semaphore.queue().waiting.remove(&self.position);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::BoxFuture};

    use super::*;

    /// Removes those that have a permit now from `waiting`, and returns them in the same order.
    fn served(
        waiting: &mut Vec<(&'static str, BoxFuture<'_, Option<FairPermit>>)>,
    ) -> Vec<(&'static str, FairPermit)> {
        let mut served = Vec::new();
        waiting.retain_mut(|(name, permit)| match permit.as_mut().now_or_never() {
            Some(permit) => {
                served.push((*name, permit.expect("a permit")));
                false
            }
            None => true,
        });
        served
    }

    #[test]
    fn a_user_with_many_images_delays_another_by_one() {
        let semaphore = FairSemaphore::new(1);
        let mut waiting: Vec<_> =
            ["a1", "a2", "a3", "a4"].into_iter().map(|name| (name, semaphore.acquire(1).boxed())).collect();
        let mut order = Vec::new();
        let first = served(&mut waiting);
        waiting.push(("b1", semaphore.acquire(2).boxed()));
        waiting.push(("c1", semaphore.acquire(3).boxed()));
        waiting.push(("b2", semaphore.acquire(2).boxed()));
        assert!(served(&mut waiting).is_empty());

        let mut running = first;
        while let Some((name, permit)) = running.pop() {
            order.push(name);
            drop(permit);
            running = served(&mut waiting);
            assert!(running.len() <= 1);
        }

        assert_eq!(order, ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
    }

    #[test]
    fn a_user_who_keeps_sending_images_does_not_overtake_waiting_users() {
        let semaphore = FairSemaphore::new(1);
        let mut waiting = vec![("a", semaphore.acquire(1).boxed())];
        let mut running = served(&mut waiting);
        for _ in 0..3 {
            waiting.push(("b", semaphore.acquire(2).boxed()));
        }
        let mut order = Vec::new();
        assert!(served(&mut waiting).is_empty());
        for _ in 0..6 {
            // The user of `a` keeps sending images.
            waiting.push(("a", semaphore.acquire(1).boxed()));
            order.push(running.pop().expect("an image with a permit").0);
            running = served(&mut waiting);
        }

        assert_eq!(order.iter().filter(|name| **name == "b").count(), 3, "{order:?}");
    }

    #[test]
    fn a_user_who_stops_waiting_delays_no_other_user() {
        let semaphore = FairSemaphore::new(1);
        let mut waiting = vec![("a", semaphore.acquire(1).boxed())];
        let running = served(&mut waiting);
        let mut left = vec![("b", semaphore.acquire(2).boxed())];
        assert!(served(&mut left).is_empty());
        waiting.push(("c", semaphore.acquire(3).boxed()));
        assert!(served(&mut waiting).is_empty());

        drop(left);
        drop(running);

        assert_eq!(semaphore.queue().waiting.len(), 0);
        let mut running = served(&mut waiting);
        assert_eq!(running.pop().expect("a permit").0, "c");
        drop(running);
        assert_eq!(semaphore.queue().free, 1);
    }
}
