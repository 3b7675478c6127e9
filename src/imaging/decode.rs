//! Decodes pictures, no larger than they will be shown where a format lets us.

use std::{
    fs::File,
    io::{BufReader, Seek},
};

use gif::{ColorOutput, MemoryLimit};
use image::metadata::Orientation;
use image_webp::WebPDecoder;
use jpeg_decoder::PixelFormat;
use png::{ColorType, Transformations};

use super::{
    ImageError,
    header::{Header, Kind, eighths},
    raster::{Layout, Raster},
    shrink::{Shrinker, side_for},
    size::LARGE,
};

/// A picture as its file has it: lying on its side perhaps, and in colours of its own.
pub struct Decoded {
    pub raster: Raster,
    pub profile: Option<Vec<u8>>,
    pub orientation: Orientation,
}

/// Bytes that the PNG decoder may take beside its rows, for profiles and the like.
const PNG_EXTRAS: usize = 8 << 20;

/// Decodes the first picture in a file.
///
/// # Errors
/// If it is cut off, damaged, or of a kind that the decoder does not know.
pub fn decode(file: &File, header: &Header) -> Result<Decoded, ImageError> {
    let mut input = BufReader::new(file);
    input.rewind()?;
    match header.kind {
        Kind::Jpeg => jpeg(input, header),
        Kind::Png => png(input, header),
        Kind::WebP => webp(input, header),
        Kind::Gif => gif(input, header),
    }
}

/// What a decoder says is of no use to anybody who looks at a picture.
fn broken<E>(_: E) -> ImageError {
    ImageError::Broken
}

fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

fn jpeg(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let mut decoder = jpeg_decoder::Decoder::new(input);
    // The decoder takes the size that is asked for in either direction; only the longer one is meant.
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
        orientation: orientation(decoder.exif_data()),
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
    let orientation = orientation(info.exif_metadata.as_deref());

    let mut shrinker = shrinker(header, layout);
    if info.interlaced {
        let mut whole = vec![0; reader.output_buffer_size().ok_or(ImageError::Broken)?];
        reader.next_frame(&mut whole).map_err(broken)?;
        whole.chunks_exact(header.width as usize * layout.channels()).for_each(|row| shrinker.push(row));
    } else {
        // Whatever follows the last row is not looked at.
        for _ in 0..header.height {
            shrinker.push(reader.next_row().map_err(broken)?.ok_or(ImageError::Broken)?.data());
        }
    }
    Ok(Decoded { raster: shrinker.finish(), profile, orientation })
}

fn shrinker(header: &Header, layout: Layout) -> Shrinker {
    Shrinker::new(layout, header.width, header.height, side_for(header.width, header.height, LARGE))
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
        orientation: orientation(decoder.exif_metadata().map_err(broken)?.as_deref()),
    })
}

/// The first frame, on a canvas that cannot be seen.
fn gif(input: BufReader<&File>, header: &Header) -> Result<Decoded, ImageError> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    // Of the size of the canvas at most, which was looked at before.
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
        let places = row.chunks_exact_mut(4).skip(left);
        for (pixel, index) in places.zip(indexes.unwrap_or_default()) {
            if frame.transparent == Some(*index) {
                continue;
            }
            let start = usize::from(*index) * 3;
            // An index without a colour is nothing that can be seen.
            if let Some([red, green, blue]) = palette.get(start..start + 3) {
                pixel.copy_from_slice(&[*red, *green, *blue, u8::MAX]);
            }
        }
        shrinker.push(&row);
    }
    Ok(Decoded { raster: shrinker.finish(), profile: None, orientation: Orientation::NoTransforms })
}
