//! Protects an SQLite backup that replaces a database from the write-ahead log of the replaced database.
//!
//! SQLite plays back any log beside a database, even that of another database, which destroys the data. The header of a
//! used database says that it has a log; that of a backup says that it has none. So a log beside a file without one
//! belongs to another database.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};
use time::{OffsetDateTime, macros::format_description};

/// The offset of two header bytes that say whether the database has a log: 1 for no, 2 for yes.
const VERSIONS: u64 = 18;
const WITHOUT_LOG: [u8; 2] = [1, 1];

/// Renames a log that does not belong to the database at `path`.
pub(super) fn set_foreign_log_aside(path: &Path) -> io::Result<()> {
    if !has_foreign_log(path)? {
        return Ok(());
    }
    // Only one of several programs that open the database at once may rename: when the second looks, the first may already
    // have created a log of the new database.
    let folder =
        File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    flock(&folder, FlockOperation::LockExclusive)?;
    if !has_foreign_log(path)? {
        return Ok(());
    }
    let stamp = OffsetDateTime::now_utc()
        .format(format_description!("[year][month][day]T[hour][minute][second][subsecond digits:6]Z"))
        .map_err(io::Error::other)?;
    let (log, aside) = (beside(path, "-wal"), beside(path, &format!("-wal.foreign-{stamp}")));
    fs::rename(&log, &aside)?;
    // SQLite rebuilds this index.
    match fs::remove_file(beside(path, "-shm")) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    tracing::warn!(
        log = %log.display(), aside = %aside.display(),
        "a write-ahead log of another database was beside this one, and was renamed; changes in it are not in this database"
    );
    Ok(())
}

/// Checks the log before the header: a database gets its log only after its header says so.
fn has_foreign_log(path: &Path) -> io::Result<bool> {
    let log = or_none(fs::metadata(beside(path, "-wal")))?;
    if log.is_none_or(|log| log.len() == 0) {
        return Ok(false);
    }
    let Some(mut file) = or_none(File::open(path))? else { return Ok(false) };
    file.seek(SeekFrom::Start(VERSIONS))?;
    let mut versions = [0; WITHOUT_LOG.len()];
    match file.read_exact(&mut versions) {
        Ok(()) => Ok(versions == WITHOUT_LOG),
        // SQLite itself removes the log of an empty file.
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(why) => Err(why),
    }
}

fn or_none<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
