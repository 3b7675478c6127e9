//! Keeps some disk space free: uploads stop before a disk is full, so that everything else can go on.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    str::FromStr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::fs::statvfs;
use tokio::task::spawn_blocking;

use crate::models::parse_bytes;

/// How much [`DiskReserve::Auto`] keeps free: this part of a disk, and never more than so many bytes.
const AUTO_PART: u64 = 10;
const AUTO_MOST: u64 = 512 << 20;

/// This part of the files that a disk can have is left to be made.
const FILES_PART: u64 = 100;

/// How much disk space uploads leave free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DiskReserve {
    /// A tenth of the disk, and at most 512 MiB.
    #[default]
    Auto,
    Bytes(u64),
}

impl DiskReserve {
    /// Bytes to leave free on a disk of `size` bytes.
    fn on_disk(self, size: u64) -> u64 {
        match self {
            Self::Auto => (size / AUTO_PART).min(AUTO_MOST),
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl FromStr for DiskReserve {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "auto" => Ok(Self::Auto),
            text => parse_bytes(text).map(Self::Bytes).ok_or("write bytes such as 512M, or auto"),
        }
    }
}

/// Why nothing may be written now.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// Less than the reserve would be left.
    #[error("the disk is almost full")]
    Low,
    #[error("the free disk space is unknown: {0}")]
    Unknown(#[from] io::Error),
}

/// The disks that uploads and the database are on, and what uploads will still write to them.
#[derive(Clone)]
pub struct FreeSpace {
    inner: Arc<Inner>,
}

struct Inner {
    folders: Vec<PathBuf>,
    reserve: DiskReserve,
    /// Whether space was low when it was last looked at. Says when to log.
    low: AtomicBool,
    /// Held while space is given, so that two who look at once cannot both be given the last of it.
    giving: Mutex<()>,
    given: Mutex<Given>,
}

/// Bytes that were given to uploads which go on.
#[derive(Default)]
struct Given {
    /// Those that are not written yet: the disk still counts them as free.
    unwritten: u64,
    /// All of them, by the id of the user.
    by_user: HashMap<i32, u64>,
}

impl FreeSpace {
    /// Watches the disks that `folders` are on.
    pub fn new(folders: Vec<PathBuf>, reserve: DiskReserve) -> Self {
        let (giving, given) = (Mutex::default(), Mutex::default());
        Self { inner: Arc::new(Inner { folders, reserve, low: AtomicBool::new(false), giving, given }) }
    }

    /// Space for an upload of a user. It has none yet.
    pub fn of_user(&self, user_id: i32) -> UploadSpace {
        UploadSpace { inner: Arc::clone(&self.inner), user_id, pieces: Vec::new() }
    }
}

/// Disk space of an upload, which others can have again when this is dropped.
pub struct UploadSpace {
    inner: Arc<Inner>,
    user_id: i32,
    pieces: Vec<Piece>,
}

impl UploadSpace {
    /// Takes space for `bytes` more bytes. To be called when all that was taken before has been written.
    ///
    /// # Errors
    /// If writing them could leave less than the reserve on a disk, if the unfinished uploads of the user would take more
    /// than what is left for others, or if nobody can tell.
    pub async fn extend(&mut self, bytes: u64) -> Result<(), SpaceError> {
        for piece in &mut self.pieces {
            piece.written();
        }
        let (inner, user_id) = (Arc::clone(&self.inner), self.user_id);
        // A network file system may take long to answer.
        let piece =
            spawn_blocking(move || Piece::take(&inner, user_id, bytes)).await.map_err(io::Error::other)??;
        self.pieces.push(piece);
        Ok(())
    }
}

/// A part of an upload's space.
struct Piece {
    inner: Arc<Inner>,
    user_id: i32,
    bytes: u64,
    is_written: bool,
}

impl Piece {
    fn take(inner: &Arc<Inner>, user_id: i32, bytes: u64) -> Result<Self, SpaceError> {
        let _giving = inner.giving.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the disk is looked at. What is written in between counts twice, and not never.
        let (unwritten, own) = {
            let given = inner.given();
            (given.unwritten, given.by_user.get(&user_id).copied().unwrap_or_default())
        };
        let left = inner.free()?.checked_sub(unwritten.saturating_add(bytes));
        inner.log_when_low(left.is_none());
        if left.is_none_or(|left| own.saturating_add(bytes) > left) {
            return Err(SpaceError::Low);
        }
        let mut given = inner.given();
        given.unwritten += bytes;
        *given.by_user.entry(user_id).or_default() += bytes;
        drop(given);
        Ok(Self { inner: Arc::clone(inner), user_id, bytes, is_written: false })
    }

