//! A cup of coffee on a table, seen from above.

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
    table: Table,
    cup: [Rgb; 2],
    saucer: Rgb,
    art: Art,
    at: Point,
    extras: &'static [Extra],
    note: Note,
}

enum Table {
    Planks([Rgb; 2]),
    Marble([Rgb; 2]),
    Cloth([Rgb; 2]),
}

enum Art {
    Heart,
    Leaf,
    Crema,
}

enum Extra {
    Cookies(Point),
    Book(Point, Rgb),
    Sprig(Point, Rgb),
    Spoon(Point),
    Berries(Point, Rgb),
}

const VIEWS: [View; 4] = [
    View {
        frame: Frame::Square,
        seed: 171,
        table: Table::Planks([Rgb(0xB98255), Rgb(0x8A5532)]),
        cup: [Rgb(0xFFFFFF), Rgb(0xD9DDE2)],
        saucer: Rgb(0xF3F1EC),
        art: Art::Heart,
        at: (0.47, 0.52),
        extras: &[
            Extra::Cookies((0.84, 0.2)),
            Extra::Spoon((0.82, 0.68)),
            Extra::Sprig((0.12, 0.14), Rgb(0x5E7F58)),
        ],
        note: Note {
            alt: "A white cup of coffee with a heart in the foam on a wooden table, with cookies and a spoon",
            captions: [
                "Nobody talk to me yet.",
                "The barista drew a heart. I choose to take it personally.",
                "Cookies count as breakfast 🍪",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 172,
        table: Table::Marble([Rgb(0xF4F2F0), Rgb(0xDCDBE0)]),
        cup: [Rgb(0x3C6E71), Rgb(0x284B4D)],
        saucer: Rgb(0x4F8A8B),
        art: Art::Leaf,
        at: (0.5, 0.56),
        extras: &[
            Extra::Book((0.16, 0.14), Rgb(0xE2725B)),
            Extra::Sprig((0.86, 0.16), Rgb(0x6B9080)),
            Extra::Spoon((0.88, 0.68)),
        ],
        note: Note {
            alt: "A teal cup with a leaf drawn in the foam on a white marble table, beside a coral book",
            captions: [
                "One chapter, one cup. That was the plan, three chapters ago.",
                "New corner café, instant regular.",
                "Sunday, properly done.",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 173,
        table: Table::Cloth([Rgb(0x2F4858), Rgb(0x22343F)]),
        cup: [Rgb(0xF6C453), Rgb(0xD99A2B)],
        saucer: Rgb(0xFBE3A8),
        art: Art::Crema,
        at: (0.42, 0.52),
        extras: &[
            Extra::Berries((0.8, 0.3), Rgb(0xD7263D)),
            Extra::Cookies((0.82, 0.76)),
            Extra::Sprig((0.08, 0.2), Rgb(0x8FB996)),
        ],
        note: Note {
            alt: "Black coffee in a yellow cup on a dark blue cloth, with raspberries and cookies",
            captions: [
                "Strong, black, no questions.",
                "Second breakfast is a tradition I take seriously.",
                "Raspberries from the balcony! All eleven of them.",
            ],
        },
    },
    View {
        frame: Frame::Portrait,
        seed: 174,
        table: Table::Cloth([Rgb(0xF3DDD1), Rgb(0xE9C7B8)]),
        cup: [Rgb(0xFDF8F3), Rgb(0xE4D6CB)],
        saucer: Rgb(0xC97B63),
        art: Art::Leaf,
        at: (0.5, 0.44),
        extras: &[
            Extra::Sprig((0.12, 0.82), Rgb(0x7D9B76)),
            Extra::Sprig((0.9, 0.12), Rgb(0xA3B18A)),
            Extra::Cookies((0.78, 0.84)),
            Extra::Spoon((0.1, 0.36)),
        ],
        note: Note {
            alt: "A cream-coloured cup of milky coffee on a terracotta saucer, on pale pink linen with green sprigs",
            captions: [
                "Ten minutes just for me.",
                "Mum's good linen. Do not tell her about the crumbs.",
                "Slow morning club ☕",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("coffee", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    table(&mut c, rng, &view.table);
    let light = c.gradient(Run::Diagonal, &[(0.0, WHITE, 0.22), (0.5, WHITE, 0.0), (1.0, BLACK, 0.2)]);
    c.rect((0.0, 0.0), (w, h), &light, 1.0);
    // One soft shade serves for everything that lies on the table.
    let shadow = c.gradient(Run::Outward, &[(0.0, BLACK, 0.55), (0.8, BLACK, 0.38), (1.0, BLACK, 0.0)]);
    for extra in view.extras {
        match *extra {
            Extra::Cookies(at) => cookies(&mut c, rng, (at.0 * w, at.1 * h), &shadow),
            Extra::Book(at, color) => book(&mut c, (at.0 * w, at.1 * h), color),
            Extra::Sprig(at, color) => sprig(&mut c, rng, (at.0 * w, at.1 * h), color),
            Extra::Spoon(at) => spoon(&mut c, (at.0 * w, at.1 * h)),
            Extra::Berries(at, color) => berries(&mut c, rng, (at.0 * w, at.1 * h), color, &shadow),
        }
    }
    cup(&mut c, rng, view, &shadow);
    c
}

fn table(c: &mut Canvas, rng: &mut Rng, table: &Table) {
    let (w, h) = (c.w, c.h);
    match *table {
        Table::Planks([light, dark]) => {
            let count = 6;
            let broad = h / f64::from(count);
            for i in 0..count {
                let y = broad * f64::from(i);
                let color = light.mix(dark, rng.range(0.05, 0.55));
                c.rect((0.0, y), (w, broad), color, 1.0);
                let mut grain = Path::new();
                for _ in 0..4 {
                    let level = y + rng.range(0.1, 0.9) * broad;
                    let bow = rng.jitter(16.0);
                    grain.curve(&[
                        (-10.0, level),
                        (w * 0.35, level + bow),
                        (w * 0.7, level - bow * 0.5),
                        (w + 10.0, level + bow * 0.3),
                    ]);
                }
                c.stroke(&grain, dark.darker(0.3), 2.5, 0.28);
                c.rect((0.0, y - 2.0), (w, 4.0), dark.darker(0.6), 0.6);
            }
        }
        Table::Marble([light, vein]) => {
            c.rect((0.0, 0.0), (w, h), light, 1.0);
            for (count, width, opacity) in [(3, 26.0, 0.4), (5, 5.0, 0.8), (4, 2.0, 0.9)] {
                let mut veins = Path::new();
                for _ in 0..count {
                    let mut at = (rng.range(-200.0, w), -20.0);
                    let mut points = vec![at];
                    while at.1 < h {
                        at = (at.0 + rng.range(-20.0, 190.0), at.1 + rng.range(120.0, 260.0));
                        points.push(at);
                    }
                    veins.curve(&points);
                }
                c.stroke(&veins, vein.darker(0.06), width, opacity);
            }
        }
        Table::Cloth([light, dark]) => {
            c.rect((0.0, 0.0), (w, h), light, 1.0);
            let mut threads = Path::new();
            for i in 0..26 {
                let x = w * f64::from(i) / 25.0;
                threads.line_from((x, 0.0), (x, h));
                let y = h * f64::from(i) / 25.0;
                threads.line_from((0.0, y), (w, y));
            }
            c.stroke(&threads, dark, 12.0, 0.2);
            let mut folds = Path::new();
            for (x, lean) in [(0.1, 0.12), (0.66, -0.1), (0.94, 0.06)] {
                folds.curve(&[(w * x, -20.0), (w * (x + lean * 0.3), h * 0.4), (w * (x + lean), h + 20.0)]);
            }
            c.stroke(&folds, dark, 60.0, 0.3);
            c.stroke(&folds, light.lighter(0.4), 8.0, 0.2);
        }
    }
}

fn cup(c: &mut Canvas, rng: &mut Rng, view: &View, shadow: &str) {
    let (w, h) = (c.w, c.h);
    c.begin_at((w * view.at.0, h * view.at.1), 0.0, w.min(h) / 1080.0);
    c.circle((34.0, 44.0), 372.0, shadow, 1.0);
    let rim = view.saucer;
    let plate = c.blend(Run::Diagonal, &[rim.lighter(0.3), rim, rim.darker(0.22)]);
    c.circle((0.0, 0.0), 344.0, &plate, 1.0);
    let well = c.blend(Run::Diagonal, &[rim.darker(0.16), rim, rim.lighter(0.25)]);
    c.circle((0.0, 0.0), 262.0, &well, 1.0);
    c.circle((22.0, 30.0), 250.0, shadow, 0.9);

    let mut handle = Path::new();
    handle.move_to((150.0, -140.0)).cubic((260.0, -258.0), (330.0, -180.0), (206.0, -82.0));
    c.stroke(&handle, view.cup[1].darker(0.2), 46.0, 1.0);
    c.stroke(&handle, view.cup[0], 34.0, 1.0);
    let body = c.blend(Run::Diagonal, &[view.cup[0].lighter(0.3), view.cup[0], view.cup[1]]);
    c.circle((0.0, 0.0), 224.0, &body, 1.0);
    let inside = c.blend(Run::Diagonal, &[view.cup[1].darker(0.3), view.cup[1], view.cup[0]]);
    c.circle((0.0, 0.0), 204.0, &inside, 1.0);

    let (edge, middle) = match view.art {
        Art::Crema => (Rgb(0x2A130A), Rgb(0x4A2512)),
        _ => (Rgb(0x7A4424), Rgb(0xB0713F)),
    };
    let coffee =
        c.gradient(Run::Outward, &[(0.0, middle, 1.0), (0.75, middle.mix(edge, 0.4), 1.0), (1.0, edge, 1.0)]);
    c.circle((4.0, 6.0), 188.0, &coffee, 1.0);
    let milk = Rgb(0xFBEBD3);
    match view.art {
        Art::Heart => {
            for (scale, color) in [(1.0, milk), (0.66, Rgb(0xC58E5C)), (0.48, milk)] {
                let at = |x: f64, y: f64| (4.0 + x * scale, 2.0 + y * scale);
                let mut heart = Path::new();
                heart
                    .move_to(at(0.0, 126.0))
                    .cubic(at(-60.0, 70.0), at(-140.0, 10.0), at(-118.0, -66.0))
                    .cubic(at(-100.0, -122.0), at(-24.0, -118.0), at(0.0, -58.0))
                    .cubic(at(24.0, -118.0), at(100.0, -122.0), at(118.0, -66.0))
                    .cubic(at(140.0, 10.0), at(60.0, 70.0), at(0.0, 126.0))
                    .close();
                c.fill(&heart, color, 0.95);
            }
        }
        Art::Leaf => {
            // Curved bands that shrink towards the tip, split by the line the pour ends with.
            for i in 0..7 {
                let t = f64::from(i) / 6.0;
                let (y, half) = (96.0 - 190.0 * t, 124.0 * (1.0 - 0.72 * t));
                let mut band = Path::new();
                band.move_to((-half, y - half * 0.34))
                    .cubic((-half * 0.9, y + half * 0.32), (-half * 0.3, y + half * 0.4), (0.0, y + half * 0.5))
                    .cubic((half * 0.3, y + half * 0.4), (half * 0.9, y + half * 0.32), (half, y - half * 0.34));
                c.stroke(&band, milk, 15.0 - 5.0 * t, 0.95);
            }
            let mut rib = Path::new();
            rib.line_from((0.0, 150.0), (0.0, -128.0));
            c.stroke(&rib, milk, 7.0, 0.95);
        }
        Art::Crema => {
            for (count, size) in [(26, 6.0), (9, 12.0)] {
                let foam: Vec<Point> = (0..count)
                    .map(|_| {
                        let angle = rng.unit() * TAU;
                        let r = 180.0 - rng.unit().powi(2) * 90.0;
                        (angle.cos() * r, angle.sin() * r)
                    })
                    .collect();
                c.dots(&foam, size, Rgb(0xC98B4E), 0.75);
            }
        }
    }
    let mut gleam = Path::new();
    gleam.move_to((-150.0, -76.0)).quad((-112.0, -146.0), (-40.0, -166.0));
    c.stroke(&gleam, WHITE, 12.0, 0.4);
    let mut gloss = Path::new();
    gloss.move_to((-306.0, -80.0)).quad((-260.0, -220.0), (-120.0, -290.0));
    c.stroke(&gloss, WHITE, 14.0, 0.4);
    c.end();
}

fn cookies(c: &mut Canvas, rng: &mut Rng, at: Point, shadow: &str) {
    let dough = Rgb(0xD9A05B);
    let fill = c.gradient(
        Run::Outward,
        &[(0.0, dough.lighter(0.2), 1.0), (0.8, dough, 1.0), (1.0, dough.darker(0.25), 1.0)],
    );
    let edge: Vec<Point> = (0..12)
        .map(|i| {
            let angle = TAU * f64::from(i) / 12.0;
            let r = 84.0 + rng.jitter(5.0);
            (angle.cos() * r, angle.sin() * r)
        })
        .collect();
    let mut disc = Path::new();
    disc.blob(&edge);
    let chips: Vec<Point> = (0..9)
        .map(|i| {
            let angle = f64::from(i) * 2.4 + rng.unit();
            let r = 64.0 * ((f64::from(i) + 0.5) / 9.0).sqrt();
            (angle.cos() * r, angle.sin() * r)
        })
        .collect();
    let cookie = c.define(|c| {
        c.fill(&disc, &fill, 1.0);
        c.dots(&chips, 19.0, Rgb(0x4A2616), 1.0);
        c.dots(&chips[3..6], 12.0, Rgb(0x6B3A22), 1.0);
    });
    for (x, y, turn) in [(-70.0, 40.0, 0.0), (64.0, -26.0, 130.0), (30.0, 104.0, 250.0)] {
        let middle = (at.0 + x, at.1 + y);
        c.circle((middle.0 + 14.0, middle.1 + 18.0), 96.0, shadow, 0.8);
        c.place(&cookie, middle, turn, (1.0, 1.0), "");
    }
}

fn book(c: &mut Canvas, at: Point, color: Rgb) {
    c.begin_at(at, -14.0, 1.0);
    c.rounded((-216.0, -260.0), (480.0, 580.0), 16.0, BLACK, 0.16);
    c.rounded((-230.0, -280.0), (470.0, 580.0), 10.0, color.darker(0.25), 1.0);
    c.rect((-220.0, -270.0), (455.0, 562.0), Rgb(0xF7F1E3), 1.0);
    let fill = c.blend(Run::Diagonal, &[color.lighter(0.15), color]);
    c.rounded((-230.0, -280.0), (456.0, 566.0), 10.0, &fill, 1.0);
    c.rect((-190.0, -280.0), (8.0, 566.0), color.darker(0.3), 0.5);
    let cream = Rgb(0xFFF3DA);
    c.circle((30.0, 60.0), 92.0, cream, 0.9);
    let mut hills = Path::new();
    hills
        .move_to((-58.0, 84.0))
        .quad((-10.0, 6.0), (30.0, 70.0))
        .quad((70.0, 30.0), (118.0, 84.0))
        .cubic((100.0, 170.0), (-40.0, 170.0), (-58.0, 84.0))
        .close();
    c.fill(&hills, color.darker(0.35), 0.9);
    let mut lines = Path::new();
    lines.level((-60.0, 196.0), 180.0).level((-20.0, 226.0), 100.0);
    c.stroke(&lines, cream, 8.0, 0.9);
    c.end();
}

fn sprig(c: &mut Canvas, rng: &mut Rng, at: Point, color: Rgb) {
    let turn = rng.range(-40.0, 40.0) + if at.0 > c.w / 2.0 { 180.0 } else { 0.0 };
    let mut leaf = Path::new();
    leaf.move_to((0.0, 0.0)).quad((38.0, -40.0), (104.0, -12.0)).quad((50.0, 34.0), (0.0, 0.0)).close();
    let id = c.keep(&leaf);
    let mut stem = Path::new();
    stem.move_to((-190.0, -40.0)).quad((0.0, 40.0), (210.0, -20.0));
    let row = c.define(|c| {
        for i in 0..5 {
            let t = f64::from(i) / 4.0;
            let (x, y) = (-150.0 + 340.0 * t, -22.0 + 60.0 * t * (1.6 - 1.55 * t));
            let size = 1.0 - 0.35 * t;
            c.place(&id, (x, y), 52.0 - t * 22.0, (size, size), "");
            c.place(&id, (x, y), t * 22.0 - 52.0, (size, -size), " fill-opacity=\".8\"");
        }
    });
    for (offset, paint, opacity) in [(16.0, BLACK, 0.2), (0.0, color, 1.0)] {
        c.begin_at((at.0 + offset, at.1 + offset), turn, 1.25);
        c.stroke(&stem, paint.darker(0.2), 6.0, opacity);
        let fill = format!(" fill=\"{paint}\" opacity=\"{opacity}\"");
        c.place(&row, (0.0, 0.0), 0.0, (1.0, 1.0), &fill);
        c.end();
    }
}

fn spoon(c: &mut Canvas, at: Point) {
    for (offset, colors, opacity) in [(14.0, [BLACK, BLACK], 0.25), (0.0, [Rgb(0xF2F4F6), Rgb(0x8E98A3)], 1.0)] {
        c.begin_at((at.0 + offset, at.1 + offset), 14.0, 1.0);
        let fill = c.blend(Run::Right, &[colors[0], colors[1]]);
        c.rounded((-9.0, -80.0), (18.0, 340.0), 9.0, &fill, opacity);
        c.ellipse((0.0, -130.0), (46.0, 74.0), &fill, opacity);
        if offset == 0.0 {
            let bowl = c.blend(Run::Right, &[colors[1].darker(0.15), colors[0]]);
            c.ellipse((0.0, -132.0), (36.0, 62.0), &bowl, 1.0);
        }
        c.end();
    }
}

fn berries(c: &mut Canvas, rng: &mut Rng, at: Point, color: Rgb, shadow: &str) {
    c.circle((at.0 + 20.0, at.1 + 26.0), 212.0, shadow, 0.9);
    let bowl = Rgb(0xE9EDF0);
    let fill = c.blend(Run::Diagonal, &[WHITE, bowl, bowl.darker(0.25)]);
    c.circle(at, 190.0, &fill, 1.0);
    let fill = c.blend(Run::Diagonal, &[bowl.darker(0.3), bowl]);
    c.circle(at, 170.0, &fill, 1.0);
    let berry = c.gradient(
        Run::Outward,
        &[(0.0, color.lighter(0.25), 1.0), (0.7, color, 1.0), (1.0, color.darker(0.45), 1.0)],
    );
    let seeds: Vec<Point> = (0..9)
        .map(|i| {
            let (angle, r) = (f64::from(i) * 2.4, 33.0 * (f64::from(i) / 9.0).sqrt());
            (angle.cos() * r, angle.sin() * r)
        })
        .collect();
    let gleams: Vec<Point> = seeds.iter().map(|(x, y)| (x - 4.0, y - 4.0)).collect();
    let one = c.define(|c| {
        c.circle((0.0, 0.0), 45.0, &berry, 1.0);
        c.dots(&seeds, 17.0, color.darker(0.12), 0.6);
        c.dots(&gleams, 6.0, color.lighter(0.6), 0.75);
    });
    for i in 0..13 {
        let (angle, r) = (f64::from(i) * 2.4, 118.0 * (f64::from(i) / 13.0).sqrt());
        let middle = (at.0 + angle.cos() * r, at.1 + angle.sin() * r);
        c.place(&one, middle, rng.jitter(20.0), (1.0, 1.0), "");
    }
    let crumbs = scatter(rng, 10, (at.0 - 260.0, at.1 + 180.0), (at.0 + 160.0, at.1 + 260.0));
    c.dots(&crumbs, 6.0, Rgb(0xD9A05B), 0.9);
}
