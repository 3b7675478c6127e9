//! Citrus slices on a coloured ground in hard summer light.

use std::f64::consts::TAU;

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{BLACK, Rgb, WHITE};
use crate::path::{Path, Point};
use crate::rng::Rng;

#[derive(Clone, Copy)]
struct Fruit {
    rind: Rgb,
    pith: Rgb,
    flesh: Rgb,
    size: f64,
}

const ORANGE: Fruit = Fruit { rind: Rgb(0xF58A1F), pith: Rgb(0xFFF0D2), flesh: Rgb(0xFB9E2E), size: 1.0 };
const GRAPEFRUIT: Fruit = Fruit { rind: Rgb(0xF4A24C), pith: Rgb(0xFFE9D8), flesh: Rgb(0xEC5B62), size: 1.2 };
const LEMON: Fruit = Fruit { rind: Rgb(0xF5C518), pith: Rgb(0xFFFBE0), flesh: Rgb(0xFBDD55), size: 0.86 };
const LIME: Fruit = Fruit { rind: Rgb(0x5E9E2E), pith: Rgb(0xF0F7D0), flesh: Rgb(0xA5CF55), size: 0.74 };
const BLOOD: Fruit = Fruit { rind: Rgb(0xE0702A), pith: Rgb(0xFBE2CC), flesh: Rgb(0xA81E2F), size: 0.96 };

