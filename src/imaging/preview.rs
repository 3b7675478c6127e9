//! Blurred previews of images, which are shown while an image loads.

use image::DynamicImage;
use thumbhash::rgba_to_thumb_hash;

/// Pixels of the longer side of what a preview is computed from. More would change nothing and take longer.
pub const PREVIEW: u32 = 64;

/// The ThumbHash of an image of at most [`PREVIEW`] pixels on a side: 5 to 25 bytes.
pub fn thumb_hash(image: &DynamicImage) -> Vec<u8> {
    rgba_to_thumb_hash(image.width() as usize, image.height() as usize, image.to_rgba8().as_raw())
}
