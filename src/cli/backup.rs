//! Backups of an SQLite database, and putting them back. PostgreSQL has its own tools; what remains to be done after
//! them is done here too.

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
use time::{OffsetDateTime, macros::format_description};

use super::{CliError, say};
use crate::{
    config::Config,
    db::{Conn, DbUrl},
    models::Epoch,
    server,
};

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("{} exists already: name a new file", .0.display())]
    BackupExists(PathBuf),
    #[error("there is no database at {}", .0.display())]
    NothingToCopy(PathBuf),
    #[error("{} is not valid UTF-8", .0.display())]
    OddPath(PathBuf),
    #[error("a PostgreSQL database is copied with pg_dump: see the README")]
    BackupOfPostgres,
    #[error(
        "a PostgreSQL database is restored with pg_restore; afterwards, run photo-app restore without a file: see the README"
    )]
    RestoreOfPostgres,
    #[error("{} is not a backup of Photo App: {why}", .file.display())]
    NotABackup { file: PathBuf, why: String },
    #[error("{} is in use: stop the server and other programs that have it open", .0.display())]
    InUse(PathBuf),
    #[error("{}: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
}

/// Copies the database as it is at one moment. SQLite writes the copy in a transaction, so that others may go on. The
/// copy is marked, so that it starts a new epoch when it is put to use.
pub(super) fn backup(file: &Path, config: &Config) -> Result<(), CliError> {
    if file.exists() {
        return Err(RestoreError::BackupExists(file.to_owned()).into());
    }
    let DbUrl::Sqlite(path) = &config.db_url else { return Err(RestoreError::BackupOfPostgres.into()) };
    // Opening a file that is missing would make it.
    if !path.is_file() {
        return Err(RestoreError::NothingToCopy(path.to_owned()).into());
    }
    let Conn::Sqlite(mut from) = Conn::open(&config.db_url)? else {
        return Err(RestoreError::BackupOfPostgres.into());
    };
    let draft = Draft::beside(file)?;
    draft.copy_from(&mut from)?;
    Epoch::mark_copy(&mut draft.open()?)?;
    draft.become_new(file).map_err(at(file))?;
    say(format_args!("Copied {} to {}.", config.db_url, file.display()));
    Ok(())
}

/// Puts a backup in the place of the database, which is kept beside it; without a file, the database itself was put in
/// its place by other means. Both start a new epoch.
pub(super) fn restore(file: Option<&Path>, config: &Config) -> Result<(), CliError> {
    match (&config.db_url, file) {
        (DbUrl::Postgres(_), Some(_)) => return Err(RestoreError::RestoreOfPostgres.into()),
        (_, None) => {
            if let DbUrl::Sqlite(path) = &config.db_url
                && !path.is_file()
            {
                return Err(RestoreError::NothingToCopy(path.to_owned()).into());
            }
            server::start_epoch(config)?;
        }
        (DbUrl::Sqlite(path), Some(file)) => {
            let replaced = replace(path, file)?;
            server::prepare_database(config)?;
            if let Some(replaced) = replaced {
                say(format_args!("The database until now is kept as {}.", replaced.display()));
            }
        }
    }
    say(format_args!("Restored {}. Everybody must sign in again.", config.db_url));
    Ok(())
}

/// Puts a copy of `file` in the place of the database at `path`, and gives where that is now, if there was one.
fn replace(path: &Path, file: &Path) -> Result<Option<PathBuf>, CliError> {
    if !file.is_file() {
        return Err(RestoreError::NothingToCopy(file.to_owned()).into());
    }
    let unsound = |why: String| RestoreError::NotABackup { file: file.to_owned(), why };
    let draft = Draft::beside(path)?;
    SqliteConnection::establish(text(file)?)
        .map_err(|why| unsound(why.to_string()))
        .and_then(|mut from| draft.copy_from(&mut from).map_err(|why| unsound(why.to_string())))?;
    let mut copy = draft.open()?;
    check(&mut copy).map_err(unsound)?;

    let stamp = OffsetDateTime::now_utc()
        .format(format_description!("[year][month][day]T[hour][minute][second]Z"))
        .map_err(|why| io::Error::other(why.to_string()))?;
    let replaced = free_name(with_suffix(path, &format!(".replaced-{stamp}")));
    // Until the copy is in its place, nobody else opens the old one.
    let kept = path.exists();
    let mut held = if kept { hold(path)? } else { None };
    match &mut held {
        // One that was never migrated has given no ids.
        Some(old) => {
            continue_ids(&mut copy, old).unwrap_or_else(|why| tracing::warn!(%why, "no ids were read from it"))
        }
        None if kept => tracing::warn!(database = %path.display(), "it cannot be read, and is kept as it is"),
        None => {}
    }
    Epoch::mark_copy(&mut copy)?;
    drop(copy);
    draft.belong_to_owner_of(path)?;

    if kept {
        keep(path, &replaced).map_err(at(&replaced))?;
    }
    // Left by a program that did not end well; they belong to the old database, and would break the new one.
    for suffix in ["-wal", "-shm"] {
        let (beside, moved) = (with_suffix(path, suffix), with_suffix(&replaced, suffix));
        if beside.exists() {
            fs::rename(&beside, &moved).map_err(at(&beside))?;
        }
    }
    fs::rename(&draft.path, path).map_err(at(path))?;
    File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(at(path))?;
    Ok(kept.then_some(replaced))
}

