//! The writer of an SQLite database. Commits waiting changes together: one fsync for many requests. SQLite allows one
//! writer at a time, and a commit that survives a power cut costs more than most changes.
//!
//! A change that fails is undone without the others. If the shared commit fails, all of its changes fail. No request is
//! answered before the commit of its change.

use std::{
    convert::Infallible,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use diesel::{
    QueryResult,
    result::{DatabaseErrorKind, Error},
};

use super::{
    Conn, DbError, DbUrl, SingleStatement, Written,
    fair_queue::{FairReceiver, Taken},
    job_queue::{JobQueue, Reply},
};

/// The maximum number of changes in a commit.
const LONGEST_BATCH: usize = 64;

/// How long a batch accepts further changes. They are answered together, so a slow change delays the others.
const LONGEST_BATCH_TIME: Duration = Duration::from_millis(10);

/// Queues changes for the thread that makes them.
#[derive(Clone)]
pub(super) struct SqliteWriter {
    queue: JobQueue<Box<dyn Change>>,
}

/// A change and the request that waits for it.
trait Change: Send {
    /// Makes the change, unless nothing waits for it any more. Returns whether the connection can still be used.
    fn make(&mut self, conn: &mut Conn) -> bool;
    /// Answers after the commit, or with the failure of the commit.
    fn answer(self: Box<Self>, failure: Option<&Error>);
}

struct PendingChange<T, F> {
    change: F,
    outcome: Option<QueryResult<T>>,
    reply: Reply<Result<T, DbError>>,
}

impl SqliteWriter {
    /// Starts the thread, which opens its connection for the first change.
    ///
    /// # Errors
    /// If the system cannot start the thread.
    pub fn new(url: &DbUrl) -> io::Result<Self> {
        let url = url.clone();
        Ok(Self { queue: JobQueue::new(1, move |jobs| work(&url, jobs))? })
    }

    /// The number of waiting changes.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Makes `change` and returns its result when it is on the disk. The savepoint undoes a change that fails or is
    /// refused, which is the inner error.
    ///
    /// # Errors
    /// Those of `change`, and [`DbError`]'s own.
    pub async fn write<T, R, F>(&self, change: F) -> Result<Result<T, R>, DbError>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<Result<T, R>> + Send + 'static,
    {
        self.queue_change(move |conn| conn.run_in_savepoint(&change)).await
    }

    /// As [`Self::write`], for one statement, which needs no savepoint: SQLite undoes a statement that fails.
    ///
    /// # Errors
    /// Those of `statement`, and [`DbError`]'s own.
    pub async fn write_one<T, F>(&self, statement: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(SingleStatement<'_>) -> Written<T> + Send + 'static,
    {
        self.queue_change(move |conn| statement(conn.into()).into_result()).await
    }

    async fn queue_change<T, F>(&self, change: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        let job = |reply| -> Box<dyn Change> { Box::new(PendingChange { change, outcome: None, reply }) };
        self.queue.result_of(job).await?
    }
}

impl<T, F> Change for PendingChange<T, F>
where
    T: Send,
    F: Fn(&mut Conn) -> QueryResult<T> + Send,
{
    fn make(&mut self, conn: &mut Conn) -> bool {
        if !self.reply.begin() {
            return true;
        }
        let outcome = (self.change)(conn);
        // A connection that was opened while the file was read-only can never write, so it must be replaced.
        let usable = !matches!(outcome, Err(Error::DatabaseError(DatabaseErrorKind::Unknown, _)));
        self.outcome = Some(outcome);
        usable
    }

    fn answer(self: Box<Self>, failure: Option<&Error>) {
        match (self.outcome, failure) {
            (Some(Ok(_)), Some(why)) => self.reply.finish(Err(copy_of(why).into())),
            (Some(outcome), _) => self.reply.finish(outcome.map_err(DbError::from)),
            // It did not run, because nothing waits for it.
            (None, None) => {}
            (None, Some(why)) => self.reply.finish(Err(copy_of(why).into())),
        }
    }
}

fn work(url: &DbUrl, jobs: &FairReceiver<Box<dyn Change>>) {
    let mut connection = None;
    while let Ok(first) = jobs.recv() {
        let conn = match connection.take().map_or_else(|| Conn::open(url), Ok) {
            Ok(conn) => conn,
            Err(why) => {
                first.finish(|change| change.answer(Some(&unknown(why.to_string()))));
                continue;
            }
        };
        // A panic drops the batch and the connection. The requests see that no answer comes.
        connection = catch_unwind(AssertUnwindSafe(|| write_batch(conn, first, jobs))).ok().flatten();
    }
}

/// Makes `first` and other waiting changes in one transaction, and answers. Returns the connection if it is still usable.
fn write_batch(
    mut conn: Conn,
    first: Taken<Box<dyn Change>>,
    jobs: &FairReceiver<Box<dyn Change>>,
) -> Option<Conn> {
    let begun = Instant::now();
    let mut batch = vec![first];
    let mut failure = conn.begin_writing().err();
    let mut usable = failure.is_none();
    if failure.is_none() {
        let mut made = 0;
        while made < batch.len() {
            usable &= batch[made].make(&mut conn);
            made += 1;
            if made < LONGEST_BATCH && begun.elapsed() < LONGEST_BATCH_TIME {
                batch.extend(jobs.try_recv());
            }
        }
        failure = conn.run_and_commit(|_| Ok(Ok::<(), Infallible>(()))).err();
        usable &= failure.is_none();
    }
    for taken in batch {
        taken.finish(|change| change.answer(failure.as_ref()));
    }
    usable.then_some(conn)
}

fn unknown(message: String) -> Error {
    Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message))
}

/// A copy of a failure, for each change of the commit.
fn copy_of(why: &Error) -> Error {
    unknown(why.to_string())
}
