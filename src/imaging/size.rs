//! The sizes in which an image is stored.

/// Pixels of the longer side of each size.
pub const LARGE: u32 = 2048;
pub const MEDIUM: u32 = 960;
pub const THUMBNAIL: u32 = 320;

/// The size of the medium image of a large one with these pixels.
pub fn medium_of(large: (u32, u32)) -> (u32, u32) {
    fit(large.0, large.1, MEDIUM)
}

/// Scales a size down so that the longer side is at most `max_side`. Smaller sizes stay as they are.
pub fn fit(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let side = width.max(height);
    if side <= max_side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let rounded = (u64::from(length) * u64::from(max_side) + u64::from(side) / 2) / u64::from(side);
        u32::try_from(rounded).unwrap_or(max_side).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_get_smaller_and_never_larger_or_empty() {
        for (size, max_side, fitting) in [
            ((100, 50), 320, (100, 50)),
            ((4096, 2048), 2048, (2048, 1024)),
            ((3000, 4000), 2048, (1536, 2048)),
            ((1, 60_000), 320, (1, 320)),
            ((65_535, 65_535), 2048, (2048, 2048)),
        ] {
            assert_eq!(fit(size.0, size.1, max_side), fitting);
        }
    }
}
