//! Hot-air balloons over wide country.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{BLACK, Rgb, WHITE};
use crate::nature::{below, cloud, mist, ridge, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    sun: Option<(f64, f64, f64, Rgb)>,
    clouds: u32,
    far: Rgb,
    near: Rgb,
    /// Across, down (parts of the sheet), size, and the colours of the stripes.
    balloons: &'static [(f64, f64, f64, [Rgb; 2])],
    note: Note,
}

const RED: [Rgb; 2] = [Rgb(0xE4483F), Rgb(0xFFF1DC)];
const SUNNY: [Rgb; 2] = [Rgb(0xF7B32B), Rgb(0xE4572E)];
const TEAL: [Rgb; 2] = [Rgb(0x1F8A8C), Rgb(0xF6E7B8)];
const VIOLET: [Rgb; 2] = [Rgb(0x6C4AB6), Rgb(0xF49AC1)];
const NAVY: [Rgb; 2] = [Rgb(0x27437D), Rgb(0xF5C451)];

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Portrait,
        seed: 111,
        sky: &[Rgb(0x7FA8D6), Rgb(0xF3C8B8), Rgb(0xFFD9A0)],
        sun: Some((0.74, 0.52, 60.0, Rgb(0xFFF6D8))),
        clouds: 0,
        far: Rgb(0xE8B99A),
        near: Rgb(0x7A4334),
        balloons: &[
            (0.82, 0.18, 0.3, VIOLET),
            (0.6, 0.4, 0.26, SUNNY),
            (0.14, 0.5, 0.36, TEAL),
            (0.9, 0.44, 0.2, RED),
            (0.38, 0.24, 1.0, RED),
        ],
        note: Note {
            alt: "A red and cream hot-air balloon with smaller ones behind it over a rosy valley at sunrise",
            captions: [
                "Best alarm clock ever: the roar of a burner.",
                "I was scared for exactly two minutes. Then I was a bird.",
                "Up, up and away 🎈",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 112,
        sky: &[Rgb(0x4AA5E0), Rgb(0xA8D8F2), Rgb(0xEAF6F4)],
        sun: None,
        clouds: 4,
        far: Rgb(0xA9CFB4),
        near: Rgb(0x2F6B46),
        balloons: &[
            (0.5, 0.16, 0.28, RED),
            (0.9, 0.34, 0.42, TEAL),
            (0.1, 0.3, 0.34, NAVY),
            (0.42, 0.5, 0.24, VIOLET),
            (0.7, 0.34, 0.95, SUNNY),
            (0.27, 0.42, 0.7, VIOLET),
        ],
        note: Note {
            alt: "Colourful hot-air balloons drifting over green hills on a clear blue day",
            captions: [
                "Counted nineteen from the garden this morning.",
                "Festival weekend! The kids waved at every single one.",
                "Traffic jam, but make it pretty.",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 113,
        sky: &[Rgb(0x2B2B63), Rgb(0x8E5AA0), Rgb(0xF59E9A), Rgb(0xFFD6A6)],
        sun: Some((0.24, 0.6, 66.0, Rgb(0xFFEDC4))),
        clouds: 0,
        far: Rgb(0xC78AA8),
        near: Rgb(0x2C1B48),
        balloons: &[
            (0.2, 0.3, 0.34, TEAL),
            (0.44, 0.48, 0.24, RED),
            (0.88, 0.58, 0.3, VIOLET),
            (0.64, 0.3, 0.98, NAVY),
        ],
        note: Note {
            alt: "A navy and yellow hot-air balloon floating above violet hills at dusk",
            captions: [
                "Last flight of the day.",
                "Landed in a field, got cake from the farmer.",
                "Purple evenings only, please.",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 114,
        sky: &[Rgb(0xBFD9E6), Rgb(0xEAF0EC), Rgb(0xFDF1DC)],
        sun: Some((0.24, 0.2, 52.0, Rgb(0xFFFFF6))),
        clouds: 0,
        far: Rgb(0xBFD4D6),
        near: Rgb(0x35606B),
        balloons: &[(0.22, 0.46, 0.32, SUNNY), (0.8, 0.56, 0.24, NAVY), (0.6, 0.32, 0.9, TEAL)],
        note: Note {
            alt: "A teal hot-air balloon rising over misty blue-green hills in soft morning light",
            captions: [
                "Fog below, sun above.",
                "So quiet that we could hear a dog bark two villages away.",
                "A slow way to travel. I recommend it.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("balloons", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let air = view.sky[view.sky.len() - 1];
    c.sky(&[view.sky, &[air]].concat());
    if let Some((x, y, radius, color)) = view.sun {
        c.glow((x * w, y * h), radius * 7.0, color, 0.9);
        c.circle((x * w, y * h), radius, color, 1.0);
        wisps(&mut c, rng, 6, (h * 0.1, h * 0.5), air.lighter(0.3));
    }
    for i in 0..view.clouds {
        let at = (w * (0.06 + 0.3 * f64::from(i)) + rng.jitter(40.0), h * (0.24 + 0.26 * f64::from(i % 2)));
        let width = rng.range(190.0, 330.0);
        cloud(&mut c, rng, at, width, WHITE, air);
    }
    let layers = 4;
    for i in 0..layers {
        let t = f64::from(i) / f64::from(layers - 1);
        let level = h * (0.68 + 0.22 * t);
        let line = ridge(rng, w, level, h * 0.045, 0.46);
        let color = view.far.mix(view.near, t);
        let fill = c.gradient(Run::Down, &[(0.0, color, 1.0), (0.7, color.mix(air, 0.6 - 0.4 * t), 1.0)]);
        c.fill(&below(&line, h), &fill, 1.0);
        if i < 3 {
            mist(&mut c, level + h * 0.08, h * 0.1, air, 0.6);
        }
    }

    let [whole, middle, inner] = gores().map(|path| c.keep(&path));
    let shade =
        c.gradient(Run::Right, &[(0.0, WHITE, 0.22), (0.35, WHITE, 0.05), (0.6, BLACK, 0.04), (1.0, BLACK, 0.34)]);
    let belt = c.keep(&belt());
    let gear = gear(&mut c, &whole, &shade);
    let (here, full) = ((0.0, 0.0), (1.0, 1.0));
    for &(x, y, size, colors) in view.balloons {
        // Small ones are far away, and the air between pales them.
        let fade = ((1.0 - size) * 0.5).max(0.0);
        let [one, two] = colors.map(|color| color.mix(air, fade));
        c.begin_at((x * w, y * h), rng.jitter(3.0), size);
        for (id, color) in [(&whole, one), (&middle, two), (&inner, one), (&belt, two.darker(0.12))] {
            c.place(id, here, 0.0, full, &format!(" fill=\"{color}\""));
        }
        c.stamp(&gear, here, full);
        c.end();
    }
    c
}

/// The envelope, and two narrower ones inside it whose edges read as stripes.
fn gores() -> [Path; 3] {
    [1.0, 0.62, 0.22].map(|part| {
        let side = |x: f64, y: f64| -> Point { (x * part, y) };
        let mut path = Path::new();
        path.move_to((0.0, -200.0))
            .cubic(side(115.0, -200.0), side(170.0, -130.0), side(170.0, -40.0))
            .cubic(side(170.0, 60.0), side(70.0, 120.0), side(40.0, 190.0))
            .line_to(side(-40.0, 190.0))
            .cubic(side(-70.0, 120.0), side(-170.0, 60.0), side(-170.0, -40.0))
            .cubic(side(-170.0, -130.0), side(-115.0, -200.0), (0.0, -200.0))
            .close();
        path
    })
}

/// A band around the widest part.
fn belt() -> Path {
    let mut path = Path::new();
    path.move_to((-169.0, -60.0))
        .quad((0.0, -22.0), (169.0, -60.0))
        .quad((172.0, -30.0), (164.0, -4.0))
        .quad((0.0, 36.0), (-164.0, -4.0))
        .quad((-172.0, -30.0), (-169.0, -60.0))
        .close();
    path
}

/// What all balloons share: the shade on the envelope, the ropes, the basket.
fn gear(c: &mut Canvas, whole: &str, shade: &str) -> String {
    let mut ropes = Path::new();
    ropes
        .line_from((-38.0, 190.0), (-24.0, 246.0))
        .line_from((38.0, 190.0), (24.0, 246.0))
        .line_from((-12.0, 190.0), (-8.0, 246.0))
        .line_from((12.0, 190.0), (8.0, 246.0));
    let wicker = Rgb(0x8A5A33);
    c.define(|c| {
        let fill = format!(" fill=\"{shade}\"");
        c.place(whole, (0.0, 0.0), 0.0, (1.0, 1.0), &fill);
        c.stroke(&ropes, Rgb(0x5A4030), 2.5, 1.0);
        c.rounded((-28.0, 244.0), (56.0, 42.0), 8.0, wicker, 1.0);
        c.rounded((-30.0, 241.0), (60.0, 9.0), 4.0, wicker.darker(0.35), 1.0);
    })
}
