//! Desert dunes: sharp crests with a lit and a shaded side.

use super::{Note, Picture};
use crate::canvas::{Canvas, Frame, Run};
use crate::color::Rgb;
use crate::nature::{scatter, stars, wisps};
use crate::path::Path;
use crate::rng::Rng;

struct View {
    frame: Frame,
    seed: u64,
    sky: &'static [Rgb],
    /// Where the sun or moon stands (as parts of width and height), its radius and colour.
    light: (f64, f64, f64, Rgb),
    lit: [Rgb; 2],
    shade: [Rgb; 2],
    night: bool,
    note: Note,
}

const VIEWS: [View; 3] = [
    View {
        frame: Frame::Portrait,
        seed: 2,
        sky: &[Rgb(0x2E7DA8), Rgb(0x8CC3D9), Rgb(0xF3E3C3)],
        light: (0.22, 0.16, 54.0, Rgb(0xFFF6DC)),
        lit: [Rgb(0xF2C48D), Rgb(0xE8934A)],
        shade: [Rgb(0xC98A5E), Rgb(0x7C3A24)],
        night: false,
        note: Note {
            alt: "Orange sand dunes with deep shadows under a clear blue sky",
            captions: [
                "Two steps up, one step down.",
                "Sand in my shoes, sand in my sandwich, still the best day of the trip.",
                "Lines drawn by the wind.",
            ],
        },
    },
    View {
        frame: Frame::Landscape,
        seed: 14,
        sky: &[Rgb(0x53406F), Rgb(0xB0677F), Rgb(0xF4A27E), Rgb(0xFFD9A8)],
        light: (0.7, 0.36, 72.0, Rgb(0xFFEFC9)),
        lit: [Rgb(0xEDA98C), Rgb(0xC9685F)],
        shade: [Rgb(0xA2617A), Rgb(0x3B2049)],
        night: false,
        note: Note {
            alt: "Rose-coloured dunes at dusk with the sun setting behind the crests",
            captions: [
                "Everyone went quiet at the same moment.",
                "Dusk in the desert takes about ten minutes. Do not blink.",
                "Pink sand, pink sky, pink faces 😅",
            ],
        },
    },
    View {
        frame: Frame::Square,
        seed: 8,
        sky: &[Rgb(0x050B24), Rgb(0x14285A), Rgb(0x41598F)],
        light: (0.74, 0.2, 50.0, Rgb(0xF7F3E3)),
        lit: [Rgb(0x7F93C4), Rgb(0x4A62A0)],
        shade: [Rgb(0x34477D), Rgb(0x0B1536)],
        night: true,
        note: Note {
            alt: "Blue dunes by night under a bright moon and a sky full of stars",
            captions: [
                "Camp is somewhere behind that ridge. Probably.",
                "Never seen so many stars.",
                "Cold sand, warm tea, full moon 🌙",
            ],
        },
    },
];

pub fn all() -> Vec<Picture> {
    VIEWS.iter().map(|view| Picture::new("dunes", view.note, draw(view))).collect()
}

fn draw(view: &View) -> Canvas {
    let rng = &mut Rng::new(view.seed);
    let mut c = Canvas::new(view.frame);
    let (w, h) = (c.w, c.h);
    c.sky(&[view.sky, &view.sky[view.sky.len() - 1..]].concat());
    if view.night {
        stars(&mut c, rng, 200, h * 0.6);
    }
    let (x, y, radius, color) = view.light;
    c.glow((x * w, y * h), radius * 6.0, color, 0.8);
    c.circle((x * w, y * h), radius, color, 1.0);
    if !view.night {
        wisps(&mut c, rng, 4, (h * 0.1, h * 0.36), view.sky[2]);
    }

    let layers = 6;
    let mut right = rng.chance(0.5);
    for i in 0..layers {
        let t = f64::from(i) / f64::from(layers - 1);
        right = !right;
        dune(&mut c, rng, view, t, right);
    }
    let grains = scatter(rng, 70, (0.0, h * 0.7), (w, h));
    c.dots(&grains, 3.0, view.lit[0].lighter(0.4), 0.35);
    c
}

/// A dune whose crest winds down towards the viewer and parts light from shade.
fn dune(c: &mut Canvas, rng: &mut Rng, view: &View, t: f64, right: bool) {
    let (w, h) = (c.w, c.h);
    let base = h * (0.52 + 0.4 * t);
    let rise = h * (0.05 + 0.09 * t) * rng.range(0.85, 1.25);
    let side = if right { rng.range(0.56, 0.82) } else { rng.range(0.18, 0.44) };
    let top = (w * side, base - rise);
    let (left_end, right_end) =
        ((-20.0, base + rng.jitter(rise * 0.3)), (w + 20.0, base + rng.jitter(rise * 0.3)));

    let mut body = Path::new();
    body.move_to((left_end.0, h + 10.0))
        .line_to(left_end)
        .cubic((w * side * 0.45, base + rise * 0.05), (top.0 - w * 0.14, top.1 + rise * 0.06), top)
        .cubic((top.0 + w * 0.12, top.1 + rise * 0.5), (top.0 + (w - top.0) * 0.5, base - rise * 0.1), right_end)
        .line_to((right_end.0, h + 10.0))
        .close();
    let lit = view.lit[0].mix(view.lit[1], t);
    let air = view.sky[view.sky.len() - 1];
    let lit = lit.mix(air, 0.45 * (1.0 - t));
    let fill =
        c.gradient(Run::Down, &[(0.0, lit.lighter(0.12), 1.0), (0.4, lit, 1.0), (1.0, lit.darker(0.12), 1.0)]);
    c.fill(&body, &fill, 1.0);

    // The light comes from one side all over the picture, so shade is always on the right.
    let foot = (top.0 - w * rng.range(0.0, 0.2), base + rise * 1.5);
    let mut shaded = Path::new();
    shaded
        .move_to(top)
        .cubic((top.0 + w * 0.12, top.1 + rise * 0.5), (top.0 + (w - top.0) * 0.5, base - rise * 0.1), right_end)
        .line_to((w + 20.0, base + rise * 1.9))
        .cubic((w * 0.8, base + rise * 1.2), (foot.0 + w * 0.2, base + rise * 1.7), foot)
        .cubic((foot.0 + w * 0.05, base + rise * 0.7), (top.0 - w * 0.2, base - rise * 0.1), top)
        .close();
    let shade = view.shade[0].mix(view.shade[1], t).mix(air, 0.4 * (1.0 - t));
    let fill = c.gradient(Run::Down, &[(0.0, shade, 1.0), (0.55, shade, 0.85), (1.0, shade, 0.0)]);
    c.fill(&shaded, &fill, 1.0);

    if t > 0.5 {
        let mut marks = Path::new();
        for i in 0..7 {
            let y = base + rise * (0.5 + 0.2 * f64::from(i));
            let x = rng.range(-0.05, 0.1) * w;
            let reach = (foot.0 - x).max(120.0) * rng.range(0.55, 0.85);
            marks.move_to((x, y)).quad((x + reach * 0.5, y - rise * 0.16), (x + reach, y));
        }
        c.stroke(&marks, lit.darker(0.25), 3.0, 0.22);
    }
}
