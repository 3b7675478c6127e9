//! Flowers seen close by.

use std::f64::consts::TAU;

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::{Rgb, WHITE};
use crate::nature::scatter;
use crate::path::{Path, Point};
use crate::rng::Rng;

struct View {
    draw: fn() -> Canvas,
    note: Note,
}

const VIEWS: [View; 4] = [
    View {
        draw: dahlia,
        note: Note {
            alt: "A coral dahlia in full bloom filling the picture, layer upon layer of petals",
            captions: [
                "Grown from a tuber I nearly threw away.",
                "Maths, but make it floral.",
                "First one of the year! I visit it every hour.",
            ],
        },
    },
    View {
        draw: poppies,
        note: Note {
            alt: "Red poppies on thin stems in front of a pale blue and green summer haze",
            captions: [
                "Roadside stop, zero regrets.",
                "They last a day in a vase and all summer out here.",
                "Poppy season ❤️",
            ],
        },
    },
    View {
        draw: blossom,
        note: Note {
            alt: "A branch of pink cherry blossom against a light blue sky",
            captions: [
                "Hello again, favourite tree.",
                "Two weeks of this and I forgive the whole of winter.",
                "Petals in my hair, on my coat, in my tea 🌸",
            ],
        },
    },
    View {
        draw: daisies,
        note: Note {
            alt: "White daisies with yellow hearts on a soft dark green background",
            captions: [
                "He loves me, he loves me not, he forgot to mow the lawn.",
                "Weeds, they say. I disagree.",
                "Small and cheerful.",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("flowers", view.note, (view.draw)())).collect()
}

/// Blurred spots of colour, as a lens would make of the background.
fn bokeh(c: &mut Canvas, rng: &mut Rng, colors: &[Rgb]) {
    let (w, h) = (c.w, c.h);
    for color in colors {
        let fill = c.gradient(Run::Outward, &[(0.0, *color, 0.55), (0.75, *color, 0.35), (1.0, *color, 0.0)]);
        for at in scatter(rng, 7, (0.0, 0.0), (w, h)) {
            c.circle((at.0.round(), at.1.round()), rng.range(50.0, 170.0).round(), &fill, 0.6);
        }
    }
}

/// A petal standing up from the origin, `length` long.
fn petal(length: f64, width: f64, notch: f64) -> Path {
    let mut path = Path::new();
    path.move_to((0.0, 0.0))
        .cubic((-width * 0.55, -length * 0.3), (-width * 0.62, -length * 0.85), (-width * 0.12, -length))
        .quad((0.0, -length * (1.0 - notch)), (width * 0.12, -length))
        .cubic((width * 0.62, -length * 0.85), (width * 0.55, -length * 0.3), (0.0, 0.0))
        .close();
    path
}

/// Keeps `count` petals around a middle, none quite like the next.
fn wreath(c: &mut Canvas, rng: &mut Rng, id: &str, count: u32, spread: f64) -> String {
    c.define(|c| {
        for i in 0..count {
            let turn = 360.0 * f64::from(i) / f64::from(count) + rng.jitter(spread);
            let size = rng.range(0.93, 1.06);
            c.place(id, (0.0, 0.0), turn, (size, size), "");
        }
    })
}

fn dahlia() -> Canvas {
    let rng = &mut Rng::new(161);
    let mut c = Canvas::new(Frame::Square);
    let (w, h) = (c.w, c.h);
    c.sky(&[Rgb(0x1F4A45), Rgb(0x123431), Rgb(0x0B2222)]);
    bokeh(&mut c, rng, &[Rgb(0x3F7A5E), Rgb(0x2A5C58)]);
    let id = c.keep(&petal(100.0, 62.0, 0.05));
    let vein = c.keep(Path::new().move_to((0.0, -18.0)).line_to((0.0, -80.0)));
    let petals = wreath(&mut c, rng, &id, 14, 3.0);
    let veins = wreath(&mut c, rng, &vein, 14, 3.0);
    c.begin_at((w * 0.51, h * 0.5), 0.0, 1.0);
    let (outer, inner) = (Rgb(0xF9A38C), Rgb(0xB3263F));
    let rings = 10;
    for ring in 0..rings {
        let t = f64::from(ring) / f64::from(rings - 1);
        let scale = 4.9 - 4.15 * t.powf(0.86);
        // Three quarters of a petal further: no ring covers the gaps of the one below alike.
        let turn = f64::from(ring) * 0.75 * 360.0 / 14.0;
        let color = outer.mix(inner, t.powf(1.1));
        // Each petal is darker where the next ring throws its shade on it.
        let fill = c.gradient(
            Run::Down,
            &[(0.0, color.lighter(0.26), 1.0), (0.35, color, 1.0), (0.8, color.darker(0.5), 1.0)],
        );
        let edge = color.darker(0.22);
        let paint = format!(" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\".5\"");
        c.place(&petals, (0.0, 0.0), turn, (scale, scale), &paint);
        if ring < 3 {
            let paint = format!(" stroke=\"{edge}\" stroke-width=\".7\" opacity=\".35\"");
            c.place(&veins, (0.0, 0.0), turn, (scale, scale), &paint);
        }
    }
    c.circle((0.0, 0.0), 26.0, Rgb(0x8E1B38), 1.0);
    c.glow((0.0, 0.0), 60.0, Rgb(0xFF8F7A), 0.4);
    c.end();
    c
}

fn poppies() -> Canvas {
    let rng = &mut Rng::new(162);
    let mut c = Canvas::new(Frame::Portrait);
    let (w, h) = (c.w, c.h);
    c.sky(&[Rgb(0xBFE0EA), Rgb(0xEAF2DC), Rgb(0xC3D99A), Rgb(0x6C9A4E)]);
    bokeh(&mut c, rng, &[Rgb(0xF2917C), WHITE, Rgb(0x9CC777)]);
    let mut grass = Path::new();
    for _ in 0..44 {
        let x = rng.range(-20.0, w);
        let top = h * rng.range(0.62, 0.88);
        grass.move_to((x, h + 10.0)).quad((x + rng.jitter(20.0), (h + top) / 2.0), (x + rng.jitter(70.0), top));
    }
    c.stroke(&grass, Rgb(0x4C7F3C), 5.0, 0.55);
    let air = Rgb(0xE6EBC8);
    let near = poppy(&mut c, rng, air, 0.0);
    let far = poppy(&mut c, rng, air, 0.25);
    for (x, y, size, tone) in [
        (0.14, 0.53, 0.5, 0.3),
        (0.86, 0.58, 0.55, 0.25),
        (0.55, 0.62, 0.6, 0.15),
        (0.3, 0.33, 1.0, 0.0),
        (0.72, 0.27, 0.85, 0.05),
        (0.68, 0.55, 1.15, 0.0),
        (0.24, 0.69, 0.95, 0.0),
    ] {
        let head = (w * x, h * y);
        let root = (head.0 + rng.jitter(90.0), h + 10.0);
        let mut stem = Path::new();
        stem.move_to(root).quad((root.0, (h + head.1) / 2.0), (head.0, head.1 + 30.0));
        c.stroke(&stem, Rgb(0x3F6E35).mix(air, tone), 9.0 * size, 1.0);
        let kind = if tone > 0.1 { &far } else { &near };
        let side = if rng.chance(0.5) { size } else { -size };
        c.place(kind, head, rng.jitter(12.0), (side, size), "");
    }
    let bud = (w * 0.45, h * 0.47);
    let mut stem = Path::new();
    stem.move_to((w * 0.5, h)).cubic((w * 0.48, h * 0.7), (w * 0.5, h * 0.42), (bud.0, bud.1 - 30.0));
    c.stroke(&stem, Rgb(0x3F6E35), 6.0, 1.0);
    c.ellipse(bud, (22.0, 36.0), Rgb(0x5B8A45), 1.0);
    c
}

fn poppy(c: &mut Canvas, rng: &mut Rng, air: Rgb, tone: f64) -> String {
    let red = Rgb(0xE03426).mix(air, tone);
    let fill =
        c.gradient(Run::Down, &[(0.0, red.lighter(0.22), 1.0), (0.55, red, 1.0), (1.0, red.darker(0.4), 1.0)]);
    let mut back = Path::new();
    back.move_to((-20.0, 20.0))
        .cubic((-170.0, -20.0), (-140.0, -140.0), (-60.0, -128.0))
        .quad((-20.0, -150.0), (20.0, -132.0))
        .cubic((130.0, -150.0), (170.0, -30.0), (20.0, 20.0))
        .close();
    let seeds: Vec<Point> = (0..22)
        .map(|i| {
            let angle = TAU * f64::from(i) / 22.0;
            let r = rng.range(0.75, 1.15);
            (angle.cos() * 46.0 * r, -64.0 + angle.sin() * 30.0 * r)
        })
        .collect();
    let front = c.gradient(Run::Down, &[(0.0, red.lighter(0.12), 1.0), (1.0, red.darker(0.22), 1.0)]);
    let mut cup = Path::new();
    cup.move_to((-132.0, -72.0))
        .cubic((-90.0, -30.0), (-40.0, -52.0), (-6.0, -36.0))
        .cubic((40.0, -50.0), (90.0, -34.0), (136.0, -76.0))
        .cubic((140.0, 10.0), (70.0, 44.0), (0.0, 42.0))
        .cubic((-70.0, 44.0), (-140.0, 10.0), (-132.0, -72.0))
        .close();
    let mut folds = Path::new();
    for x in [-84.0, -48.0, -14.0, 22.0, 58.0, 92.0] {
        folds.move_to((x, -32.0 + f64::abs(x) * 0.06)).quad((x * 0.75, 4.0), (x * 0.4, 32.0));
    }
    c.define(|c| {
        c.fill(&back, &fill, 1.0);
        c.ellipse((0.0, -62.0), (58.0, 40.0), red.darker(0.72), 0.85);
        let pod = Rgb(0xA9BD72).mix(air, tone);
        c.ellipse((0.0, -64.0), (20.0, 17.0), pod, 1.0);
        c.dots(&seeds, 7.0, Rgb(0x2A1526).mix(air, tone), 0.9);
        c.fill(&cup, &front, 1.0);
        c.stroke(&folds, red.darker(0.35), 2.5, 0.4);
    })
}

fn blossom() -> Canvas {
    let rng = &mut Rng::new(163);
    let mut c = Canvas::new(Frame::Landscape);
    let (w, h) = (c.w, c.h);
    c.sky(&[Rgb(0x93C8EA), Rgb(0xC4E1F3), Rgb(0xF3EAF1)]);
    bokeh(&mut c, rng, &[WHITE, Rgb(0xF7C6D6)]);
    let bark = Rgb(0x54382F);
    let main =
        [(-30.0, h * 0.86), (w * 0.2, h * 0.7), (w * 0.42, h * 0.56), (w * 0.66, h * 0.46), (w * 0.95, h * 0.24)];
    for (points, width) in [
        (&main[..], 17.0),
        (&main[..4], 27.0),
        (&main[..3], 38.0),
        (&[main[1], (w * 0.3, h * 0.42), (w * 0.32, h * 0.18)][..], 15.0),
        (&[main[2], (w * 0.6, h * 0.66), (w * 0.84, h * 0.72)][..], 14.0),
        (&[main[3], (w * 0.7, h * 0.28), (w * 0.68, h * 0.12)][..], 11.0),
    ] {
        let mut path = Path::new();
        path.curve(points);
        c.stroke(&path, bark, width, 1.0);
    }
    let mut shine = Path::new();
    shine.curve(&main.map(|(x, y)| (x, y - 7.0)));
    c.stroke(&shine, bark.lighter(0.3), 3.0, 0.5);

    let id = c.keep(&petal(58.0, 58.0, 0.16));
    let stamens = {
        let mut path = Path::new();
        for i in 0..9 {
            let angle = TAU * f64::from(i) / 9.0;
            path.line_from((0.0, 0.0), (angle.cos() * 22.0, angle.sin() * 22.0));
        }
        c.keep(&path)
    };
    let tips = {
        let mut path = Path::new();
        for i in 0..9 {
            let angle = TAU * f64::from(i) / 9.0;
            path.dot((angle.cos() * 23.0, angle.sin() * 23.0));
        }
        c.keep(&path)
    };
    let paints = [Rgb(0xF9C3D4), Rgb(0xFBD6E1), Rgb(0xF3A5BF)].map(|color| {
        c.gradient(
            Run::Down,
            &[(0.0, color.lighter(0.55), 1.0), (0.7, color, 1.0), (1.0, color.darker(0.18), 1.0)],
        )
    });
    // A blossom is kept once per colour and then only placed.
    let mut kinds = Vec::new();
    let five = wreath(&mut c, rng, &id, 5, 2.0);
    for paint in &paints {
        kinds.push(c.define(|c| {
            c.raw(&format!(
                "<use href=\"#{five}\" fill=\"{paint}\" stroke=\"#e593ae\" stroke-width=\"1\"/>\
                 <circle r=\"9\" fill=\"#d9587f\"/>\
                 <use href=\"#{stamens}\" stroke=\"#c8527a\" stroke-width=\"1.6\"/>\
                 <use href=\"#{tips}\" stroke=\"#f4b942\" stroke-width=\"6\"/>"
            ));
        }));
    }
    let clusters = [
        (0.03, 0.8, 3),
        (0.16, 0.68, 4),
        (0.31, 0.3, 5),
        (0.3, 0.5, 3),
        (0.42, 0.54, 5),
        (0.53, 0.53, 3),
        (0.64, 0.45, 5),
        (0.69, 0.22, 5),
        (0.8, 0.7, 6),
        (0.67, 0.67, 3),
        (0.83, 0.34, 4),
        (0.94, 0.22, 4),
    ];
    for (x, y, count) in clusters {
        for _ in 0..count {
            let at = (w * x + rng.jitter(84.0), h * y + rng.jitter(72.0));
            let kind = &kinds[rng.below(3)];
            let (turn, size) = (rng.range(0.0, 72.0), rng.range(0.7, 1.25));
            c.place(kind, at, turn, (size, size), "");
        }
    }
    let buds: Vec<Point> =
        clusters.iter().map(|(x, y, _)| (w * x + rng.jitter(100.0), h * y + rng.jitter(90.0))).collect();
    c.dots(&buds, 26.0, Rgb(0xE98AAB), 1.0);
    let falling = scatter(rng, 14, (0.0, h * 0.5), (w, h));
    c.dots(&falling, 15.0, Rgb(0xF8BBD0), 0.85);
    c
}

fn daisies() -> Canvas {
    let rng = &mut Rng::new(164);
    let mut c = Canvas::new(Frame::Portrait);
    let (w, h) = (c.w, c.h);
    c.sky(&[Rgb(0x2F5D4A), Rgb(0x1F4638), Rgb(0x10291F)]);
    bokeh(&mut c, rng, &[Rgb(0x5E9467), Rgb(0x3E7560), Rgb(0xD7E39A)]);
    let mut blades = Path::new();
    for _ in 0..32 {
        let x = rng.range(0.0, w);
        blades
            .move_to((x, h + 10.0))
            .quad((x + rng.jitter(60.0), h * 0.8), (x + rng.jitter(160.0), h * rng.range(0.4, 0.8)));
    }
    c.stroke(&blades, Rgb(0x4E8B55), 7.0, 0.5);
    let id = c.keep(&petal(100.0, 34.0, 0.04));
    let paint = c.gradient(Run::Down, &[(0.0, WHITE, 1.0), (0.6, Rgb(0xF6F7FB), 1.0), (1.0, Rgb(0xB9C4D6), 1.0)]);
    let heart = c.gradient(
        Run::Outward,
        &[(0.0, Rgb(0xFFE168), 1.0), (0.7, Rgb(0xF8B820), 1.0), (1.0, Rgb(0xC77F12), 1.0)],
    );
    let seeds: Vec<Point> = (0..30)
        .map(|i| {
            // The golden angle packs them the way the flower does.
            let (angle, r) = (f64::from(i) * 2.39996, 5.2 * f64::from(i).sqrt());
            (angle.cos() * r, angle.sin() * r)
        })
        .collect();
    let petals = wreath(&mut c, rng, &id, 20, 4.0);
    let head = c.define(|c| {
        c.circle((10.0, 12.0), 96.0, Rgb(0x0B1F18), 0.28);
        let paint = format!(" fill=\"{paint}\" stroke=\"#a9b7c9\" stroke-width=\".8\"");
        c.place(&petals, (0.0, 0.0), 0.0, (1.0, 1.0), &paint);
        c.circle((0.0, 0.0), 34.0, &heart, 1.0);
        c.dots(&seeds, 4.0, Rgb(0xA8650C), 0.5);
    });
    for (x, y, size) in [
        (0.2, 0.16, 0.85),
        (0.85, 0.24, 1.0),
        (0.12, 0.52, 1.05),
        (0.82, 0.86, 1.2),
        (0.24, 0.86, 1.35),
        (0.56, 0.48, 2.1),
    ] {
        let at = (w * x, h * y);
        let mut stem = Path::new();
        stem.move_to(at).quad((at.0 + 20.0, (at.1 + h) / 2.0), (at.0 + rng.jitter(120.0), h + 20.0));
        c.stroke(&stem, Rgb(0x3C7446), 9.0 * size, 1.0);
        c.place(&head, at, rng.range(-24.0, 24.0), (size, size), "");
    }
    c
}
