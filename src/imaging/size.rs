//! The sizes in which an image is stored.

/// Pixels of the longer side of each size.
pub const LARGE: u32 = 2048;
pub const MEDIUM: u32 = 960;
pub const THUMBNAIL: u32 = 320;

/// The size of a picture whose longer side is at most `longest`; never enlarged.
pub fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let side = width.max(height);
    if side <= longest {
        return (width, height);
    }
    let scaled = |length: u32| {
        let rounded = (u64::from(length) * u64::from(longest) + u64::from(side) / 2) / u64::from(side);
        u32::try_from(rounded).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_made_smaller_and_never_larger_nor_empty() {
        for (size, longest, fitting) in [
            ((100, 50), 320, (100, 50)),
            ((4096, 2048), 2048, (2048, 1024)),
            ((3000, 4000), 2048, (1536, 2048)),
            ((1, 60_000), 320, (1, 320)),
            ((65_535, 65_535), 2048, (2048, 2048)),
        ] {
            assert_eq!(fit(size.0, size.1, longest), fitting);
        }
    }
}
