//! A lighthouse on a cliff above the sea.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::{birds, cloud, ripples, stars, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    sun: Option<(f64, f64, f64, Rgb)>,
    sea: [Rgb; 2],
    cliff: [Rgb; 2],
    grass: Rgb,
    tower: [Rgb; 2],
    night: bool,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Portrait,
        seed: 141,
        sky: &[Rgb(0x55ABDD), Rgb(0xACDAEF), Rgb(0xEFF7F1)],
        sun: None,
        sea: [Rgb(0x5DB4C9), Rgb(0x0F5479)],
        cliff: [Rgb(0xD9C7A5), Rgb(0x7B6348)],
        grass: Rgb(0x6FA84A),
        tower: [Rgb(0xFFFFFF), Rgb(0xD8413A)],
        night: false,
        note: Note {
            alt: "A red and white lighthouse on a grassy cliff above a bright blue sea",
            captions: [
                "One hundred and ninety-three steps. I have proof in my calves.",
                "Sea air, chips, repeat.",
                "Found the edge of the map.",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 142,
        sky: &[Rgb(0x060F2A), Rgb(0x14315E), Rgb(0x3F6C94)],
        sun: None,
        sea: [Rgb(0x2C5B84), Rgb(0x050E24)],
        cliff: [Rgb(0x24405F), Rgb(0x060C1A)],
        grass: Rgb(0x1B3550),
        tower: [Rgb(0xC9D6E6), Rgb(0x5A6F94)],
        night: true,
        note: Note {
            alt: "A lighthouse sending its beam over a dark sea on a starry night",
            captions: [
                "Every nine seconds. We counted all evening.",
                "Night walk to the point. The beam goes right over your head.",
                "Somebody left the light on 💡",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 143,
        sky: &[Rgb(0x6A4C8C), Rgb(0xD9708A), Rgb(0xFBA875), Rgb(0xFFDFA3)],
        sun: Some((0.26, 0.5, 84.0, Rgb(0xFFF2C2))),
        sea: [Rgb(0xEBA083), Rgb(0x3B2D63)],
        cliff: [Rgb(0x9A5B66), Rgb(0x2B1735)],
        grass: Rgb(0x6B4560),
        tower: [Rgb(0xFFEBD6), Rgb(0xA8405A)],
        night: false,
        note: Note {
            alt: "A lighthouse above the sea in the warm pink light of a setting sun",
            captions: [
                "The keeper has the best evenings.",
                "Wind so strong I lost a hat. Sunset so good I forgot about it.",
                "Golden minutes at the point.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("lighthouse", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let horizon = (h * 0.6).round();
    let air = view.sky[view.sky.len() - 1];
    let fill = c.blend(Run::Down, view.sky);
    c.rect((0.0, 0.0), (w, horizon), &fill, 1.0);
    if view.night {
        stars(&mut c, rng, 150, horizon * 0.95);
    } else if let Some((x, y, radius, color)) = view.sun {
        c.glow((x * w, y * h), radius * 6.0, color, 0.85);
        c.circle((x * w, y * h), radius, color, 1.0);
        wisps(&mut c, rng, 8, (horizon * 0.2, horizon * 0.85), air);
    } else {
        for (x, y, width) in [(0.16, 0.32, 300.0), (0.5, 0.2, 230.0), (0.24, 0.5, 210.0)] {
            cloud(&mut c, rng, (w * x, h * y), width, WHITE, air);
        }
    }
    let fill = c.blend(Run::Down, &view.sea);
    c.rect((0.0, horizon), (w, h - horizon), &fill, 1.0);
    ripples(&mut c, rng, horizon, h, view.sea[0].lighter(0.35), 0.4);
    ripples(&mut c, rng, horizon, h, view.sea[1].darker(0.2), 0.35);
    if let Some((x, _, radius, color)) = view.sun {
        crate::nature::glitter(&mut c, rng, (x * w, horizon), h, radius, color);
    }

    let foot = (w * 0.73, h * 0.565);
    cliff(&mut c, rng, view, foot);
    tower(&mut c, view, foot);
    let flock = (w * 0.3, h * 0.25);
    if !view.night {
        birds(&mut c, rng, flock, 6, view.cliff[1]);
    }
    c
}

fn cliff(c: &mut Canvas, rng: &mut Rng, view: &View, foot: Point) {
    let (w, h) = (c.w, c.h);
    let mut edge = vec![(w * 0.44, foot.1 + 26.0)];
    for i in 1..=9 {
        let t = f64::from(i) / 9.0;
        let x = w * (0.44 - 0.17 * t.powf(1.4)) + rng.jitter(24.0);
        edge.push((x, foot.1 + 26.0 + (h - foot.1) * t));
    }
    let mut rock = Path::new();
    rock.move_to((w + 10.0, foot.1 - 10.0)).lines(&edge).line_to((w + 10.0, h + 30.0)).close();
    let fill = c.blend(Run::Diagonal, &view.cliff);
    c.fill(&rock, &fill, 1.0);
    // Planes that run down with the face of the rock, in light and shade by turns.
    for (i, (tone, opacity)) in [
        (view.cliff[1], 0.28),
        (view.cliff[0].lighter(0.3), 0.22),
        (view.cliff[1], 0.3),
        (view.cliff[0].lighter(0.2), 0.16),
        (view.cliff[1], 0.36),
    ]
    .into_iter()
    .enumerate()
    {
        let top = 0.5 + 0.1 * i as f64;
        let lean = 0.17 * (1.0 - 0.2 * i as f64);
        let mut side = |across: f64| -> Vec<Point> {
            (0..=6)
                .map(|k| {
                    let t = f64::from(k) / 6.0;
                    let x = w * (across - lean * t.powf(1.4)) + rng.jitter(18.0);
                    (x, foot.1 + 30.0 + (h - foot.1) * t)
                })
                .collect()
        };
        let mut points = side(top);
        points.extend(side(top + 0.055).into_iter().rev());
        c.fill(Path::new().polygon(&points), tone, opacity);
    }
    let mut turf = Path::new();
    turf.curve(&[
        (w * 0.425, foot.1 + 34.0),
        (w * 0.5, foot.1 + 8.0),
        (foot.0, foot.1 - 8.0),
        (w * 0.9, foot.1 + 4.0),
        (w + 10.0, foot.1 - 8.0),
    ]);
    turf.line_to((w + 10.0, foot.1 + 70.0));
    for i in 0..9 {
        let x = w * (1.0 - 0.064 * f64::from(i + 1));
        let y = foot.1 + if i % 2 == 0 { 36.0 } else { 70.0 };
        turf.line_to((x, y + rng.jitter(8.0)));
    }
    turf.close();
    let fill = c.blend(Run::Down, &[view.grass.lighter(0.15), view.grass.darker(0.25)]);
    c.fill(&turf, &fill, 1.0);
    let mut foam = Vec::new();
    for i in 0..40 {
        let (x, y) = edge[5 + i % 5];
        foam.push((x - rng.unit().powi(2) * 60.0, y + rng.jitter(40.0)));
    }
    c.dots(&foam, 11.0, WHITE, if view.night { 0.15 } else { 0.5 });
}

fn tower(c: &mut Canvas, view: &View, foot: Point) {
    let tall = 380.0;
    let at = |x: f64, y: f64| (foot.0 + x, foot.1 - y);
    let lamp = at(0.0, tall + 40.0);
    if view.night {
        let light = Rgb(0xFFF3BF);
        for (side, strength) in [(-1.0, 0.75), (1.0, 0.5)] {
            let stops = if side < 0.0 {
                [(0.0, light, 0.0), (1.0, light, strength)]
            } else {
                [(0.0, light, strength), (1.0, light, 0.0)]
            };
            let fill = c.gradient(Run::Right, &stops);
            let mut beam = Path::new();
            beam.polygon(&[
                lamp,
                (lamp.0 + side * 1000.0, lamp.1 - 190.0),
                (lamp.0 + side * 1000.0, lamp.1 + 60.0),
            ]);
            c.fill(&beam, &fill, 1.0);
        }
        c.glow(lamp, 190.0, light, 1.0);
    }
    // The keeper's house stands behind.
    let wall = view.tower[0].mix(view.cliff[1], 0.12);
    c.rect(at(66.0, 92.0), (150.0, 94.0), wall, 1.0);
    let mut roof = Path::new();
    roof.polygon(&[at(52.0, 90.0), at(84.0, 146.0), at(200.0, 146.0), at(230.0, 90.0)]);
    c.fill(&roof, view.tower[1].darker(0.25), 1.0);
    let pane = if view.night { Rgb(0xFFD98A) } else { view.cliff[1].mix(view.sky[1], 0.4) };
    for x in [92.0, 156.0] {
        c.rect(at(x, 66.0), (28.0, 34.0), pane, 1.0);
    }

    let half = |y: f64| 56.0 - 20.0 * y / tall;
    for i in 0..5 {
        let (low, high) = (tall * f64::from(i) / 5.0, tall * f64::from(i + 1) / 5.0);
        let color = view.tower[(i as usize + 1) % 2];
        let fill = c.gradient(
            Run::Right,
            &[(0.0, color.lighter(0.15), 1.0), (0.4, color, 1.0), (1.0, color.mix(view.cliff[1], 0.5), 1.0)],
        );
        let mut band = Path::new();
        band.polygon(&[
            at(-half(low), low),
            at(-half(high), high + 0.6),
            at(half(high), high + 0.6),
            at(half(low), low),
        ]);
        c.fill(&band, &fill, 1.0);
    }
    let iron = view.cliff[1].mix(Rgb(0x22252E), 0.5);
    for y in [130.0, 280.0] {
        c.rounded(at(-9.0, y), (18.0, 30.0), 9.0, pane.mix(iron, 0.15), 1.0);
    }
    c.rect(at(-52.0, tall + 14.0), (104.0, 16.0), iron, 1.0);
    let glass = if view.night { Rgb(0xFFFBE3) } else { Rgb(0xFFE7A3) };
    c.rect(at(-27.0, tall + 66.0), (54.0, 54.0), glass, 1.0);
    let mut bars = Path::new();
    for x in [-27.0, -9.0, 9.0, 27.0] {
        bars.line_from(at(x, tall + 66.0), at(x, tall + 12.0));
    }
    for i in 0..7 {
        let x = -50.0 + f64::from(i) * 100.0 / 6.0;
        bars.line_from(at(x, tall + 36.0), at(x, tall + 14.0));
    }
    bars.line_from(at(-51.0, tall + 36.0), at(51.0, tall + 36.0));
    c.stroke(&bars, iron, 4.0, 1.0);
    let mut dome = Path::new();
    dome.move_to(at(-37.0, tall + 64.0))
        .quad(at(-26.0, tall + 104.0), at(0.0, tall + 108.0))
        .quad(at(26.0, tall + 104.0), at(37.0, tall + 64.0))
        .close();
    c.fill(&dome, view.tower[1].darker(0.15), 1.0);
    c.circle(at(0.0, tall + 114.0), 8.0, iron, 1.0);
}
