//! The connection to either database, and the transactions that suit each.

use std::{
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

/// `synchronous=FULL`: an acknowledged write survives a power cut. `busy_timeout` is in milliseconds and lets
/// writers of other processes finish; `mmap_size` is in bytes.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824;";

/// What turns the memory map of SQLite off, and on again.
const NO_MAP: &str = "PRAGMA mmap_size=0";
const MAP: &str = "PRAGMA mmap_size=1073741824";

/// What libpq is told unless the URL says otherwise: seconds to wait for a server that does not answer, and when to give
/// up one that has vanished (seconds, and milliseconds).
const POSTGRES_PARAMETERS: [(&str, &str); 3] =
    [("connect_timeout", "5"), ("keepalives_idle", "30"), ("tcp_user_timeout", "20000")];

/// How long a statement may wait for somebody else's lock, and take in all. Without an end to it, every connection
/// could come to hang on one lock.
const POSTGRES_LIMITS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s'";

impl Conn {
    /// Opens a connection. An SQLite file is created when missing, its folder is not.
    ///
    /// # Errors
    /// What libpq or SQLite said, or a word on the folder.
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

    /// Opens a connection for requests, which must not wait for ever.
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

    /// Reads something large. Pages that SQLite reads through its memory map stay in the process's memory, once for each
    /// connection; so it does without the map meanwhile.
    pub(super) fn read_large<T>(&mut self, query: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        self.set_map(NO_MAP)?;
        let outcome = query(self);
        self.set_map(MAP)?;
        outcome
    }

    /// Moves the write-ahead log of SQLite into the database file, so that the file alone is the whole database. While other
    /// programs use the database, a part may stay in the log. On PostgreSQL this does nothing.
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

    /// Starts a transaction that writes. On SQLite it takes the write lock at once: one that reads first and
    /// then finds the lock taken could only fail.
    pub(super) fn begin_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        }
    }

    /// Runs `work` in the transaction begun by [`Self::begin_writing`], then commits, or rolls back on an error.
    pub(super) fn run_and_commit<T>(&mut self, work: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        match work(self) {
            Ok(value) => {
                <Self as Connection>::TransactionManager::commit_transaction(self)?;
                Ok(value)
            }
            Err(why) => {
                // A rollback that fails leaves the connection marked broken, and the pool drops it.
                let _ = <Self as Connection>::TransactionManager::rollback_transaction(self);
                Err(why)
            }
        }
    }

    /// Runs `work` in one writing transaction.
    ///
    /// # Errors
    /// Those of `work`, and of beginning and committing.
    pub fn writing<T>(&mut self, work: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        self.begin_writing()?;
        self.run_and_commit(work)
    }
}

/// Makes the settings of SQLite. Where two programs turn a new file to WAL at the same moment, it refuses one of them at
/// once, whatever the `busy_timeout`; that one tries again for as long.
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

/// What SQLite says when somebody else has the lock that is needed.
const LOCKED: &str = "database is locked";
