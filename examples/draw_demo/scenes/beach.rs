//! A beach from straight above, with parasols and surf.

use std::f64::consts::TAU;

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{BLACK, Rgb, WHITE};
use crate::nature::scatter;
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sand: [Rgb; 2],
    water: [Rgb; 3],
    /// How the shore runs: where it meets the left and the right edge (parts of the height).
    shore: (f64, f64),
    parasols: &'static [Rgb],
    count: usize,
    swimmers: bool,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Portrait,
        seed: 191,
        sand: [Rgb(0xF7E3BE), Rgb(0xE8C994)],
        water: [Rgb(0x9FE3DC), Rgb(0x3BB8C4), Rgb(0x0E7C9E)],
        shore: (0.42, 0.54),
        parasols: &[Rgb(0xEE5A4F), Rgb(0xF7B733), Rgb(0x2D9CDB)],
        count: 13,
        swimmers: true,
        note: Note {
            alt: "A beach from above with red, yellow and blue parasols beside turquoise water",
            captions: [
                "Find me. Hint: I am the one with the ice cream.",
                "SPF fifty and a good book.",
                "Towel placed at seven. We are those people now 🏖️",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 192,
        sand: [Rgb(0xFBE7DC), Rgb(0xF1C9B6)],
        water: [Rgb(0xBFEDE6), Rgb(0x5FC9C8), Rgb(0x2A97A8)],
        shore: (0.72, 0.34),
        parasols: &[Rgb(0xF48FB1), Rgb(0xFFFFFF), Rgb(0xF7A072)],
        count: 9,
        swimmers: false,
        note: Note {
            alt: "Pink, apricot and turquoise parasols on a rosy beach with a soft line of surf, seen from above",
            captions: [
                "Strawberry ice cream, but it is a beach.",
                "Off season is the best season.",
                "Pastel kind of day 💗",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 194,
        sand: [Rgb(0xF5DFA8), Rgb(0xE5BC6C)],
        water: [Rgb(0xB5E8C9), Rgb(0x45B79B), Rgb(0x137A74)],
        shore: (0.3, 0.62),
        parasols: &[Rgb(0xF9C80E), Rgb(0xF86624), Rgb(0x43AA8B)],
        count: 11,
        swimmers: true,
        note: Note {
            alt: "Yellow, orange and green parasols on golden sand along an emerald bay, seen from above",
            captions: [
                "Kite camera survived its first flight!",
                "Every colour of the fruit bowl.",
                "Lazy is also a plan.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("beach", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let sand = c.blend(Run::Down, &view.sand);
    c.rect((0.0, 0.0), (w, h), &sand, 1.0);
    for (count, size, color) in [(42, 4.0, view.sand[1].darker(0.25)), (36, 4.0, WHITE)] {
        let grains = scatter(rng, count, (0.0, 0.0), (w, h));
        c.dots(&grains, size, color, 0.35);
    }
    let shore = |x: f64| h * (view.shore.0 + (view.shore.1 - view.shore.0) * x / w);
    water(&mut c, rng, view, &shore);
    let mut places: Vec<Point> = Vec::new();
    for _ in 0..1500 {
        if places.len() == view.count {
            break;
        }
        let at = (rng.range(0.04, 0.96) * w, rng.range(-0.02, 1.0) * h);
        let dry = at.1 > shore(at.0) + 120.0;
        let free = places.iter().all(|p| (p.0 - at.0).hypot(p.1 - at.1) > 172.0);
        if dry && free {
            places.push(at);
        }
    }
    let towels: Vec<_> = places.iter().map(|at| (at.0 + rng.jitter(24.0) + 40.0, at.1 + 64.0)).collect();
    let kinds: Vec<_> =
        view.parasols.iter().map(|&color| (towel(&mut c, color.mix(view.water[1], 0.15)), color)).collect();
    for (i, &at) in towels.iter().enumerate() {
        if i % 3 != 2 {
            let (towel, _) = &kinds[(i + 1) % kinds.len()];
            c.place(towel, at, rng.range(-30.0, 30.0), (1.0, 1.0), "");
        }
    }
    let shade = c.define(|c| c.circle((30.0, 24.0), 100.0, BLACK, 0.2));
    let wedges = c.keep(&wedges());
    let parasols: Vec<_> = kinds.iter().map(|&(_, color)| parasol(&mut c, view, color, &wedges)).collect();
    for (i, &at) in places.iter().enumerate() {
        let size = rng.range(0.68, 0.84);
        // The shade is placed apart, because it must not turn with the parasol.
        c.stamp(&shade, at, (size, size));
        let turn = rng.range(0.0, 45.0);
        c.place(&parasols[i % parasols.len()], at, turn, (size, size), "");
    }
    if view.swimmers {
        swimmers(&mut c, rng, view, &shore);
    } else {
        footprints(&mut c, rng, view, &shore);
    }
    c
}

/// The sea lies above the shore line; its edges are drawn from the wet sand inwards.
fn water(c: &mut Canvas, rng: &mut Rng, view: &View, shore: &dyn Fn(f64) -> f64) {
    let (w, h) = (c.w, c.h);
    let wave = |shift: f64, rng: &mut Rng| -> Vec<Point> {
        (0..=7)
            .map(|i| {
                let x = -20.0 + (w + 40.0) * f64::from(i) / 7.0;
                (x, shore(x) + shift + rng.jitter(20.0))
            })
            .collect()
    };
    let depth = c.blend(Run::Down, &[view.water[2], view.water[1], view.water[0]]);
    for (shift, fill, opacity) in [
        (64.0, view.sand[1].darker(0.18).to_string(), 0.5),
        (36.0, WHITE.to_string(), 0.85),
        (22.0, view.water[0].lighter(0.35).to_string(), 1.0),
        (-14.0, WHITE.to_string(), 0.6),
        (-28.0, depth, 1.0),
        (-170.0, view.water[2].to_string(), 0.16),
        (-300.0, view.water[2].to_string(), 0.2),
    ] {
        let line = wave(shift, rng);
        let mut area = Path::new();
        area.curve(&line).line_to((w + 20.0, -10.0)).line_to((-20.0, -10.0)).close();
        c.fill(&area, &fill, opacity);
    }
    let mut crests = Path::new();
    for _ in 0..24 {
        let x = rng.range(-20.0, w);
        let y = shore(x) - 60.0 - rng.unit().powf(1.4) * h * 0.5;
        let length = rng.range(36.0, 120.0);
        crests.move_to((x, y)).quad((x + length / 2.0, y - rng.range(6.0, 16.0)), (x + length, y));
    }
    c.stroke(&crests, WHITE, 4.0, 0.32);
    let mut foam = Vec::new();
    for _ in 0..56 {
        let x = rng.range(0.0, w);
        foam.push((x, shore(x) + rng.range(-60.0, 30.0)));
    }
    c.dots(&foam[..36], 6.0, WHITE, 0.7);
    c.dots(&foam[36..], 11.0, WHITE, 0.5);
}

/// Every other panel of a parasol of radius 100.
fn wedges() -> Path {
    let mut path = Path::new();
    for i in 0..4 {
        let angle = TAU * f64::from(i) / 4.0;
        let at = |turn: f64, r: f64| ((angle + turn).cos() * r, (angle + turn).sin() * r);
        path.move_to((0.0, 0.0)).line_to(at(0.0, 100.0)).quad(at(TAU / 16.0, 104.0), at(TAU / 8.0, 100.0)).close();
    }
    path
}

fn parasol(c: &mut Canvas, view: &View, color: Rgb, wedges: &str) -> String {
    let other = if color.0 == WHITE.0 { view.water[1] } else { WHITE };
    c.define(|c| {
        c.circle((0.0, 0.0), 100.0, color, 1.0);
        let paint = format!(" fill=\"{other}\"");
        c.place(wedges, (0.0, 0.0), 0.0, (1.0, 1.0), &paint);
        c.circle((0.0, 0.0), 50.0, WHITE, 0.12);
        c.circle((0.0, 0.0), 9.0, color.darker(0.3), 1.0);
    })
}

fn towel(c: &mut Canvas, color: Rgb) -> String {
    let mut stripes = Path::new();
    stripes.line_from((-28.0, -36.0), (30.0, -36.0));
    stripes.line_from((-28.0, 40.0), (30.0, 40.0));
    c.define(|c| {
        c.rounded((-22.0, -46.0), (58.0, 112.0), 5.0, BLACK, 0.15);
        c.rounded((-28.0, -54.0), (58.0, 112.0), 5.0, color, 1.0);
        c.stroke_with(&stripes, WHITE, 8.0, 0.75, " stroke-linecap=\"butt\"");
    })
}

fn swimmers(c: &mut Canvas, rng: &mut Rng, view: &View, shore: &dyn Fn(f64) -> f64) {
    let (w, h) = (c.w, c.h);
    let float = view.parasols[1];
    let mut wake = Path::new();
    wake.move_to((-34.0, 12.0)).quad((0.0, 38.0), (34.0, 12.0));
    let mut arms = Path::new();
    arms.move_to((-26.0, -8.0)).quad((0.0, 14.0), (26.0, -8.0));
    let swimmer = c.define(|c| {
        c.stroke(&wake, WHITE, 4.0, 0.6);
        c.stroke(&arms, Rgb(0xD9A07A), 8.0, 1.0);
        c.circle((0.0, 0.0), 12.0, Rgb(0x3A2417), 1.0);
    });
    let ring = c.define(|c| {
        c.circle((5.0, 7.0), 30.0, BLACK, 0.15);
        c.raw(&format!("<circle r=\"28\" stroke=\"{float}\" stroke-width=\"19\"/>"));
    });
    for i in 0..6 {
        let x = w * (0.1 + 0.15 * f64::from(i)) + rng.jitter(30.0);
        let at = (x, shore(x) - 100.0 - rng.unit() * h * 0.16);
        if i % 3 == 1 {
            c.stamp(&ring, at, (1.0, 1.0));
        }
        c.place(&swimmer, at, rng.jitter(40.0), (1.0, 1.0), "");
    }
}

fn footprints(c: &mut Canvas, rng: &mut Rng, view: &View, shore: &dyn Fn(f64) -> f64) {
    let w = c.w;
    let mut steps = Vec::new();
    for i in 0..30 {
        let x = w * f64::from(i) / 29.0;
        let side = if i % 2 == 0 { 9.0 } else { -9.0 };
        steps.push((x, shore(x) + 84.0 + side + (x / 120.0).sin() * 10.0 + rng.jitter(2.0)));
    }
    c.dots(&steps, 11.0, view.sand[1].darker(0.3), 0.55);
}
