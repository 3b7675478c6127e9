//! Bridges whose far ends are lost in fog.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::{below, birds, grove, mist, plant, ridge, ripples};
use crate::path::Path;
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    sun: (f64, f64, f64, Rgb),
    hills: Rgb,
    steel: Rgb,
    ground: Rgb,
    arches: bool,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Landscape,
        seed: 121,
        sky: &[Rgb(0x8CA9C6), Rgb(0xF0CFB0), Rgb(0xFCE3BE), Rgb(0xF4D9BE)],
        sun: (0.2, 0.3, 56.0, Rgb(0xFFF9E8)),
        hills: Rgb(0x8FA0B0),
        steel: Rgb(0xC0392B),
        ground: Rgb(0x6E8796),
        arches: false,
        note: Note {
            alt: "A red suspension bridge rising out of golden morning fog",
            captions: [
                "The other side exists, I have been told.",
                "Commute goals.",
                "Fog horn, gulls, and the first cup of coffee 🌁",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 122,
        sky: &[Rgb(0x43597A), Rgb(0x8197B3), Rgb(0xC5CFDB), Rgb(0xD9DEE3)],
        sun: (0.7, 0.2, 42.0, Rgb(0xFAFCFF)),
        hills: Rgb(0x7388A0),
        steel: Rgb(0x24364D),
        ground: Rgb(0x4D6680),
        arches: false,
        note: Note {
            alt: "A dark suspension bridge crossing cold blue water into the fog",
            captions: [
                "Walking into a film noir.",
                "Five degrees and no wind. Strangely cosy.",
                "Blue hour, blue nose.",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 123,
        sky: &[Rgb(0xB9C8CE), Rgb(0xE8E2D2), Rgb(0xF8E4C4), Rgb(0xEFD9B6)],
        sun: (0.72, 0.22, 50.0, Rgb(0xFFFDF0)),
        hills: Rgb(0xA9A88C),
        steel: Rgb(0x8A7A66),
        ground: Rgb(0x7A3F1C),
        arches: true,
        note: Note {
            alt: "A small train crossing a stone viaduct with tall arches above a misty autumn wood",
            captions: [
                "Waiting for the train that never comes on time.",
                "They built this in four years. It took me one to fix a shelf.",
                "Autumn doing its thing 🍁",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("bridge", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let fog = view.sky[3];
    c.sky(view.sky);
    let (x, y, radius, color) = view.sun;
    c.glow((x * w, y * h), radius * 7.0, color, 0.9);
    c.circle((x * w, y * h), radius, color, 1.0);
    for (level, tone) in [(0.52, 0.7), (0.58, 0.45), (0.64, 0.2)] {
        let line = ridge(rng, w, h * level, h * 0.06, 0.48);
        let color = view.hills.mix(fog, tone);
        let fill = c.gradient(Run::Down, &[(0.0, color, 1.0), (0.55, fog, 1.0)]);
        c.fill(&below(&line, h), &fill, 1.0);
    }
    if view.arches {
        viaduct(&mut c, rng, view);
    } else {
        suspension(&mut c, rng, view);
    }
    birds(&mut c, rng, (w * 0.42, h * 0.16), 5, view.steel.mix(fog, 0.3));
    c
}

fn suspension(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let fog = view.sky[3];
    let water = h * 0.8;
    let fill = c.blend(Run::Down, &[fog, view.ground.mix(fog, 0.3), view.ground]);
    c.rect((0.0, water), (w, h - water), &fill, 1.0);
    ripples(c, rng, water, h, fog.lighter(0.4), 0.45);
    ripples(c, rng, water, h, view.ground.darker(0.3), 0.25);

    let bridge = c.named(|c| {
        // The near tower stands tall, the far one small and pale: the deck runs away from us.
        let near = (w * 0.3, h * 0.14, h * 0.64, 46.0);
        let far = (w * 0.78, h * 0.4, h * 0.66, 26.0);
        let deck_at = |x: f64| h * 0.65 + (x - near.0) / (far.0 - near.0) * h * 0.012;
        let paint = c.gradient(
            Run::Right,
            &[(0.0, view.steel, 1.0), (0.45, view.steel, 1.0), (1.0, view.steel.mix(fog, 0.85), 1.0)],
        );
        let dip = (w * 0.56, h * 0.622);
        let mut cables = Path::new();
        cables
            .move_to((-20.0, h * 0.42))
            .quad((w * 0.16, h * 0.36), (near.0, near.1 + 16.0))
            .quad((w * 0.42, h * 0.6), dip)
            .quad((w * 0.7, h * 0.62), (far.0, far.1 + 10.0))
            .quad((w * 0.88, h * 0.6), (w + 20.0, h * 0.635));
        let mut hangers = Path::new();
        for i in 0..34 {
            let x = w * f64::from(i) / 33.0;
            // The same curve as the cable, solved for x closely enough for thin lines.
            let top = if x < near.0 {
                let t = (x + 20.0) / (near.0 + 20.0);
                h * 0.42 - (h * 0.28 - 16.0) * t.powf(1.5)
            } else if x < dip.0 {
                let t = (x - near.0) / (dip.0 - near.0);
                dip.1 - (dip.1 - near.1 - 16.0) * (1.0 - t).powf(2.1)
            } else if x < far.0 {
                let t = (x - dip.0) / (far.0 - dip.0);
                dip.1 - (dip.1 - far.1 - 10.0) * t.powf(2.1)
            } else {
                let t = (x - far.0) / (w + 20.0 - far.0);
                h * 0.635 - (h * 0.235 - 10.0) * (1.0 - t).powf(2.0)
            };
            hangers.line_from((x, top), (x, deck_at(x)));
        }
        c.stroke(&hangers, &paint, 2.5, 0.75);
        c.stroke(&cables, &paint, 7.0, 1.0);
        let mut deck = Path::new();
        deck.polygon(&[
            (-10.0, deck_at(-10.0) - 10.0),
            (w + 10.0, deck_at(w) - 4.0),
            (w + 10.0, deck_at(w) + 8.0),
            (-10.0, deck_at(-10.0) + 22.0),
        ]);
        c.fill(&deck, &paint, 1.0);
        for ((x, top, _, width), fade) in [(far, 0.6), (near, 0.0)] {
            let steel = view.steel.mix(fog, fade);
            let fill = c.gradient(Run::Down, &[(0.0, steel, 1.0), (0.75, steel, 1.0), (1.0, fog, 1.0)]);
            let mut tower = Path::new();
            let half = width * 1.05;
            for side in [-1.0, 1.0] {
                let inner = x + side * half * 0.45;
                let outer = x + side * half;
                tower.polygon(&[
                    (inner, top),
                    (outer, top),
                    (outer + side * half * 0.12, water + 10.0),
                    (inner, water + 10.0),
                ]);
            }
            for part in [0.0, 0.22, 0.44] {
                let y = top + (h * 0.62 - top) * part + 8.0;
                tower.polygon(&[
                    (x - half, y),
                    (x + half, y),
                    (x + half, y + width * 0.5),
                    (x - half, y + width * 0.5),
                ]);
            }
            c.fill(&tower, &fill, 1.0);
        }
    });
    c.mirror(&bridge, water + 10.0, 0.5, 0.16);
    mist(c, water - h * 0.02, h * 0.26, fog, 0.95);
    mist(c, h * 0.7, h * 0.1, fog.lighter(0.3), 0.5);
}

fn viaduct(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let fog = view.sky[3];
    let top = h * 0.4;
    let stone = view.steel;
    // One path with the arches as holes: even-odd is not needed when they stay open below.
    let mut wall = Path::new();
    wall.move_to((-10.0, top)).line_to((w + 10.0, top));
    let count = 6;
    let bay = (w + 20.0) / f64::from(count);
    let pier = bay * 0.24;
    wall.line_to((w + 10.0, h * 0.9));
    for i in (0..count).rev() {
        let left = -10.0 + bay * f64::from(i) + pier / 2.0;
        let right = left + bay - pier;
        let spring = top + h * 0.13;
        let rise = (right - left) * 0.66;
        wall.line_to((right, h * 0.9)).line_to((right, spring)).cubic(
            (right, spring - rise),
            (left, spring - rise),
            (left, spring),
        );
        wall.line_to((left, h * 0.9));
    }
    wall.line_to((-10.0, h * 0.9)).close();
    let fill = c.gradient(
        Run::Down,
        &[(0.0, stone.lighter(0.12), 1.0), (0.5, stone.mix(fog, 0.25), 1.0), (0.95, fog, 1.0)],
    );
    c.fill(&wall, &fill, 1.0);
    c.rect((-10.0, top - 16.0), (w + 20.0, 24.0), stone.darker(0.2), 1.0);
    let mut courses = Path::new();
    for _ in 0..16 {
        let i = rng.below(count as usize + 1) as f64;
        let x = -10.0 + bay * i - pier / 2.0 + rng.range(4.0, pier * 0.6);
        courses.level((x, top + h * 0.13 + rng.range(0.0, h * 0.2)), rng.range(8.0, 22.0));
    }
    c.stroke(&courses, stone.darker(0.35), 3.0, 0.2);

    // A little train explains how tall the thing is.
    let paint = Rgb(0x2F4B52);
    for i in 0..4 {
        let x = w * 0.2 + f64::from(i) * 128.0;
        c.rounded((x, top - 66.0), (120.0, 46.0), 9.0, paint, 1.0);
        let mut panes = Path::new();
        for k in 0..5 {
            panes.level((x + 16.0 + f64::from(k) * 20.0, top - 48.0), 9.0);
        }
        c.stroke(&panes, Rgb(0xFFE9B0), 11.0, 0.95);
    }

    mist(c, h * 0.74, h * 0.3, fog.lighter(0.2), 0.95);
    let row = grove(c, rng, 3);
    for (level, tone, size) in [(0.8, 0.66, 0.55), (0.87, 0.35, 0.7), (0.96, 0.0, 0.95)] {
        let line = ridge(rng, w, h * level, h * 0.016, 0.5);
        let leaves = [Rgb(0xD08A35), Rgb(0xB5561F), Rgb(0x7F3A1E)];
        // In the haze farthest away two colours are all one can tell apart.
        let count = if tone > 0.5 { 2 } else { 3 };
        for leaf in &leaves[..count] {
            plant(c, rng, &row, &line, leaf.mix(fog, tone), size);
        }
        c.fill(&below(&line, h), view.ground.mix(fog, tone), 1.0);
    }
}
