//! Encodes images for storage: as JPEG, or as WebP if an image has transparency. A stored file is never much larger than
//! its upload: an image that would need too many bytes is encoded again with a lower quality.

use image::DynamicImage;
use jpeg_encoder::{Encoder, SamplingFactor};
use webp::WebPConfig;

use super::ImageError;

/// Bits per pixel that a stored file may always have. Photos need less at the best quality; only noise needs more.
const BITS_PER_PIXEL: u64 = 3;

/// Bytes that a stored file may always have for headers and tables.
const OVERHEAD: u64 = 4 << 10;

/// Bytes of memory per pixel that the WebP encoder needs at most, including its input and output. Measured with random
/// noise in all four channels.
pub const WEBP_MEMORY_PER_PIXEL: u64 = 46;

/// How to encode. Qualities go from 0 to 100.
struct Settings {
    jpeg: u8,
    webp: f32,
    alpha: i32,
    /// The effort of the WebP encoder, from 0 to 6.
    method: i32,
}

/// The settings to try, best quality first. The last ones bring even random black and white noise below
/// [`BITS_PER_PIXEL`].
const ATTEMPTS: [Settings; 3] = [
    Settings { jpeg: 85, webp: 85.0, alpha: 90, method: 2 },
    Settings { jpeg: 30, webp: 30.0, alpha: 30, method: 2 },
    Settings { jpeg: 10, webp: 0.0, alpha: 0, method: 0 },
];

/// `jpg`, or `webp` if the image has transparency.
pub fn extension(image: &DynamicImage) -> &'static str {
    if image.color().has_alpha() { "webp" } else { "jpg" }
}

/// The bytes that the stored file of an image may have if its upload had `uploaded` bytes.
pub fn allowance(image: &DynamicImage, uploaded: u64) -> u64 {
    let pixels = u64::from(image.width()) * u64::from(image.height());
    uploaded.max(pixels * BITS_PER_PIXEL / 8) + OVERHEAD
}

/// Encodes an image, in at most `allowance` bytes if any quality makes that possible.
///
/// # Errors
/// If the encoder rejects the size of the image.
pub fn encode(image: &DynamicImage, allowance: u64) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    for settings in ATTEMPTS {
        bytes = if image.color().has_alpha() { webp(image, &settings)? } else { jpeg(image, &settings)? };
        if bytes.len() as u64 <= allowance {
            break;
        }
    }
    Ok(bytes)
}

/// An encoder rejects only sizes, so the image is at fault.
fn broken<E>(_: E) -> ImageError {
    ImageError::Broken
}

fn jpeg(image: &DynamicImage, settings: &Settings) -> Result<Vec<u8>, ImageError> {
    let (width, height) =
        (u16::try_from(image.width()).map_err(broken)?, u16::try_from(image.height()).map_err(broken)?);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, settings.jpeg);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(image.as_bytes(), width, height, jpeg_encoder::ColorType::Rgb).map_err(broken)?;
    Ok(bytes)
}

fn webp(image: &DynamicImage, settings: &Settings) -> Result<Vec<u8>, ImageError> {
    let mut config = WebPConfig::new().map_err(broken)?;
    config.quality = settings.webp;
    config.alpha_quality = settings.alpha;
    config.method = settings.method;
    let encoder = webp::Encoder::from_rgba(image.as_bytes(), image.width(), image.height());
    Ok(encoder.encode_advanced(&config).map_err(broken)?.to_vec())
}
