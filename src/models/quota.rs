//! Limits on what a user stores.

use std::{error::Error, fmt, str::FromStr};

use super::byte_size::{format_bytes, parse_bytes};

/// The size and number of images that a user may store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub bytes: u64,
    pub images: u64,
}

/// The size and number of images that a user has stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub bytes: u64,
    pub images: u64,
}

/// An image does not fit into a user's quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaExceeded {
    Bytes { limit: u64 },
    Images { limit: u64 },
}

impl Quota {
    /// Checks whether another image of `bytes` fits.
    ///
    /// # Errors
    /// If it does not.
    pub fn check(self, used: Usage, bytes: u64) -> Result<(), QuotaExceeded> {
        if used.images >= self.images {
            return Err(QuotaExceeded::Images { limit: self.images });
        }
        if used.bytes.saturating_add(bytes) > self.bytes {
            return Err(QuotaExceeded::Bytes { limit: self.bytes });
        }
        Ok(())
    }
}

impl Default for Quota {
    fn default() -> Self {
        Self { bytes: 5 << 30, images: 20_000 }
    }
}

impl FromStr for Quota {
    type Err = &'static str;

    /// Takes `5G`, or `5G,20000`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (bytes, images) = match text.split_once(',') {
            Some((bytes, images)) => (bytes, images.trim().parse().ok()),
            None => (text, Some(Self::default().images)),
        };
        match (parse_bytes(bytes), images) {
            (Some(bytes), Some(images)) => Ok(Self { bytes, images }),
            _ => Err("write bytes such as 5G, and after a comma the number of images, such as 5G,20000"),
        }
    }
}

impl fmt::Display for QuotaExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes { limit } => {
                write!(f, "Your storage is full ({}). Delete photos to make room.", format_bytes(*limit))
            }
            Self::Images { limit } => {
                write!(f, "You have reached the limit of {limit} photos. Delete photos to make room.")
            }
        }
    }
}

impl Error for QuotaExceeded {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_bytes_and_perhaps_a_number_of_images() {
        assert_eq!("1M,5".parse(), Ok(Quota { bytes: 1 << 20, images: 5 }));
        assert_eq!("5G".parse(), Ok(Quota::default()));
        for wrong in ["", ",5", "5G,", "5G,x", "off", "5G,5,5"] {
            assert!(wrong.parse::<Quota>().is_err(), "{wrong}");
        }
    }
}
