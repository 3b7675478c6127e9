//! The database as handlers see it: something that reads and writes.

use std::io;

use diesel::{
    QueryResult, RunQueryDsl,
    result::{DatabaseErrorKind, Error},
    sql_types::Text,
};

use super::{Conn, DbUrl, job_queue::QueueError, pool::Pool, writer::SqliteWriter};

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

impl From<QueueError> for DbError {
    fn from(why: QueueError) -> Self {
        match why {
            QueueError::Full => Self::Full,
            QueueError::Panicked => Self::Panicked,
        }
    }
}

/// How much of the database is in use.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Connections that are open, of those the idle ones, and how many there may be.
    pub open: u32,
    pub idle: u32,
    pub limit: u32,
    /// What waits for one of them, and for SQLite's one writer.
    pub reads_waiting: usize,
    pub writes_waiting: usize,
}

/// The database, shared by all requests.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    /// Where all writes go on SQLite; on PostgreSQL they share the pool with the reads.
    scribe: Option<SqliteWriter>,
}

impl Db {
    /// A database with up to `size` connections, which are opened when first needed.
    ///
    /// # Errors
    /// If the system has no room for the threads that use them.
    pub fn new(url: &DbUrl, size: u32) -> io::Result<Self> {
        let scribe = match url {
            DbUrl::Sqlite(_) => Some(SqliteWriter::new(url)?),
            DbUrl::Postgres(_) => None,
        };
        Ok(Self { pool: Pool::new(url, size)?, scribe })
    }

    /// How much of it is in use now.
    pub fn usage(&self) -> Usage {
        let connections = self.pool.state();
        Usage {
            open: connections.connections,
            idle: connections.idle_connections,
            limit: self.pool.size(),
            reads_waiting: self.pool.waiting(),
            writes_waiting: self.scribe.as_ref().map_or(0, SqliteWriter::waiting),
        }
    }

    /// Runs `query`, which must only read: it is run again on another connection when its own turns out dead.
    ///
    /// SQLite takes less time to read than a thread takes to wake up, and its readers wait for nobody; so on SQLite it
    /// is run on this very thread.
    ///
    /// # Errors
    /// Those of `query`, and [`DbError`]'s own.
    pub async fn read<T, F>(&self, query: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        let here = self.scribe.is_some().then(|| self.pool.read_here(&query)).flatten();
        match here {
            Some(outcome) => outcome,
            None => self.pool.run(move |pool| pool.read(&query)).await,
        }
    }

    /// As [`Self::read`], for what may take long: never on this thread, and in turn with the reads of other users.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_slow<T, F>(&self, query: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        self.pool.run(move |pool| pool.read(&query)).await
    }

    /// As [`Self::read_slow`], for what may also be large.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_large<T, F>(&self, query: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        self.pool.run(move |pool| pool.read(|conn| conn.read_large(&query))).await
    }

    /// Runs `statement`, a single one that writes. It is a transaction by itself, which spares a round trip to begin
    /// one and another to commit it.
    ///
    /// # Errors
    /// Those of `statement` (nothing was written then), and [`DbError`]'s own. Where the connection is lost meanwhile,
    /// nobody knows whether it was written.
    pub async fn write_one<T, F>(&self, statement: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        match &self.scribe {
            Some(scribe) => scribe.write(false, statement).await,
            None => self.pool.run(move |pool| caught_up(pool, || pool.write_one(&statement))).await,
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
        match &self.scribe {
            Some(scribe) => scribe.write(true, change).await,
            None => self.pool.run(move |pool| caught_up(pool, || pool.write(&change))).await,
        }
    }
}

/// Does `write` again where PostgreSQL's sequence gave an id that somebody had inserted by hand, after moving the
/// sequence on.
fn caught_up<T>(pool: &Pool, write: impl Fn() -> Result<T, DbError>) -> Result<T, DbError> {
    let outcome = write();
    if let Err(DbError::Query(why)) = &outcome
        && let Some(table) = table_whose_ids_lag(why)
    {
        pool.write(|conn| catch_up_ids(conn, &table))?;
        return write();
    }
    outcome
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
