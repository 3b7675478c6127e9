//! The database as handlers use it: reads and writes.

use std::{convert::Infallible, io};

use diesel::{
    QueryResult, RunQueryDsl,
    result::{DatabaseErrorKind, Error},
    sql_types::Text,
};

use super::{Conn, DbUrl, SingleStatement, Written, job_queue::QueueError, pool::Pool, writer::SqliteWriter};

/// Why a read or write has no result.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Query(#[from] Error),
    #[error("no connection to the database: {0}")]
    NoConnection(#[from] r2d2::Error),
    #[error("too many jobs wait for a database connection")]
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

/// How many connections are in use, and how many jobs wait.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Open connections, how many of them are idle, and the maximum.
    pub open: u32,
    pub idle: u32,
    pub limit: u32,
    /// Jobs that wait for a connection, and for SQLite's writer.
    pub reads_waiting: usize,
    pub writes_waiting: usize,
}

/// The database, shared by all requests.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    /// Makes all writes on SQLite. On PostgreSQL, writes share the pool with reads.
    writer: Option<SqliteWriter>,
}

impl Db {
    /// A database with up to `size` connections, which are opened when first needed.
    ///
    /// # Errors
    /// If the system cannot start the threads.
    pub fn new(url: &DbUrl, size: u32) -> io::Result<Self> {
        let writer = match url {
            DbUrl::Sqlite(_) => Some(SqliteWriter::new(url)?),
            DbUrl::Postgres(_) => None,
        };
        Ok(Self { pool: Pool::new(url, size)?, writer })
    }

    pub fn usage(&self) -> Usage {
        let connections = self.pool.state();
        Usage {
            open: connections.connections,
            idle: connections.idle_connections,
            limit: self.pool.size(),
            reads_waiting: self.pool.waiting(),
            writes_waiting: self.writer.as_ref().map_or(0, SqliteWriter::waiting),
        }
    }

    /// Runs `query`, which must only read: if its connection is dead, it runs again on another.
    ///
    /// On SQLite it runs on the current thread: a read takes less time than waking another thread, and waits for no lock.
    ///
    /// # Errors
    /// Those of `query`, and [`DbError`]'s own.
    pub async fn read<T, F>(&self, query: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        let here = self.writer.is_some().then(|| self.pool.read_here(&query)).flatten();
        match here {
            Some(outcome) => outcome,
            None => self.pool.run(move |pool| pool.read(&query)).await,
        }
    }

    /// As [`Self::read`], for slow queries: never on the current thread, and in turn with the reads of other users.
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

    /// As [`Self::read_slow`], for results that may be large.
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

    /// Runs `statement` and commits it. On PostgreSQL it is committed without a transaction, which saves two round
    /// trips. On SQLite it shares a transaction with other waiting writes, but succeeds or fails by itself.
    ///
    /// # Errors
    /// Those of `statement` (nothing was written then), and [`DbError`]'s own. If the connection is lost before the
    /// answer, the statement may have been committed.
    pub async fn write_one<T, F>(&self, statement: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(SingleStatement<'_>) -> Written<T> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write_one(statement).await,
            None => {
                self.pool.run(move |pool| resync_sequence_and_retry(pool, || pool.write_one(&statement))).await
            }
        }
    }

    /// Runs `change` in a transaction and commits it. `change` may run again after a rollback.
    ///
    /// # Errors
    /// Those of `change` (nothing was written then), and [`DbError`]'s own.
    pub async fn write<T, F>(&self, change: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        let Ok(value) = self.write_or_refuse(move |conn| change(conn).map(Ok::<T, Infallible>)).await?;
        Ok(value)
    }

    /// As [`Self::write`], for a change that can be refused: the inner error says why, and nothing was written then.
    ///
    /// # Errors
    /// Those of `change` (nothing was written then), and [`DbError`]'s own.
    pub async fn write_or_refuse<T, R, F>(&self, change: F) -> Result<Result<T, R>, DbError>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<Result<T, R>> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.write(change).await,
            None => self.pool.run(move |pool| resync_sequence_and_retry(pool, || pool.write(&change))).await,
        }
    }
}

/// Runs `write`. If PostgreSQL's sequence returned an id that was inserted by hand, moves the sequence on and retries.
fn resync_sequence_and_retry<T>(pool: &Pool, write: impl Fn() -> Result<T, DbError>) -> Result<T, DbError> {
    let outcome = write();
    if let Err(DbError::Query(why)) = &outcome
        && let Some(table) = table_with_lagging_sequence(why)
    {
        let Ok(()) = pool.write(|conn| resync_sequence(conn, &table).map(Ok::<(), Infallible>))?;
        return write();
    }
    outcome
}

/// The PostgreSQL table whose sequence returned an id that was inserted by hand.
fn table_with_lagging_sequence(why: &Error) -> Option<String> {
    match why {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            let primary_key = info.constraint_name()?.ends_with("_pkey");
            info.table_name().filter(|_| primary_key).map(str::to_owned)
        }
        _ => None,
    }
}

/// Moves the sequence of `table` past its largest id.
fn resync_sequence(conn: &mut Conn, table: &str) -> QueryResult<()> {
    diesel::sql_query(format!(
        "SELECT setval(pg_get_serial_sequence($1, 'id'), (SELECT max(id) FROM \"{table}\"))"
    ))
    .bind::<Text, _>(table)
    .execute(conn)
    .map(drop)
}
