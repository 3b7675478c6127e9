//! Removes pictures that nobody needs: those that nothing refers to, and files whose picture is gone. Why that takes none
//! that is in use is told in `models::Image`. Any number of processes may sweep at once.

use std::collections::HashMap;

use diesel::{ConnectionError, QueryResult};
use futures_util::TryStreamExt;
use time::OffsetDateTime;
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    db::{Conn, DbUrl},
    media::storage::{Storage, StorageError},
    models::{Epoch, GRACE, Image},
};

/// How many keys the database is asked about in one statement.
const BATCH: usize = 500;

/// Fewer stray files than this are no sign of anything.
const FEW: usize = 20;

/// How to sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanupMode {
    /// Only look.
    Look,
    /// Remove, as nobody is there to see it: where most of the files are stray, the database may be the wrong one.
    Careful,
    /// Remove, as somebody has asked for it.
    Thorough,
}

/// What was, or would be, removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanupReport {
    /// Keys of pictures that nothing referred to.
    pub unused: Vec<String>,
    /// Keys under which there were files, and no picture.
    pub stray: Vec<String>,
    /// How many further ones were left where they are, because they are suspiciously many, or older than a restore.
    pub left: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum CleanupError {
    #[error("the database cannot be reached: {0}")]
    Connect(#[from] ConnectionError),
    #[error("the database refused: {0}")]
    Query(#[from] diesel::result::Error),
    #[error("the storage failed: {0}")]
    Storage(#[from] StorageError),
    #[error("the work broke off: {0}")]
    Stopped(#[from] JoinError),
}

/// Sweeps once. It uses a connection of its own, on threads where it may take long.
///
/// # Errors
/// When the database or the storage fails; what was removed before stays removed.
pub async fn clean_up(
    db_url: &DbUrl,
    storage: &Storage,
    manner: CleanupMode,
) -> Result<CleanupReport, CleanupError> {
    let remove = manner != CleanupMode::Look;
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let unused = on_connection(db_url, move |conn| {
        let mut unused = Image::unused(conn, now)?;
        if remove {
            let mut taken = Vec::new();
            for key in unused {
                if conn.writing(|conn| Image::take_unused(conn, &key))? {
                    taken.push(key);
                }
            }
            unused = taken;
        }
        Ok(unused)
    })
    .await?;
    if remove {
        for key in &unused {
            storage.remove(key).await?;
        }
    }

    // After a restore, files of images that came after the backup have no row: the database that was replaced has them.
    let since = match manner {
        CleanupMode::Careful => on_connection(db_url, Epoch::began).await?,
        CleanupMode::Look | CleanupMode::Thorough => i64::MIN,
    };
    let mut stray = Vec::new();
    let mut left = 0;
    let mut seen = 0;
    let mut batch = HashMap::new();
    let mut sizes = unmeasured(db_url, remove).await?;
    let mut files = storage.list();
    loop {
        let file = files.try_next().await?;
        let ended = file.is_none();
        // An upload has its row before its files; but clocks differ. Files of others are none of our business.
        if let Some(file) = &file
            && let Some(size) = sizes.get_mut(&file.key)
        {
            *size += file.size;
        }
        let ours = file.filter(|file| file.modified < now - GRACE && Image::is_key(&file.key));
        batch.extend(ours.map(|file| (file.key, file.modified)));
        if batch.len() < BATCH && !ended {
            continue;
        }
        seen += batch.len();
        let keys = batch.keys().cloned().collect();
        let unknown = on_connection(db_url, move |conn| Image::unknown(conn, keys)).await?;
        let (before, after): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|key| batch[key] <= since);
        left += before.len();
        stray.extend(after);
        batch.clear();
        if ended {
            break;
        }
    }
    if !sizes.is_empty() {
        on_connection(db_url, move |conn| Image::note_sizes(conn, sizes)).await?;
    }
    stray.sort();
    stray.dedup();
    if manner == CleanupMode::Careful && stray.len() > FEW && stray.len() * 2 > seen {
        left += stray.len();
        stray.clear();
    }
    if remove {
        for key in &stray {
            storage.remove(key).await?;
        }
    }
    Ok(CleanupReport { unused, stray, left })
}

/// The keys of images of which nobody knows yet how many bytes they take: those that earlier versions have stored.
async fn unmeasured(db_url: &DbUrl, wanted: bool) -> Result<HashMap<String, u64>, CleanupError> {
    if !wanted {
        return Ok(HashMap::new());
    }
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
