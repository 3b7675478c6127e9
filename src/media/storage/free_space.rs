//! Keeps some disk space free: uploads are refused before a disk is full, so that everything else still works.

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

/// [`DiskReserve::Auto`] keeps one part in this many of a disk free, up to `AUTO_MAX` bytes.
const AUTO_PART: u64 = 10;
const AUTO_MAX: u64 = 512 << 20;

/// One part in this many of the files that a disk can have is kept free.
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
    /// Bytes to keep free on a disk of `size` bytes.
    fn on_disk(self, size: u64) -> u64 {
        match self {
            Self::Auto => (size / AUTO_PART).min(AUTO_MAX),
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

/// Why an upload cannot get disk space.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// Less than the reserve would stay free.
    #[error("the disk is almost full")]
    Low,
    #[error("the free disk space is unknown: {0}")]
    Unknown(#[from] io::Error),
}

/// The disks of the uploads and the database, and how much running uploads will still write to them.
#[derive(Clone)]
pub struct FreeSpace {
    inner: Arc<Inner>,
}

struct Inner {
    folders: Vec<PathBuf>,
    reserve: DiskReserve,
    /// Whether space was low at the last check. A change is logged.
    low: AtomicBool,
    /// Held during a reservation, so that two uploads cannot both get the last space.
    reserving: Mutex<()>,
    reserved: Mutex<Reserved>,
}

/// The bytes that are reserved for running uploads.
#[derive(Default)]
struct Reserved {
    /// Bytes that are not written yet: the disk still counts them as free.
    unwritten: u64,
    /// All reserved bytes, by user id.
    by_user: HashMap<i32, u64>,
}

impl FreeSpace {
    /// Watches the disks of `folders`.
    pub fn new(folders: Vec<PathBuf>, reserve: DiskReserve) -> Self {
        let (reserving, reserved) = (Mutex::default(), Mutex::default());
        Self { inner: Arc::new(Inner { folders, reserve, low: AtomicBool::new(false), reserving, reserved }) }
    }

    /// The fullest disk. Unknown if the system does not tell.
    pub async fn fullest_disk(&self) -> Option<DiskSpace> {
        let inner = Arc::clone(&self.inner);
        // A network file system may answer slowly.
        spawn_blocking(move || inner.fullest_disk()).await.ok()?.ok()
    }

    /// The space of a user's new upload. Nothing is reserved yet.
    pub fn of_user(&self, user_id: i32) -> UploadSpace {
        UploadSpace { inner: Arc::clone(&self.inner), user_id, reservations: Vec::new() }
    }
}

/// The free space of a disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskSpace {
    pub free: u64,
    /// What uploads may use: the rest is the reserve. 0 if the disk can hold only few more files.
    pub for_uploads: u64,
}

/// The disk space of an upload. Dropping it releases the space.
pub struct UploadSpace {
    inner: Arc<Inner>,
    user_id: i32,
    reservations: Vec<Reservation>,
}

impl UploadSpace {
    /// Reserves `bytes` more bytes. Call it when everything that was reserved before has been written.
    ///
    /// # Errors
    /// If a disk could have less than the reserve left, if the user's running uploads would take more than what is left for
    /// others, or if the free space is unknown.
    pub async fn extend(&mut self, bytes: u64) -> Result<(), SpaceError> {
        for reservation in &mut self.reservations {
            reservation.mark_written();
        }
        let (inner, user_id) = (Arc::clone(&self.inner), self.user_id);
        // A network file system may answer slowly.
        let reservation =
            spawn_blocking(move || Reservation::new(&inner, user_id, bytes)).await.map_err(io::Error::other)??;
        self.reservations.push(reservation);
        Ok(())
    }
}

/// A part of an upload's space.
struct Reservation {
    inner: Arc<Inner>,
    user_id: i32,
    bytes: u64,
    is_written: bool,
}

impl Reservation {
    fn new(inner: &Arc<Inner>, user_id: i32, bytes: u64) -> Result<Self, SpaceError> {
        let _reserving = inner.reserving.lock().unwrap_or_else(PoisonError::into_inner);
        // Read before the disk: bytes that are written in between then count twice, instead of not at all.
        let (unwritten, own) = {
            let reserved = inner.reserved();
            (reserved.unwritten, reserved.by_user.get(&user_id).copied().unwrap_or_default())
        };
        let left = inner.fullest_disk()?.for_uploads.checked_sub(unwritten.saturating_add(bytes));
        inner.log_change(left.is_none());
        if left.is_none_or(|left| own.saturating_add(bytes) > left) {
            return Err(SpaceError::Low);
        }
        let mut reserved = inner.reserved();
        reserved.unwritten += bytes;
        *reserved.by_user.entry(user_id).or_default() += bytes;
        drop(reserved);
        Ok(Self { inner: Arc::clone(inner), user_id, bytes, is_written: false })
    }

    fn mark_written(&mut self) {
        if !self.is_written {
            self.is_written = true;
            self.inner.reserved().unwritten -= self.bytes;
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.mark_written();
        let mut reserved = self.inner.reserved();
        if let Some(own) = reserved.by_user.get_mut(&self.user_id) {
            *own -= self.bytes;
            if *own == 0 {
                reserved.by_user.remove(&self.user_id);
            }
        }
    }
}

impl Inner {
    fn reserved(&self) -> MutexGuard<'_, Reserved> {
        self.reserved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The disk that has the least space for uploads.
    fn fullest_disk(&self) -> io::Result<DiskSpace> {
        let mut least = DiskSpace { free: u64::MAX, for_uploads: u64::MAX };
        for folder in &self.folders {
            let disk = statvfs(folder)?;
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            // File systems without a limit on the number of files report 0.
            if disk.f_files > 0 && disk.f_favail < disk.f_files / FILES_PART {
                return Ok(DiskSpace { free, for_uploads: 0 });
            }
            let reserve = self.reserve.on_disk(disk.f_blocks.saturating_mul(disk.f_frsize));
            let for_uploads = free.saturating_sub(reserve);
            if for_uploads <= least.for_uploads {
                least = DiskSpace { free, for_uploads };
            }
        }
        Ok(least)
    }

    fn log_change(&self, low: bool) {
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
    fn a_reserve_is_a_number_of_bytes_or_depends_on_the_disk() {
        assert_eq!("512M".parse(), Ok(DiskReserve::Bytes(512 << 20)));
        assert_eq!("auto".parse(), Ok(DiskReserve::Auto));
        assert!("much".parse::<DiskReserve>().is_err());
        assert_eq!(DiskReserve::Auto.on_disk(160 << 20), 16 << 20);
        assert_eq!(DiskReserve::Auto.on_disk(1 << 40), 512 << 20);
    }

    /// A disk with about this many bytes beyond its reserve.
    fn with_free(bytes: u64) -> FreeSpace {
        let folder = std::env::temp_dir();
        let disk = statvfs(&folder).expect("a disk");
        FreeSpace::new(vec![folder], DiskReserve::Bytes(disk.f_bavail * disk.f_frsize - bytes))
    }

    #[tokio::test]
    async fn reserved_space_that_is_not_written_yet_is_not_given_to_others() {
        // Other programs write to this disk meanwhile, but less than a unit.
        const UNIT: u64 = 512 << 20;
        let space = with_free(9 * UNIT / 2);
        let [mut one, mut two, mut three] = [1, 2, 3].map(|user_id| space.of_user(user_id));

        one.extend(UNIT).await.expect("much is free");
        two.extend(UNIT).await.expect("3.5 are free");
        assert!(matches!(one.extend(UNIT).await, Ok(())), "it has written what it had reserved");
        three.extend(2 * UNIT).await.expect_err("0.5 would be left");

        drop((one, two));
        three.extend(2 * UNIT).await.expect("all is free again");
        drop(three);
        let reserved = space.inner.reserved();
        assert_eq!((reserved.unwritten, reserved.by_user.len()), (0, 0));
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