    fn written(&mut self) {
        if !self.is_written {
            self.is_written = true;
            self.inner.given().unwritten -= self.bytes;
        }
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.written();
        let mut given = self.inner.given();
        if let Some(own) = given.by_user.get_mut(&self.user_id) {
            *own -= self.bytes;
            if *own == 0 {
                given.by_user.remove(&self.user_id);
            }
        }
    }
}

impl Inner {
    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes beyond the reserve, on the disk that has fewest; none where few further files can be made.
    fn free(&self) -> Result<u64, SpaceError> {
        let mut least = u64::MAX;
        for folder in &self.folders {
            let disk = statvfs(folder).map_err(io::Error::from)?;
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            // Some file systems do not limit the number of files, and say 0.
            if disk.f_files > 0 && disk.f_favail < disk.f_files / FILES_PART {
                return Ok(0);
            }
            let reserve = self.reserve.on_disk(disk.f_blocks.saturating_mul(disk.f_frsize));
            least = least.min(free.saturating_sub(reserve));
        }
        Ok(least)
    }

    fn log_when_low(&self, low: bool) {
        match (self.low.swap(low, Ordering::Relaxed), low) {
            (false, true) => tracing::error!("the disk is almost full: uploads are refused"),
            (true, false) => tracing::info!("there is enough disk space again: uploads are accepted"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_bytes_or_suits_the_disk() {
        assert_eq!("512M".parse(), Ok(DiskReserve::Bytes(512 << 20)));
        assert_eq!("auto".parse(), Ok(DiskReserve::Auto));
        assert!("much".parse::<DiskReserve>().is_err());
        assert_eq!(DiskReserve::Auto.on_disk(160 << 20), 16 << 20);
        assert_eq!(DiskReserve::Auto.on_disk(1 << 40), 512 << 20);
    }

    /// A disk with about so many bytes beyond its reserve.
    fn with_free(bytes: u64) -> FreeSpace {
        let folder = std::env::temp_dir();
        let disk = statvfs(&folder).expect("a disk");
        FreeSpace::new(vec![folder], DiskReserve::Bytes(disk.f_bavail * disk.f_frsize - bytes))
    }

    #[tokio::test]
    async fn what_is_promised_and_not_written_yet_is_given_to_nobody_else() {
        // Other programs write to this disk meanwhile, though not that much.
        const UNIT: u64 = 512 << 20;
        let space = with_free(9 * UNIT / 2);
        let [mut one, mut two, mut three] = [1, 2, 3].map(|user_id| space.of_user(user_id));

        one.extend(UNIT).await.expect("much is free");
        two.extend(UNIT).await.expect("3.5 are free");
        assert!(matches!(one.extend(UNIT).await, Ok(())), "it wrote what it had, says the upload");
        three.extend(2 * UNIT).await.expect_err("0.5 would be left");

        drop((one, two));
        three.extend(2 * UNIT).await.expect("all is free again");
        drop(three);
        let given = space.inner.given();
        assert_eq!((given.unwritten, given.by_user.len()), (0, 0));
    }

    #[tokio::test]
    async fn one_user_takes_no_more_than_what_is_left_for_others() {
        const UNIT: u64 = 512 << 20;
        let space = with_free(9 * UNIT / 2);
        let mut uploads: Vec<UploadSpace> = (0..3).map(|_| space.of_user(1)).collect();

        uploads[0].extend(UNIT).await.expect("3.5 are left");
        uploads[1].extend(UNIT).await.expect("2.5 are left");
        uploads[2].extend(UNIT).await.expect_err("they would have 3, and others 1.5");
        space.of_user(2).extend(UNIT).await.expect("for another");
    }
}
