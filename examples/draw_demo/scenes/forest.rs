//! A pine forest in layers of mist, with light falling through.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::{below_curve, birds, grove, height_at, mist, pine, plant, scatter, stars, swell};
use crate::path::Path;
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    far: Rgb,
    near: Rgb,
    light: Rgb,
    extra: Extra,
    note: Note,
}

enum Extra {
    Rays,
    Snow,
    Fireflies,
    Path,
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Portrait,
        seed: 61,
        sky: &[Rgb(0xCFE3C8), Rgb(0xF4F1D0), Rgb(0xDDE8C0)],
        far: Rgb(0xBDD3B0),
        near: Rgb(0x0F2E22),
        light: Rgb(0xFFF8D2),
        extra: Extra::Rays,
        note: Note {
            alt: "Sun rays falling through a misty green pine forest",
            captions: [
                "Forest office, no meetings.",
                "It smelled of rain and resin. I stood there far too long.",
                "Cathedral light 🌲",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 62,
        sky: &[Rgb(0x8FA6C4), Rgb(0xC9D5E4), Rgb(0xF2DCD6)],
        far: Rgb(0xB7C5D8),
        near: Rgb(0x24384F),
        light: Rgb(0xFFEDE2),
        extra: Extra::Snow,
        note: Note {
            alt: "Snow falling over blue-grey pines on a quiet winter hillside",
            captions: [
                "And just like that, everything is quiet.",
                "First real snow! My mittens are already soaked.",
                "Winter has entered the chat ❄️",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 63,
        sky: &[Rgb(0x07142B), Rgb(0x17395A), Rgb(0x4F7E86)],
        far: Rgb(0x3F6E78),
        near: Rgb(0x030D14),
        light: Rgb(0xFFE58A),
        extra: Extra::Fireflies,
        note: Note {
            alt: "Fireflies glowing among dark pines under a starry night sky",
            captions: [
                "Thought they were stars that had come down.",
                "Turn the torch off and wait. They do come.",
                "Little lamps everywhere ✨",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 64,
        sky: &[Rgb(0xF2B06B), Rgb(0xFAD59A), Rgb(0xFDE9C4)],
        far: Rgb(0xEDBE84),
        near: Rgb(0x3A1E14),
        light: Rgb(0xFFF6D8),
        extra: Extra::Path,
        note: Note {
            alt: "A path winding into a pine forest glowing in golden evening haze",
            captions: [
                "Golden hour did not disappoint.",
                "We took the path because it looked friendly. It was.",
                "Evening walk, muddy boots, happy dog.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("forest", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    c.sky(view.sky);
    let sun = (w * 0.6, h * 0.2);
    match view.extra {
        Extra::Fireflies => stars(&mut c, rng, 100, h * 0.5),
        _ => {
            c.glow(sun, w * 0.55, view.light, 1.0);
            c.circle(sun, 44.0, WHITE, 0.85);
        }
    }
    let row = grove(&mut c, rng, 7);
    let tree = pine(rng);
    let tree = c.keep(&tree);

    let layers = 5;
    for i in 0..layers {
        let t = f64::from(i) / f64::from(layers - 1);
        let color = view.far.mix(view.near, t.powf(1.2));
        let line = swell(rng, w, h * (0.52 + 0.36 * t), h * 0.022, 2);
        let valley = color.mix(view.sky[2], 0.7 * (1.0 - t) + 0.08);
        let tall = h / 1080.0 * (0.8 + 1.5 * t);
        if t < 0.6 {
            plant(&mut c, rng, &row, &line, color, tall * 0.92);
        } else {
            c.begin(&format!("fill=\"{color}\""));
            let mut x = rng.range(-20.0, 30.0);
            while x < w + 20.0 {
                // In front the middle stays open, so that one can look into the wood.
                if (x / w - 0.56).abs() > 0.13 + 0.12 * t {
                    let size = tall * rng.range(0.7, 1.25);
                    let y = height_at(&line, x) + 20.0 * size;
                    c.stamp(&tree, (x, y), (size * 0.92, size));
                }
                x += rng.range(38.0, 74.0) * (0.75 + t * 1.1);
            }
            c.end();
        }
        let fill = c.gradient(Run::Down, &[(0.0, color, 1.0), (0.35, valley, 1.0), (1.0, valley, 1.0)]);
        let near_fill = c.blend(Run::Down, &[color, view.near.darker(0.25)]);
        let fill = if i + 1 == layers { near_fill } else { fill };
        c.fill(&below_curve(&line, h), &fill, 1.0);
        if i < 3 {
            let level = h * (0.56 + 0.36 * t);
            mist(&mut c, level, h * 0.2, view.sky[2], 0.5);
        }
        if i == 3 && matches!(view.extra, Extra::Rays | Extra::Path) {
            rays(&mut c, rng, sun, view.light);
        }
    }
    match view.extra {
        Extra::Rays => birds(&mut c, rng, (w * 0.36, h * 0.16), 4, view.near.mix(view.far, 0.35)),
        Extra::Snow => snow(&mut c, rng),
        Extra::Fireflies => fireflies(&mut c, rng, view.light),
        Extra::Path => trail(&mut c, view.far),
    }
    c
}

fn rays(c: &mut Canvas, rng: &mut Rng, sun: (f64, f64), light: Rgb) {
    let h = c.h;
    let fill = c.gradient(Run::Down, &[(0.0, light, 0.85), (0.5, light, 0.42), (1.0, light, 0.0)]);
    for lean in [-0.62, -0.38, -0.14, 0.08, 0.3, 0.5] {
        let lean = lean + rng.jitter(0.04);
        let length = h * rng.range(0.6, 0.78);
        let width = rng.range(0.05, 0.1);
        let mut ray = Path::new();
        ray.polygon(&[
            (sun.0 + lean * 60.0, sun.1),
            (sun.0 + (lean + width) * length, sun.1 + length),
            (sun.0 + (lean - width) * length, sun.1 + length),
        ]);
        c.fill(&ray, &fill, 0.8);
    }
}

fn snow(c: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (c.w, c.h);
    for (count, size, opacity) in [(80, 5.0, 0.7), (50, 9.0, 0.75), (16, 15.0, 0.5)] {
        let flakes = scatter(rng, count, (0.0, 0.0), (w, h));
        c.dots(&flakes, size, WHITE, opacity);
    }
}

fn fireflies(c: &mut Canvas, rng: &mut Rng, light: Rgb) {
    let (w, h) = (c.w, c.h);
    let halo = c.gradient(Run::Outward, &[(0.0, light, 0.75), (1.0, light, 0.0)]);
    let flies = scatter(rng, 34, (w * 0.06, h * 0.5), (w * 0.94, h * 0.95));
    for (i, &at) in flies.iter().enumerate() {
        if i % 3 == 0 {
            c.circle(at, rng.range(14.0, 34.0).round(), &halo, 1.0);
        }
    }
    c.dots(&flies, 6.0, light.lighter(0.5), 1.0);
}

fn trail(c: &mut Canvas, color: Rgb) {
    let (w, h) = (c.w, c.h);
    let mut path = Path::new();
    path.move_to((w * 0.3, h))
        .cubic((w * 0.5, h * 0.94), (w * 0.66, h * 0.93), (w * 0.56, h * 0.86))
        .cubic((w * 0.54, h * 0.84), (w * 0.58, h * 0.82), (w * 0.6, h * 0.8))
        .line_to((w * 0.612, h * 0.8))
        .cubic((w * 0.6, h * 0.83), (w * 0.6, h * 0.84), (w * 0.64, h * 0.86))
        .cubic((w * 0.78, h * 0.93), (w * 0.68, h * 0.95), (w * 0.62, h))
        .close();
    let fill = c.gradient(Run::Down, &[(0.0, color, 0.9), (1.0, color, 0.35)]);
    c.fill(&path, &fill, 1.0);
}
