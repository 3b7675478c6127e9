//! Reads the chunks of a WebP without decoding it. Each frame has a size of its own, for which a decoder reserves memory
//! before it compares that size with the size of the image.

use std::io::{BufRead, Read, Seek, SeekFrom};

use super::ImageError;

/// The contents of a WebP's chunks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebpHeader {
    pub width: u32,
    pub height: u32,
    /// Pixels of the largest frame, according to its own header.
    pub frame_pixels: u64,
    pub animated: bool,
    /// Bytes of lossless data: images, and the transparency of lossy images.
    pub lossless: u64,
    /// Bytes of everything else.
    pub lossy: u64,
    chunks: u32,
}

/// Bytes of the headers.
const CHUNK_HEADER: u64 = 8;
const FRAME_HEADER: u64 = 16;

/// The most chunks of a file. An animation has two per frame at most; other chunks are rare.
const MAX_CHUNKS: u32 = 20_000;

impl WebpHeader {
    /// Reads the headers of all chunks.
    ///
    /// # Errors
    /// If the file is not a WebP, or is truncated.
    pub fn read(input: &mut (impl BufRead + Seek)) -> Result<Self, ImageError> {
        let mut riff = [0; 12];
        read_exact(input, &mut riff)?;
        let mut header = Self::default();
        let length = u64::from(little(&riff[4..8])) + CHUNK_HEADER;
        if input.seek(SeekFrom::End(0))? < length {
            return Err(ImageError::Broken);
        }
        header.read_chunks(input, riff.len() as u64, length)?;
        if header.width == 0 || header.height == 0 || header.frame_pixels == 0 {
            return Err(ImageError::Broken);
        }
        Ok(header)
    }

    /// Reads the chunks from `start` to `end`. The chunks of an animation contain further chunks.
    fn read_chunks(&mut self, input: &mut (impl BufRead + Seek), start: u64, end: u64) -> Result<(), ImageError> {
        let mut position = start;
        while position + CHUNK_HEADER <= end {
            input.seek(SeekFrom::Start(position))?;
            self.chunks += 1;
            if self.chunks > MAX_CHUNKS {
                return Err(ImageError::Broken);
            }
            let mut head = [0; 8];
            read_exact(input, &mut head)?;
            let length = u64::from(little(&head[4..]));
            let next = position + CHUNK_HEADER + length;
            if next > end {
                return Err(ImageError::Broken);
            }
            match &head[..4] {
                b"VP8X" => {
                    let mut body = [0; 10];
                    read_exact(input, &mut body)?;
                    self.animated = body[0] & 2 != 0;
                    self.width = 1 + little(&body[4..7]);
                    self.height = 1 + little(&body[7..10]);
                }
                b"VP8 " => {
                    let mut body = [0; 10];
                    read_exact(input, &mut body)?;
                    self.add_frame(little(&body[6..8]) & 0x3FFF, little(&body[8..10]) & 0x3FFF);
                    self.lossy += length;
                }
                b"VP8L" => {
                    let mut body = [0; 5];
                    read_exact(input, &mut body)?;
                    let sizes = little(&body[1..5]);
                    self.add_frame(1 + (sizes & 0x3FFF), 1 + ((sizes >> 14) & 0x3FFF));
                    self.lossless += length;
                }
                b"ALPH" => self.lossless += length,
                b"ANMF" if start == 12 => {
                    self.read_chunks(input, position + CHUNK_HEADER + FRAME_HEADER, next)?;
                }
                _ => self.lossy += length,
            }
            position = next + length % 2;
        }
        Ok(())
    }

    fn add_frame(&mut self, width: u32, height: u32) {
        if self.width == 0 {
            (self.width, self.height) = (width, height);
        }
        self.frame_pixels = self.frame_pixels.max(u64::from(width) * u64::from(height));
    }
}

fn read_exact(input: &mut impl Read, buffer: &mut [u8]) -> Result<(), ImageError> {
    input.read_exact(buffer).map_err(|_| ImageError::Broken)
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_file_with_too_many_chunks_is_rejected() {
        let with = |chunks: u32| {
            let still =
                [b"VP8L\x05\0\0\0\x2f\x01\0\0\0\0".as_slice(), &b"XMP \0\0\0\0".repeat(chunks as usize)].concat();
            let length = u32::try_from(4 + still.len()).expect("a small file").to_le_bytes();
            WebpHeader::read(&mut Cursor::new([b"RIFF", length.as_slice(), b"WEBP", &still].concat()))
        };

        assert!(with(100).is_ok());
        assert!(with(MAX_CHUNKS).is_err());
    }
}
