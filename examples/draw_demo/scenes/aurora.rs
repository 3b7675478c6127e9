//! Northern lights over a lake that mirrors them.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::{below, pine, ridge, ripples, stars};
use crate::path::Path;
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: [Rgb; 3],
    lights: [Rgb; 2],
    hills: Rgb,
    shore: f64,
    tent: bool,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Portrait,
        seed: 71,
        sky: [Rgb(0x030B1E), Rgb(0x0A2540), Rgb(0x11505A)],
        lights: [Rgb(0x4DF2A0), Rgb(0x7B5CFF)],
        hills: Rgb(0x06141F),
        shore: 0.64,
        tent: false,
        note: Note {
            alt: "Green northern lights over a still lake with dark hills and pines on the shore",
            captions: [
                "Waited three nights. Then this.",
                "My fingers were frozen and I did not care at all.",
                "It moves! Nobody tells you how much it moves 💚",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 72,
        sky: [Rgb(0x0B0822), Rgb(0x25164F), Rgb(0x5A2E75)],
        lights: [Rgb(0xFF6FB5), Rgb(0x6D7BFF)],
        hills: Rgb(0x0C0820),
        shore: 0.66,
        tent: false,
        note: Note {
            alt: "Pink and violet northern lights reflected in a mountain lake at night",
            captions: [
                "Did not know it came in pink.",
                "The whole hostel ran outside in pyjamas.",
                "Two skies for the price of one.",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 73,
        sky: [Rgb(0x04122B), Rgb(0x0B3350), Rgb(0x1F6E7C)],
        lights: [Rgb(0x5CF5D5), Rgb(0x2E9BFF)],
        hills: Rgb(0x051723),
        shore: 0.7,
        tent: true,
        note: Note {
            alt: "A glowing tent on a lake shore under turquoise northern lights",
            captions: [
                "Our little lantern under the big one.",
                "Best campsite of my life, and it was free.",
                "Too cold to sleep, too pretty to complain ⛺",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("aurora", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let shore = (h * view.shore).round();
    c.rect((0.0, 0.0), (w, h), view.sky[0], 1.0);
    let scene = c.named(|c| {
        let fill = c.blend(Run::Down, &view.sky);
        c.rect((0.0, 0.0), (w, shore), &fill, 1.0);
        stars(c, rng, 80, shore * 0.85);
        curtain(c, rng, (0.52, 0.42), view.lights, 0.6);
        curtain(c, rng, (0.66, 0.62), view.lights, 1.0);
        let back = ridge(rng, w, shore * 0.9, shore * 0.09, 0.52);
        c.fill(&below(&back, shore), view.hills.mix(view.sky[2], 0.42), 1.0);
        let front = ridge(rng, w, shore * 0.965, shore * 0.035, 0.5);
        c.fill(&below(&front, shore + 1.0), view.hills, 1.0);
        wood(c, rng, shore, view.hills);
    });
    let lake = c.blend(Run::Down, &[view.sky[2].darker(0.2), view.sky[0]]);
    c.rect((0.0, shore), (w, h - shore), &lake, 1.0);
    let mut frame = Path::new();
    frame.polygon(&[(0.0, shore), (w, shore), (w, h), (0.0, h)]);
    c.clip(&frame);
    c.mirror(&scene, shore, 0.62, 0.62);
    c.end();
    let deep = c.gradient(Run::Down, &[(0.0, view.sky[0], 0.0), (1.0, view.sky[0], 0.75)]);
    c.rect((0.0, shore), (w, h - shore), &deep, 1.0);
    ripples(&mut c, rng, shore, h, view.lights[0].lighter(0.3), 0.1);
    if view.tent {
        tent(&mut c, view.hills);
    }
    c
}

/// A ribbon of light: bright at its lower hem, fading upwards, with upright rays in it.
fn curtain(c: &mut Canvas, rng: &mut Rng, at: (f64, f64), lights: [Rgb; 2], strength: f64) {
    let (w, h) = (c.w, c.h);
    let (level, tall) = (h * at.0 * 0.68, h * at.1 * 0.68);
    let phase = rng.range(0.0, 6.0);
    let hem = |x: f64| {
        let s = x / w * 6.0 + phase;
        level + h * (0.055 * s.sin() + 0.028 * (2.3 * s).sin()) - x / w * h * 0.05
    };
    let soft = c.gradient(Run::Outward, &[(0.0, lights[0], 0.3 * strength), (1.0, lights[0], 0.0)]);
    let middle = hem(w / 2.0) - tall * 0.35;
    c.ellipse((w / 2.0, middle), (w * 0.75, tall * 0.75), &soft, 1.0);
    let fill = c.gradient(
        Run::Down,
        &[
            (0.0, lights[1], 0.0),
            (0.35, lights[1], 0.3 * strength),
            (0.75, lights[0], 0.6 * strength),
            (1.0, lights[0], 0.0),
        ],
    );
    c.begin(&format!("fill=\"{fill}\""));
    let mut x = -60.0;
    while x < w {
        let width = rng.range(50.0, 130.0);
        let (left, right) = (hem(x), hem(x + width));
        let top = left.min(right) - tall * rng.range(0.45, 1.0);
        let lean = width * 0.3;
        let mut ray = Path::new();
        ray.polygon(&[(x, left), (x + lean, top), (x + width + lean, top), (x + width, right)]);
        let strength = rng.range(4.0, 9.5).round() / 10.0;
        c.raw(&format!("<path d=\"{ray}\" opacity=\"{strength}\"/>"));
        x += width * rng.range(0.4, 0.75);
    }
    c.end();
}

fn wood(c: &mut Canvas, rng: &mut Rng, shore: f64, color: Rgb) {
    let id = c.keep(&pine(rng));
    c.begin(&format!("fill=\"{color}\""));
    let w = c.w;
    for i in 0..12 {
        // Trees gather at both sides and leave the middle to the lights.
        let side = if i % 2 == 0 { 0.0 } else { w };
        let inward = rng.unit().powi(2) * w * 0.42;
        let x = (side - inward).abs();
        let size = rng.range(0.45, 1.0) * (1.1 - inward / w);
        c.stamp(&id, (x, shore + 4.0), (size * 0.9, size));
    }
    c.end();
}

fn tent(c: &mut Canvas, dark: Rgb) {
    let (w, h) = (c.w, c.h);
    let mut bank = Path::new();
    bank.curve(&[
        (-10.0, h * 0.9),
        (w * 0.3, h * 0.885),
        (w * 0.6, h * 0.91),
        (w * 0.85, h * 0.97),
        (w, h + 10.0),
    ])
    .line_to((-10.0, h + 10.0))
    .close();
    c.fill(&bank, dark, 1.0);
    let foot = (w * 0.27, h * 0.9);
    c.glow((foot.0, foot.1 - 40.0), 230.0, Rgb(0xFFB04D), 0.6);
    let mut cloth = Path::new();
    cloth
        .move_to((foot.0 - 112.0, foot.1))
        .quad((foot.0 - 50.0, foot.1 - 70.0), (foot.0, foot.1 - 128.0))
        .quad((foot.0 + 50.0, foot.1 - 70.0), (foot.0 + 112.0, foot.1))
        .close();
    let fill = c.blend(Run::Down, &[Rgb(0xC9541F), Rgb(0xFFB347), Rgb(0xFFE08A)]);
    c.fill(&cloth, &fill, 1.0);
    let mut door = Path::new();
    door.move_to((foot.0 - 6.0, foot.1 - 112.0))
        .quad((foot.0 + 6.0, foot.1 - 50.0), (foot.0 + 46.0, foot.1))
        .line_to((foot.0 - 30.0, foot.1))
        .close();
    c.fill(&door, Rgb(0xFFF0B8), 0.9);
}
