//! Reads the segments of a JPEG without decoding it, to find out how much memory and time decoding would take.

use std::io::{BufRead, Read};

use super::ImageError;

/// The most scans of an image of any size. Encoders usually write about ten.
const MAX_SCANS: u64 = 100;

/// How many times the scans may cover the whole image. A scan takes time for each block that it covers, even if it has few
/// bytes. Most progressive JPEGs cover each block six times at most.
const MAX_PASSES: u64 = 20;

/// Blocks that all scans together may always cover, so that small images may have unusual scans. They take 0.1 to 0.2 s.
const MIN_BLOCK_LIMIT: u64 = 1 << 20;

const TOO_MANY_SCANS: ImageError =
    ImageError::Unsupported("This JPEG has an unusual number of scans. Save it as a standard JPEG and try again.");

/// The contents of a JPEG's segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JpegHeader {
    pub width: u32,
    pub height: u32,
    pub progressive: bool,
    pub components: Vec<Component>,
    /// Whether the scans contain every bit of every coefficient.
    pub complete: bool,
    /// Bytes of all segments without pixels.
    pub metadata: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    id: u8,
    horizontal: u32,
    vertical: u32,
    /// One bit per coefficient: whether all of its bits are there.
    finished: u64,
}

impl JpegHeader {
    /// The number of blocks that a scan of the selected components covers. A component selected twice counts twice.
    fn blocks_of_scan(&self, selectors: &[u8]) -> u64 {
        let selected =
            |id: u8| self.components.iter().zip(self.blocks()).filter(move |(component, _)| component.id == id);
        selectors.chunks_exact(2).flat_map(|selector| selected(selector[0])).map(|(_, blocks)| blocks).sum()
    }

    /// The number of blocks of each component. A block has 64 coefficients.
    pub fn blocks(&self) -> impl Iterator<Item = u64> + '_ {
        let max = |of: fn(&Component) -> u32| self.components.iter().map(of).max().unwrap_or(1);
        let columns = self.width.div_ceil(8 * max(|component| component.horizontal));
        let rows = self.height.div_ceil(8 * max(|component| component.vertical));
        self.components
            .iter()
            .map(move |component| u64::from(columns * component.horizontal) * u64::from(rows * component.vertical))
    }

    /// Reads all segments up to the end of the image, without decoding pixels.
    ///
    /// # Errors
    /// If the file is not a JPEG of a common kind, or is truncated.
    pub fn read(input: &mut impl BufRead) -> Result<Self, ImageError> {
        let mut header: Option<Self> = None;
        let mut metadata = 0;
        let (mut scans, mut covered) = (0, 0);
        let mut start = [0; 2];
        read_exact(input, &mut start)?;
        let mut marker = next_marker(input)?;
        loop {
            match marker {
                // Start of frame: baseline, extended, progressive.
                0xC0..=0xC2 => {
                    let body = segment(input)?;
                    if header.replace(frame(&body, marker == 0xC2)?).is_some() {
                        return Err(ImageError::Broken);
                    }
                }
                // Lossless, hierarchical, arithmetic.
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCC..=0xCF => {
                    return Err(ImageError::Unsupported(
                        "This kind of JPEG isn't supported. Save it as a standard JPEG and try again.",
                    ));
                }
                // Start of scan.
                0xDA => {
                    let body = segment(input)?;
                    let header = header.as_mut().ok_or(ImageError::Broken)?;
                    covered += record_scan(header, &body)?;
                    scans += 1;
                    let max_covered = MIN_BLOCK_LIMIT.max(MAX_PASSES * header.blocks().sum::<u64>());
                    if scans > MAX_SCANS || covered > max_covered {
                        return Err(TOO_MANY_SCANS);
                    }
                    marker = next_marker_after_data(input)?;
                    continue;
                }
                0xD9 => break,
                0x01 | 0xD0..=0xD8 => {}
                _ => metadata += skip_segment(input)?,
            }
            marker = next_marker(input)?;
        }
        let mut header = header.filter(|_| scans > 0).ok_or(ImageError::Broken)?;
        header.complete =
            !header.progressive || header.components.iter().all(|component| component.finished == u64::MAX);
        header.metadata = metadata;
        Ok(header)
    }
}

