//! Sailing boats on open water.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{BLACK, Rgb, WHITE};
use crate::nature::{below, birds, cloud, glitter, mist, ridge, ripples, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    horizon: f64,
    sky: &'static [Rgb],
    sun: Option<(f64, f64, f64, Rgb)>,
    clouds: u32,
    sea: [Rgb; 2],
    coast: Rgb,
    /// Across, down (parts of the sheet), size, and the colours of both sails.
    boats: &'static [(f64, f64, f64, [Rgb; 2])],
    note: Note,
}

const CANVAS_WHITE: [Rgb; 2] = [Rgb(0xFFFFFF), Rgb(0xE3ECF2)];

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Square,
        seed: 101,
        horizon: 0.58,
        sky: &[Rgb(0x3D9BDC), Rgb(0x93CDEF), Rgb(0xE6F5FA)],
        sun: None,
        clouds: 4,
        sea: [Rgb(0x6EC1DB), Rgb(0x0C5A8E)],
        coast: Rgb(0x8BB8BF),
        boats: &[
            (0.82, 0.62, 0.36, CANVAS_WHITE),
            (0.2, 0.64, 0.5, [Rgb(0xFDE8C8), Rgb(0xF2D3A2)]),
            (0.55, 0.78, 1.25, CANVAS_WHITE),
        ],
        note: Note {
            alt: "White sailing boats on a bright blue sea under summer clouds",
            captions: [
                "Wind from the right side for once.",
                "Learned three knots today, forgot two already.",
                "Ahoy from the bay ⛵",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 102,
        horizon: 0.55,
        sky: &[Rgb(0x4B3B78), Rgb(0xB9527C), Rgb(0xF78F63), Rgb(0xFFD389)],
        sun: Some((0.3, 0.47, 84.0, Rgb(0xFFF0B8))),
        clouds: 0,
        sea: [Rgb(0xF0976C), Rgb(0x2B2150)],
        coast: Rgb(0x9A5578),
        boats: &[
            (0.8, 0.59, 0.34, [Rgb(0x5A2A50), Rgb(0x43204A)]),
            (0.58, 0.76, 1.45, [Rgb(0xC8394B), Rgb(0x8E2748)]),
        ],
        note: Note {
            alt: "A boat with red sails crossing a glowing orange sea at sunset",
            captions: [
                "Red sails in the sunset. Somebody should write a song.",
                "Late but happy, back in the harbour by nine.",
                "One more tack, we said. Five times.",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 103,
        horizon: 0.42,
        sky: &[Rgb(0x5DB4E6), Rgb(0xBFE4F5), Rgb(0xF3FAF6)],
        sun: None,
        clouds: 3,
        sea: [Rgb(0x66C9C4), Rgb(0x075E7A)],
        coast: Rgb(0x7FB09C),
        boats: &[
            (0.13, 0.47, 0.4, [Rgb(0xF6C445), Rgb(0xE59E2E)]),
            (0.36, 0.48, 0.45, [Rgb(0xFF7F66), Rgb(0xE2574C)]),
            (0.62, 0.47, 0.38, CANVAS_WHITE),
            (0.88, 0.5, 0.5, [Rgb(0x7C6BD6), Rgb(0x5A4AB8)]),
            (0.27, 0.73, 1.05, [Rgb(0xFF9F43), Rgb(0xF2762E)]),
            (0.7, 0.83, 1.35, [Rgb(0xF04E6E), Rgb(0xC92C56)]),
        ],
        note: Note {
            alt: "A regatta of boats with yellow, orange, red and violet sails on turquoise water",
            captions: [
                "We came last and had the best time.",
                "Regatta day! It looked like a box of crayons fell into the bay.",
                "Team orange, obviously 🧡",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 104,
        horizon: 0.5,
        sky: &[Rgb(0xA6BCC8), Rgb(0xD5DEE0), Rgb(0xF6E9DC)],
        sun: Some((0.66, 0.3, 58.0, Rgb(0xFFFDF4))),
        clouds: 0,
        sea: [Rgb(0xDDE0DC), Rgb(0x6C8C9C)],
        coast: Rgb(0xB5C5CB),
        boats: &[(0.4, 0.66, 1.2, [Rgb(0xF7F3EA), Rgb(0xC9D3D6)])],
        note: Note {
            alt: "A single sailing boat drifting on a silver lake in morning haze",
            captions: ["No wind at all. Perfect.", "Breakfast afloat.", "Somewhere between water and sky."],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("sailing", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let horizon = (h * view.horizon).round();
    let air = view.sky[view.sky.len() - 1];
    let fill = c.blend(Run::Down, view.sky);
    c.rect((0.0, 0.0), (w, horizon + 1.0), &fill, 1.0);
    if let Some((x, y, radius, color)) = view.sun {
        c.glow((x * w, y * h), radius * 6.0, color, 0.85);
        c.circle((x * w, y * h), radius, color, 1.0);
        wisps(&mut c, rng, 6, (horizon * 0.3, horizon * 0.85), air);
    }
    for i in 0..view.clouds {
        let x = w * (0.12 + 0.3 * f64::from(i)) + rng.jitter(60.0);
        let at = (x, horizon * (0.42 + 0.24 * f64::from(i % 2)));
        let width = rng.range(220.0, 380.0);
        cloud(&mut c, rng, at, width, WHITE, air);
    }
    for (height, tone) in [(0.06, 0.55), (0.032, 0.1)] {
        let line = ridge(rng, w, horizon - h * height * 0.6, h * height * 0.6, 0.45);
        c.fill(&below(&line, horizon + 1.0), view.coast.mix(air, tone), 1.0);
    }
    let fill = c.blend(Run::Down, &view.sea);
    c.rect((0.0, horizon), (w, h - horizon), &fill, 1.0);
    mist(&mut c, horizon, h * 0.06, air, 0.5);
    ripples(&mut c, rng, horizon, h, view.sea[1].darker(0.15), 0.3);
    ripples(&mut c, rng, horizon, h, WHITE, 0.3);
    if let Some((x, _, radius, color)) = view.sun {
        glitter(&mut c, rng, (x * w, horizon), h, radius, color);
    }
    let sloop = sloop(&mut c);
    for &(x, y, size, sails) in view.boats {
        let place = ((x * w, y * h), size, sails);
        boat(&mut c, rng, &sloop, place, view.sea[1]);
    }
    birds(&mut c, rng, (w * 0.14, horizon * 0.3), 4, view.sea[1]);
    c
}

/// The parts of a sloop that all boats share, by the names they are kept under.
struct Sloop {
    hull: String,
    main: String,
    jib: String,
}

fn sloop(c: &mut Canvas) -> Sloop {
    let mut main = Path::new();
    main.move_to((8.0, -300.0)).quad((96.0, -170.0), (118.0, -46.0)).quad((60.0, -34.0), (8.0, -44.0)).close();
    let mut jib = Path::new();
    jib.move_to((-4.0, -276.0))
        .quad((-24.0, -150.0), (-4.0, -48.0))
        .quad((-60.0, -40.0), (-106.0, -44.0))
        .quad((-58.0, -140.0), (-4.0, -276.0))
        .close();
    let mut hull = Path::new();
    hull.move_to((-122.0, -28.0))
        .quad((0.0, -16.0), (128.0, -30.0))
        .quad((118.0, -4.0), (96.0, 4.0))
        .line_to((-84.0, 4.0))
        .quad((-110.0, -8.0), (-122.0, -28.0))
        .close();
    let mut seams = Path::new();
    for y in [-110.0, -170.0, -230.0] {
        seams.line_from((10.0, y), (10.0 + (300.0 + y) * 0.42, y + 12.0));
    }
    let mut mast = Path::new();
    mast.line_from((2.0, -24.0), (2.0, -308.0));
    let mut rail = Path::new();
    rail.move_to((-122.0, -29.0)).quad((0.0, -17.0), (128.0, -31.0));
    let hull = c.define(|c| {
        c.stroke(&mast, Rgb(0x5B4636), 5.0, 1.0);
        c.stroke(&seams, BLACK, 1.5, 0.16);
        let fill = c.blend(Run::Down, &[Rgb(0x8A5A3C), Rgb(0x3A2420)]);
        c.fill(&hull, &fill, 1.0);
        c.stroke(&rail, WHITE, 4.0, 0.9);
    });
    Sloop { hull, main: c.keep(&main), jib: c.keep(&jib) }
}

/// A boat heeling a little, with its mirror image and its wake.
fn boat(c: &mut Canvas, rng: &mut Rng, sloop: &Sloop, (at, size, sails): (Point, f64, [Rgb; 2]), deep: Rgb) {
    let here = (0.0, 0.0);
    c.begin_at(at, 3.0, size);
    let image = c.named(|c| {
        let fill = c.blend(Run::Right, &[sails[0], sails[1]]);
        c.place(&sloop.main, here, 0.0, (1.0, 1.0), &format!(" fill=\"{fill}\""));
        let fill = sails[1];
        c.place(&sloop.jib, here, 0.0, (1.0, 1.0), &format!(" fill=\"{fill}\""));
        c.stamp(&sloop.hull, here, (1.0, 1.0));
    });
    c.mirror(&image, 4.0, 0.55, 0.3);
    c.end();

    let mut wake = Path::new();
    for i in 0..7 {
        let y = at.1 + size * (8.0 + f64::from(i) * 22.0);
        let x = at.0 + rng.jitter(60.0) * size;
        let length = size * rng.range(50.0, 170.0);
        wake.level((x - length / 2.0, y), length);
    }
    c.stroke(&wake, deep.lighter(0.45), 4.0 * size + 1.0, 0.55);
    let mut foam = Path::new();
    foam.level((at.0 - 118.0 * size, at.1 + 4.0 * size), 222.0 * size);
    c.stroke(&foam, WHITE, 5.0 * size, 0.7);
}
