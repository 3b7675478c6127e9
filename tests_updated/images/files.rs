//! Pictures of all kinds, made as the tests run, and what is in those that come back.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// In every piece of metadata that is put into a picture.
pub const MARKER: &[u8] = b"N 51.5007 W 0.1246 marker";

pub type Rgb = [u8; 3];
pub const RED: Rgb = [220, 20, 30];
pub const GREEN: Rgb = [20, 180, 60];
pub const BLUE: Rgb = [30, 40, 210];
pub const WHITE: Rgb = [250, 250, 250];

/// A quarter of each colour: upper left, upper right, lower left, lower right.
pub fn quarters(width: u32, height: u32, [a, b, c, d]: [Rgb; 4]) -> Vec<u8> {
    pixels(width, height, |x, y| match (2 * x < width, 2 * y < height) {
        (true, true) => a,
        (false, true) => b,
        (true, false) => c,
        (false, false) => d,
    })
}

pub fn pixels(width: u32, height: u32, colour: impl Fn(u32, u32) -> Rgb) -> Vec<u8> {
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| colour(x, y)).collect()
}

/// Something with detail in it, so that files of it have a length.
pub fn textured(width: u32, height: u32) -> Vec<u8> {
    pixels(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).rotate_left(x % 13).to_le_bytes();
        [noise[0], noise[1] / 2 + 60, u8::try_from((x + y) % 256).expect("a byte")]
    })
}

pub fn jpeg_with(rgb: &[u8], width: u32, height: u32, change: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    jpeg_of(ColorType::Rgb, rgb, width, height, change)
}

pub fn jpeg_of(
    colours: ColorType,
    pixels: &[u8],
    width: u32,
    height: u32,
    change: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    change(&mut encoder);
    let size = |length: u32| u16::try_from(length).expect("a size of a JPEG");
    encoder.encode(pixels, size(width), size(height), colours).expect("a JPEG");
    bytes
}

pub fn jpeg(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    jpeg_with(rgb, width, height, |_| {})
}

pub fn progressive(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    jpeg_with(rgb, width, height, |encoder| {
        encoder.set_progressive(true);
        encoder.set_sampling_factor(SamplingFactor::F_1_1);
    })
}

pub fn png_of(colours: png::ColorType, depth: png::BitDepth, pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    png_with(colours, depth, pixels, width, height, |_| {})
}

pub fn png_with(
    colours: png::ColorType,
    depth: png::BitDepth,
    pixels: &[u8],
    width: u32,
    height: u32,
    change: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colours);
    encoder.set_depth(depth);
    change(&mut encoder);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels).expect("a PNG");
    writer.finish().expect("a PNG");
    bytes
}

pub fn png(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    png_of(png::ColorType::Rgb, png::BitDepth::Eight, rgb, width, height)
}

/// Random numbers, the same ones each time.
pub fn random_bytes(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Repeats the last scan of a progressive JPEG, so that it has so many more.
pub fn with_more_scans(jpeg: &[u8], more: usize) -> Vec<u8> {
    let last = jpeg.windows(2).rposition(|two| two == [0xFF, 0xDA]).expect("a scan");
    let end = jpeg.len() - 2;
    [&jpeg[..end], &jpeg[last..end].repeat(more), &jpeg[end..]].concat()
}

/// A GIF of frames of one colour of the palette each.
pub fn gif(width: u16, height: u16, frames: &[gif::Frame<'_>]) -> Vec<u8> {
    let palette = [RED, GREEN, BLUE, WHITE].concat();
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &palette).expect("a GIF");
    for frame in frames {
        encoder.write_frame(frame).expect("a frame");
    }
    drop(encoder);
    bytes
}

pub fn gif_frame(width: u16, height: u16, colour: u8) -> gif::Frame<'static> {
    let buffer = vec![colour; usize::from(width) * usize::from(height)];
    gif::Frame { width, height, buffer: buffer.into(), ..gif::Frame::default() }
}

pub fn webp(pixels: &[u8], width: u32, height: u32, alpha: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let colours = if alpha { image_webp::ColorType::Rgba8 } else { image_webp::ColorType::Rgb8 };
    image_webp::WebPEncoder::new(&mut bytes).encode(pixels, width, height, colours).expect("a WebP");
    bytes
}

/// A WebP of these chunks.
pub fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, content) in chunks {
        body.extend(chunk_of_riff(name, content));
    }
    let length = u32::try_from(body.len()).expect("a length");
    [b"RIFF", &length.to_le_bytes()[..], &body].concat()
}

pub fn chunk_of_riff(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a length");
    let mut bytes = [name, &length.to_le_bytes()[..], content].concat();
    if content.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

/// The VP8X chunk.
pub fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = vec![flags, 0, 0, 0];
    bytes.extend(&(width - 1).to_le_bytes()[..3]);
    bytes.extend(&(height - 1).to_le_bytes()[..3]);
    bytes
}

