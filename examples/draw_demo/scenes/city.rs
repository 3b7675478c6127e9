//! A city skyline in the evening, with lit windows.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::{glitter, ripples, stars, wisps};
use crate::path::Path;
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    /// Where the sun or moon stands (as parts of width and height), its radius and colour.
    light: (f64, f64, f64, Rgb),
    far: Rgb,
    near: Rgb,
    window: Rgb,
    /// Where the river begins, if there is one.
    river: Option<f64>,
    stars: bool,
    note: Note,
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Portrait,
        seed: 81,
        sky: &[Rgb(0x0C1538), Rgb(0x2B2F73), Rgb(0x8A4F8E), Rgb(0xF09A7A)],
        light: (0.74, 0.17, 48.0, Rgb(0xFFF4DA)),
        far: Rgb(0x8A5A8C),
        near: Rgb(0x0D1026),
        window: Rgb(0xFFD27A),
        river: None,
        stars: true,
        note: Note {
            alt: "A skyline with lit windows under a full moon in a deep blue and violet evening sky",
            captions: [
                "Rooftop season is open.",
                "Every window a story. I made up at least twelve.",
                "City lights, bare feet, cold lemonade 🌆",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 82,
        sky: &[Rgb(0x07142E), Rgb(0x123A5C), Rgb(0x2F7F8F), Rgb(0xF0C892)],
        light: (0.2, 0.2, 36.0, Rgb(0xFFF8E6)),
        far: Rgb(0x4E8894),
        near: Rgb(0x071524),
        window: Rgb(0xFFE0A0),
        river: Some(0.7),
        stars: true,
        note: Note {
            alt: "A teal evening skyline with lit windows mirrored in a wide river",
            captions: [
                "Missed the last ferry, gained this.",
                "Walked home along the water tonight.",
                "The river has the better view.",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 83,
        sky: &[Rgb(0x3B1B52), Rgb(0xA6335F), Rgb(0xF2704F), Rgb(0xFFC46B)],
        light: (0.4, 0.5, 130.0, Rgb(0xFFE59A)),
        far: Rgb(0xC4566A),
        near: Rgb(0x220C2E),
        window: Rgb(0xFFDF8F),
        river: None,
        stars: false,
        note: Note {
            alt: "A huge yellow sun setting behind skyscrapers in a glowing red sky",
            captions: [
                "Monday tried its best to apologise.",
                "From the office window, four minutes past closing time.",
                "Concrete can be kind.",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 84,
        sky: &[Rgb(0x8FA9C9), Rgb(0xC8D2E2), Rgb(0xF6DDD0), Rgb(0xFBE9D8)],
        light: (0.66, 0.36, 60.0, Rgb(0xFFFDF2)),
        far: Rgb(0xBFC8D8),
        near: Rgb(0x3D5573),
        window: Rgb(0xFFEFC4),
        river: Some(0.76),
        stars: false,
        note: Note {
            alt: "A pale morning skyline in soft blue haze above a calm river",
            captions: [
                "The city before it remembers to be loud.",
                "Early train, best seat.",
                "Hello, sleepy town ☕",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("city", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let ground = (h * view.river.unwrap_or(1.0)).round();
    let (x, y, radius, color) = view.light;
    let skyline = c.named(|c| {
        let fill = c.blend(Run::Down, view.sky);
        c.rect((0.0, 0.0), (w, ground), &fill, 1.0);
        if view.stars {
            stars(c, rng, 44, ground * 0.45);
        }
        c.glow((x * w, y * h), radius * 5.0, color, 0.7);
        c.circle((x * w, y * h), radius, color, 1.0);
        let streaks = view.sky[3].lighter(0.2);
        wisps(c, rng, 4, (ground * 0.25, ground * 0.6), streaks);
        for (layer, tall) in [(0, 0.62), (1, 0.56), (2, 0.42)] {
            row(c, rng, view, ground, (layer, tall));
        }
    });
    if view.river.is_some() {
        let water = view.sky[1].mix(view.near, 0.3);
        c.rect((0.0, ground), (w, h - ground), water, 1.0);
        c.mirror(&skyline, ground, 0.8, 0.5);
        c.rect((0.0, ground - 6.0), (w, 10.0), view.near, 1.0);
        ripples(&mut c, rng, ground, h, view.near, 0.35);
        ripples(&mut c, rng, ground, h, view.sky[3], 0.3);
        glitter(&mut c, rng, (x * w, ground + 12.0), h, 44.0, view.window);
    }
    c
}

/// A row of buildings from edge to edge; `layer` 0 is the farthest.
fn row(c: &mut Canvas, rng: &mut Rng, view: &View, ground: f64, (layer, tall): (u32, f64)) {
    let w = c.w;
    let t = f64::from(layer) / 2.0;
    let color = view.far.mix(view.near, [0.18, 0.58, 1.0][layer as usize]);
    let mut walls = Path::new();
    let mut masts = Path::new();
    // Windows are dashes of upright lines; four rhythms are enough to look lived in.
    let mut windows = [Path::new(), Path::new(), Path::new(), Path::new()];
    let mut x = -rng.range(0.0, 40.0);
    while x < w {
        let width = rng.range(0.06, 0.12) * w * (0.75 + 0.35 * t);
        // Tallest around the middle, as real skylines tend to be.
        let middle = 1.0 - ((x + width / 2.0) / w - 0.5).abs() * 0.9;
        let top = ground - ground * tall * middle * rng.range(0.5, 1.0);
        walls.move_to((x, ground));
        match rng.below(6) {
            0 => walls.lines(&[(x, top + width * 0.3), (x + width, top)]),
            1 => walls.lines(&[
                (x, top + 26.0),
                (x + width * 0.22, top + 26.0),
                (x + width * 0.22, top),
                (x + width * 0.78, top),
                (x + width * 0.78, top + 26.0),
                (x + width, top + 26.0),
            ]),
            2 => walls.lines(&[(x, top + width * 0.4), (x + width * 0.5, top), (x + width, top + width * 0.4)]),
            _ => walls.lines(&[(x, top), (x + width, top)]),
        };
        walls.line_to((x + width, ground)).close();
        if rng.chance(0.22) {
            masts.line_from((x + width / 2.0, top + 30.0), (x + width / 2.0, top - 46.0));
        }
        if layer > 0 {
            let columns = (width / 24.0).floor();
            let gap = width / (columns + 0.4);
            for i in 0..columns as u32 {
                let at = x + gap * (f64::from(i) + 0.7);
                let first = top + width * 0.42 + 14.0;
                if first < ground - 40.0 {
                    let rhythm = rng.below(windows.len());
                    windows[rhythm].line_from((at, first), (at, ground - 22.0));
                }
            }
        }
        x += width + if rng.chance(0.25) { rng.range(2.0, 18.0) } else { 0.0 };
    }
    let haze = color.mix(view.sky[3], 0.35 * (1.0 - t * 0.7));
    let fill = c.blend(Run::Down, &[color, haze]);
    c.stroke(&masts, color, 4.0, 1.0);
    c.fill(&walls, &fill, 1.0);
    let rhythms = ["9 13 9 57 9 35 9 79", "9 35 9 13 9 101 9 13", "9 123 9 13 9 13 9 57", "0 44 9 211 9 101"];
    for (path, rhythm) in windows.iter().zip(rhythms) {
        let attributes = format!(" stroke-linecap=\"butt\" stroke-dasharray=\"{rhythm}\"");
        c.stroke_with(path, view.window, 7.0 + t * 2.0, 0.45 + 0.45 * t, &attributes);
    }
}
