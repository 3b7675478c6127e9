//! What a file is, how large its picture, and how much memory it would take; all of it before anything is decoded.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
};

use super::{
    ImageError,
    encode::WEBP_MEMORY_PER_PIXEL,
    jpeg::JpegHeader,
    raster::Layout,
    shrink::side_for,
    size::{LARGE, fit},
    webp::WebpHeader,
};

/// The kinds of pictures that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
}

/// What is known of a picture before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    /// Bytes that are in use at most from decoding it to encoding it anew.
    pub memory: u64,
}

/// Longer sides would make a single row large.
const LONGEST_SIDE: u32 = u16::MAX as u32;

/// Bytes for colour profiles, what is encoded, and small things.
const FIXED: u64 = 24 << 20;

/// Bytes of tables that a byte of a losslessly coded WebP can ask for at most: a code of ten bits has a table of 4 KiB, and
/// cannot be described in fewer than ten bytes. No header says how many there are.
const TABLES_PER_BYTE: u64 = 410;

/// How much of a file must be there to tell what it is.
const ENOUGH: usize = 64;

impl Header {
    /// Reads what a file says about itself.
    ///
    /// # Errors
    /// If it is no picture that is taken, is cut off, or has more than `most_pixels`.
    pub fn read(file: &File, most_pixels: u64) -> Result<Self, ImageError> {
        let mut input = BufReader::new(file);
        input.rewind()?;
        let mut start = Vec::with_capacity(ENOUGH);
        input.by_ref().take(ENOUGH as u64).read_to_end(&mut start)?;
        input.rewind()?;
        let kind = kind(&start)?;
        let (width, height, needs) = match kind {
            Kind::Jpeg => {
                let header = JpegHeader::read(&mut input)?;
                (header.width, header.height, Needs::of_jpeg(&header))
            }
            Kind::Png => png(&start, &mut input)?,
            Kind::Gif => gif(&start)?,
            Kind::WebP => {
                let header = WebpHeader::read(&mut input)?;
                if header.frame_pixels > u64::from(header.width) * u64::from(header.height) {
                    return Err(ImageError::Broken);
                }
                (header.width, header.height, Needs::of_webp(&header))
            }
        };
        if width == 0 || height == 0 {
            return Err(ImageError::Broken);
        }
        let pixels = u64::from(width) * u64::from(height);
        if pixels > most_pixels || width.max(height) > LONGEST_SIDE {
            return Err(ImageError::TooLarge(
                format!(
                    "The picture has {width} × {height} pixels; at most {} million in all, and {LONGEST_SIDE} on a side, \
                     are taken. Please make it smaller.",
                    most_pixels / 1_000_000
                )
                .into(),
            ));
        }
        let (large_width, large_height) = fit(width, height, LARGE);
        let large = u64::from(large_width) * u64::from(large_height);
        // At the end there are a picture that is turned, what it was before, and one without its transparency; or the
        // encoder for transparency.
        let encoding = large * if needs.may_have_alpha { WEBP_MEMORY_PER_PIXEL } else { 12 };
        let memory = FIXED + needs.decoding.max(needs.decoded + 4 * large).max(encoding);
        Ok(Self { kind, width, height, memory })
    }
}

/// What an image needs while it is processed.
struct Needs {
    /// Bytes that decoding takes, what comes of it included; and what comes of it.
    decoding: u64,
    decoded: u64,
    may_have_alpha: bool,
}

impl Needs {
    fn of_jpeg(header: &JpegHeader) -> Self {
        let eighths = u64::from(eighths(header.width, header.height));
        let scaled = |length: u32| (u64::from(length) * eighths).div_ceil(8);
        let decoded = scaled(header.width) * scaled(header.height) * header.components.len() as u64;
        let planes: u64 = header.blocks().map(|blocks| blocks * eighths * eighths).sum();
        let mut coefficients = 0;
        if header.progressive {
            coefficients = header.blocks().sum::<u64>() * 128;
            if !header.complete {
                // Then the decoder copies the coefficients of one component after the other.
                coefficients += header.blocks().max().unwrap_or(0) * 128;
            }
        }
        Self { decoding: header.metadata * 2 + coefficients + planes + decoded, decoded, may_have_alpha: false }
    }

