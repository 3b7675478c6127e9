//! Reads the format and the size of an image, and how much memory it needs, before anything is decoded.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
};

use super::{
    ImageError,
    encode::WEBP_MEMORY_PER_PIXEL,
    jpeg::JpegHeader,
    raster::Layout,
    shrink::block_side,
    size::{LARGE, fit},
    webp::WebpHeader,
};

/// The supported file formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Gif,
}

/// What is known about an image before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub format: Format,
    pub width: u32,
    pub height: u32,
    /// The most bytes in use at once, from decoding to encoding.
    pub memory: u64,
}

/// The most pixels on a side. With more, a single row would be large.
const MAX_SIDE: u32 = u16::MAX as u32;

/// Bytes for color profiles, the encoded files and small values.
const FIXED: u64 = 24 << 20;

/// The most bytes of tables that one byte of a lossless WebP can require. A code of ten bits has a table of 4 KiB, and its
/// description has at least ten bytes. No header tells the number of tables.
const TABLES_PER_BYTE: u64 = 410;

/// Bytes at the start of a file that tell its format.
const START_BYTES: usize = 64;

impl Header {
    /// Reads the header of a file.
    ///
    /// # Errors
    /// If the file is not a supported image, is truncated, or has more than `max_pixels`.
    pub fn read(file: &File, max_pixels: u64) -> Result<Self, ImageError> {
        let mut input = BufReader::new(file);
        input.rewind()?;
        let mut start = Vec::with_capacity(START_BYTES);
        input.by_ref().take(START_BYTES as u64).read_to_end(&mut start)?;
        input.rewind()?;
        let format = detect_format(&start)?;
        let (width, height, memory) = match format {
            Format::Jpeg => {
                let header = JpegHeader::read(&mut input)?;
                (header.width, header.height, MemoryNeeds::of_jpeg(&header))
            }
            Format::Png => png(&start, &mut input)?,
            Format::Gif => gif(&start)?,
            Format::WebP => {
                let header = WebpHeader::read(&mut input)?;
                if header.frame_pixels > u64::from(header.width) * u64::from(header.height) {
                    return Err(ImageError::Broken);
                }
                (header.width, header.height, MemoryNeeds::of_webp(&header))
            }
        };
        if width == 0 || height == 0 {
            return Err(ImageError::Broken);
        }
        let pixels = u64::from(width) * u64::from(height);
        if pixels > max_pixels || width.max(height) > MAX_SIDE {
            return Err(ImageError::TooLarge(
                format!(
                    "The image has {width} × {height} pixels. The limit is {} million in total and {MAX_SIDE} per side. \
                     Make it smaller and try again.",
                    max_pixels / 1_000_000
                )
                .into(),
            ));
        }
        let (large_width, large_height) = fit(width, height, LARGE);
        let large = u64::from(large_width) * u64::from(large_height);
        // At the end, three copies exist: before rotation, after it, and without transparency. Or the WebP encoder runs.
        let encoding = large * if memory.may_have_alpha { WEBP_MEMORY_PER_PIXEL } else { 12 };
        let memory = FIXED + memory.decoding.max(memory.decoded + 4 * large).max(encoding);
        Ok(Self { format, width, height, memory })
    }
}

/// The memory that an image needs while it is processed.
struct MemoryNeeds {
    /// Bytes while it is decoded, including the result.
    decoding: u64,
    /// Bytes of the result.
    decoded: u64,
    may_have_alpha: bool,
}

impl MemoryNeeds {
    fn of_jpeg(header: &JpegHeader) -> Self {
        let eighths = u64::from(eighths(header.width, header.height));
        let scaled = |length: u32| (u64::from(length) * eighths).div_ceil(8);
        let decoded = scaled(header.width) * scaled(header.height) * header.components.len() as u64;
        let planes: u64 = header.blocks().map(|blocks| blocks * eighths * eighths).sum();
        let mut coefficients = 0;
        if header.progressive {
            coefficients = header.blocks().sum::<u64>() * 128;
            if !header.complete {
                // Then the decoder copies the coefficients of one component at a time.
                coefficients += header.blocks().max().unwrap_or(0) * 128;
            }
        }
        Self { decoding: header.metadata * 2 + coefficients + planes + decoded, decoded, may_have_alpha: false }
    }

