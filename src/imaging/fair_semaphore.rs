//! Shares a few turns fairly between users: a user with many waiting images delays an image of another user by the one
//! that is being processed, whatever the number.
//!
//! This is start-time fair queueing. Each image gets a virtual start: one after the start of the same user's image before
//! it, and never before that of the image whose turn came last. The earliest start gets the next turn.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// Turns that users take.
#[derive(Clone)]
pub struct FairSemaphore {
    queue: Arc<Mutex<Queue>>,
}

struct Queue {
    free: usize,
    /// The virtual start of the image whose turn came last.
    now: u64,
    /// Orders images with the same virtual start by their arrival.
    arrivals: u64,
    /// The earliest virtual start of the next image of each user; users who would start at once are left out.
    next_start: HashMap<i32, u64>,
    waiting: BTreeMap<Position, oneshot::Sender<FairPermit>>,
}

/// A virtual start, and the number of the arrival.
type Position = (u64, u64);

/// Held while an image is processed; the next one has its turn when this is dropped.
pub struct FairPermit {
    turns: FairSemaphore,
}

impl FairSemaphore {
    pub fn new(at_a_time: usize) -> Self {
        let queue =
            Queue { free: at_a_time, now: 0, arrivals: 0, next_start: HashMap::new(), waiting: BTreeMap::new() };
        Self { queue: Arc::new(Mutex::new(queue)) }
    }

    /// Waits for a turn of a user. Gives nothing if the turn can never come.
    pub async fn take(&self, user_id: i32) -> Option<FairPermit> {
        let (sender, receiver) = oneshot::channel();
        let place = Place { turns: self.clone(), position: self.queue().push(user_id, sender) };
        self.serve();
        let turn = receiver.await.ok();
        drop(place);
        turn
    }

    /// Gives free turns to who is next.
    fn serve(&self) {
        loop {
            let Some(next) = self.queue().pop() else { return };
            // Where nobody waits for it any more, the turn is dropped, which is not done under the lock.
            let _ = next.send(FairPermit { turns: self.clone() });
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
        self.turns.queue().free += 1;
        self.turns.serve();
    }
}

/// A place in the queue, given up when dropped.
struct Place {
    turns: FairSemaphore,
    position: Position,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.queue().waiting.remove(&self.position);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::BoxFuture};

    use super::*;

    /// Who has a turn now, of those who wait; in the order of the list.
    fn served(
        waiting: &mut Vec<(&'static str, BoxFuture<'_, Option<FairPermit>>)>,
    ) -> Vec<(&'static str, FairPermit)> {
        let mut served = Vec::new();
        waiting.retain_mut(|(name, turn)| match turn.as_mut().now_or_never() {
            Some(turn) => {
                served.push((*name, turn.expect("a turn")));
                false
            }
            None => true,
        });
        served
    }

    #[test]
    fn a_user_with_many_images_delays_another_by_one() {
        let turns = FairSemaphore::new(1);
        let mut waiting: Vec<_> =
            ["a1", "a2", "a3", "a4"].into_iter().map(|name| (name, turns.take(1).boxed())).collect();
        let mut order = Vec::new();
        let first = served(&mut waiting);
        waiting.push(("b1", turns.take(2).boxed()));
        waiting.push(("c1", turns.take(3).boxed()));
        waiting.push(("b2", turns.take(2).boxed()));
        assert!(served(&mut waiting).is_empty());

        let mut running = first;
        while let Some((name, turn)) = running.pop() {
            order.push(name);
            drop(turn);
            running = served(&mut waiting);
            assert!(running.len() <= 1);
        }

        assert_eq!(order, ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
    }

    #[test]
    fn one_image_after_the_other_does_not_overtake_those_who_wait() {
        let turns = FairSemaphore::new(1);
        let mut waiting = vec![("a", turns.take(1).boxed())];
        let mut running = served(&mut waiting);
        for _ in 0..3 {
            waiting.push(("b", turns.take(2).boxed()));
        }
        let mut order = Vec::new();
        assert!(served(&mut waiting).is_empty());
        for _ in 0..6 {
            // The user of `a` goes on sending.
            waiting.push(("a", turns.take(1).boxed()));
            order.push(running.pop().expect("an image whose turn it is").0);
            running = served(&mut waiting);
        }

        assert_eq!(order.iter().filter(|name| **name == "b").count(), 3, "{order:?}");
    }

    #[test]
    fn a_user_who_stops_waiting_holds_up_nobody() {
        let turns = FairSemaphore::new(1);
        let mut waiting = vec![("a", turns.take(1).boxed())];
        let running = served(&mut waiting);
        let mut left = vec![("b", turns.take(2).boxed())];
        assert!(served(&mut left).is_empty());
        waiting.push(("c", turns.take(3).boxed()));
        assert!(served(&mut waiting).is_empty());

        drop(left);
        drop(running);

        assert_eq!(turns.queue().waiting.len(), 0);
        let mut running = served(&mut waiting);
        assert_eq!(running.pop().expect("a turn").0, "c");
        drop(running);
        assert_eq!(turns.queue().free, 1);
    }
}
