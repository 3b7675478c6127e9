//! Colours that can be mixed and written the way SVG wants them.

use std::fmt;

/// A colour as `0xRRGGBB`, the notation palettes are usually given in.
#[derive(Clone, Copy)]
pub struct Rgb(pub u32);

pub const WHITE: Rgb = Rgb(0xFFFFFF);
pub const BLACK: Rgb = Rgb(0x000000);

impl Rgb {
    /// The colour `t` of the way from this one to `other`.
    pub fn mix(self, other: Self, t: f64) -> Self {
        let channel = |shift: u32| {
            let from = f64::from((self.0 >> shift) & 0xFF);
            let to = f64::from((other.0 >> shift) & 0xFF);
            ((from + (to - from) * t).round().clamp(0.0, 255.0) as u32) << shift
        };
        Self(channel(16) | channel(8) | channel(0))
    }

    pub fn lighter(self, t: f64) -> Self {
        self.mix(WHITE, t)
    }

    pub fn darker(self, t: f64) -> Self {
        self.mix(BLACK, t)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:06x}", self.0 & 0xFF_FFFF);
        let digits = text.as_bytes();
        if digits.chunks(2).all(|pair| pair[0] == pair[1]) {
            write!(f, "#{}{}{}", &text[..1], &text[2..3], &text[4..5])
        } else {
            write!(f, "#{text}")
        }
    }
}
