//! A queue of jobs for a few threads, which return the results to async tasks.
//!
//! A thread takes the next waiting job without being woken. This is cheaper than passing each job to a new blocking thread.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};

use super::fair_queue::{FairReceiver, FairSender, fair_queue};

/// How long a job waits for its turn before its request is refused.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Jobs waiting for their turn. The threads end when the last clone is dropped.
pub(super) struct JobQueue<J> {
    jobs: FairSender<J>,
}

impl<J> Clone for JobQueue<J> {
    fn clone(&self) -> Self {
        Self { jobs: self.jobs.clone() }
    }
}

/// Why a job has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QueueError {
    /// Its turn did not come in time. It did not run.
    Full,
    /// It panicked, or its thread has ended.
    Panicked,
}

/// Returns the result of a job.
pub(super) struct Reply<T> {
    answer: oneshot::Sender<T>,
    taken: Arc<AtomicBool>,
}

impl<T> Reply<T> {
    /// Whether to run the job: not if nothing waits for it any more. The task waits for a job that runs, however long it
    /// takes.
    pub fn begin(&self) -> bool {
        !self.answer.is_closed() && !self.taken.swap(true, Ordering::AcqRel)
    }

    pub fn finish(self, result: T) {
        // The task may have been dropped by now.
        let _ = self.answer.send(result);
    }
}

impl<J: Send + 'static> JobQueue<J> {
    /// Starts threads that run `work` on the queue until it closes. While other users wait, a user gets half of the threads.
    ///
    /// # Errors
    /// If the system cannot start the threads.
    pub fn new(threads: u32, work: impl Fn(&FairReceiver<J>) + Clone + Send + 'static) -> io::Result<Self> {
        let share = usize::try_from(threads.div_ceil(2)).unwrap_or(usize::MAX);
        let (jobs, receiver) = fair_queue(share);
        for _ in 0..threads {
            let (receiver, work) = (receiver.clone(), work.clone());
            thread::Builder::new().name("database".to_owned()).spawn(move || work(&receiver))?;
        }
        Ok(Self { jobs })
    }

    /// The number of jobs that wait for their turn.
    pub fn waiting(&self) -> usize {
        self.jobs.len()
    }

    /// Queues a job and waits for its result.
    ///
    /// # Errors
    /// See [`QueueError`].
    pub async fn result_of<T>(&self, job: impl FnOnce(Reply<T>) -> J) -> Result<T, QueueError> {
        let (answer, mut result) = oneshot::channel();
        let taken = Arc::new(AtomicBool::new(false));
        let reply = Reply { answer, taken: Arc::clone(&taken) };
        self.jobs.send(job(reply)).map_err(|_| QueueError::Panicked)?;
        match timeout(LONGEST_WAIT, &mut result).await {
            Ok(outcome) => outcome.map_err(|_| QueueError::Panicked),
            Err(_) if !taken.swap(true, Ordering::AcqRel) => Err(QueueError::Full),
            // It runs, so its changes may already count.
            Err(_) => result.await.map_err(|_| QueueError::Panicked),
        }
    }
}
