//! The open sea with a low sun or moon and its path on the water.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::{below, birds, glitter, ridge, ripples, stars, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    horizon: f64,
    sky: &'static [Rgb],
    /// Across (part of the width), above the horizon (in radii), radius, colour.
    light: (f64, f64, f64, Rgb),
    sea: [Rgb; 2],
    land: Land,
    night: bool,
    note: Note,
}

enum Land {
    Islands(Rgb),
    Rocks(Rgb),
    Beach(Rgb),
    Palm(Rgb),
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Square,
        seed: 7,
        horizon: 0.56,
        sky: &[Rgb(0x3B3A78), Rgb(0x9A4C86), Rgb(0xF0705F), Rgb(0xFDB45C), Rgb(0xFFDF8E)],
        light: (0.5, 0.35, 96.0, Rgb(0xFFF1B8)),
        sea: [Rgb(0xE98A5B), Rgb(0x2B2B5E)],
        land: Land::Islands(Rgb(0x5B3B6B)),
        night: false,
        note: Note {
            alt: "The sun touching the sea between two islands under an orange and violet sky",
            captions: [
                "Stayed until the very last drop of light.",
                "Swimming into this. Cold, but look at it!",
                "Day well spent 🌅",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 19,
        horizon: 0.5,
        sky: &[Rgb(0x06122B), Rgb(0x0F2A52), Rgb(0x2E5F8C)],
        light: (0.62, 4.6, 62.0, Rgb(0xFDF6E0)),
        sea: [Rgb(0x2A5885), Rgb(0x040D22)],
        land: Land::Rocks(Rgb(0x030A18)),
        night: true,
        note: Note {
            alt: "A full moon above a dark blue sea, its light lying in a silver path on the water",
            captions: [
                "Could not sleep, did not mind.",
                "The moon was so bright we walked back without a torch.",
                "Night shift for the tide.",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 31,
        horizon: 0.48,
        sky: &[Rgb(0x9FC9E8), Rgb(0xCFE0EE), Rgb(0xF9DDE0), Rgb(0xFFC9B9)],
        light: (0.28, 1.6, 52.0, Rgb(0xFFFAEC)),
        sea: [Rgb(0xE9C6CC), Rgb(0x3F87A6)],
        land: Land::Beach(Rgb(0xEAD3B5)),
        night: false,
        note: Note {
            alt: "A calm pastel morning at the sea, with soft foam running up a pale beach",
            captions: [
                "Barefoot before breakfast.",
                "The whole beach to ourselves for an hour. Then the dogs came 🐕",
                "Soft start into the week.",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 3,
        horizon: 0.62,
        sky: &[Rgb(0x2A1A4A), Rgb(0x7A2F78), Rgb(0xE4587C), Rgb(0xFF9B6A), Rgb(0xFFD27F)],
        light: (0.64, 0.2, 120.0, Rgb(0xFFE7A0)),
        sea: [Rgb(0xF08A6E), Rgb(0x3A1D52)],
        land: Land::Palm(Rgb(0x1B0E2A)),
        night: false,
        note: Note {
            alt: "A palm tree in silhouette beside a huge setting sun over a magenta sea",
            captions: [
                "Somebody pinch me.",
                "Holiday cliché? Absolutely. Sorry, not sorry 🌴",
                "The sky did all the work here.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("sea", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let horizon = (h * view.horizon).round();
    let fill = c.blend(Run::Down, view.sky);
    c.rect((0.0, 0.0), (w, horizon + 2.0), &fill, 1.0);
    if view.night {
        stars(&mut c, rng, 170, horizon * 0.9);
    }

    let (x, above, radius, color) = view.light;
    let at = (x * w, horizon - above * radius);
    c.glow(at, radius * 5.5, color, 0.8);
    c.circle(at, radius, color, 1.0);
    let last = view.sky[view.sky.len() - 1];
    let streaks = if view.night { view.sky[2] } else { last.lighter(0.35) };
    wisps(&mut c, rng, 7, (horizon * 0.3, horizon * 0.86), streaks);
    if let Land::Islands(color) = view.land {
        islands(&mut c, horizon, color);
    }

    let fill = c.blend(Run::Down, &[view.sea[0], view.sea[0].mix(view.sea[1], 0.6), view.sea[1]]);
    c.rect((0.0, horizon), (w, h - horizon), &fill, 1.0);
    c.rect((0.0, horizon), (w, 2.0), view.sea[0].lighter(0.35), 0.7);
    ripples(&mut c, rng, horizon, h, view.sea[1].darker(0.2), 0.3);
    ripples(&mut c, rng, horizon, h, view.sea[0].lighter(0.3), 0.3);
    glitter(&mut c, rng, (at.0, horizon), h, radius * 1.15, color.lighter(0.2));

    let ink = view.sea[1].darker(0.35);
    match view.land {
        Land::Islands(_) => birds(&mut c, rng, (w * 0.66, horizon * 0.62), 5, ink),
        Land::Rocks(color) => rocks(&mut c, rng, color, view.sea[0]),
        Land::Beach(color) => {
            beach(&mut c, rng, color);
            birds(&mut c, rng, (w * 0.6, horizon * 0.45), 6, Rgb(0x5D7B8C));
        }
        Land::Palm(color) => palm(&mut c, rng, (w * 0.2, h * 0.93), color),
    }
    c
}

fn islands(c: &mut Canvas, horizon: f64, color: Rgb) {
    let w = c.w;
    let profile = |from: f64, to: f64, height: f64, lean: f64| {
        let at = |x: f64, y: f64| (from + (to - from) * x, horizon - height * y);
        let mut path = Path::new();
        path.curve(&[at(0.0, 0.0), at(0.2, 0.35), at(lean, 1.0), at(0.65, 0.55), at(0.8, 0.5), at(1.0, 0.0)])
            .close();
        path
    };
    c.fill(&profile(-120.0, w * 0.34, 96.0, 0.4), color.mix(Rgb(0xF0705F), 0.35), 1.0);
    c.fill(&profile(w * 0.68, w + 160.0, 150.0, 0.5), color, 1.0);
}

fn rocks(c: &mut Canvas, rng: &mut Rng, color: Rgb, shine: Rgb) {
    let (w, h) = (c.w, c.h);
    for (level, from, tone) in [(0.9, 0.0, 0.12), (0.96, 0.0, 0.0)] {
        let mut line = ridge(rng, w, h * level, h * 0.03, 0.55);
        let rise = h * 0.11;
        for p in &mut line {
            // The shore climbs towards the left corner.
            p.1 -= rise * (1.0 - p.0 / w - from).max(-0.3);
        }
        c.fill(&below(&line, h), color.mix(shine, tone), 1.0);
    }
}

fn beach(c: &mut Canvas, rng: &mut Rng, sand: Rgb) {
    let (w, h) = (c.w, c.h);
    let tide = |level: f64, rng: &mut Rng| -> Vec<Point> {
        (0..=8)
            .map(|i| {
                let x = w * f64::from(i) / 8.0 * 1.04 - 20.0;
                let slope = h * 0.1 * (1.0 - x / w);
                (x, h * level + slope + rng.jitter(h * 0.014))
            })
            .collect()
    };
    for (level, color, opacity) in [
        (0.76, WHITE, 0.35),
        (0.79, Rgb(0xBFD9DC), 0.6),
        (0.82, WHITE, 0.9),
        (0.835, sand.darker(0.14), 1.0),
        (0.88, sand, 1.0),
    ] {
        let line = tide(level, rng);
        c.fill(&crate::nature::below_curve(&line, h), color, opacity);
    }
    let mut foam = Vec::new();
    for _ in 0..60 {
        let x = rng.range(0.0, w);
        foam.push((x, h * 0.8 + h * 0.1 * (1.0 - x / w) + rng.jitter(22.0)));
    }
    c.dots(&foam, 5.0, WHITE, 0.7);
}

fn palm(c: &mut Canvas, rng: &mut Rng, foot: Point, color: Rgb) {
    let (w, h) = (c.w, c.h);
    let mut ground = Path::new();
    ground
        .move_to((-10.0, h))
        .line_to((-10.0, foot.1 - 20.0))
        .cubic((w * 0.2, foot.1 - 50.0), (w * 0.5, foot.1 + 40.0), (w * 0.95, h))
        .close();
    c.fill(&ground, color, 1.0);
    let top = (foot.0 + w * 0.13, h * 0.34);
    let mut trunk = Path::new();
    trunk
        .move_to((foot.0 - 20.0, foot.1))
        .cubic((foot.0 + 4.0, h * 0.7), (top.0 - 50.0, h * 0.5), (top.0 - 7.0, top.1))
        .line_to((top.0 + 9.0, top.1))
        .cubic((top.0 - 22.0, h * 0.5), (foot.0 + 46.0, h * 0.7), (foot.0 + 24.0, foot.1))
        .close();
    c.fill(&trunk, color, 1.0);
    let mut leaves = Path::new();
    for (reach, drop) in [
        (-230.0, 210.0),
        (-310.0, 110.0),
        (-320.0, -10.0),
        (-210.0, -130.0),
        (100.0, -180.0),
        (270.0, -90.0),
        (340.0, 30.0),
        (300.0, 140.0),
        (190.0, 220.0),
    ] {
        frond(&mut leaves, rng, top, (top.0 + reach, top.1 + drop));
    }
    c.fill(&leaves, color, 1.0);
    c.dots(&[(top.0 - 14.0, top.1 + 14.0), (top.0 + 16.0, top.1 + 16.0), (top.0, top.1 + 24.0)], 30.0, color, 1.0);
}

/// A palm leaf: an arched rib, smooth above and fringed below.
fn frond(path: &mut Path, rng: &mut Rng, from: Point, to: Point) {
    let length = ((to.0 - from.0).powi(2) + (to.1 - from.1).powi(2)).sqrt();
    let control = (from.0 + (to.0 - from.0) * 0.5, from.1 + (to.1 - from.1) * 0.3 - length * 0.28);
    let along = |t: f64| -> Point {
        let s = 1.0 - t;
        (
            s * s * from.0 + 2.0 * s * t * control.0 + t * t * to.0,
            s * s * from.1 + 2.0 * s * t * control.1 + t * t * to.1,
        )
    };
    path.move_to(from).quad(control, to);
    let teeth = 9;
    for i in (1..teeth).rev() {
        let t = f64::from(i) / f64::from(teeth);
        let width = 62.0 * (t * (1.08 - t)).sqrt() * rng.range(0.85, 1.15) * 2.0;
        let (x, y) = along(t);
        let sag = (to.0 - from.0).signum() * width * 0.28;
        path.line_to((x + sag, y + width * 0.75));
        let (x, y) = along(t - 0.03);
        path.line_to((x, y + 12.0));
    }
    path.close();
}
