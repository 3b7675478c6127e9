//! Rolling fields with a lone tree.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::{below_curve, birds, cloud, height_at, mist, swell, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    sun: Option<(f64, f64, f64, Rgb)>,
    clouds: u32,
    fields: [Rgb; 3],
    leaves: [Rgb; 3],
    tree: (f64, f64),
    rows: Option<Rgb>,
    flowers: Option<Rgb>,
    note: Note,
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Landscape,
        seed: 91,
        sky: &[Rgb(0x4FA3DB), Rgb(0xA4D5F0), Rgb(0xE9F5F2)],
        sun: None,
        clouds: 4,
        fields: [Rgb(0xB9DB9A), Rgb(0x86C25B), Rgb(0x3D8B40)],
        leaves: [Rgb(0x245E34), Rgb(0x3F8F46), Rgb(0x7CC05C)],
        tree: (0.68, 1.0),
        rows: None,
        flowers: Some(Rgb(0xFFF3B0)),
        note: Note {
            alt: "A lone green tree on rolling spring meadows under white clouds",
            captions: [
                "Picnic spot: found.",
                "Left the phone in the bag after this one. Mostly.",
                "Green, green, green 🌳",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 92,
        sky: &[Rgb(0xE8915B), Rgb(0xF9C784), Rgb(0xFFEBC1)],
        sun: Some((0.3, 0.4, 70.0, Rgb(0xFFF7DC))),
        clouds: 0,
        fields: [Rgb(0xF5D491), Rgb(0xE9B44C), Rgb(0xA96A22)],
        leaves: [Rgb(0x5C4F1E), Rgb(0x83742C), Rgb(0xB09A42)],
        tree: (0.66, 1.15),
        rows: Some(Rgb(0x9A5F1E)),
        flowers: None,
        note: Note {
            alt: "A tree in golden wheat fields in front of a low summer sun",
            captions: [
                "Harvest week smells like childhood.",
                "Cycled home the slow way.",
                "Gold everywhere. The hay fever was worth it 🤧",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 93,
        sky: &[Rgb(0x7C9BD6), Rgb(0xC9C4E8), Rgb(0xFCDCD2)],
        sun: Some((0.75, 0.3, 54.0, Rgb(0xFFFAF0))),
        clouds: 2,
        fields: [Rgb(0xC3B1E1), Rgb(0x9B7FCB), Rgb(0x5E3F94)],
        leaves: [Rgb(0x2F4A3C), Rgb(0x4F7253), Rgb(0x8CA878)],
        tree: (0.3, 0.95),
        rows: Some(Rgb(0x4B2F7D)),
        flowers: Some(Rgb(0xE3D2FF)),
        note: Note {
            alt: "Rows of lavender running towards a lone tree under a soft pink and blue sky",
            captions: [
                "You can hear it before you smell it. So many bees.",
                "Lavender in my hair, lavender in my socks.",
                "Slow holidays 💜",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 94,
        sky: &[Rgb(0xA9B7BE), Rgb(0xD9D9D0), Rgb(0xF1E6D6)],
        sun: None,
        clouds: 0,
        fields: [Rgb(0xD3CCB4), Rgb(0xB29A6A), Rgb(0x5E4A30)],
        leaves: [Rgb(0x7C2414), Rgb(0xC2451E), Rgb(0xEE8A3A)],
        tree: (0.46, 1.35),
        rows: None,
        flowers: Some(Rgb(0xD9622B)),
        note: Note {
            alt: "A red autumn tree standing alone in brown fields in pale fog",
            captions: [
                "My favourite tree put on its best coat.",
                "Foggy morning, one bright idea.",
                "October, please stay a bit longer 🍂",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("fields", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let air = view.sky[2];
    c.sky(&[view.sky, &[air]].concat());
    if let Some((x, y, radius, color)) = view.sun {
        c.glow((x * w, y * h), radius * 6.0, color, 0.85);
        c.circle((x * w, y * h), radius, color, 1.0);
        wisps(&mut c, rng, 6, (h * 0.12, h * 0.42), air);
    }
    for i in 0..view.clouds {
        let x = w * (0.12 + 0.26 * f64::from(i)) + rng.jitter(50.0);
        let at = (x, h * (0.2 + 0.12 * f64::from(i % 2)));
        let width = rng.range(180.0, 330.0);
        cloud(&mut c, rng, at, width, Rgb(0xFFFFFF), air);
    }

    let layers = 5;
    for i in 0..layers {
        let t = f64::from(i) / f64::from(layers - 1);
        let line = swell(rng, w, h * (0.54 + 0.32 * t), h * (0.024 + 0.016 * t), 1);
        let color = if t < 0.5 {
            view.fields[0].mix(view.fields[1], t * 2.0)
        } else {
            view.fields[1].mix(view.fields[2], t * 2.0 - 1.0)
        };
        let color = color.mix(air, 0.35 * (1.0 - t));
        let fill = c.gradient(
            Run::Down,
            &[(0.0, color.lighter(0.18), 1.0), (0.3, color, 1.0), (1.0, color.darker(0.25), 1.0)],
        );
        if i == 1 {
            // Before the ground, so that the hill hides their feet.
            copse(&mut c, rng, &line, view);
        }
        let ground = below_curve(&line, h + 4.0);
        c.fill(&ground, &fill, 1.0);
        if i == 2 {
            mist(&mut c, h * 0.69, h * 0.12, air, 0.45);
        }
        if i == 3 {
            if let Some(color) = view.rows {
                rows(&mut c, rng, &ground, h * 0.74, color);
            }
            let (x, scale) = view.tree;
            let foot = (w * x, height_at(&line, w * x) + 14.0);
            tree(&mut c, rng, foot, scale, view);
        }
        if i == 4 {
            if let Some(color) = view.rows {
                rows(&mut c, rng, &ground, h * 0.8, color);
            }
            meadow(&mut c, rng, view);
        }
    }
    let flock = (w * (0.92 - view.tree.0), h * 0.2);
    birds(&mut c, rng, flock, 5, view.leaves[0].mix(air, 0.25));
    c
}

/// Small round trees far away, on the side where the large one is not.
fn copse(c: &mut Canvas, rng: &mut Rng, line: &[Point], view: &View) {
    let color = view.leaves[0].mix(view.sky[2], 0.55);
    let middle = c.w * (1.06 - view.tree.0);
    for (diameter, count) in [(34.0, 10), (56.0, 7)] {
        let points: Vec<Point> = (0..count)
            .map(|_| {
                let x = middle + (rng.jitter(0.5) + rng.jitter(0.5)) * c.w * 0.26;
                (x, height_at(line, x) - diameter * 0.1)
            })
            .collect();
        c.dots(&points, diameter, color, 1.0);
    }
}

/// Furrows that meet at a point far behind the crest.
fn rows(c: &mut Canvas, rng: &mut Rng, ground: &Path, from: f64, color: Rgb) {
    let (w, h) = (c.w, c.h);
    c.clip(ground);
    let goal = (w * 0.42, h * 0.55);
    let mut furrows = Path::new();
    for i in -7..=7 {
        let x = w * 0.5 + f64::from(i) * w * 0.17 + rng.jitter(8.0);
        // Wedges, so that the furrows narrow with distance as they should.
        let top = |x: f64| {
            let t = (h - from) / (h - goal.1) + 0.08;
            (x + (goal.0 - x) * t, h + (goal.1 - h) * t)
        };
        furrows.polygon(&[(x, h + 5.0), top(x), top(x + w * 0.06), (x + w * 0.06, h + 5.0)]);
    }
    let fill = c.gradient(Run::Down, &[(0.0, color, 0.15), (1.0, color, 0.6)]);
    c.fill(&furrows, &fill, 1.0);
    c.end();
}

fn tree(c: &mut Canvas, rng: &mut Rng, foot: Point, scale: f64, view: &View) {
    let s = scale;
    c.ellipse((foot.0 + 60.0 * s, foot.1 + 2.0), (170.0 * s, 13.0 * s), view.fields[2].darker(0.4), 0.4);
    let at = |x: f64, y: f64| (foot.0 + x * s, foot.1 - y * s);
    let mut trunk = Path::new();
    trunk
        .move_to(at(-24.0, -4.0))
        .quad(at(-9.0, 20.0), at(-10.0, 120.0))
        .line_to(at(-62.0, 190.0))
        .line_to(at(-4.0, 150.0))
        .line_to(at(20.0, 220.0))
        .line_to(at(14.0, 140.0))
        .line_to(at(70.0, 178.0))
        .line_to(at(14.0, 108.0))
        .quad(at(10.0, 20.0), at(26.0, -4.0))
        .close();
    c.fill(&trunk, view.leaves[0].mix(Rgb(0x2A1C14), 0.75), 1.0);
    // Three coats of leaves, each smaller, lighter and nearer to the light.
    for (coat, count, diameter, reach, shift) in [
        (0, 26, 104.0, 1.0, (0.0, 0.0)),
        (1, 24, 70.0, 0.92, (-12.0, 18.0)),
        (2, 20, 40.0, 0.78, (-34.0, 44.0)),
        (2, 34, 14.0, 1.1, (-10.0, 16.0)),
        (1, 34, 16.0, 1.2, (0.0, 0.0)),
    ] {
        let points: Vec<Point> = (0..count)
            .map(|i| {
                let angle = f64::from(i) * 2.4;
                let r = (f64::from(i) / f64::from(count)).sqrt() * reach;
                let x = angle.cos() * r * 138.0 + rng.jitter(14.0) + shift.0;
                let y = 226.0 + angle.sin() * r * 96.0 + rng.jitter(12.0) + shift.1;
                at(x, y)
            })
            .collect();
        c.dots(&points, diameter * s, view.leaves[coat], 1.0);
    }
}

fn meadow(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let mut grass = Path::new();
    for _ in 0..36 {
        let (x, y) = (rng.range(0.0, w), h - rng.unit().powi(2) * h * 0.09);
        let tall = rng.range(18.0, 46.0);
        grass.move_to((x, y + 12.0)).quad((x, y - tall * 0.4), (x + rng.jitter(16.0), y - tall));
    }
    c.stroke(&grass, view.fields[2].darker(0.3), 3.0, 0.55);
    if let Some(color) = view.flowers {
        for (count, size) in [(38, 8.0), (24, 12.0)] {
            let points = (0..count)
                .map(|_| (rng.range(0.0, w), h - 4.0 - rng.unit().powf(1.4) * h * 0.11))
                .collect::<Vec<_>>();
            c.dots(&points, size, color, 0.85);
        }
    }
}
