//! Keeps some disk space free: uploads stop before a disk is full, so that everything else can go on.

use std::{
    io,
    path::PathBuf,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::fs::statvfs;
use tokio::task::spawn_blocking;

use super::size::parse_bytes;

/// How much [`DiskReserve::Auto`] keeps free: this part of a disk, and never more than so many bytes.
const AUTO_PART: u64 = 10;
const AUTO_MOST: u64 = 512 << 20;

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

/// The disks that uploads and the database are on.
#[derive(Clone)]
pub struct FreeSpace {
    inner: Arc<Inner>,
}

struct Inner {
    folders: Vec<PathBuf>,
    reserve: DiskReserve,
    /// Whether space was low when it was last looked at. Says when to log.
    low: AtomicBool,
}

impl FreeSpace {
    /// Watches the disks that `folders` are on.
    pub fn new(folders: Vec<PathBuf>, reserve: DiskReserve) -> Self {
        Self { inner: Arc::new(Inner { folders, reserve, low: AtomicBool::new(false) }) }
    }

    /// Checks whether `needed` bytes can be written on each disk without touching the reserve.
    ///
    /// # Errors
    /// If they cannot, or if nobody can tell.
    pub async fn check(&self, needed: u64) -> Result<(), SpaceError> {
        let inner = Arc::clone(&self.inner);
        // A network file system may take long to answer.
        spawn_blocking(move || inner.check(needed)).await.map_err(io::Error::other)?
    }
}

impl Inner {
    fn check(&self, needed: u64) -> Result<(), SpaceError> {
        for folder in &self.folders {
            let disk = statvfs(folder).map_err(io::Error::from)?;
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let reserve = self.reserve.on_disk(disk.f_blocks.saturating_mul(disk.f_frsize));
            if free < reserve.saturating_add(needed) {
                if !self.low.swap(true, Ordering::Relaxed) {
                    let folder = folder.display();
                    tracing::error!(%folder, free, reserve, "the disk is almost full: uploads are refused");
                }
                return Err(SpaceError::Low);
            }
        }
        if self.low.swap(false, Ordering::Relaxed) {
            tracing::info!("there is enough disk space again: uploads are accepted");
        }
        Ok(())
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
}
