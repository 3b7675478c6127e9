//! Decodes images. Where the format allows it, an image is decoded no larger than it will be shown.

use std::{
    fs::File,
    io::{BufReader, Seek},
};

use gif::{ColorOutput, MemoryLimit};
use image_webp::WebPDecoder;
use jpeg_decoder::PixelFormat;
use png::{ColorType, Transformations};

use super::{
    ImageError,
    exif::Exif,
    header::{Format, Header, eighths},
    raster::{Layout, Raster},
    shrink::{Shrinker, block_side},
    size::LARGE,
};

/// An image as it is in its file: not rotated yet, and in the colors of its profile.
pub struct Decoded {
    pub raster: Raster,
    pub profile: Option<Vec<u8>>,
    pub exif: Exif,
}

/// Bytes that the PNG decoder may use in addition to its rows, for profiles and other metadata.
const PNG_EXTRAS: usize = 8 << 20;

/// Decodes the first image in a file.
///
/// # Errors
/// If the file is truncated, damaged, or of a kind that the decoder does not support.
pub fn decode(file: &File, header: &Header) -> Result<Decoded, ImageError> {
    let mut input = BufReader::new(file);
    input.rewind()?;
    match header.format {
        Format::Jpeg => jpeg(input, header),
        Format::Png => png(input, header),
        Format::WebP => webp(input, header),
        Format::Gif => gif(input, header),
    }
}

/// Drops a decoder's message: it does not help the user who uploaded the image.
fn broken<E>(_: E) -> ImageError {
    ImageError::Broken
}

fn jpeg(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let mut decoder = jpeg_decoder::Decoder::new(input);
    // The decoder takes the smallest scale at which either side is long enough. Only the longer side should count.
    let eighths = eighths(header.width, header.height);
    let wanted = u16::try_from((header.width.max(header.height) * eighths).div_ceil(8)).map_err(broken)?;
    let size = match header.width >= header.height {
        true => decoder.scale(wanted, u16::MAX),
        false => decoder.scale(u16::MAX, wanted),
    };
    let (width, height) = size.map_err(broken)?;
    let pixels = decoder.decode().map_err(broken)?;
    let layout = match decoder.info().ok_or(ImageError::Broken)?.pixel_format {
        PixelFormat::L8 => Layout::Gray,
        PixelFormat::RGB24 => Layout::Rgb,
        PixelFormat::CMYK32 => Layout::Cmyk,
        PixelFormat::L16 => return Err(ImageError::Broken),
    };
    Ok(Decoded {
        raster: Raster { layout, width: width.into(), height: height.into(), pixels },
        profile: decoder.icc_profile(),
        exif: Exif::read(decoder.exif_data()),
    })
}

fn png(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let row = header.width as usize * 8;
    let mut decoder = png::Decoder::new_with_limits(input, png::Limits { bytes: PNG_EXTRAS + 4 * row });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(broken)?;
    let layout = match reader.output_color_type().0 {
        ColorType::Grayscale => Layout::Gray,
        ColorType::GrayscaleAlpha => Layout::GrayAlpha,
        ColorType::Rgb => Layout::Rgb,
        ColorType::Rgba => Layout::Rgba,
        ColorType::Indexed => return Err(ImageError::Broken),
    };
    let info = reader.info();
    let profile = info.icc_profile.as_deref().map(<[u8]>::to_vec);
    let exif = Exif::read(info.exif_metadata.as_deref());

    let mut shrinker = shrinker(header, layout);
    if info.interlaced {
        let mut whole = vec![0; reader.output_buffer_size().ok_or(ImageError::Broken)?];
        reader.next_frame(&mut whole).map_err(broken)?;
        whole.chunks_exact(header.width as usize * layout.channels()).for_each(|row| shrinker.push(row));
    } else {
        // Data after the last row is ignored.
        for _ in 0..header.height {
            shrinker.push(reader.next_row().map_err(broken)?.ok_or(ImageError::Broken)?.data());
        }
    }
    Ok(Decoded { raster: shrinker.finish(), profile, exif })
}

fn shrinker(header: &Header, layout: Layout) -> Shrinker {
    Shrinker::new(layout, header.width, header.height, block_side(header.width, header.height, LARGE))
}

fn webp(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let mut decoder = WebPDecoder::new(input).map_err(broken)?;
    if decoder.dimensions() != (header.width, header.height) {
        return Err(ImageError::Broken);
    }
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(ImageError::Broken)?];
    decoder.read_image(&mut pixels).map_err(broken)?;
    let layout = if decoder.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    Ok(Decoded {
        raster: Raster { layout, width: header.width, height: header.height, pixels },
        profile: decoder.icc_profile().map_err(broken)?,
        exif: Exif::read(decoder.exif_metadata().map_err(broken)?.as_deref()),
    })
}

/// Decodes the first frame, on a transparent canvas.
fn gif(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    // A frame is at most as large as the canvas, whose size `Header::read` has checked.
    options.set_memory_limit(MemoryLimit::Unlimited);
    let mut decoder = options.read_info(input).map_err(broken)?;
    let global = decoder.global_palette().map(<[u8]>::to_vec);
    let frame = decoder.read_next_frame().map_err(broken)?.ok_or(ImageError::Broken)?;
    let palette = frame.palette.as_deref().or(global.as_deref()).ok_or(ImageError::Broken)?;
    let (left, top, width) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));

    let mut shrinker = shrinker(header, Layout::Rgba);
    let mut row = vec![0; header.width as usize * 4];
    for y in 0..header.height as usize {
        row.fill(0);
        let indexes = y.checked_sub(top).and_then(|line| frame.buffer.get(line * width..(line + 1) * width));
        let pixels = row.chunks_exact_mut(4).skip(left);
        for (pixel, index) in pixels.zip(indexes.unwrap_or_default()) {
            if frame.transparent == Some(*index) {
                continue;
            }
            let start = usize::from(*index) * 3;
            // An index without a color stays transparent.
            if let Some([red, green, blue]) = palette.get(start..start + 3) {
                pixel.copy_from_slice(&[*red, *green, *blue, u8::MAX]);
            }
        }
        shrinker.push(&row);
    }
    Ok(Decoded { raster: shrinker.finish(), profile: None, exif: Exif::read(None) })
}
