//! Shrinks an image while its rows are decoded, so that it is never in memory as a whole.

use super::raster::{Layout, Raster};

/// Replaces each square block of pixels by their average.
pub struct Shrinker {
    layout: Layout,
    width: usize,
    /// Pixels on the side of a block.
    side: usize,
    /// The sums of the channels in the current row of blocks.
    sums: Vec<u64>,
    /// The number of rows in `sums`.
    rows: usize,
    out: Raster,
}

/// The largest side of a block at which the longer side of the image keeps at least `min_side` pixels.
pub fn block_side(width: u32, height: u32, min_side: u32) -> u32 {
    (width.max(height) / min_side).max(1)
}

impl Shrinker {
    /// Starts an image of this size, whose blocks have `side` pixels on each side.
    pub fn new(layout: Layout, width: u32, height: u32, side: u32) -> Self {
        let (out_width, out_height) = (width.div_ceil(side), height.div_ceil(side));
        let row = out_width as usize * layout.channels();
        Self {
            layout,
            width: width as usize,
            side: side as usize,
            sums: vec![0; row],
            rows: 0,
            out: Raster {
                layout,
                width: out_width,
                height: out_height,
                pixels: Vec::with_capacity(row * out_height as usize),
            },
        }
    }

    /// Adds the next row of the image.
    pub fn push(&mut self, row: &[u8]) {
        if self.side == 1 {
            self.out.pixels.extend_from_slice(row);
            return;
        }
        let channels = self.layout.channels();
        let blocks = self.sums.chunks_exact_mut(channels).zip(row.chunks(channels * self.side));
        for (sums, pixels) in blocks {
            for pixel in pixels.chunks_exact(channels) {
                // A pixel counts by its opacity: transparent pixels add no color.
                let weight = if self.layout.has_alpha() { u64::from(pixel[channels - 1]) } else { 1 };
                for (channel, value) in pixel.iter().enumerate() {
                    let is_alpha = self.layout.has_alpha() && channel == channels - 1;
                    sums[channel] += if is_alpha { weight } else { u64::from(*value) * weight };
                }
            }
        }
        self.rows += 1;
        if self.rows == self.side {
            self.finish_row();
        }
    }

    fn finish_row(&mut self) {
        let channels = self.layout.channels();
        for (block, sums) in self.sums.chunks_exact_mut(channels).enumerate() {
            let columns = self.side.min(self.width - block * self.side);
            let count = (columns * self.rows) as u64;
            let weight = if self.layout.has_alpha() { sums[channels - 1] } else { count };
            for (channel, sum) in sums.iter_mut().enumerate() {
                let is_alpha = self.layout.has_alpha() && channel == channels - 1;
                let divisor = if is_alpha { count } else { weight }.max(1);
                self.out.pixels.push(u8::try_from((*sum + divisor / 2) / divisor).unwrap_or(u8::MAX));
                *sum = 0;
            }
        }
        self.rows = 0;
    }

    /// Returns the smaller image, after all rows were added.
    pub fn finish(mut self) -> Raster {
        if self.rows > 0 {
            self.finish_row();
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shrunk(layout: Layout, width: u32, side: u32, rows: &[&[u8]]) -> Raster {
        let height = u32::try_from(rows.len()).expect("few rows");
        let mut shrinker = Shrinker::new(layout, width, height, side);
        rows.iter().for_each(|row| shrinker.push(row));
        shrinker.finish()
    }

    #[test]
    fn blocks_become_their_average_also_at_the_edges() {
        let small = shrunk(Layout::Gray, 3, 2, &[&[0, 10, 7], &[20, 30, 9], &[100, 102, 50]]);

        assert_eq!((small.width, small.height), (2, 2));
        assert_eq!(small.pixels, [15, 8, 101, 50]);
    }

    #[test]
    fn transparent_pixels_add_no_color() {
        let small = shrunk(Layout::GrayAlpha, 2, 2, &[&[200, 255, 0, 0], &[200, 255, 0, 0]]);

        assert_eq!(small.pixels, [200, 128]);
    }

    #[test]
    fn an_image_keeps_at_least_the_wanted_length() {
        for (width, height, side) in [(100, 50, 1), (4095, 10, 1), (4096, 10, 2), (10, 8191, 3), (60_000, 1, 29)] {
            assert_eq!(block_side(width, height, 2048), side);
            assert!(side == 1 || width.max(height).div_ceil(side) >= 2048);
        }
    }
}
