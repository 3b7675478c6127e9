//! The pools: work that may have to wait takes its turn in a fair line and gets a connection on a blocking thread, and
//! is tried again where that is safe; work that never waits is done where it is asked for.

use std::{sync::Arc, time::Duration};

use diesel::{
    QueryResult, RunQueryDsl,
    r2d2::R2D2Connection,
    result::{DatabaseErrorKind, Error},
    sql_types::Text,
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use super::{Conn, DbUrl};

/// How long a request waits for its turn before it is told to come back later.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long to wait for a new connection. r2d2 pauses up to half of this between attempts, so a long one
/// would hide a database that has come back.
const CONNECT_WAIT: Duration = Duration::from_secs(1);

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Query(#[from] Error),
    #[error("no connection to the database: {0}")]
    NoConnection(#[from] r2d2::Error),
    #[error("the line for a database connection is too long")]
    Full,
    #[error("a database query panicked")]
    Panicked,
}

/// The database, shared by all requests.
#[derive(Clone)]
pub struct Db {
    readers: Lane,
    writers: Lane,
}

impl Db {
    /// Makes the pools, of `size` connections in all; connections are opened when first needed.
    ///
    /// SQLite allows one writer at a time. Giving writers one connection and a fair line of their own keeps them
    /// from starving each other or the readers. On PostgreSQL both use the same pool.
    pub fn new(url: &DbUrl, size: u32) -> Self {
        let (readers, writers) = match url {
            DbUrl::Sqlite(_) => (Lane { waits: false, ..Lane::new(url, size) }, Lane::new(url, 1)),
            DbUrl::Postgres(_) => {
                let both = Lane::new(url, size);
                (both.clone(), both)
            }
        };
        Self { readers, writers }
    }

    /// Runs `query`, which must only read: it is run again on another connection when its own turns out dead.
    ///
    /// # Errors
    /// Those of `query`, and [`DbError`]'s own.
    pub async fn read<T, F>(&self, query: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        match self.readers.read_here(&query) {
            Some(outcome) => outcome,
            None => self.readers.run(move |lane| lane.read(&query)).await,
        }
    }

    /// Runs `change` in a writing transaction and commits it. `change` may run more than once, but only after
    /// what it did before was rolled back.
    ///
    /// # Errors
    /// Those of `change` (nothing was written then), and [`DbError`]'s own.
    pub async fn write<T, F>(&self, change: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        self.writers.run(move |lane| lane.write(&change)).await
    }
}

/// A pool with a line before it.
#[derive(Clone)]
struct Lane {
    pool: r2d2::Pool<Manager>,
    turns: Arc<Semaphore>,
    /// Whether work here waits, for a server or for a lock, and so must not be done on an async thread.
    waits: bool,
}

impl Lane {
    fn new(url: &DbUrl, size: u32) -> Self {
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .max_lifetime(None)
            .connection_timeout(CONNECT_WAIT)
            // The check would cost a round trip a request; dead connections are met when they are used.
            .test_on_check_out(false)
            .build_unchecked(Manager { url: url.clone() });
        Self { pool, turns: Arc::new(Semaphore::new(size as usize)), waits: true }
    }

    async fn run<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, DbError> + Send + 'static,
    {
        let turn = timeout(LONGEST_WAIT, Arc::clone(&self.turns).acquire_owned())
            .await
            .map_err(|_| DbError::Full)?
            .map_err(|_| DbError::Full)?;
        let lane = self.clone();
        spawn_blocking(move || {
            let _turn = turn;
            work(&lane)
        })
        .await
        .map_err(|_| DbError::Panicked)?
    }

    fn read<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        self.on_live_connection(|conn| conn.reading(&query)).map(|(_, value)| value)
    }

    /// Reads on this very thread, if that waits for nothing. SQLite takes less time to read than a thread takes to
    /// wake up, and its readers wait for nobody. `None` if it does not fit: the query is then to be run elsewhere.
    fn read_here<T>(&self, query: impl Fn(&mut Conn) -> QueryResult<T>) -> Option<Result<T, DbError>> {
        if self.waits {
            return None;
        }
        let mut slot = self.pool.try_get()?;
        Some(slot.conn.reading(&query).map_err(DbError::from))
    }

    fn write<T>(&self, change: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        let outcome = self.write_once(&change);
        if let Err(DbError::Query(why)) = &outcome
            && let Some(table) = table_whose_ids_lag(why)
        {
            self.write_once(|conn| catch_up_ids(conn, &table))?;
            return self.write_once(&change);
        }
        outcome
    }

    fn write_once<T>(&self, change: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, DbError> {
        let (mut slot, ()) = self.on_live_connection(Conn::begin_writing)?;
        let outcome = slot.conn.finish_writing(change);
        slot.lost = outcome.as_ref().is_err_and(is_lost);
        Ok(outcome?)
    }

    /// Does `step` on a connection of the pool. Connections that turn out dead are dropped for another, until
    /// every one that can have been pooled before the database went away was tried.
    fn on_live_connection<T>(&self, step: impl Fn(&mut Conn) -> QueryResult<T>) -> Result<(Checkout, T), DbError> {
        let mut dead = 0;
        loop {
            let mut slot = self.pool.get()?;
            match step(&mut slot.conn) {
                Ok(value) => return Ok((slot, value)),
                Err(why) => {
                    slot.lost = is_lost(&why);
                    if !slot.lost || dead == self.pool.max_size() {
                        return Err(why.into());
                    }
                    dead += 1;
                }
            }
        }
    }
}

fn is_lost(why: &Error) -> bool {
    matches!(why, Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager)
}

/// The PostgreSQL table whose sequence just gave an id that somebody had inserted by hand beside the server.
fn table_whose_ids_lag(why: &Error) -> Option<String> {
    match why {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            let primary_key = info.constraint_name()?.ends_with("_pkey");
            info.table_name().filter(|_| primary_key).map(str::to_owned)
        }
        _ => None,
    }
}

/// Moves the sequence of `table` past every id in it.
fn catch_up_ids(conn: &mut Conn, table: &str) -> QueryResult<()> {
    diesel::sql_query(format!(
        "SELECT setval(pg_get_serial_sequence($1, 'id'), (SELECT max(id) FROM \"{table}\"))"
    ))
    .bind::<Text, _>(table)
    .execute(conn)
    .map(drop)
}

type Checkout = r2d2::PooledConnection<Manager>;

/// Opens connections for r2d2. diesel's own manager would go through the derived `establish`, which hides the
/// reason of a failure and makes an SQLite file of a PostgreSQL URL.
struct Manager {
    url: DbUrl,
}

/// A pooled connection, and whether its other end is known to be gone.
struct Slot {
    conn: Conn,
    lost: bool,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Slot;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<Slot, Self::Error> {
        Ok(Slot { conn: Conn::open(&self.url)?, lost: false })
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Self::Error> {
        slot.conn.ping().map_err(diesel::ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.lost || slot.conn.is_broken()
    }
}