/// EXIF that says how the picture is turned, and where it was taken.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend(2_u16.to_le_bytes());
    // ImageDescription: ASCII.
    bytes.extend([0x0E, 0x01, 2, 0]);
    bytes.extend(u32::try_from(MARKER.len()).expect("a length").to_le_bytes());
    bytes.extend(38_u32.to_le_bytes());
    // Orientation: SHORT.
    bytes.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    bytes.extend([0; 4]);
    bytes.extend(MARKER);
    bytes
}

/// A chunk of a PNG.
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a length").to_be_bytes();
    let named = [name, content].concat();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// The chunk that a PNG begins with.
pub fn ihdr(width: u32, height: u32, depth: u8, colours: u8, interlace: u8) -> Vec<u8> {
    let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(b"IHDR", &[&sizes[..], &[depth, colours, 0, 0, interlace]].concat())
}

pub const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG of these chunks.
pub fn hand_made_png(header: Vec<u8>, rest: &[Vec<u8>]) -> Vec<u8> {
    [PNG_SIGNATURE, &header, &rest.concat(), &chunk(b"IEND", b"")].concat()
}

/// So many zeros as zlib makes them smallest: one zero, and "258 times the byte before" over and over.
pub fn zlib_of_zeros(count: usize) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let (mut bits, mut filled) = (0_u32, 0);
    let mut push = |code: u32, length: u32, out: &mut Vec<u8>| {
        bits |= code << filled;
        filled += length;
        while filled >= 8 {
            out.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            filled -= 8;
        }
    };
    // The last block, with fixed codes, which are sent with their first bit first: 0 is 00110000.
    push(0b011, 3, &mut out);
    push(0b0000_1100, 8, &mut out);
    for _ in 0..(count - 1) / 258 {
        // 285 is 11000101; the distance 1 is 00000.
        push(0b1010_0011, 13, &mut out);
    }
    for _ in 0..(count - 1) % 258 {
        push(0b0000_1100, 8, &mut out);
    }
    // 256, the end, is 0000000.
    push(0, 7, &mut out);
    push(0, 7, &mut out);
    let sum = u32::try_from(count % 65_521).expect("a small number");
    out.extend((sum << 16 | 1).to_be_bytes());
    out
}

/// Changes the size in the header of a JPEG.
pub fn resized_jpeg(mut jpeg: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame =
        jpeg.windows(2).position(|two| two[0] == 0xFF && (0xC0..=0xC2).contains(&two[1])).expect("a frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// Bytes as zlib stores them, without making them fewer.
pub fn stored_zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block");
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// A picture that came back.
pub struct Shown {
    pub width: u32,
    pub height: u32,
    pub channels: usize,
    pub pixels: Vec<u8>,
}

impl Shown {
    pub fn read(bytes: &[u8]) -> Self {
        if bytes.starts_with(PNG_SIGNATURE) {
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
            let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
            let info = reader.next_frame(&mut pixels).expect("a whole PNG");
            return Self { width: info.width, height: info.height, channels: info.color_type.samples(), pixels };
        }
        if bytes.starts_with(b"RIFF") {
            let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(bytes)).expect("a WebP");
            let (width, height) = decoder.dimensions();
            let mut pixels = vec![0; decoder.output_buffer_size().expect("a size")];
            decoder.read_image(&mut pixels).expect("a whole WebP");
            return Self { width, height, channels: if decoder.has_alpha() { 4 } else { 3 }, pixels };
        }
        let mut decoder = jpeg_decoder::Decoder::new(bytes);
        let pixels = decoder.decode().expect("a JPEG");
        let info = decoder.info().expect("a header");
        Self {
            width: info.width.into(),
            height: info.height.into(),
            channels: info.pixel_format.pixel_bytes(),
            pixels,
        }
    }

    pub fn at(&self, x: u32, y: u32) -> &[u8] {
        let start = (y * self.width + x) as usize * self.channels;
        &self.pixels[start..start + self.channels]
    }

    /// What is in the middle of each quarter.
    pub fn quarters(&self) -> [&[u8]; 4] {
        let (left, right) = (self.width / 4, self.width * 3 / 4);
        let (top, bottom) = (self.height / 4, self.height * 3 / 4);
        [self.at(left, top), self.at(right, top), self.at(left, bottom), self.at(right, bottom)]
    }
}

/// Checks that two colours look the same.
#[track_caller]
pub fn assert_alike(found: &[u8], expected: &[u8], of: &str) {
    let near = found.len() >= expected.len() && found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 12);
    assert!(near, "{of}: {found:?} is not {expected:?}");
}
