//! Mountains: ridges paling with distance, or snowy peaks in hard light.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::{below, birds, grove, mist, plant, ridge, stars, wisps};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    /// Where the sun or moon stands (as parts of width and height), its radius and colour.
    light: (f64, f64, f64, Rgb),
    far: Rgb,
    near: Rgb,
    haze: Rgb,
    style: Style,
    note: Note,
}

enum Style {
    Ridges,
    Peaks,
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Portrait,
        seed: 11,
        sky: &[Rgb(0x8FB8D8), Rgb(0xF6D9B8), Rgb(0xFBC58F), Rgb(0xF7B58B)],
        light: (0.66, 0.25, 58.0, Rgb(0xFFF3D6)),
        far: Rgb(0xB4C4DA),
        near: Rgb(0x14324D),
        haze: Rgb(0xF3D9C6),
        style: Style::Ridges,
        note: Note {
            alt: "Layered blue mountains in morning mist under a pale orange sky",
            captions: [
                "Up at four, worth every yawn.",
                "Seven ridges, I counted. The coffee at the hut tasted like victory.",
                "Good morning from above the fog ☀️",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 23,
        sky: &[Rgb(0x5B4B8A), Rgb(0xC06C9B), Rgb(0xF29C8F), Rgb(0xFFD3A5)],
        light: (0.3, 0.29, 70.0, Rgb(0xFFE9C2)),
        far: Rgb(0xC98BAE),
        near: Rgb(0x2A1B46),
        haze: Rgb(0xF5B3A8),
        style: Style::Ridges,
        note: Note {
            alt: "Purple mountain ridges at sunset with a large pale sun low in a pink sky",
            captions: [
                "That one minute when everything turns violet.",
                "No filter, I promise. We just stood there and said nothing.",
                "Last light, long way down.",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 5,
        sky: &[Rgb(0x2F5C9B), Rgb(0x6FA3D4), Rgb(0xBFDDF0), Rgb(0xE8F3F8)],
        light: (0.15, 0.16, 46.0, Rgb(0xFFFBEF)),
        far: Rgb(0x8FB1D0),
        near: Rgb(0x1F3F4F),
        haze: Rgb(0xDCEBF5),
        style: Style::Peaks,
        note: Note {
            alt: "Snow-capped peaks in bright light under a clear blue sky, with dark pines below",
            captions: [
                "Thin air, big grin.",
                "First day without a cloud all week. We took the long way round.",
                "Postcard weather 🏔️",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 42,
        sky: &[Rgb(0x0B2A3C), Rgb(0x1F5A66), Rgb(0x79A99A), Rgb(0xE9E2B5)],
        light: (0.28, 0.17, 44.0, Rgb(0xFDF7DC)),
        far: Rgb(0x8DB7A6),
        near: Rgb(0x07232B),
        haze: Rgb(0xD5DDB9),
        style: Style::Ridges,
        note: Note {
            alt: "A full moon over green mountain ridges fading into pale evening haze",
            captions: [
                "Moonrise from the tent.",
                "Forgot the lamp, did not need it.",
                "Quiet up here. I could get used to it.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("mountains", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let night = view.sky[0].0 < 0x20_0000;
    c.sky(view.sky);
    if night {
        stars(&mut c, rng, 80, h * 0.4);
    }
    let (x, y, radius, color) = view.light;
    let at = (x * w, y * h);
    c.glow(at, radius * 7.0, color, 0.75);
    c.circle(at, radius, color, 0.95);
    wisps(&mut c, rng, 5, (h * 0.12, h * 0.34), WHITE);
    match view.style {
        Style::Ridges => ridges(&mut c, rng, view),
        Style::Peaks => peaks(&mut c, rng, view),
    }
    if !night {
        let flock = (w * (x + 0.16).min(0.7), h * (y + 0.02));
        birds(&mut c, rng, flock, 5, view.near.mix(view.far, 0.3));
    }
    c
}

fn ridges(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let layers = 7;
    for i in 0..layers {
        let t = f64::from(i) / f64::from(layers - 1);
        let level = h * (0.4 + 0.49 * t.powf(1.1));
        let line = ridge(rng, w, level, h * (0.085 - 0.055 * t), 0.5);
        let color = view.far.mix(view.near, t.powf(1.25));
        let valley = color.mix(view.haze, 0.75 * (1.0 - t * 0.75));
        let fill = c.gradient(Run::Down, &[(0.0, color, 1.0), (0.12, color, 1.0), (0.5, valley, 1.0)]);
        if i + 1 == layers {
            let trees = grove(c, rng, 8);
            plant(c, rng, &trees, &line, color, 0.6);
            c.fill(&below(&line, h), color, 1.0);
        } else {
            c.fill(&below(&line, h), &fill, 1.0);
        }
        if i == 2 || i == 4 {
            mist(c, level + h * 0.12, h * 0.16, view.haze, 0.55);
        }
    }
}

fn peaks(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let back = ridge(rng, w, h * 0.52, h * 0.07, 0.5);
    let fill = c.blend(Run::Down, &[view.far.lighter(0.25), view.haze]);
    c.fill(&below(&back, h), &fill, 1.0);
    let tops = [(0.1, 0.44, 0.3, 0.25), (0.93, 0.4, 0.36, 0.3), (0.3, 0.35, 0.34, 0.12), (0.62, 0.25, 0.44, 0.0)];
    for (x, y, half, paleness) in tops {
        let rock = view.near.mix(view.far, 0.55).mix(view.haze, paleness);
        peak(c, rng, (x * w, y * h), half * w, rock, view.haze);
    }
    mist(c, h * 0.76, h * 0.3, view.haze, 0.9);
    let trees = grove(c, rng, 9);
    for t in [0.35, 1.0] {
        let color = view.far.mix(view.near, t);
        let line = ridge(rng, w, h * (0.8 + 0.09 * t), h * 0.02, 0.5);
        plant(c, rng, &trees, &line, color, 0.45 + 0.2 * t);
        c.fill(&below(&line, h), color, 1.0);
    }
}

/// One peak, lit from the left: the body in shade, its left half lit, and snow on both.
fn peak(c: &mut Canvas, rng: &mut Rng, top: Point, half: f64, rock: Rgb, haze: Rgb) {
    let base = c.h * 0.82;
    let steps = 10;
    let mut edge = |lean: f64, wobble: f64| -> Vec<Point> {
        (1..=steps)
            .map(|i| {
                let t = f64::from(i) / f64::from(steps);
                let x = top.0 + half * lean * t + rng.jitter(half * wobble);
                (x, top.1 + (base - top.1) * t)
            })
            .collect()
    };
    let left = edge(-1.0, 0.035);
    let right = edge(1.0, 0.035);
    let middle = edge(0.16, 0.06);
    let between = |one: &[Point], other: &[Point]| {
        let mut points = vec![top];
        points.extend_from_slice(one);
        points.extend(other.iter().rev());
        let mut path = Path::new();
        path.polygon(&points);
        path
    };
    let shade = c.blend(Run::Down, &[rock.darker(0.3), rock.darker(0.05), haze]);
    c.fill(&between(&left, &right), &shade, 1.0);
    let lit = c.blend(Run::Down, &[rock.lighter(0.1), rock.lighter(0.25), haze]);
    c.fill(&between(&left, &middle), &lit, 1.0);
    // Snow reaches further down on the lit side, in tongues.
    for (edge, color, deep) in [(&left, Rgb(0xFDFEFF), 4), (&right, rock.mix(WHITE, 0.62), 3)] {
        let mut points = vec![top];
        points.extend_from_slice(&edge[..deep]);
        let (from, to) = (edge[deep - 1], middle[deep - 1]);
        for i in 1..6 {
            let t = f64::from(i) / 6.0;
            let dip = if i % 2 == 0 { 0.5 } else { -0.75 };
            let step = (base - top.1) / f64::from(steps);
            points.push((from.0 + (to.0 - from.0) * t, from.1 + step * dip * rng.range(0.6, 1.4)));
        }
        points.extend(middle[..deep].iter().rev());
        let mut path = Path::new();
        path.polygon(&points);
        c.fill(&path, color, 1.0);
    }
}
