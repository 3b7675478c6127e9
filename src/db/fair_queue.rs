//! A queue in which users take turns.
//!
//! The jobs of a user wait in order. Between users the queue goes round robin, so a user with a thousand jobs delays others
//! by one job, not by a thousand.

use std::{
    collections::{HashMap, VecDeque},
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crossbeam_channel::{Receiver, RecvError, SendError, Sender, TryRecvError, unbounded};

tokio::task_local! {
    static CURRENT_LANE: Lane;
}

/// Runs `work` for a user: its jobs wait in that user's lane. `None` is the shared lane.
pub async fn on_behalf_of<F: Future>(user_id: Option<i32>, work: F) -> F::Output {
    CURRENT_LANE.scope(user_id.map_or(Lane::Shared, Lane::User), work).await
}

/// Makes `work` use the lane of the current user, wherever it runs later.
pub fn for_the_same_user<F: Future>(work: F) -> impl Future<Output = F::Output> {
    CURRENT_LANE.scope(Lane::current(), work)
}

/// The jobs that wait together: those of a user, or all that belong to no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Lane {
    User(i32),
    Shared,
}

impl Lane {
    fn current() -> Self {
        CURRENT_LANE.try_with(|lane| *lane).unwrap_or(Self::Shared)
    }
}

/// Puts jobs into the queue.
pub(super) struct FairSender<J> {
    lanes: Arc<Mutex<Lanes<J>>>,
    /// A message for each job, which wakes a thread. It closes with the last sender.
    ready: Sender<()>,
}

/// Takes jobs out of the queue.
pub(super) struct FairReceiver<J> {
    lanes: Arc<Mutex<Lanes<J>>>,
    ready: Receiver<()>,
}

/// A job taken from the queue. It counts as in service until this is dropped.
pub(super) struct Taken<J> {
    job: J,
    _service: Service<J>,
}

struct Service<J> {
    lanes: Arc<Mutex<Lanes<J>>>,
    lane: Lane,
}

/// A queue. While other users wait, a user has at most `share` jobs in service.
pub(super) fn fair_queue<J>(share: usize) -> (FairSender<J>, FairReceiver<J>) {
    let lanes = Arc::new(Mutex::new(Lanes { lanes: HashMap::new(), turns: VecDeque::new(), share }));
    let (sender, receiver) = unbounded();
    (FairSender { lanes: Arc::clone(&lanes), ready: sender }, FairReceiver { lanes, ready: receiver })
}

impl<J> FairSender<J> {
    /// Queues a job in the lane of the current user.
    ///
    /// # Errors
    /// If there is no receiver any more.
    pub fn send(&self, job: J) -> Result<(), SendError<()>> {
        lock(&self.lanes).push(Lane::current(), job);
        self.ready.send(())
    }

    /// The number of waiting jobs.
    pub fn len(&self) -> usize {
        self.ready.len()
    }
}

impl<J> FairReceiver<J> {
    /// Waits for the next job.
    ///
    /// # Errors
    /// If all senders are gone.
    pub fn recv(&self) -> Result<Taken<J>, RecvError> {
        loop {
            self.ready.recv()?;
            if let Some(taken) = self.take() {
                return Ok(taken);
            }
        }
    }

    /// The next job, if one waits.
    ///
    /// # Errors
    /// If none waits.
    pub fn try_recv(&self) -> Result<Taken<J>, TryRecvError> {
        self.ready.try_recv()?;
        self.take().ok_or(TryRecvError::Empty)
    }

    fn take(&self) -> Option<Taken<J>> {
        let (lane, job) = lock(&self.lanes).pop()?;
        Some(Taken { job, _service: Service { lanes: Arc::clone(&self.lanes), lane } })
    }
}

impl<J> Clone for FairSender<J> {
    fn clone(&self) -> Self {
        Self { lanes: Arc::clone(&self.lanes), ready: self.ready.clone() }
    }
}

impl<J> Clone for FairReceiver<J> {
    fn clone(&self) -> Self {
        Self { lanes: Arc::clone(&self.lanes), ready: self.ready.clone() }
    }
}

impl<J> Taken<J> {
    /// Runs `work` on the job, which counts as in service until then.
    pub fn finish<T>(self, work: impl FnOnce(J) -> T) -> T {
        work(self.job)
    }
}

impl<J> Deref for Taken<J> {
    type Target = J;

    fn deref(&self) -> &J {
        &self.job
    }
}

impl<J> DerefMut for Taken<J> {
    fn deref_mut(&mut self) -> &mut J {
        &mut self.job
    }
}

