//! The pool: connections, and threads that use them; work is tried again on another connection where that is safe.

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
    Conn, DbError, DbUrl,
    fair_queue::FairReceiver,
    job_queue::{JobQueue, Reply},
};

/// How long to wait for a new connection. r2d2 pauses up to half of this between attempts, so a long one
/// would hide a database that has come back.
const CONNECT_WAIT: Duration = Duration::from_secs(1);

type Job = Box<dyn FnOnce() + Send>;

/// Some connections, and as many threads with a line before them.
#[derive(Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<Manager>,
    queue: JobQueue<Job>,
    /// How often connections were lost.
    losses: Arc<AtomicU64>,
}

impl Pool {
    /// A pool of `size` connections at most, which are opened when first needed.
    ///
    /// # Errors
    /// If the system has no room for the threads.
    pub fn new(url: &DbUrl, size: u32) -> io::Result<Self> {
        let losses = Arc::new(AtomicU64::new(0));
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .max_lifetime(None)
            .connection_timeout(CONNECT_WAIT)
            // The check would cost a round trip a request; dead connections are met when they are used.
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

    /// How many jobs wait for a thread.
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

    /// Reads on this very thread, on a connection that is free; `None` if there is none.
    pub fn read_here<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Option<Result<T, DbError>> {
        let mut slot = self.connections.try_get()?;
        Some(query(&mut slot.conn).map_err(DbError::from))
    }

    /// Runs `query`, again on another connection where its own turns out dead.
    ///
    /// # Errors
    /// Those of `query`, and [`DbError`]'s own.
    pub fn read<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        self.on_live_connection(query).map(|(_, value)| value)
    }

    /// Runs `change` in a transaction.
    ///
    /// # Errors
    /// Those of `change`, and [`DbError`]'s own.
    pub fn write<T>(&self, change: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        let (mut slot, ()) = self.on_live_connection(Conn::begin_writing)?;
        let outcome = slot.conn.run_and_commit(change);
        self.note_loss(&mut slot, outcome.as_ref().err());
        Ok(outcome?)
    }

    /// Runs `statement`, a single one, which is a transaction by itself.
    ///
    /// # Errors
    /// Those of `statement`, and [`DbError`]'s own.
    pub fn write_one<T>(&self, statement: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        let mut slot = self.checkout()?;
        let outcome = statement(&mut slot.conn);
        self.note_loss(&mut slot, outcome.as_ref().err());
        Ok(outcome?)
    }

    /// Does `step` on a connection, and again on another where the first turns out dead.
    fn on_live_connection<T>(&self, step: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<(Checkout, T), DbError> {
        let mut tries = 0;
        loop {
            let mut slot = self.checkout()?;
            match step(&mut slot.conn) {
                Ok(value) => return Ok((slot, value)),
                Err(why) => {
                    self.note_loss(&mut slot, Some(&why));
                    if !slot.lost || tries == self.connections.max_size() {
                        return Err(why.into());
                    }
                    tries += 1;
                }
            }
        }
    }

    /// A connection that was opened after the last loss of another: they mostly die together.
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
            // Counted once for all that die together.
            let _ = self.losses.compare_exchange(slot.era, slot.era + 1, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

fn work(jobs: &FairReceiver<Job>) {
    while let Ok(taken) = jobs.recv() {
        // A panic is told by the result that does not come.
        let _ = taken.finish(|job| catch_unwind(AssertUnwindSafe(job)));
    }
}

fn is_lost(why: &Error) -> bool {
    matches!(why, Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager)
}

type Checkout = r2d2::PooledConnection<Manager>;

/// Opens connections for r2d2. diesel's own manager would go through the derived `establish`, which hides the
/// reason of a failure and makes an SQLite file of a PostgreSQL URL.
struct Manager {
    url: DbUrl,
    losses: Arc<AtomicU64>,
}

/// A pooled connection.
struct Slot {
    conn: Conn,
    /// How many losses there had been when it was opened.
    era: u64,
    /// Whether its other end is known, or bound, to be gone.
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
