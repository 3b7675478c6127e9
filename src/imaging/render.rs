//! Turns an uploaded file into what is stored: the image in three sizes.

use std::fs::File;

use fast_image_resize::{IntoImageView, PixelType, ResizeOptions, Resizer, images::Image};
use image::DynamicImage;

use super::{
    ImageError,
    color::to_srgb,
    decode::{Decoded, decode},
    encode::{allowance, encode, extension},
    exif::RemovedData,
    header::Header,
    preview::{PREVIEW, thumb_hash},
    raster::{Layout, Raster},
    size::{LARGE, MEDIUM, THUMBNAIL, fit},
};

/// The stored sizes of an image.
#[derive(Debug)]
pub struct Renditions {
    /// Pixels of the large size.
    pub width: u32,
    pub height: u32,
    /// The average color: red, green, blue.
    pub average: [u8; 3],
    /// The ThumbHash of a blurred preview.
    pub thumb_hash: Vec<u8>,
    /// `jpg`, or `webp` if the image has transparency.
    pub extension: &'static str,
    /// Personal data in the uploaded file, none of which are stored.
    pub removed: Vec<RemovedData>,
    /// The largest first.
    pub files: [Rendition; 3],
}

/// An encoded image in one size.
#[derive(Debug)]
pub struct Rendition {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// Decodes the image in a file and encodes it in each stored size.
///
/// # Errors
/// If the image is truncated or damaged.
pub fn render(file: &File, header: &Header) -> Result<Renditions, ImageError> {
    let Decoded { raster, profile, exif } = decode(file, header)?;
    let raster = resized(raster, fit(header.width, header.height, LARGE))?;
    let mut large = to_srgb(raster, profile.as_deref())?;
    large.apply_orientation(exif.orientation);
    let large = remove_hidden_pixels(large);

    let medium = smaller(&large, MEDIUM)?;
    let thumbnail = smaller(&large, THUMBNAIL)?;
    let uploaded = file.metadata()?.len();
    let rendition = |name, image: &DynamicImage| {
        let bytes = encode(image, allowance(image, uploaded))?;
        Ok::<_, ImageError>(Rendition { name, bytes })
    };
    Ok(Renditions {
        width: large.width(),
        height: large.height(),
        average: average(&thumbnail),
        thumb_hash: thumb_hash(&smaller(&thumbnail, PREVIEW)?),
        extension: extension(&large),
        removed: exif.removed,
        files: [rendition("large", &large)?, rendition("medium", &medium)?, rendition("thumb", &thumbnail)?],
    })
}

/// Resizing rejects only sizes, so the image is at fault.
fn broken<E>(_: E) -> ImageError {
    ImageError::Broken
}

fn resized(raster: Raster, (width, height): (u32, u32)) -> Result<Raster, ImageError> {
    if (raster.width, raster.height) == (width, height) {
        return Ok(raster);
    }
    let kind = match raster.layout {
        Layout::Gray => PixelType::U8,
        Layout::GrayAlpha => PixelType::U8x2,
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba | Layout::Cmyk => PixelType::U8x4,
    };
    let source = Image::from_vec_u8(raster.width, raster.height, raster.pixels, kind).map_err(broken)?;
    let pixels = resize(&source, width, height, raster.layout.has_alpha())?;
    Ok(Raster { layout: raster.layout, width, height, pixels })
}

fn resize(source: &impl IntoImageView, width: u32, height: u32, alpha: bool) -> Result<Vec<u8>, ImageError> {
    let kind = source.pixel_type().ok_or(ImageError::Broken)?;
    let mut target = Image::new(width, height, kind);
    Resizer::new().resize(source, &mut target, &ResizeOptions::new().use_alpha(alpha)).map_err(broken)?;
    Ok(target.into_vec())
}

fn smaller(image: &DynamicImage, max_side: u32) -> Result<DynamicImage, ImageError> {
    let (width, height) = fit(image.width(), image.height(), max_side);
    let alpha = image.color().has_alpha();
    let raster = Raster {
        layout: if alpha { Layout::Rgba } else { Layout::Rgb },
        width: image.width(),
        height: image.height(),
        pixels: image.as_bytes().to_vec(),
    };
    to_srgb(resized(raster, (width, height))?, None)
}

/// Clears the colors of transparent pixels, because a user may have erased something private there. Removes the alpha
/// channel if every pixel is opaque, as in most images.
fn remove_hidden_pixels(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageRgba8(pixels) if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) => {
            DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8())
        }
        DynamicImage::ImageRgba8(mut pixels) => {
            pixels.pixels_mut().filter(|pixel| pixel.0[3] == 0).for_each(|pixel| pixel.0 = [0; 4]);
            DynamicImage::ImageRgba8(pixels)
        }
        other => other,
    }
}

/// The average color. Transparent pixels count as white, because pages are white.
fn average(image: &DynamicImage) -> [u8; 3] {
    let pixels = image.to_rgba8();
    let count = u64::from(image.width()) * u64::from(image.height()).max(1);
    [0, 1, 2].map(|channel| {
        let on_white = |pixel: &image::Rgba<u8>| {
            let alpha = u64::from(pixel.0[3]);
            u64::from(pixel.0[channel]) * alpha + 255 * (255 - alpha)
        };
        let sum: u64 = pixels.pixels().map(on_white).sum();
        u8::try_from(sum / (255 * count)).unwrap_or(u8::MAX)
    })
}
