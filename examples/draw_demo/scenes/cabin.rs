//! A snowed-in cabin with light in its windows.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::{below, below_curve, height_at, pine, ridge, scatter, stars, swell};
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    light: (f64, f64, f64, Rgb),
    hills: Rgb,
    snow: [Rgb; 2],
    pines: Rgb,
    wood: Rgb,
    night: bool,
    falling: bool,
    cabin: (f64, f64),
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Landscape,
        seed: 151,
        sky: &[Rgb(0x22315E), Rgb(0x5D6FA6), Rgb(0xC9A9C4), Rgb(0xF6CDBB)],
        light: (0.2, 0.2, 34.0, Rgb(0xFDF8EA)),
        hills: Rgb(0x8D93BD),
        snow: [Rgb(0xE9E8F7), Rgb(0x98A4D4)],
        pines: Rgb(0x2B3B5E),
        wood: Rgb(0x5A3A32),
        night: false,
        falling: true,
        cabin: (0.62, 1.5),
        note: Note {
            alt: "A wooden cabin with glowing windows in falling snow at dusk",
            captions: [
                "Snowed in. Nobody is complaining.",
                "The stove is on and the soup is too.",
                "Out of office until further notice ❄️",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 152,
        sky: &[Rgb(0x030A20), Rgb(0x0D2450), Rgb(0x355C8F)],
        light: (0.74, 0.16, 46.0, Rgb(0xFBF6E2)),
        hills: Rgb(0x2A477A),
        snow: [Rgb(0xA9BEE6), Rgb(0x34508C)],
        pines: Rgb(0x0A1A38),
        wood: Rgb(0x2E2129),
        night: true,
        falling: false,
        cabin: (0.42, 1.4),
        note: Note {
            alt: "A small cabin in deep snow with warm windows under a full moon and stars",
            captions: [
                "The only light for miles is ours.",
                "Minus eighteen outside. Inside: cards, cocoa, and cheating.",
                "Good night from the hut 🌕",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 153,
        sky: &[Rgb(0x7DB7E2), Rgb(0xC6DFF0), Rgb(0xFDE3DC)],
        light: (0.24, 0.22, 52.0, Rgb(0xFFFCEE)),
        hills: Rgb(0xA9C3DE),
        snow: [Rgb(0xFFFFFF), Rgb(0xC3D6EC)],
        pines: Rgb(0x2F5550),
        wood: Rgb(0x8C4A32),
        night: false,
        falling: false,
        cabin: (0.62, 1.4),
        note: Note {
            alt: "A red-brown cabin among snowy pines on a sunny winter morning",
            captions: [
                "Fresh tracks before breakfast.",
                "Opened the door and had to squint. Magic.",
                "Sun, snow and far too much cheese.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("cabin", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    let air = view.sky[view.sky.len() - 1];
    c.sky(&[view.sky, &[air]].concat());
    if view.night {
        stars(&mut c, rng, 110, h * 0.55);
    }
    let (x, y, radius, color) = view.light;
    c.glow((x * w, y * h), radius * 6.0, color, 0.75);
    c.circle((x * w, y * h), radius, color, 1.0);
    for (level, tone) in [(0.47, 0.45), (0.55, 0.05)] {
        let line = ridge(rng, w, h * level, h * 0.075, 0.5);
        let color = view.hills.mix(air, tone);
        let fill = c.gradient(Run::Down, &[(0.0, color, 1.0), (0.5, air, 1.0)]);
        c.fill(&below(&line, h), &fill, 1.0);
    }

    let tree = pine(rng);
    let tree = c.keep(&tree);
    // The snow is the same tree, narrower and higher up, seen through as a pale coat.
    let tree = c.define(|c| {
        c.stamp(&tree, (0.0, 0.0), (1.0, 1.0));
        let coat = " fill=\"#fff\" opacity=\".3\"";
        c.place(&tree, (-7.0, -34.0), 0.0, (0.62, 0.83), coat);
    });
    let far = swell(rng, w, h * 0.66, h * 0.02, 1);
    forest(&mut c, rng, (&far, &tree), view.pines.mix(air, 0.45), 0.6, None);
    bank(&mut c, &far, [view.snow[0].mix(air, 0.25), view.snow[1]]);
    let near = swell(rng, w, h * 0.76, h * 0.02, 1);
    let (x, scale) = view.cabin;
    forest(&mut c, rng, (&near, &tree), view.pines, 1.3, Some(x));
    bank(&mut c, &near, view.snow);
    let foot = (w * x, height_at(&near, w * x) + 34.0);
    cabin(&mut c, rng, view, foot, scale);
    drifts(&mut c, rng, view);
    if view.falling {
        for (count, size, opacity) in [(44, 5.0, 0.7), (30, 9.0, 0.8), (14, 15.0, 0.5)] {
            let flakes = scatter(rng, count, (0.0, 0.0), (w, h));
            c.dots(&flakes, size, WHITE, opacity);
        }
    }
    c
}

fn bank(c: &mut Canvas, line: &[Point], colors: [Rgb; 2]) {
    let fill = c.blend(Run::Down, &colors);
    let h = c.h;
    c.fill(&below_curve(line, h), &fill, 1.0);
}

/// Pines with snow on them; around `clearing` there are none.
fn forest(
    c: &mut Canvas,
    rng: &mut Rng,
    (line, tree): (&[Point], &str),
    color: Rgb,
    size: f64,
    clearing: Option<f64>,
) {
    let w = c.w;
    c.begin(&format!("fill=\"{color}\""));
    let mut x = rng.range(-10.0, 20.0);
    while x < w {
        let free = clearing.is_none_or(|at| (x / w - at).abs() > 0.24);
        if free {
            let s = size * rng.range(0.7, 1.25);
            c.stamp(tree, (x, height_at(line, x) + 12.0), (s, s));
        }
        x += rng.range(54.0, 112.0) * size.max(0.8);
    }
    c.end();
}

fn cabin(c: &mut Canvas, rng: &mut Rng, view: &View, foot: Point, scale: f64) {
    let shade = view.wood.darker(0.35);
    let glow = Rgb(0xFFC766);
    let smoke = view.sky[view.sky.len() - 1].lighter(0.45);
    c.begin_at(foot, 0.0, scale);
    c.glow((0.0, -60.0), 270.0, glow, if view.night { 0.5 } else { 0.32 });
    let mut x = 92.0;
    for i in 0..6 {
        let t = f64::from(i);
        x += 7.0 + t * 5.0 + rng.jitter(5.0);
        c.circle((x, -262.0 - t * 30.0), 14.0 + t * 6.0, smoke, 0.42 - t * 0.055);
    }
    c.rect((78.0, -250.0), (34.0, 90.0), shade, 1.0);
    c.rounded((73.0, -258.0), (44.0, 14.0), 7.0, view.snow[0], 1.0);
    // The gable front, the long side in shade, then the roof with its load of snow.
    let mut side = Path::new();
    side.polygon(&[(20.0, -110.0), (150.0, -110.0), (150.0, 0.0), (20.0, 0.0)]);
    c.fill(&side, shade, 1.0);
    let mut front = Path::new();
    front.polygon(&[(-140.0, 0.0), (-140.0, -108.0), (-60.0, -210.0), (24.0, -108.0), (24.0, 0.0)]);
    c.fill(&front, view.wood, 1.0);
    let mut boards = Path::new();
    for i in 1..8 {
        let y = -f64::from(i) * 22.0;
        let inset = if y < -108.0 { (-108.0 - y) * 0.79 } else { 0.0 };
        boards.line_from((-138.0 + inset, y), (22.0 - inset, y));
        if y > -108.0 {
            boards.line_from((24.0, y), (150.0, y));
        }
    }
    c.stroke(&boards, shade.darker(0.3), 2.0, 0.5);
    let mut roof = Path::new();
    roof.move_to((-66.0, -232.0))
        .line_to((104.0, -232.0))
        .quad((120.0, -230.0), (126.0, -218.0))
        .line_to((176.0, -106.0))
        .quad((176.0, -90.0), (160.0, -92.0))
        .line_to((44.0, -92.0))
        .quad((30.0, -92.0), (24.0, -104.0))
        .close();
    let fill = c.blend(Run::Down, &[view.snow[0].lighter(0.3), view.snow[1].lighter(0.15)]);
    c.fill(&roof, &fill, 1.0);
    let mut eaves = Path::new();
    eaves.move_to((-158.0, -98.0)).line_to((-62.0, -220.0)).line_to((36.0, -98.0));
    c.stroke_with(&eaves, view.snow[0].lighter(0.35), 24.0, 1.0, " stroke-linejoin=\"round\"");

    let pane = c.blend(Run::Down, &[Rgb(0xFFE7A0), Rgb(0xFFB648)]);
    for (at, size) in
        [((-118.0, -88.0), (48.0, 46.0)), ((-78.0, -158.0), (36.0, 34.0)), ((64.0, -76.0), (54.0, 40.0))]
    {
        c.rect(at, size, &pane, 1.0);
        let mut cross = Path::new();
        cross
            .line_from((at.0 + size.0 / 2.0, at.1), (at.0 + size.0 / 2.0, at.1 + size.1))
            .line_from((at.0, at.1 + size.1 / 2.0), (at.0 + size.0, at.1 + size.1 / 2.0));
        c.stroke(&cross, shade, 4.0, 1.0);
        c.rounded((at.0 - 5.0, at.1 + size.1 - 2.0), (size.0 + 10.0, 9.0), 4.0, view.snow[0], 1.0);
    }
    c.rect((-42.0, -84.0), (44.0, 84.0), shade.darker(0.2), 1.0);
    c.circle((-8.0, -42.0), 4.0, glow, 1.0);
    let mut step = Path::new();
    step.move_to((-176.0, 10.0))
        .quad((-150.0, -20.0), (-100.0, -6.0))
        .quad((-40.0, 6.0), (20.0, -8.0))
        .quad((100.0, -24.0), (186.0, 10.0))
        .close();
    c.fill(&step, view.snow[0], 1.0);
    c.end();
}

fn drifts(c: &mut Canvas, rng: &mut Rng, view: &View) {
    let (w, h) = (c.w, c.h);
    let line = swell(rng, w, h * 0.93, h * 0.02, 1);
    bank(c, &line, [view.snow[0].lighter(0.2), view.snow[1]]);
    // Footsteps lead to the door.
    let goal = (w * view.cabin.0 - 24.0 * view.cabin.1, h * 0.81);
    let steps: Vec<Point> = (0..20)
        .map(|i| {
            let t = f64::from(i) / 19.0;
            let x = w * 0.4 + (goal.0 - w * 0.4) * t + (t * 5.0).sin() * 26.0;
            let side = if i % 2 == 0 { 9.0 } else { -9.0 };
            (x + side * (1.2 - t), h - 6.0 + (goal.1 - h) * t.powf(0.85))
        })
        .collect();
    c.dots(&steps[..10], 10.0, view.snow[1].darker(0.15), 0.8);
    c.dots(&steps[10..], 6.0, view.snow[1].darker(0.15), 0.7);
    let sparkle = scatter(rng, 24, (0.0, h * 0.8), (w, h));
    c.dots(&sparkle, 3.0, WHITE, 0.8);
}
