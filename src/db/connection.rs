//! The connection to either database, and its transactions.

use std::{
    convert::Infallible,
    fs, thread,
    time::{Duration, Instant},
};

use diesel::{
    Connection, ConnectionError, ConnectionResult, PgConnection, QueryResult, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    result::Error,
};

use super::{DbUrl, foreign_log::set_foreign_log_aside};

/// A connection to SQLite or PostgreSQL; each query function is written once for both.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// With `synchronous=FULL`, an acknowledged write survives a power cut. `busy_timeout`, in milliseconds, lets writers of
/// other processes finish. `mmap_size` is in bytes.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824;";

/// Turn SQLite's memory map off and on.
const NO_MAP: &str = "PRAGMA mmap_size=0";
const MAP: &str = "PRAGMA mmap_size=1073741824";

/// Defaults for libpq, which the URL can override: how long to wait for a server that does not answer (seconds), and when
/// to give up a server that has vanished (seconds, and milliseconds).
const POSTGRES_PARAMETERS: [(&str, &str); 3] =
    [("connect_timeout", "5"), ("keepalives_idle", "30"), ("tcp_user_timeout", "20000")];

/// How long a statement may wait for a lock, and how long it may take. Without limits, every connection could hang on the
/// same lock.
const POSTGRES_LIMITS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s'";

impl Conn {
    /// Opens a connection. An SQLite file is created when missing, its folder is not.
    ///
    /// # Errors
    /// The error of libpq or SQLite, or that of the folder.
    pub fn open(url: &DbUrl) -> ConnectionResult<Self> {
        match url {
            DbUrl::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    fs::metadata(folder).map_err(|why| {
                        ConnectionError::BadConnection(format!("folder {}: {why}", folder.display()))
                    })?;
                }
                set_foreign_log_aside(path).map_err(|why| {
                    ConnectionError::BadConnection(format!("the write-ahead log of {}: {why}", path.display()))
                })?;
                let path = path.to_str().ok_or_else(|| {
                    ConnectionError::InvalidConnectionUrl("the path is not valid UTF-8".to_owned())
                })?;
                let mut conn = SqliteConnection::establish(path)?;
                set_up(&mut conn).map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(conn))
            }
            DbUrl::Postgres(url) => {
                let mut url = url.clone();
                for (parameter, value) in POSTGRES_PARAMETERS {
                    if !url.query_pairs().any(|(name, _)| name == parameter) {
                        url.query_pairs_mut().append_pair(parameter, value);
                    }
                }
                PgConnection::establish(url.as_str()).map(Self::Postgres)
            }
        }
    }

    /// Opens a connection for requests, whose statements must end in time.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(super) fn open_for_requests(url: &DbUrl) -> ConnectionResult<Self> {
        let mut conn = Self::open(url)?;
        if let Self::Postgres(conn) = &mut conn {
            conn.batch_execute(POSTGRES_LIMITS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        Ok(conn)
    }

    /// Runs a query with a large result, without SQLite's memory map: pages read through the map stay in the process's
    /// memory, for each connection.
    pub(super) fn read_large<T>(&mut self, query: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        self.set_map(NO_MAP)?;
        let outcome = query(self);
        self.set_map(MAP)?;
        outcome
    }

    /// Moves SQLite's write-ahead log into the database file, so that the file is the whole database. While other programs
    /// use the database, a part may stay in the log. On PostgreSQL this does nothing.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn empty_log(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres(_) => Ok(()),
        }
    }

    fn set_map(&mut self, pragma: &str) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(pragma),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Starts a transaction that writes. On SQLite it takes the write lock at once: a transaction that reads first and
    /// finds the lock taken later could only fail.
    pub(super) fn begin_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        }
    }

    /// Runs `work` in the transaction begun by [`Self::begin_writing`], then commits. Rolls back on an error and on a
    /// refusal, which is the inner error.
    pub(super) fn run_and_commit<T, R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> QueryResult<Result<T, R>>,
    ) -> QueryResult<Result<T, R>> {
        let outcome = work(self);
        if let Ok(Ok(_)) = outcome {
            <Self as Connection>::TransactionManager::commit_transaction(self)?;
        } else {
            // A rollback that fails leaves the connection marked broken, and the pool drops it.
            let _ = <Self as Connection>::TransactionManager::rollback_transaction(self);
        }
        outcome
    }

    /// Runs `work` in a savepoint of the current transaction, which is rolled back on an error or a refusal.
    pub(super) fn run_in_savepoint<T, R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> QueryResult<Result<T, R>>,
    ) -> QueryResult<Result<T, R>> {
        <Self as Connection>::TransactionManager::begin_transaction(self)?;
        self.run_and_commit(work)
    }

    /// Runs `work` in one writing transaction.
    ///
    /// # Errors
    /// Those of `work`, and of beginning and committing.
    pub fn writing<T>(&mut self, work: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        let Ok(value) = self.writing_or_refuse(|conn| work(conn).map(Ok::<T, Infallible>))?;
        Ok(value)
    }

    /// As [`Self::writing`], for work that can be refused, which is the inner error. Nothing was written then.
    ///
    /// # Errors
    /// As [`Self::writing`].
    pub fn writing_or_refuse<T, R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> QueryResult<Result<T, R>>,
    ) -> QueryResult<Result<T, R>> {
        self.begin_writing()?;
        self.run_and_commit(work)
    }
}

/// Applies the settings of SQLite. If two programs enable WAL on a new file at the same moment, SQLite refuses the second at
/// once, whatever the `busy_timeout`; so this retries for as long.
fn set_up(conn: &mut SqliteConnection) -> QueryResult<()> {
    const LONGEST: Duration = Duration::from_secs(5);
    const PAUSE: Duration = Duration::from_millis(10);
    let begun = Instant::now();
    loop {
        match conn.batch_execute(SQLITE_SETTINGS) {
            Err(Error::DatabaseError(_, why)) if why.message() == LOCKED && begun.elapsed() < LONGEST => {
                thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

/// SQLite's message if another connection has the lock.
const LOCKED: &str = "database is locked";