fn frame(body: &[u8], progressive: bool) -> Result<JpegHeader, ImageError> {
    let [precision, h1, h0, w1, w0, count, specifications @ ..] = body else { return Err(ImageError::Broken) };
    if *precision != 8 {
        return Err(ImageError::Unsupported(
            "JPEGs with more than 8 bits per color aren't supported. Save it with 8 bits and try again.",
        ));
    }
    let components: Vec<Component> = specifications
        .chunks_exact(3)
        .take(usize::from(*count))
        .map(|part| Component {
            id: part[0],
            horizontal: u32::from(part[1] >> 4),
            vertical: u32::from(part[1] & 15),
            finished: 0,
        })
        .collect();
    let is_valid =
        |component: &Component| (1..=4).contains(&component.horizontal) && (1..=4).contains(&component.vertical);
    if components.len() != usize::from(*count) || !matches!(count, 1 | 3 | 4) || !components.iter().all(is_valid) {
        return Err(ImageError::Broken);
    }
    Ok(JpegHeader {
        width: u32::from(u16::from_be_bytes([*w1, *w0])),
        height: u32::from(u16::from_be_bytes([*h1, *h0])),
        progressive,
        components,
        complete: false,
        metadata: 0,
    })
}

/// Records which coefficients a scan completes. Returns the number of blocks that it covers.
fn record_scan(header: &mut JpegHeader, body: &[u8]) -> Result<u64, ImageError> {
    let (count, rest) = body.split_first().ok_or(ImageError::Broken)?;
    let (selectors, spectrum) = rest.split_at_checked(2 * usize::from(*count)).ok_or(ImageError::Broken)?;
    let [first, last, approximation, ..] = spectrum else { return Err(ImageError::Broken) };
    if approximation & 15 == 0 && first <= last && *last < 64 {
        let bits = (u64::MAX >> (63 - last)) & (u64::MAX << first);
        for selector in selectors.chunks_exact(2) {
            let selected = header.components.iter_mut().filter(|component| component.id == selector[0]);
            selected.for_each(|component| component.finished |= bits);
        }
    }
    Ok(header.blocks_of_scan(selectors))
}

fn read_exact(input: &mut impl Read, buffer: &mut [u8]) -> Result<(), ImageError> {
    input.read_exact(buffer).map_err(|_| ImageError::Broken)
}

fn byte(input: &mut impl Read) -> Result<u8, ImageError> {
    let mut one = [0];
    read_exact(input, &mut one)?;
    Ok(one[0])
}

/// The length of the segment that begins here, without its two length bytes.
fn length(input: &mut impl Read) -> Result<u16, ImageError> {
    let mut two = [0; 2];
    read_exact(input, &mut two)?;
    u16::from_be_bytes(two).checked_sub(2).ok_or(ImageError::Broken)
}

fn segment(input: &mut impl Read) -> Result<Vec<u8>, ImageError> {
    let mut body = vec![0; usize::from(length(input)?)];
    read_exact(input, &mut body)?;
    Ok(body)
}

fn skip_segment(input: &mut impl BufRead) -> Result<u64, ImageError> {
    let length = u64::from(length(input)?);
    let skipped = std::io::copy(&mut input.take(length), &mut std::io::sink())?;
    if skipped == length { Ok(length) } else { Err(ImageError::Broken) }
}

/// The next marker. Skips unexpected bytes before it, as decoders do.
fn next_marker(input: &mut impl BufRead) -> Result<u8, ImageError> {
    skip_past_ff(input)?;
    loop {
        match byte(input)? {
            0xFF => {}
            0 => skip_past_ff(input)?,
            marker => return Ok(marker),
        }
    }
}

/// Skips everything up to and including the next byte that could start a marker.
fn skip_past_ff(input: &mut impl BufRead) -> Result<(), ImageError> {
    loop {
        let bytes = input.fill_buf()?;
        let length = bytes.len();
        if length == 0 {
            return Err(ImageError::Broken);
        }
        match bytes.iter().position(|byte| *byte == 0xFF) {
            Some(position) => {
                input.consume(position + 1);
                return Ok(());
            }
            None => input.consume(length),
        }
    }
}

/// The first marker after the pixels of a scan.
fn next_marker_after_data(input: &mut impl BufRead) -> Result<u8, ImageError> {
    loop {
        match next_marker(input)? {
            0xD0..=0xD7 => {}
            marker => return Ok(marker),
        }
    }
}