impl<J> Drop for Service<J> {
    fn drop(&mut self) {
        lock(&self.lanes).served(self.lane);
    }
}

struct Lanes<J> {
    lanes: HashMap<Lane, Waiting<J>>,
    /// The lanes with waiting jobs, the next lane first.
    turns: VecDeque<Lane>,
    share: usize,
}

struct Waiting<J> {
    jobs: VecDeque<J>,
    in_service: usize,
}

impl<J> Lanes<J> {
    fn push(&mut self, lane: Lane, job: J) {
        let waiting = self.lanes.entry(lane).or_insert(Waiting { jobs: VecDeque::new(), in_service: 0 });
        if waiting.jobs.is_empty() {
            self.turns.push_back(lane);
        }
        waiting.jobs.push_back(job);
    }

    /// The first job of the first lane with less than its share in service. If no lane has, the first job of the first lane:
    /// no thread is idle while a job waits.
    fn pop(&mut self) -> Option<(Lane, J)> {
        let has_room = |lane: &Lane| self.lanes.get(lane).is_some_and(|waiting| waiting.in_service < self.share);
        let position = self.turns.iter().position(has_room).unwrap_or_default();
        let lane = self.turns.remove(position)?;
        let waiting = self.lanes.get_mut(&lane)?;
        let job = waiting.jobs.pop_front()?;
        waiting.in_service += 1;
        if !waiting.jobs.is_empty() {
            self.turns.push_back(lane);
        }
        Some((lane, job))
    }

    fn served(&mut self, lane: Lane) {
        if let Some(waiting) = self.lanes.get_mut(&lane) {
            waiting.in_service -= 1;
            if waiting.in_service == 0 && waiting.jobs.is_empty() {
                self.lanes.remove(&lane);
            }
        }
    }
}

/// No code that holds the lock can panic, so a poisoned lock still guards valid data.
fn lock<J>(lanes: &Mutex<Lanes<J>>) -> MutexGuard<'_, Lanes<J>> {
    lanes.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLENTY: usize = usize::MAX;

    /// Jobs that are letters, queued for these users.
    async fn queue(share: usize, jobs: &[(i32, char)]) -> (FairSender<char>, FairReceiver<char>) {
        let (sender, receiver) = fair_queue(share);
        for (user_id, job) in jobs {
            on_behalf_of(Some(*user_id), async { sender.send(*job) }).await.expect("a receiver");
        }
        (sender, receiver)
    }

    fn drain(receiver: &FairReceiver<char>) -> String {
        std::iter::from_fn(|| receiver.try_recv().ok()).map(|taken| taken.finish(|job| job)).collect()
    }

    #[tokio::test]
    async fn users_take_turns_and_the_jobs_of_each_stay_in_order() {
        let (_sender, receiver) =
            queue(PLENTY, &[(1, 'a'), (1, 'b'), (1, 'c'), (1, 'd'), (2, 'x'), (3, 'y'), (2, 'z')]).await;

        assert_eq!(drain(&receiver), "axybzcd");
    }

    #[tokio::test]
    async fn jobs_without_a_user_share_a_lane() {
        let (sender, receiver) = queue(PLENTY, &[(1, 'a'), (1, 'b')]).await;
        for job in ['x', 'y'] {
            sender.send(job).expect("a receiver");
        }

        assert_eq!(sender.len(), 4);
        assert_eq!(drain(&receiver), "axby");
    }

    #[tokio::test]
    async fn no_user_has_more_than_their_share_in_service_while_others_wait() {
        let (sender, receiver) = queue(2, &[(1, 'a'), (1, 'b'), (1, 'c'), (1, 'd')]).await;
        let in_service: Vec<_> = (0..3).map(|_| receiver.recv().expect("a job")).collect();
        assert_eq!(
            in_service.iter().map(|taken| **taken).collect::<String>(),
            "abc",
            "a user alone gets everything"
        );

        on_behalf_of(Some(2), async { sender.send('x') }).await.expect("a receiver");

        assert_eq!(*receiver.recv().expect("a job"), 'x');
        drop(in_service);
        assert_eq!(drain(&receiver), "d");
    }

    #[tokio::test]
    async fn an_empty_lane_is_removed() {
        let (sender, receiver) = queue(PLENTY, &[(1, 'a'), (2, 'b')]).await;

        assert_eq!(drain(&receiver), "ab");
        assert!(lock(&sender.lanes).lanes.is_empty());
        drop(sender);
        assert!(receiver.recv().is_err());
    }
}
