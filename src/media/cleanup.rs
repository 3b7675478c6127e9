//! Deletes unused images: rows that nothing refers to, files without a row, and files that were written halfway.
//! `models::Image` explains why an image in use is never deleted. Several processes may clean up at once.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use diesel::{ConnectionError, QueryResult};
use futures_util::TryStreamExt;
use time::OffsetDateTime;
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    db::{Conn, DbUrl},
    media::storage::{ListedFile, Storage, StorageError},
    models::{Epoch, GRACE, Image},
};

/// The number of keys in one statement.
const BATCH: usize = 500;

/// The number of orphaned files that are deleted automatically, even if most files are orphaned.
const FEW: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanupMode {
    /// Only report.
    DryRun,
    /// Delete without an operator watching. If most files are orphaned, the database may be the wrong one, so they stay.
    Automatic,
    /// Delete everything that is unused, because the operator asked for it.
    Full,
}

/// What was deleted, or would be deleted in a dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanupReport {
    /// Keys of images that nothing refers to.
    pub unused: Vec<String>,
    /// Keys that have files but no row, and how many bytes these files have.
    pub orphaned: Vec<String>,
    pub orphaned_bytes: u64,
    /// Files that were written halfway, because the process ended.
    pub unfinished: Vec<PathBuf>,
    /// The number of orphaned keys that were kept, because they are suspiciously many, or older than a restore.
    pub kept: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum CleanupError {
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] ConnectionError),
    #[error("the database reported an error: {0}")]
    Query(#[from] diesel::result::Error),
    #[error("the storage failed: {0}")]
    Storage(#[from] StorageError),
    #[error("cannot delete unfinished files: {0}")]
    Unfinished(#[from] io::Error),
    #[error("the cleanup was interrupted: {0}")]
    Stopped(#[from] JoinError),
}

/// Runs one cleanup, with its own database connections on blocking threads.
///
/// # Errors
/// If the database or the storage fails. What was deleted until then stays deleted.
pub async fn clean_up(
    db_url: &DbUrl,
    storage: &Storage,
    mode: CleanupMode,
) -> Result<CleanupReport, CleanupError> {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let is_dry_run = mode == CleanupMode::DryRun;
    let find_or_delete = if is_dry_run { Image::unused } else { delete_unused_rows };
    let unused = on_connection(db_url, move |conn| find_or_delete(conn, now)).await?;
    if !is_dry_run {
        delete_files(storage, &unused).await?;
    }
    let Orphaned { keys: orphaned, bytes: orphaned_bytes, kept } =
        find_orphaned(db_url, storage, mode, now).await?;
    if !is_dry_run {
        delete_files(storage, &orphaned).await?;
    }
    let storage = storage.clone();
    let unfinished = spawn_blocking(move || find_or_delete_unfinished(&storage, is_dry_run)).await??;
    Ok(CleanupReport { unused, orphaned, orphaned_bytes, unfinished, kept })
}

/// Deletes the rows of unused images. Returns their keys.
fn delete_unused_rows(conn: &mut Conn, now: i64) -> QueryResult<Vec<String>> {
    let mut deleted = Vec::new();
    for key in Image::unused(conn, now)? {
        if conn.writing(|conn| Image::delete_row_if_unused(conn, &key))? {
            deleted.push(key);
        }
    }
    Ok(deleted)
}

async fn delete_files(storage: &Storage, keys: &[String]) -> Result<(), StorageError> {
    for key in keys {
        storage.delete(key).await?;
    }
    Ok(())
}

/// The unfinished files that no running process writes any more. Deletes them.
fn find_or_delete_unfinished(storage: &Storage, is_dry_run: bool) -> io::Result<Vec<PathBuf>> {
    let unfinished = storage.unfinished_before(SystemTime::now() - Duration::from_secs(GRACE.unsigned_abs()))?;
    if !is_dry_run {
        unfinished.iter().try_for_each(|file| Storage::delete_unfinished(file))?;
    }
    Ok(unfinished)
}

/// Files without a row.
#[derive(Default)]
struct Orphaned {
    keys: Vec<String>,
    /// The size of these files.
    bytes: u64,
    /// The number of further keys that are to be kept.
    kept: usize,
}

/// Lists all files, and returns those without a row. Also records sizes that are missing in the database.
async fn find_orphaned(
    db_url: &DbUrl,
    storage: &Storage,
    mode: CleanupMode,
    now: i64,
) -> Result<Orphaned, CleanupError> {
    // After a restore, images that are newer than the backup have no row, but the replaced database still has one.
    let keep_before = match mode {
        CleanupMode::Automatic => on_connection(db_url, Epoch::began).await?,
        CleanupMode::DryRun | CleanupMode::Full => i64::MIN,
    };
    let mut sizes = match mode {
        CleanupMode::DryRun => HashMap::new(),
        CleanupMode::Automatic | CleanupMode::Full => sizes_to_record(db_url).await?,
    };
    let (mut orphaned, mut seen) = (Orphaned::default(), 0);
    let mut batch: HashMap<String, ListedFile> = HashMap::new();
    let mut files = storage.list();
    loop {
        let file = files.try_next().await?;
        let ended = file.is_none();
        if let Some(file) = &file
            && let Some(size) = sizes.get_mut(&file.key)
        {
            *size += file.size;
        }
        // An upload writes its row before its files, but clocks differ, so young files stay. So do files of other programs.
        let candidate = file.filter(|file| file.modified < now - GRACE && Image::is_key(&file.key));
        if let Some(file) = candidate {
            let known = batch.remove(&file.key).map_or(0, |other| other.size);
            batch.insert(file.key.clone(), ListedFile { size: known + file.size, ..file });
        }
        if batch.len() < BATCH && !ended {
            continue;
        }
        seen += batch.len();
        let keys = batch.keys().cloned().collect();
        let unknown = on_connection(db_url, move |conn| Image::unknown(conn, keys)).await?;
        let (old, new): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|key| batch[key].modified <= keep_before);
        orphaned.kept += old.len();
        orphaned.bytes += new.iter().map(|key| batch[key].size).sum::<u64>();
        orphaned.keys.extend(new);
        batch.clear();
        if ended {
            break;
        }
    }
    if !sizes.is_empty() {
        on_connection(db_url, move |conn| Image::note_sizes(conn, sizes)).await?;
    }
    orphaned.keys.sort();
    orphaned.keys.dedup();
    let number = orphaned.keys.len();
    if mode == CleanupMode::Automatic && number > FEW && number * 2 > seen {
        return Ok(Orphaned { kept: orphaned.kept + number, ..Orphaned::default() });
    }
    Ok(orphaned)
}

/// The keys of images whose size is not recorded, because an earlier version stored them. The sizes are still 0.
async fn sizes_to_record(db_url: &DbUrl) -> Result<HashMap<String, u64>, CleanupError> {
    let keys = on_connection(db_url, Image::unmeasured).await?;
    Ok(keys.into_iter().map(|key| (key, 0)).collect())
}

async fn on_connection<T: Send + 'static>(
    url: &DbUrl,
    work: impl FnOnce(&mut Conn) -> QueryResult<T> + Send + 'static,
) -> Result<T, CleanupError> {
    let url = url.clone();
    spawn_blocking(move || Ok(work(&mut Conn::open(&url)?)?)).await?
}
