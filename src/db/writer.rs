//! The one writer of an SQLite database. SQLite allows one at a time, and a commit that survives a power cut costs
//! more than most changes; so those that wait together are committed together.
//!
//! Each change still stands for itself: what fails is undone without the others, and nobody is answered before the
//! commit that holds their change.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use diesel::{
    Connection, QueryResult,
    result::{DatabaseErrorKind, Error},
};

use super::{
    Conn, DbError, DbUrl,
    fair_queue::{FairReceiver, Taken},
    job_queue::{JobQueue, Reply},
};

/// How many changes may share a commit.
const LONGEST_BATCH: usize = 64;

/// How long a batch takes further changes. Those in it are answered together, so a slow one delays the others.
const LONGEST_BATCH_TIME: Duration = Duration::from_millis(10);

/// Hands changes to the thread that makes them.
#[derive(Clone)]
pub(super) struct SqliteWriter {
    queue: JobQueue<Box<dyn Change>>,
}

/// A change, and whoever waits for it.
trait Change: Send {
    /// Makes the change, unless nobody waits for it any more. Says whether the connection is as good as before.
    fn make(&mut self, conn: &mut Conn) -> bool;
    /// Answers, after the commit or, with a failure, instead of it.
    fn answer(self: Box<Self>, failure: Option<&Error>);
}

struct PendingChange<T, F> {
    change: F,
    /// Whether it takes several statements, which must be undone together.
    several: bool,
    outcome: Option<QueryResult<T>>,
    reply: Reply<Result<T, DbError>>,
}

impl SqliteWriter {
    /// Starts the thread; it opens its connection when there is something to write.
    ///
    /// # Errors
    /// If the system has no room for it.
    pub fn new(url: &DbUrl) -> io::Result<Self> {
        let url = url.clone();
        Ok(Self { queue: JobQueue::new(1, move |jobs| work(&url, jobs))? })
    }

    /// How many changes wait.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Makes `change` and gives what it gave, once that is on the disk.
    ///
    /// # Errors
    /// Those of `change` (it is undone then), and [`DbError`]'s own.
    pub async fn write<T, F>(&self, several: bool, change: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        let job = |reply| -> Box<dyn Change> { Box::new(PendingChange { change, several, outcome: None, reply }) };
        self.queue.result_of(job).await?
    }
}

impl<T, F> Change for PendingChange<T, F>
where
    T: Send,
    F: FnMut(&mut Conn) -> QueryResult<T> + Send,
{
    fn make(&mut self, conn: &mut Conn) -> bool {
        if !self.reply.begin() {
            return true;
        }
        let outcome = match self.several {
            // A transaction within one is a savepoint.
            true => conn.transaction(&mut self.change),
            false => (self.change)(conn),
        };
        // One that was opened while the file could not be written would never write, though the file may be by now.
        let good = !matches!(outcome, Err(Error::DatabaseError(DatabaseErrorKind::Unknown, _)));
        self.outcome = Some(outcome);
        good
    }

    fn answer(self: Box<Self>, failure: Option<&Error>) {
        match (self.outcome, failure) {
            (Some(Ok(_)), Some(why)) => self.reply.finish(Err(copy_of(why).into())),
            (Some(outcome), _) => self.reply.finish(outcome.map_err(DbError::from)),
            // It was not begun, because nobody waits.
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
        // What panics takes its batch and the connection along; those who wait are told by the missing answer.
        connection = catch_unwind(AssertUnwindSafe(|| write_batch(conn, first, jobs))).ok().flatten();
    }
}

/// Makes `first` and what else waits in one transaction, and answers. Gives the connection back if it is still good.
fn write_batch(
    mut conn: Conn,
    first: Taken<Box<dyn Change>>,
    jobs: &FairReceiver<Box<dyn Change>>,
) -> Option<Conn> {
    let begun = Instant::now();
    let mut batch = vec![first];
    let mut failure = conn.begin_writing().err();
    let mut good = failure.is_none();
    if failure.is_none() {
        let mut made = 0;
        while made < batch.len() {
            good &= batch[made].make(&mut conn);
            made += 1;
            if made < LONGEST_BATCH && begun.elapsed() < LONGEST_BATCH_TIME {
                batch.extend(jobs.try_recv());
            }
        }
        failure = conn.run_and_commit(|_| Ok(())).err();
        good &= failure.is_none();
    }
    for taken in batch {
        taken.finish(|change| change.answer(failure.as_ref()));
    }
    good.then_some(conn)
}

fn unknown(message: String) -> Error {
    Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message))
}

/// The same failure again, for everybody whose change was in the commit.
fn copy_of(why: &Error) -> Error {
    unknown(why.to_string())
}