    fn of_webp(header: &WebpHeader) -> Self {
        let pixels = u64::from(header.width) * u64::from(header.height);
        // The frame, its transparency as it was coded, and the canvas; or what a lossless one is made of and in.
        let each = if header.animated {
            16
        } else if header.lossless > 0 {
            11
        } else {
            5
        };
        let decoded = pixels * 4;
        Self {
            decoding: pixels * each + header.lossy + header.lossless * TABLES_PER_BYTE,
            decoded,
            may_have_alpha: header.animated || header.lossless > 0,
        }
    }

    /// Of a picture that shrinks as its rows come in.
    fn of_rows(width: u32, height: u32, layout: Layout) -> u64 {
        let side = side_for(width, height, LARGE);
        u64::from(width.div_ceil(side)) * u64::from(height.div_ceil(side)) * layout.channels() as u64
    }
}

/// In how many eighths of its size a JPEG is decoded: as few as leave it as large as it will be shown.
pub fn eighths(width: u32, height: u32) -> u32 {
    let longest = width.max(height);
    [1, 2, 4].into_iter().find(|eighths| (longest * eighths).div_ceil(8) >= LARGE).unwrap_or(8)
}

fn kind(start: &[u8]) -> Result<Kind, ImageError> {
    match start {
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(Kind::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Kind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::WebP),
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => Err(ImageError::Unsupported(heif_advice(brands))),
        _ => Err(ImageError::Unsupported("The file is no picture that is taken here: JPEG, PNG, WebP or GIF.")),
    }
}

fn heif_advice(brands: &[u8]) -> &'static str {
    let has = |names: &[&[u8]]| brands.chunks_exact(4).any(|brand| names.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        return "AVIF pictures are not taken yet. Please save it as a JPEG or PNG and send that.";
    }
    if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        return "HEIC pictures are not taken yet. On an iPhone, choose Settings > Camera > Formats > Most Compatible for \
                new pictures; or save this one as a JPEG and send that.";
    }
    "The file is a video or of another kind that is not taken here. Please send a JPEG, PNG, WebP or GIF."
}

fn png(start: &[u8], input: &mut (impl BufRead + Seek)) -> Result<(u32, u32, Needs), ImageError> {
    let [width @ .., _, _, _, _, depth, colour, _, _, interlace] = start.get(16..29).ok_or(ImageError::Broken)?
    else {
        return Err(ImageError::Broken);
    };
    let width = big(width);
    let height = big(&start[20..24]);
    let layout = match colour {
        0 | 4 => Layout::GrayAlpha,
        _ => Layout::Rgba,
    };
    let decoded = Needs::of_rows(width, height, layout);
    let row = u64::from(width) * layout.channels() as u64 * if *depth == 16 { 2 } else { 1 };
    let whole = match interlace {
        0 => 0,
        _ => u64::from(width) * u64::from(height) * layout.channels() as u64,
    };
    let may_have_alpha = matches!(colour, 4 | 6) || png_has_transparency(input)?;
    Ok((width, height, Needs { decoding: 4 * row + whole + decoded, decoded, may_have_alpha }))
}

/// Whether a chunk of a PNG says which colours are transparent. It must come before the pixels.
fn png_has_transparency(input: &mut (impl BufRead + Seek)) -> Result<bool, ImageError> {
    const SIGNATURE: i64 = 8;
    const CHECKSUM: i64 = 4;
    input.seek_relative(SIGNATURE)?;
    loop {
        let mut head = [0; 8];
        // What is wrong with a file that ends here is said by the decoder.
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

fn gif(start: &[u8]) -> Result<(u32, u32, Needs), ImageError> {
    let [w0, w1, h0, h1] = *start.get(6..10).ok_or(ImageError::Broken)? else {
        return Err(ImageError::Broken);
    };
    let (width, height) = (u32::from(u16::from_le_bytes([w0, w1])), u32::from(u16::from_le_bytes([h0, h1])));
    let decoded = Needs::of_rows(width, height, Layout::Rgba);
    let decoding = u64::from(width) * u64::from(height) + decoded;
    Ok((width, height, Needs { decoding, decoded, may_have_alpha: true }))
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
