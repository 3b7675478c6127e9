//! A line of jobs before some threads, and how an async task gets what came of its job.
//!
//! A thread that has work waiting goes on without anybody having to wake it, which is what makes this cheaper than
//! handing each job to a fresh blocking thread when its turn has come.

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

/// How long a job waits for its turn before whoever asked is told to come back later.
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
    /// Its turn did not come in time; it was not begun.
    Full,
    /// The thread that did it gave up on it.
    Panicked,
}

/// Goes with a job, and brings its result back.
pub(super) struct Reply<T> {
    answer: oneshot::Sender<T>,
    taken: Arc<AtomicBool>,
}

impl<T> Reply<T> {
    /// Whether to begin the job. Once begun, its result is waited for, however long it takes.
    pub fn begin(&self) -> bool {
        !self.answer.is_closed() && !self.taken.swap(true, Ordering::AcqRel)
    }

    pub fn finish(self, result: T) {
        // Whoever asked may be gone by now.
        let _ = self.answer.send(result);
    }
}

impl<J: Send + 'static> JobQueue<J> {
    /// Starts `threads` threads that each `work` on the line until it ends. While others wait, a user gets half of them.
    ///
    /// # Errors
    /// If the system has no room for them.
    pub fn new(threads: u32, work: impl Fn(&FairReceiver<J>) + Clone + Send + 'static) -> io::Result<Self> {
        let share = usize::try_from(threads.div_ceil(2)).unwrap_or(usize::MAX);
        let (jobs, receiver) = fair_queue(share);
        for _ in 0..threads {
            let (receiver, work) = (receiver.clone(), work.clone());
            thread::Builder::new().name("database".to_owned()).spawn(move || work(&receiver))?;
        }
        Ok(Self { jobs })
    }

    /// How many jobs wait for their turn.
    pub fn waiting(&self) -> usize {
        self.jobs.len()
    }

    /// Puts a job into the line and waits for its result.
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
            // It was begun, and what it does may count already.
            Err(_) => result.await.map_err(|_| QueueError::Panicked),
        }
    }
}
