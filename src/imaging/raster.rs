//! Pixels in memory.

/// The channels of a pixel. Each has one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// 0 is no ink, 255 is full ink.
    Cmyk,
}

impl Layout {
    pub fn channels(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    /// Whether the last channel says how opaque the pixel is.
    pub fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }
}

/// Rows of pixels, without padding between them.
#[derive(Debug)]
pub struct Raster {
    pub layout: Layout,
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<u8>,
}
