//! Processes uploaded images: detects the kind from the content, checks the size before decoding, rotates, converts to
//! sRGB and resizes. Every image is encoded again, so that only its pixels are kept.
//!
//! This module does not know users, requests or databases.

mod color;
mod decode;
mod encode;
mod exif;
mod fair_semaphore;
mod header;
mod jpeg;
mod preview;
mod processor;
mod raster;
mod render;
mod shrink;
mod size;
mod webp;

pub use exif::RemovedData;
pub use processor::{ImageProcessor, Limits};
pub use render::{Rendition, Renditions};
pub use size::medium_of;

use std::{borrow::Cow, io};

/// Why an image cannot be processed.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// Not an image, or not of a supported kind. The text says what to do.
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("The image is incomplete or damaged.")]
    Broken,
    /// Too many pixels, or too much memory needed.
    #[error("{0}")]
    TooLarge(Cow<'static, str>),
    #[error("no images can be processed now")]
    Busy,
    #[error("an uploaded file could not be read from disk: {0}")]
    Io(#[from] io::Error),
}