    fn of_webp(header: &WebpHeader) -> Self {
        let pixels = u64::from(header.width) * u64::from(header.height);
        // Animated: the frame, its encoded transparency, and the canvas. Lossless: the result and what it is made of.
        let bytes_per_pixel = if header.animated {
            16
        } else if header.lossless > 0 {
            11
        } else {
            5
        };
        let decoded = pixels * 4;
        Self {
            decoding: pixels * bytes_per_pixel + header.lossy + header.lossless * TABLES_PER_BYTE,
            decoded,
            may_have_alpha: header.animated || header.lossless > 0,
        }
    }

    /// Bytes of an image that is shrunk while its rows are decoded.
    fn of_rows(width: u32, height: u32, layout: Layout) -> u64 {
        let side = block_side(width, height, LARGE);
        u64::from(width.div_ceil(side)) * u64::from(height.div_ceil(side)) * layout.channels() as u64
    }
}

/// The scale at which a JPEG is decoded, in eighths: the smallest one at which it is as large as it will be shown.
pub fn eighths(width: u32, height: u32) -> u32 {
    let longest = width.max(height);
    [1, 2, 4].into_iter().find(|eighths| (longest * eighths).div_ceil(8) >= LARGE).unwrap_or(8)
}

fn detect_format(start: &[u8]) -> Result<Format, ImageError> {
    match start {
        [0xFF, 0xD8, 0xFF, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Format::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => Err(ImageError::Unsupported(heif_advice(brands))),
        _ => Err(ImageError::Unsupported("This file type isn't supported. Use JPEG, PNG, WebP or GIF.")),
    }
}

fn heif_advice(brands: &[u8]) -> &'static str {
    let has = |names: &[&[u8]]| brands.chunks_exact(4).any(|brand| names.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        return "AVIF images aren't supported yet. Save it as a JPEG or PNG and try again.";
    }
    if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        return "HEIC images aren't supported yet. Save it as a JPEG and try again. To take new photos as JPEG on an \
                iPhone, choose Settings > Camera > Formats > Most Compatible.";
    }
    "This file type isn't supported. It may be a video. Use JPEG, PNG, WebP or GIF."
}

fn png(start: &[u8], input: &mut (impl BufRead + Seek)) -> Result<(u32, u32, MemoryNeeds), ImageError> {
    let [width @ .., _, _, _, _, depth, color, _, _, interlace] = start.get(16..29).ok_or(ImageError::Broken)?
    else {
        return Err(ImageError::Broken);
    };
    let width = big(width);
    let height = big(&start[20..24]);
    let layout = match color {
        0 | 4 => Layout::GrayAlpha,
        _ => Layout::Rgba,
    };
    let decoded = MemoryNeeds::of_rows(width, height, layout);
    let row = u64::from(width) * layout.channels() as u64 * if *depth == 16 { 2 } else { 1 };
    let whole = match interlace {
        0 => 0,
        _ => u64::from(width) * u64::from(height) * layout.channels() as u64,
    };
    let may_have_alpha = matches!(color, 4 | 6) || png_has_transparency(input)?;
    Ok((width, height, MemoryNeeds { decoding: 4 * row + whole + decoded, decoded, may_have_alpha }))
}

/// Whether a PNG has a chunk that makes colors transparent. Such a chunk comes before the pixels.
fn png_has_transparency(input: &mut (impl BufRead + Seek)) -> Result<bool, ImageError> {
    const SIGNATURE: i64 = 8;
    const CHECKSUM: i64 = 4;
    input.seek_relative(SIGNATURE)?;
    loop {
        let mut head = [0; 8];
        // If the file ends here, the decoder reports the error.
        if input.read_exact(&mut head).is_err() {
            return Ok(false);
        }
        match &head[4..] {
            b"tRNS" => return Ok(true),
            b"IDAT" => return Ok(false),
            _ => input.seek_relative(i64::from(big(&head[..4])) + CHECKSUM)?,
        }
    }
}

fn gif(start: &[u8]) -> Result<(u32, u32, MemoryNeeds), ImageError> {
    let [w0, w1, h0, h1] = *start.get(6..10).ok_or(ImageError::Broken)? else {
        return Err(ImageError::Broken);
    };
    let (width, height) = (u32::from(u16::from_le_bytes([w0, w1])), u32::from(u16::from_le_bytes([h0, h1])));
    let decoded = MemoryNeeds::of_rows(width, height, Layout::Rgba);
    let decoding = u64::from(width) * u64::from(height) + decoded;
    Ok((width, height, MemoryNeeds { decoding, decoded, may_have_alpha: true }))
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
