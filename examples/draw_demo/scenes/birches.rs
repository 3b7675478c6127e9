//! White birch trunks close by, with the wood behind them.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::scatter;
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    back: &'static [Rgb],
    bark: [Rgb; 2],
    leaves: [Rgb; 4],
    ground: Rgb,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Portrait,
        seed: 131,
        back: &[Rgb(0xFCE7A8), Rgb(0xF7CE6B), Rgb(0xE9A23B)],
        bark: [Rgb(0xFFFDF6), Rgb(0xC9B9A0)],
        leaves: [Rgb(0xF5B82E), Rgb(0xE8891D), Rgb(0xFFD966), Rgb(0xC8641A)],
        ground: Rgb(0xB8651B),
        note: Note {
            alt: "White birch trunks in a wood full of golden autumn leaves",
            captions: [
                "Walked through liquid gold today.",
                "Leaves to my ankles. I may have kicked a few.",
                "Peak autumn. Ten out of ten 🍁",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 132,
        back: &[Rgb(0xE9F6D8), Rgb(0xBFE0A0), Rgb(0x86BE6E)],
        bark: [Rgb(0xFFFFFF), Rgb(0xB6C4B4)],
        leaves: [Rgb(0x8CCB5E), Rgb(0x5FA844), Rgb(0xC5E88A), Rgb(0x3C8238)],
        ground: Rgb(0x4F8A3C),
        note: Note {
            alt: "Birch trunks among fresh green leaves on a bright spring day",
            captions: [
                "That green only lasts a week.",
                "Windows open, shoes off, spring on.",
                "The birds had a lot to discuss.",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 133,
        back: &[Rgb(0x5F7F95), Rgb(0x8FABBC), Rgb(0xCFDCE2)],
        bark: [Rgb(0xFBFDFF), Rgb(0x9FB2C0)],
        leaves: [Rgb(0xC8443A), Rgb(0x9C2A33), Rgb(0xE9766A), Rgb(0x74202C)],
        ground: Rgb(0xE9F0F4),
        note: Note {
            alt: "Birches with the last red leaves above the first snow",
            captions: [
                "Autumn and winter are negotiating.",
                "First snow on the last leaves. Stood there like a tourist in my own wood.",
                "Red on white, my favourite.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("birches", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let haze = view.back[1];
    c.sky(view.back);
    c.glow((w * 0.62, h * 0.3), w * 0.6, view.back[0].lighter(0.5), 0.9);
    for (size, opacity) in [(150.0, 0.3), (90.0, 0.35)] {
        for leaf in &view.leaves[..2] {
            let points = scatter(rng, 16, (0.0, -20.0), (w, h * 0.5));
            c.dots(&points, size, leaf.mix(haze, 0.5), opacity);
        }
    }
    let ground = c.blend(Run::Down, &[view.ground.mix(haze, 0.5), view.ground, view.ground.darker(0.25)]);
    let mut floor = Path::new();
    floor
        .curve(&[(-10.0, h * 0.83), (w * 0.3, h * 0.81), (w * 0.7, h * 0.835), (w + 10.0, h * 0.8)])
        .line_to((w + 10.0, h))
        .line_to((-10.0, h))
        .close();
    // Distant trunks first, pale; then the floor, then the near ones standing on it.
    let branch = c.keep(&cluster(rng));
    let crown = |c: &mut Canvas, rng: &mut Rng, scale: f64, opacity: f64| {
        for leaf in view.leaves {
            c.begin(&format!("stroke=\"{leaf}\" stroke-width=\"16\" opacity=\"{opacity}\""));
            for (from, side) in [(0.0, 1.0), (1.0, -1.0)] {
                let at = (w * from + rng.jitter(160.0), rng.range(-120.0, 0.0));
                c.stamp(&branch, at, (side * scale, scale));
            }
            c.end();
        }
    };
    for i in 0..10 {
        let x = w * (f64::from(i) + rng.range(0.1, 0.9)) / 10.0;
        let colors = view.bark.map(|bark| bark.mix(haze, 0.62));
        let far = c.blend(Run::Right, &[colors[0], colors[1]]);
        let size = (rng.range(13.0, 24.0), h * 0.84);
        c.rect((x, -4.0), size, &far, 1.0);
    }
    c.fill(&floor, &ground, 1.0);
    crown(&mut c, rng, 1.0, 0.5);
    let marks = c.keep(&marks(rng, h));
    let middle = trunk(&mut c, view.bark.map(|bark| bark.mix(haze, 0.3)), &marks, 0.5);
    for i in 0..6 {
        let x = w * (f64::from(i) + rng.range(0.1, 0.9)) / 6.0;
        stand(&mut c, rng, &middle, (x, h * -0.13), width_of(i));
    }
    crown(&mut c, rng, 1.05, 0.9);
    let near = trunk(&mut c, view.bark, &marks, 0.9);
    for (x, width) in [(0.12, 0.84), (0.86, -1.04), (0.53, 0.62)] {
        let at = (w * x + rng.jitter(30.0), h * (0.98 + 0.06 * f64::abs(width)) - h);
        stand(&mut c, rng, &near, at, width);
    }
    for (i, leaf) in view.leaves.iter().enumerate() {
        let fallen: Vec<Point> =
            (0..26).map(|_| (rng.range(0.0, w), h * (1.0 - rng.unit().powf(1.5) * 0.17))).collect();
        c.dots(&fallen, 11.0 + i as f64 * 2.0, *leaf, 0.9);
    }
    crown(&mut c, rng, 1.25, 0.95);
    c
}

/// How broad the trunks of the middle row are; mirrored ones count as negative.
fn width_of(i: u32) -> f64 {
    [0.3, -0.24, 0.36, 0.26, -0.34, 0.28][i as usize % 6]
}

/// Leaves as slanted strokes, densest at the top, over about a sheet's width.
fn cluster(rng: &mut Rng) -> Path {
    let mut path = Path::new();
    for _ in 0..24 {
        let at = (rng.range(0.0, 1080.0), rng.unit().powf(1.7) * 800.0);
        path.line_from(at, (at.0 + rng.jitter(14.0), at.1 + rng.range(5.0, 16.0)));
    }
    path
}

/// The dark scars along both edges of a trunk 100 wide.
fn marks(rng: &mut Rng, tall: f64) -> Path {
    let mut path = Path::new();
    let count = 17;
    for i in 0..count {
        let y = tall * (f64::from(i) + rng.unit()) / f64::from(count);
        let side = if rng.chance(0.5) { -1.0 } else { 1.0 };
        let (edge, reach) = (side * 41.0, -side * rng.range(15.0, 52.0));
        let thick = rng.range(4.0, 10.0);
        path.move_to((edge, y - thick))
            .quad((edge + reach * 0.5, y - thick * 0.5), (edge + reach, y))
            .quad((edge + reach * 0.5, y + thick * 0.8), (edge, y + thick))
            .close();
    }
    path
}

/// Keeps a trunk 100 wide that reaches from above the sheet to its lower edge.
fn trunk(c: &mut Canvas, colors: [Rgb; 2], marks: &str, contrast: f64) -> String {
    let h = c.h;
    let mut body = Path::new();
    body.move_to((-36.0, -160.0))
        .cubic((-42.0, h * 0.5), (-44.0, h * 0.9), (-62.0, h))
        .line_to((62.0, h))
        .cubic((44.0, h * 0.9), (42.0, h * 0.5), (36.0, -160.0))
        .close();
    let fill = c.gradient(
        Run::Right,
        &[
            (0.1, colors[0].mix(colors[1], 0.35), 1.0),
            (0.35, colors[0], 1.0),
            (0.65, colors[0].mix(colors[1], 0.3), 1.0),
            (0.9, colors[1], 1.0),
        ],
    );
    c.define(|c| {
        c.fill(&body, &fill, 1.0);
        let ink = format!(" fill=\"#2b2622\" opacity=\"{contrast}\"");
        c.place(marks, (0.0, 0.0), 0.0, (1.0, 1.0), &ink);
    })
}

/// Places a trunk, leaning a little.
fn stand(c: &mut Canvas, rng: &mut Rng, trunk: &str, at: Point, width: f64) {
    c.place(trunk, at, rng.jitter(2.4), (width, 1.0), "");
}
