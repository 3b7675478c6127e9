//! Pictures as they arrive and as they are kept: recognised by what they hold, measured before they are decoded, turned
//! upright, brought to sRGB and to the sizes that are shown. Everything is encoded anew, so that nothing of a file but its
//! pixels is kept.
//!
//! Nothing here knows of people, requests or databases.

mod color;
mod decode;
mod encode;
mod fair_semaphore;
mod header;
mod jpeg;
mod processor;
mod raster;
mod render;
mod shrink;
mod size;
mod webp;

pub use processor::{ImageProcessor, Limits};
pub use render::{Rendition, Renditions};

use std::{borrow::Cow, io};

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// It is none, or of a kind that is not taken; with advice.
    #[error("{0}")]
    Unsupported(&'static str),
    /// It is cut off or damaged.
    #[error("The picture is incomplete or damaged.")]
    Broken,
    /// It has too many pixels, or would take too much memory.
    #[error("{0}")]
    TooLarge(Cow<'static, str>),
    /// Too many wait already.
    #[error("too many pictures wait for their turn")]
    Busy,
    /// The system failed, not the picture.
    #[error("a picture could not be read from disk: {0}")]
    Io(#[from] io::Error),
}
