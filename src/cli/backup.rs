//! Backs up and restores an SQLite database. PostgreSQL has tools of its own; this module completes their restore.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, chown},
    path::{Path, PathBuf},
};

use diesel::{
    Connection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    sql_types::{BigInt, Text},
};
use tempfile::TempPath;
use time::{OffsetDateTime, macros::format_description};

use super::{CliError, print_line};
use crate::{
    config::Config,
    db::{Conn, DbUrl},
    models::{Actor, Epoch},
    server,
};

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("{} already exists: choose a new file", .0.display())]
    BackupExists(PathBuf),
    #[error("there is no database at {}", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} is not valid UTF-8", .0.display())]
    NotUnicode(PathBuf),
    #[error("use pg_dump to back up a PostgreSQL database: see the documentation")]
    BackupOfPostgres,
    #[error(
        "use pg_restore to restore a PostgreSQL database, then run photo-app restore without a file: see the documentation"
    )]
    RestoreOfPostgres,
    #[error("{} is not a backup of Photo App: {why}", .file.display())]
    NotABackup { file: PathBuf, why: String },
    #[error("{} is in use: stop the server and other programs that use it", .0.display())]
    InUse(PathBuf),
    #[error("{}: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Copies the database to `file`. SQLite reads it in one transaction, so the server can keep running. The copy is marked, so
/// that it starts a new epoch when it is first used.
pub(super) fn backup(file: &Path, config: &Config) -> Result<(), CliError> {
    if file.exists() {
        return Err(RestoreError::BackupExists(file.to_owned()).into());
    }
    let DbUrl::Sqlite(path) = &config.db_url else { return Err(RestoreError::BackupOfPostgres.into()) };
    // SQLite would create a missing file.
    if !path.is_file() {
        return Err(RestoreError::NoDatabase(path.to_owned()).into());
    }
    let Conn::Sqlite(mut from) = Conn::open(&config.db_url)? else {
        return Err(RestoreError::BackupOfPostgres.into());
    };
    let draft = Draft::beside(file)?;
    draft.copy_from(&mut from)?;
    Epoch::mark_copy(&mut draft.open()?)?;
    draft.0.persist_noclobber(file).map_err(|failed| at(file)(failed.error))?;
    // The backup is complete without the entry, for example if an earlier version still runs on the database.
    Conn::Sqlite(from)
        .writing(|conn| Actor::command_line().note_backup(conn))
        .unwrap_or_else(|why| tracing::warn!(%why, "could not note the backup in the audit log"));
    print_line(format_args!("Copied {} to {}.", config.db_url, file.display()));
    Ok(())
}

/// Replaces the database by a backup and keeps the old one. Without a file, another program has restored the database. Both
/// start a new epoch.
pub(super) fn restore(file: Option<&Path>, config: &Config) -> Result<(), CliError> {
    match (&config.db_url, file) {
        (DbUrl::Postgres(_), Some(_)) => return Err(RestoreError::RestoreOfPostgres.into()),
        (_, None) => {
            if let DbUrl::Sqlite(path) = &config.db_url
                && !path.is_file()
            {
                return Err(RestoreError::NoDatabase(path.to_owned()).into());
            }
            server::start_epoch(config)?;
        }
        (DbUrl::Sqlite(path), Some(file)) => {
            let replaced = replace(path, file)?;
            server::prepare_database(config)?;
            if let Some(replaced) = replaced {
                print_line(format_args!("The old database is kept as {}.", replaced.display()));
            }
        }
    }
    print_line(format_args!("Restored {}. All users must sign in again.", config.db_url));
    Ok(())
}

/// Replaces the database at `path` by a copy of `file`. Returns the new path of the old database, if there was one.
fn replace(path: &Path, file: &Path) -> Result<Option<PathBuf>, CliError> {
    if !file.is_file() {
        return Err(RestoreError::NoDatabase(file.to_owned()).into());
    }
    let invalid = |why: String| RestoreError::NotABackup { file: file.to_owned(), why };
    let draft = Draft::beside(path)?;
    SqliteConnection::establish(text(file)?)
        .map_err(|why| invalid(why.to_string()))
        .and_then(|mut from| draft.copy_from(&mut from).map_err(|why| invalid(why.to_string())))?;
    let mut copy = draft.open()?;
    check(&mut copy).map_err(invalid)?;

    let stamp = OffsetDateTime::now_utc()
        .format(format_description!("[year][month][day]T[hour][minute][second]Z"))
        .map_err(|why| io::Error::other(why.to_string()))?;
    let replaced = free_name(with_suffix(path, &format!(".replaced-{stamp}")));
    // The lock keeps other programs from opening the old database until the copy has replaced it.
    let exists = path.exists();
    let mut locked = if exists { lock(path)? } else { None };
    match &mut locked {
        // A database that was never migrated has no ids to continue.
        Some(old) => continue_ids(&mut copy, old)
            .unwrap_or_else(|why| tracing::warn!(%why, "could not read the last ids of the old database")),
        None if exists => {
            tracing::warn!(database = %path.display(), "could not read the old database; it is kept")
        }
        None => {}
    }
    Epoch::mark_copy(&mut copy)?;
    drop(copy);
    draft.set_owner_like(path)?;

    if exists {
        keep(path, &replaced).map_err(at(&replaced))?;
    }
    // A program that crashed may have left these files. They belong to the old database, and would corrupt the new one.
    for suffix in ["-wal", "-shm"] {
        let (beside, moved) = (with_suffix(path, suffix), with_suffix(&replaced, suffix));
        if beside.exists() {
            fs::rename(&beside, &moved).map_err(at(&beside))?;
        }
    }
    draft.0.persist(path).map_err(|failed| at(path)(failed.error))?;
    File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(at(path))?;
    Ok(exists.then_some(replaced))
}