struct View {
    frame: Frame,
    seed: u64,
    ground: [Rgb; 2],
    fruit: &'static [Fruit],
    leaves: Rgb,
    spacing: f64,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Square,
        seed: 181,
        ground: [Rgb(0xF7C9B8), Rgb(0xEFA896)],
        fruit: &[ORANGE, GRAPEFRUIT, LEMON, LIME],
        leaves: Rgb(0x4F8A3D),
        spacing: 1.0,
        note: Note {
            alt: "Slices of orange, grapefruit, lemon and lime on a peach-coloured table",
            captions: [
                "Vitamin sea of a different kind.",
                "Bought one orange. Came home with the whole stall.",
                "Summer salad, step one 🍊",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 182,
        ground: [Rgb(0x6FB7DA), Rgb(0x3E8FBE)],
        fruit: &[LEMON, LEMON, LEMON, LIME],
        leaves: Rgb(0x2F6B3A),
        spacing: 0.95,
        note: Note {
            alt: "Lemon and lime slices with green leaves on a bright blue background",
            captions: [
                "Lemonade is a serious matter in this house.",
                "When life gives you lemons, arrange them nicely first.",
                "Sour face, happy heart 🍋",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 183,
        ground: [Rgb(0x2E5E55), Rgb(0x1B3F3A)],
        fruit: &[BLOOD, ORANGE, BLOOD, GRAPEFRUIT],
        leaves: Rgb(0x7FB069),
        spacing: 1.12,
        note: Note {
            alt: "Blood orange, orange and grapefruit slices on a dark green cloth",
            captions: [
                "Winter sun comes in slices.",
                "Blood oranges are back and so am I.",
                "Too pretty to juice. Juiced them anyway.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("citrus", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let ground = c.blend(Run::Diagonal, &[view.ground[0].lighter(0.15), view.ground[0], view.ground[1]]);
    c.rect((0.0, 0.0), (w, h), &ground, 1.0);
    // Light through a window: two slanted bars across the table.
    let mut bars = Path::new();
    bars.polygon(&[(w * 0.1, 0.0), (w * 0.42, 0.0), (w * 0.12, h), (-w * 0.2, h)]);
    bars.polygon(&[(w * 0.55, 0.0), (w * 0.95, 0.0), (w * 0.65, h), (w * 0.25, h)]);
    c.fill(&bars, WHITE, 0.1);

    let segments = c.keep(&segments());
    let pulp = c.keep(&pulp(rng));
    let leaf = c.keep(&leaf());
    let places = places(rng, view, (w, h));
    leaves(&mut c, rng, view, &leaf, &places);
    let rinds: Vec<_> = view.fruit.iter().map(|fruit| rind(&mut c, *fruit)).collect();
    let cores: Vec<_> = view.fruit.iter().map(|fruit| core(&mut c, *fruit, (&segments, &pulp))).collect();
    for (i, (at, radius)) in places.into_iter().enumerate() {
        let (kind, scale) = (i % view.fruit.len(), radius / 100.0);
        // Only the flesh is turned: shade and gleam keep to the light.
        c.stamp(&rinds[kind], at, (scale, scale));
        c.place(&cores[kind], at, rng.range(0.0, 36.0), (scale, scale), "");
    }
    c
}

/// Spots for slices that keep a distance; some may hang over the edge.
fn places(rng: &mut Rng, view: &View, (w, h): Point) -> Vec<(Point, f64)> {
    let mut places: Vec<(Point, f64)> = Vec::new();
    for attempt in 0..900 {
        let fruit = view.fruit[places.len() % view.fruit.len()];
        // The longer it takes to find a place, the smaller a slice will do.
        let shrink = 1.0 - 0.4 * f64::from(attempt) / 900.0;
        let radius = 178.0 * fruit.size * shrink;
        let at = (rng.range(-0.02, 1.02) * w, rng.range(-0.02, 1.02) * h);
        let free = places
            .iter()
            .all(|(other, r)| (at.0 - other.0).hypot(at.1 - other.1) > (radius + r + 12.0) * view.spacing);
        if free {
            places.push((at, radius));
        }
        if places.len() == 13 {
            break;
        }
    }
    places
}

/// Ten rounded wedges around the origin, within a radius of 100.
fn segments() -> Path {
    let mut path = Path::fine();
    let count = 10;
    for i in 0..count {
        let angle = TAU * f64::from(i) / f64::from(count);
        let half = TAU / f64::from(count) / 2.0 - 0.045;
        let at = |turn: f64, r: f64| ((angle + turn).cos() * r, (angle + turn).sin() * r);
        path.move_to(at(0.0, 12.0))
            .line_to(at(-half, 70.0))
            .quad(at(-half, 84.0), at(-half * 0.4, 84.0))
            .quad(at(0.0, 86.0), at(half * 0.4, 84.0))
            .quad(at(half, 84.0), at(half, 70.0))
            .close();
    }
    path
}

/// Short strokes running outwards that give the flesh its grain.
fn pulp(rng: &mut Rng) -> Path {
    let mut path = Path::new();
    for _ in 0..48 {
        let angle = rng.unit() * TAU;
        let from = rng.range(22.0, 70.0);
        let to = from + rng.range(5.0, 12.0);
        path.line_from((angle.cos() * from, angle.sin() * from), (angle.cos() * to, angle.sin() * to));
    }
    path
}

fn leaf() -> Path {
    let mut path = Path::new();
    path.move_to((0.0, 0.0))
        .cubic((40.0, -70.0), (130.0, -70.0), (190.0, 0.0))
        .cubic((130.0, 56.0), (50.0, 56.0), (0.0, 0.0))
        .close();
    path
}

fn leaves(c: &mut Canvas, rng: &mut Rng, view: &View, leaf: &str, places: &[(Point, f64)]) {
    let paint = c.blend(Run::Down, &[view.leaves.lighter(0.2), view.leaves, view.leaves.darker(0.3)]);
    let mut rib = Path::new();
    rib.move_to((8.0, 0.0)).quad((100.0, -8.0), (180.0, 0.0));
    let whole = c.define(|c| {
        let paint = format!(" fill=\"{paint}\"");
        c.place(leaf, (0.0, 0.0), 0.0, (1.0, 1.0), &paint);
        c.stroke(&rib, view.leaves.lighter(0.45), 3.0, 0.7);
    });
    for (at, radius) in places.iter().step_by(2) {
        let turn = rng.range(0.0, 360.0);
        let angle = turn.to_radians();
        let reach = radius * 0.62;
        let foot = (at.0 + angle.cos() * reach, at.1 + angle.sin() * reach);
        let shade = (foot.0 + 16.0, foot.1 + 20.0);
        c.place(leaf, shade, turn, (1.0, 1.0), " fill=\"#000\" opacity=\".25\"");
        c.place(&whole, foot, turn, (1.0, 1.0), "");
    }
}

fn rind(c: &mut Canvas, fruit: Fruit) -> String {
    let mut gleam = Path::new();
    gleam.move_to((-88.0, -24.0)).quad((-70.0, -70.0), (-24.0, -88.0));
    c.define(|c| {
        c.circle((9.0, 12.0), 100.0, BLACK, 0.22);
        c.circle((0.0, 0.0), 100.0, fruit.rind.darker(0.12), 1.0);
        c.circle((-1.5, -2.0), 97.5, fruit.rind, 1.0);
        c.circle((0.0, 0.0), 91.0, fruit.pith, 1.0);
        c.stroke(&gleam, WHITE, 4.0, 0.55);
    })
}

fn core(c: &mut Canvas, fruit: Fruit, (segments, pulp): (&str, &str)) -> String {
    c.define(|c| {
        c.raw(&format!(
            "<use href=\"#{segments}\" fill=\"{}\"/>\
             <use href=\"#{pulp}\" stroke=\"{}\" stroke-width=\"2.4\" opacity=\".55\"/>",
            fruit.flesh,
            fruit.flesh.lighter(0.4)
        ));
        c.circle((0.0, 0.0), 8.0, fruit.pith, 1.0);
    })
}
