//! The pool of connections and the threads that use them. Work is retried on another connection where that is safe.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use diesel::{
    QueryResult,
    r2d2::R2D2Connection,
    result::{DatabaseErrorKind, Error},
};

use super::{
    Conn, DbError, DbUrl, SingleStatement, Written,
    fair_queue::FairReceiver,
    job_queue::{JobQueue, Reply},
};

/// How long to wait for a new connection. r2d2 pauses up to half of this between attempts, so a long one
/// would hide a database that has come back.
const CONNECT_WAIT: Duration = Duration::from_secs(1);

type Job = Box<dyn FnOnce() + Send>;

/// Connections, and as many threads with a queue of jobs.
#[derive(Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<Manager>,
    queue: JobQueue<Job>,
    /// The number of times that connections were lost.
    losses: Arc<AtomicU64>,
}

impl Pool {
    /// A pool of up to `size` connections, which are opened when first needed.
    ///
    /// # Errors
    /// If the system cannot start the threads.
    pub fn new(url: &DbUrl, size: u32) -> io::Result<Self> {
        let losses = Arc::new(AtomicU64::new(0));
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .max_lifetime(None)
            .connection_timeout(CONNECT_WAIT)
            // The check would cost a round trip per request; dead connections are detected when they are used.
            .test_on_check_out(false)
            .build_unchecked(Manager { url: url.clone(), losses: Arc::clone(&losses) });
        Ok(Self { connections, queue: JobQueue::new(size, work)?, losses })
    }

    pub fn state(&self) -> r2d2::State {
        self.connections.state()
    }

    pub fn size(&self) -> u32 {
        self.connections.max_size()
    }

    /// The number of jobs that wait for a thread.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Runs `job` on one of the threads.
    ///
    /// # Errors
    /// Those of `job`, and [`DbError`]'s own.
    pub async fn run<T, F>(&self, job: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, DbError> + Send + 'static,
    {
        let pool = self.clone();
        let job = move |reply: Reply<_>| -> Job {
            Box::new(move || {
                if reply.begin() {
                    reply.finish(job(&pool));
                }
            })
        };
        self.queue.result_of(job).await?
    }

    /// Runs `query` on the current thread, on an idle connection; `None` if there is none.
    pub fn read_here<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Option<Result<T, DbError>> {
        let mut slot = self.connections.try_get()?;
        Some(query(&mut slot.conn).map_err(DbError::from))
    }

    /// Runs `query`. If its connection is dead, runs it again on another.
    ///
    /// # Errors
    /// Those of `query`, and [`DbError`]'s own.
    pub fn read<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        self.on_live_connection(query).map(|(_, value)| value)
    }

    /// Runs `change` in a transaction, which is rolled back if the change is refused: that is the inner error.
    ///
    /// # Errors
    /// Those of `change`, and [`DbError`]'s own.
    pub fn write<T, R>(
        &self,
        change: impl FnOnce(&mut Conn) -> QueryResult<Result<T, R>>,
    ) -> Result<Result<T, R>, DbError> {
        let (mut slot, ()) = self.on_live_connection(Conn::begin_writing)?;
        let outcome = slot.conn.run_and_commit(change);
        self.note_loss(&mut slot, outcome.as_ref().err());
        Ok(outcome?)
    }

    /// Runs `statement`. PostgreSQL commits it by itself, which saves two round trips.
    ///
    /// # Errors
    /// Those of `statement`, and [`DbError`]'s own.
    pub fn write_one<T>(&self, statement: impl FnOnce(SingleStatement<'_>) -> Written<T>) -> Result<T, DbError> {
        let mut slot = self.checkout()?;
        let outcome = statement((&mut slot.conn).into()).into_result();
        self.note_loss(&mut slot, outcome.as_ref().err());
        Ok(outcome?)
    }

    /// Runs `step` on a connection. If that is dead, runs it again on another.
    fn on_live_connection<T>(&self, step: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<(Checkout, T), DbError> {
        let mut attempts = 0;
        loop {
            let mut slot = self.checkout()?;
            match step(&mut slot.conn) {
                Ok(value) => return Ok((slot, value)),
                Err(why) => {
                    self.note_loss(&mut slot, Some(&why));
                    if !slot.lost || attempts == self.connections.max_size() {
                        return Err(why.into());
                    }
                    attempts += 1;
                }
            }
        }
    }

    /// A connection that was opened after the last loss, because connections mostly die together.
    fn checkout(&self) -> Result<Checkout, DbError> {
        loop {
            let mut slot = self.connections.get()?;
            if slot.era == self.losses.load(Ordering::Relaxed) {
                return Ok(slot);
            }
            slot.lost = true;
        }
    }

    fn note_loss(&self, slot: &mut Slot, failure: Option<&Error>) {
        if failure.is_some_and(is_lost) {
            slot.lost = true;
            // Counts connections that die together as one loss.
            let _ = self.losses.compare_exchange(slot.era, slot.era + 1, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

fn work(jobs: &FairReceiver<Job>) {
    while let Ok(taken) = jobs.recv() {
        // After a panic there is no result, which the waiting task notices.
        let _ = taken.finish(|job| catch_unwind(AssertUnwindSafe(job)));
    }
}

fn is_lost(why: &Error) -> bool {
    matches!(why, Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager)
}

type Checkout = r2d2::PooledConnection<Manager>;

/// Opens connections for r2d2. diesel's own manager would use the derived `establish`, which hides the reason of a failure
/// and creates an SQLite file for a PostgreSQL URL.
struct Manager {
    url: DbUrl,
    losses: Arc<AtomicU64>,
}

/// A pooled connection.
struct Slot {
    conn: Conn,
    /// The number of losses before it was opened.
    era: u64,
    /// Whether the server side is gone, or must be assumed to be gone.
    lost: bool,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Slot;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<Slot, Self::Error> {
        let era = self.losses.load(Ordering::Relaxed);
        Ok(Slot { conn: Conn::open_for_requests(&self.url)?, era, lost: false })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Self::Error> {
        slot.conn.ping().map_err(diesel::ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.lost || thread::panicking() || slot.conn.is_broken()
    }
}