/// `name`, or `name` with a number if a file has that name.
fn free_name(name: PathBuf) -> PathBuf {
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    if is_free(&name) {
        return name;
    }
    let mut numbered = (1_u32..).map(|number| with_suffix(&name, &format!("-{number}")));
    numbered.find(is_free).unwrap_or(name)
}

/// Gives a file a second name, or copies it if the file system has no hard links. Never replaces a file.
fn keep(path: &Path, kept: &Path) -> io::Result<()> {
    match fs::hard_link(path, kept) {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => {
            let mut copy = OpenOptions::new().write(true).create_new(true).mode(0o600).open(kept)?;
            io::copy(&mut File::open(path)?, &mut copy)?;
            copy.sync_all()
        }
        linked => linked,
    }
}

/// Locks the old database and moves its write-ahead log into its file. `None` if it cannot be read.
fn lock(path: &Path) -> Result<Option<SqliteConnection>, CliError> {
    let Ok(mut conn) = SqliteConnection::establish(text(path)?) else { return Ok(None) };
    // SQLite can leave WAL mode only if no other program has the database open.
    let locked = conn.batch_execute("PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    match locked {
        Ok(()) => Ok(Some(conn)),
        Err(why) if why.to_string().contains("locked") => Err(RestoreError::InUse(path.to_owned()).into()),
        Err(_) => Ok(None),
    }
}

/// Checks that a copy is an intact database of this program.
fn check(conn: &mut SqliteConnection) -> Result<(), String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let mut query = |sql: &str| -> QueryResult<Vec<Row>> { diesel::sql_query(sql).load(conn) };

    let problems =
        query("SELECT integrity_check AS text FROM pragma_integrity_check").map_err(|why| why.to_string())?;
    if let Some(Row { text }) = problems.into_iter().find(|problem| problem.text != "ok") {
        return Err(text);
    }
    let tables =
        query("SELECT name AS text FROM sqlite_master WHERE type = 'table'").map_err(|why| why.to_string())?;
    for needed in ["users", "posts", "__diesel_schema_migrations"] {
        if !tables.iter().any(|table| table.text == needed) {
            return Err(format!("it has no table {needed}"));
        }
    }
    Ok(())
}

/// Makes the ids of a copy continue after those of the old database.
fn continue_ids(copy: &mut SqliteConnection, replaced: &mut SqliteConnection) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct LastId {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        last: i64,
    }

    let all: Vec<LastId> = diesel::sql_query("SELECT name, seq AS last FROM sqlite_sequence").load(replaced)?;
    for LastId { name, last } in all {
        let row = |sql: &str| diesel::sql_query(sql).bind::<BigInt, _>(last).bind::<Text, _>(&name);
        if row("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?").execute(copy)? == 0 {
            row("INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)").execute(copy)?;
        }
    }
    Ok(())
}

/// A new database file that only its owner can read. It is deleted on drop, unless it was moved to its place.
struct Draft(TempPath);

impl Draft {
    /// Creates an empty file in the folder of `target`.
    fn beside(target: &Path) -> Result<Self, CliError> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix(target.file_name().unwrap_or_default()).suffix(".draft");
        Ok(Self(builder.tempfile_in(folder_of(target)).map_err(at(target))?.into_temp_path()))
    }

    /// Copies a consistent snapshot of `from`.
    fn copy_from(&self, from: &mut SqliteConnection) -> Result<(), CliError> {
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(text(&self.0)?).execute(from)?;
        Ok(())
    }

    /// Opens it without the settings of the server, because these create more files beside it.
    fn open(&self) -> Result<SqliteConnection, CliError> {
        Ok(SqliteConnection::establish(text(&self.0)?)?)
    }

    /// Gives it the owner of the old database, so that the server can write it even if this program runs as another user.
    fn set_owner_like(&self, path: &Path) -> Result<(), CliError> {
        let like = fs::metadata(path).or_else(|_| fs::metadata(folder_of(path))).map_err(at(path))?;
        let own = fs::metadata(&self.0).map_err(at(&self.0))?;
        if (like.uid(), like.gid()) != (own.uid(), own.gid()) {
            chown(&self.0, Some(like.uid()), Some(like.gid())).map_err(at(&self.0))?;
        }
        Ok(())
    }
}

fn text(path: &Path) -> Result<&str, RestoreError> {
    path.to_str().ok_or_else(|| RestoreError::NotUnicode(path.to_owned()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError {
    move |source| RestoreError::File { path: path.to_owned(), source }
}
