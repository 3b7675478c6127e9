//! Converts pixels to sRGB. Browsers assume sRGB for images without a color profile.

use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, TransformOptions};

use super::{
    ImageError,
    raster::{Layout, Raster},
};

/// Bytes of the largest color profile that is used. Profiles of real photos are much smaller.
const MAX_PROFILE_BYTES: usize = 4 << 20;

/// Converts an image to sRGB. A profile that is damaged, or does not fit the pixels, is ignored.
///
/// # Errors
/// If there are fewer pixels than the size requires.
pub fn to_srgb(raster: Raster, profile: Option<&[u8]>) -> Result<DynamicImage, ImageError> {
    let converted = profile.and_then(|profile| convert_with_profile(&raster, profile));
    let pixels = converted.unwrap_or_else(|| convert_without_profile(&raster));
    let (width, height) = (raster.width, raster.height);
    let image = match raster.layout.has_alpha() {
        true => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        false => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    };
    image.ok_or(ImageError::Broken)
}

fn convert_with_profile(raster: &Raster, profile: &[u8]) -> Option<Vec<u8>> {
    if profile.len() > MAX_PROFILE_BYTES {
        return None;
    }
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let (space, from, to) = match raster.layout {
        Layout::Gray => (DataColorSpace::Gray, Channels::Gray, Channels::Rgb),
        Layout::GrayAlpha => (DataColorSpace::Gray, Channels::GrayAlpha, Channels::Rgba),
        Layout::Rgb => (DataColorSpace::Rgb, Channels::Rgb, Channels::Rgb),
        Layout::Rgba => (DataColorSpace::Rgb, Channels::Rgba, Channels::Rgba),
        // moxcms has no layout for inks, so CMYK uses the one with four channels.
        Layout::Cmyk => (DataColorSpace::Cmyk, Channels::Rgba, Channels::Rgb),
    };
    if profile.color_space != space {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let channels = if raster.layout.has_alpha() { 4 } else { 3 };
    let mut out = vec![0; raster.width as usize * raster.height as usize * channels];
    transform.transform(&raster.pixels, &mut out).ok()?;
    Some(out)
}

fn convert_without_profile(raster: &Raster) -> Vec<u8> {
    let pixels = raster.pixels.chunks_exact(raster.layout.channels());
    match raster.layout {
        Layout::Rgb | Layout::Rgba => raster.pixels.clone(),
        Layout::Gray => pixels.flat_map(|gray| [gray[0]; 3]).collect(),
        Layout::GrayAlpha => pixels.flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
        Layout::Cmyk => {
            pixels.flat_map(|inks| [inks[0], inks[1], inks[2]].map(|ink| reflected(ink, inks[3]))).collect()
        }
    }
}

/// How much light the paper reflects through one ink and black.
fn reflected(ink: u8, black: u8) -> u8 {
    let light = u32::from(u8::MAX - ink) * u32::from(u8::MAX - black);
    u8::try_from((light + 127) / 255).unwrap_or(u8::MAX)
}