/// A name that no file has yet: this one, or this one and a number.
fn free_name(name: PathBuf) -> PathBuf {
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    if is_free(&name) {
        return name;
    }
    let mut numbered = (1_u32..).map(|number| with_suffix(&name, &format!("-{number}")));
    numbered.find(is_free).unwrap_or(name)
}

/// Gives a file a second name, or copies it where the file system knows no second names. Replaces nothing.
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

/// Opens the database that is to be replaced, so that nobody else can, with all that it holds in the one file. `None` if
/// it cannot be read.
fn hold(path: &Path) -> Result<Option<SqliteConnection>, CliError> {
    let Ok(mut conn) = SqliteConnection::establish(text(path)?) else { return Ok(None) };
    // Leaving WAL takes that nobody else has it open.
    let held = conn.batch_execute("PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    match held {
        Ok(()) => Ok(Some(conn)),
        Err(why) if why.to_string().contains("locked") => Err(RestoreError::InUse(path.to_owned()).into()),
        Err(_) => Ok(None),
    }
}

/// Whether a copy is a sound database of this program.
fn check(conn: &mut SqliteConnection) -> Result<(), String> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        found: String,
    }
    let mut ask = |sql: &str| -> QueryResult<Vec<Found>> { diesel::sql_query(sql).load(conn) };

    let problems =
        ask("SELECT integrity_check AS found FROM pragma_integrity_check").map_err(|why| why.to_string())?;
    if let Some(Found { found }) = problems.into_iter().find(|problem| problem.found != "ok") {
        return Err(found);
    }
    let tables =
        ask("SELECT name AS found FROM sqlite_master WHERE type = 'table'").map_err(|why| why.to_string())?;
    for needed in ["users", "posts", "__diesel_schema_migrations"] {
        if !tables.iter().any(|table| table.found == needed) {
            return Err(format!("it has no table {needed}"));
        }
    }
    Ok(())
}

/// Makes the ids of a copy go on after those of the database that it replaces.
fn continue_ids(copy: &mut SqliteConnection, replaced: &mut SqliteConnection) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Given {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        last: i64,
    }

    let all: Vec<Given> = diesel::sql_query("SELECT name, seq AS last FROM sqlite_sequence").load(replaced)?;
    for Given { name, last } in all {
        let row = |sql: &str| diesel::sql_query(sql).bind::<BigInt, _>(last).bind::<Text, _>(&name);
        if row("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?").execute(copy)? == 0 {
            row("INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)").execute(copy)?;
        }
    }
    Ok(())
}

/// A file that becomes a database, readable by its owner alone. Removed, unless it is renamed.
struct Draft {
    path: PathBuf,
}

impl Draft {
    /// A new, empty file beside `place`.
    fn beside(place: &Path) -> Result<Self, CliError> {
        let path = with_suffix(place, &format!(".{}.draft", std::process::id()));
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(at(&path))?;
        Ok(Self { path })
    }

    /// Fills it with what `from` has at this moment.
    fn copy_from(&self, from: &mut SqliteConnection) -> Result<(), CliError> {
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(text(&self.path)?).execute(from)?;
        Ok(())
    }

    /// Without the settings that a server wants, which would make other files beside it.
    fn open(&self) -> Result<SqliteConnection, CliError> {
        Ok(SqliteConnection::establish(text(&self.path)?)?)
    }

    /// Gives it the name of a file that is not there yet. Unlike a rename, a link replaces nothing; but some file systems
    /// know no links.
    fn become_new(&self, file: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, file) {
            Err(why) if why.kind() != io::ErrorKind::AlreadyExists => fs::rename(&self.path, file),
            linked => linked,
        }
    }

    /// Whoever runs the server must be able to write it, also if this program runs as somebody else.
    fn belong_to_owner_of(&self, path: &Path) -> Result<(), CliError> {
        let like = fs::metadata(path).or_else(|_| fs::metadata(folder_of(path))).map_err(at(path))?;
        let own = fs::metadata(&self.path).map_err(at(&self.path))?;
        if (like.uid(), like.gid()) != (own.uid(), own.gid()) {
            chown(&self.path, Some(like.uid()), Some(like.gid())).map_err(at(&self.path))?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn text(path: &Path) -> Result<&str, RestoreError> {
    path.to_str().ok_or_else(|| RestoreError::OddPath(path.to_owned()))
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
