//! Things that several landscapes share: ridges, stars, birds, clouds, pines, water.

use crate::canvas::{Canvas, Run};
use crate::color::Rgb;
use crate::path::{Path, Point};
use crate::rng::Rng;

/// A rugged line from the left edge to the right one, by halving and displacing.
pub fn ridge(rng: &mut Rng, width: f64, level: f64, height: f64, roughness: f64) -> Vec<Point> {
    let mut heights: Vec<f64> = (0..5).map(|_| rng.jitter(height)).collect();
    let mut spread = height * roughness;
    for _ in 0..4 {
        let mut finer = Vec::with_capacity(heights.len() * 2);
        for pair in heights.windows(2) {
            finer.push(pair[0]);
            finer.push((pair[0] + pair[1]) / 2.0 + rng.jitter(spread));
        }
        finer.extend(heights.last());
        heights = finer;
        spread *= roughness;
    }
    let last = (heights.len() - 1) as f64;
    heights.iter().enumerate().map(|(i, dy)| (width * i as f64 / last, level + dy)).collect()
}

/// The points of a gently rolling line with `waves` ups and downs.
pub fn swell(rng: &mut Rng, width: f64, level: f64, height: f64, waves: usize) -> Vec<Point> {
    let mut up = rng.chance(0.5);
    let steps = waves.max(1) * 2;
    (0..=steps)
        .map(|i| {
            up = !up;
            let dy = rng.range(0.35, 1.0) * if up { -height } else { height };
            let x = width * (i as f64 + rng.jitter(0.2)) / steps as f64;
            let x = match i {
                0 => -10.0,
                _ if i == steps => width + 10.0,
                _ => x,
            };
            (x, level + dy)
        })
        .collect()
}

/// The height of a line of points at `x`.
pub fn height_at(line: &[Point], x: f64) -> f64 {
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x <= x1 {
            // Eased, because the lines are drawn as curves that are level at their tops.
            let t = ((x - x0) / (x1 - x0)).clamp(0.0, 1.0);
            return y0 + (y1 - y0) * t * t * (3.0 - 2.0 * t);
        }
    }
    line.last().map_or(0.0, |p| p.1)
}

/// The ground below a straight-edged line, down to `floor`.
pub fn below(line: &[Point], floor: f64) -> Path {
    let mut path = Path::new();
    if let (Some(&first), Some(&last)) = (line.first(), line.last()) {
        path.move_to((first.0, floor)).lines(line).line_to((last.0, floor)).close();
    }
    path
}

/// The ground below a curved line, down to `floor`.
pub fn below_curve(line: &[Point], floor: f64) -> Path {
    let mut path = Path::new();
    if let (Some(&first), Some(&last)) = (line.first(), line.last()) {
        path.curve(line).line_to((last.0, floor)).line_to((first.0, floor)).close();
    }
    path
}

pub fn scatter(rng: &mut Rng, count: usize, from: Point, to: Point) -> Vec<Point> {
    (0..count).map(|_| (rng.range(from.0, to.0), rng.range(from.1, to.1))).collect()
}

/// Stars in three sizes, few of them bright.
pub fn stars(c: &mut Canvas, rng: &mut Rng, count: usize, floor: f64) {
    let w = c.w;
    for (share, size, opacity) in [(0.6, 2.0, 0.55), (0.3, 3.0, 0.8), (0.1, 4.5, 0.95)] {
        let n = (count as f64 * share) as usize;
        let points = scatter(rng, n, (0.0, 0.0), (w, floor));
        c.dots(&points, size, Rgb(0xFFF8E7), opacity);
    }
}

/// A loose flock of gulls, each two strokes of a wing.
pub fn birds(c: &mut Canvas, rng: &mut Rng, around: Point, count: usize, color: Rgb) {
    let mut path = Path::fine();
    for i in 0..count {
        let x = around.0 + i as f64 * 34.0 + rng.jitter(26.0);
        let y = around.1 + rng.jitter(34.0);
        let span = rng.range(9.0, 16.0);
        let lift = span * rng.range(0.5, 0.8);
        path.move_to((x - span, y - lift * 0.35))
            .quad((x - span * 0.4, y - lift), (x, y))
            .quad((x + span * 0.5, y - lift), (x + span, y - lift * 0.2));
    }
    c.stroke(&path, color, 2.6, 0.8);
}

/// Thin clouds lying across the sky between two heights.
pub fn wisps(c: &mut Canvas, rng: &mut Rng, count: usize, band: (f64, f64), color: Rgb) {
    let w = c.w;
    let fill = c.gradient(Run::Right, &[(0.0, color, 0.0), (0.5, color, 0.75), (1.0, color, 0.0)]);
    // A shorter companion makes the streak look less like a drawn ellipse.
    let wisp = c.define(|c| {
        c.ellipse((0.0, 0.0), (100.0, 10.0), &fill, 0.8);
        c.ellipse((28.0, -14.0), (52.0, 8.0), &fill, 0.7);
    });
    for _ in 0..count {
        let t = rng.unit();
        let at = (rng.range(0.0, w), band.0 + (band.1 - band.0) * t);
        let reach = rng.range(0.12, 0.38) * w / 100.0;
        let side = if rng.chance(0.5) { reach } else { -reach };
        c.stamp(&wisp, at, (side, rng.range(0.3, 0.9)));
    }
}

/// A heaped cloud with a level base, lit from above.
pub fn cloud(c: &mut Canvas, rng: &mut Rng, at: Point, width: f64, top: Rgb, base: Rgb) {
    let mut path = Path::new();
    let (left, right) = (at.0 - width / 2.0, at.0 + width / 2.0);
    let steps = 6;
    path.move_to((left, at.1));
    let mut previous = (left, at.1);
    for i in 1..=steps {
        let t = i as f64 / steps as f64;
        let rise = (t * std::f64::consts::PI).sin() * width * rng.range(0.16, 0.27);
        let to = if i == steps { (right, at.1) } else { (left + width * t, at.1 - rise) };
        let distance = ((to.0 - previous.0).powi(2) + (to.1 - previous.1).powi(2)).sqrt();
        path.arc(distance * 0.56, to);
        previous = to;
    }
    path.close();
    let fill = c.gradient(Run::Down, &[(0.0, top, 1.0), (0.6, top, 0.85), (1.0, base, 0.15)]);
    c.fill(&path, &fill, 0.95);
}

/// A pine 100 wide and 200 high standing on the origin, to be kept and stamped.
pub fn pine(rng: &mut Rng) -> Path {
    let mut path = Path::new();
    let levels = 8;
    let mut left = Vec::new();
    let mut right = Vec::new();
    for i in 1..=levels {
        let t = f64::from(i) / f64::from(levels);
        let y = -200.0 + 184.0 * t;
        let half = 6.0 + 40.0 * t.powf(0.9);
        let (out_left, out_right) = (half * rng.range(0.8, 1.1), half * rng.range(0.8, 1.1));
        left.push((-out_left, y + rng.jitter(3.0)));
        left.push((-out_left * 0.48, y - 7.0));
        right.push((out_right, y + rng.jitter(3.0)));
        right.push((out_right * 0.48, y - 7.0));
    }
    left.pop();
    right.pop();
    right.reverse();
    path.move_to((0.0, -200.0)).lines(&left);
    path.lines(&[(-5.0, -18.0), (-5.0, 4.0), (5.0, 4.0), (5.0, -18.0)]);
    path.lines(&right).close();
    path
}

/// Keeps a row of `count` pines, about 400 wide, and returns its name.
///
/// Rows placed again and again at other sizes and mirrored look like many more different trees.
pub fn grove(c: &mut Canvas, rng: &mut Rng, count: u32) -> String {
    let trees = [pine(rng), pine(rng)].map(|path| c.keep(&path));
    c.define(|c| {
        for i in 0..count {
            let x = 400.0 * (f64::from(i) + rng.range(0.1, 0.9)) / f64::from(count);
            let size = rng.range(0.6, 1.15);
            c.stamp(&trees[rng.below(2)], (x, 0.0), (size, size));
        }
    })
}

/// Plants groves along a line from edge to edge.
pub fn plant(c: &mut Canvas, rng: &mut Rng, grove: &str, line: &[Point], color: Rgb, size: f64) {
    let w = c.w;
    c.begin(&format!("fill=\"{color}\""));
    let mut x = -rng.range(0.0, 300.0) * size;
    while x < w {
        let size = size * rng.range(0.85, 1.15);
        let reach = 400.0 * size;
        let y = [0.0, 0.5, 1.0]
            .map(|part| height_at(line, (x + reach * part).clamp(0.0, w)))
            .into_iter()
            .fold(0.0, f64::max);
        // Mirrored, the row reaches to the left of its place.
        if rng.chance(0.5) {
            c.stamp(grove, (x, y + 8.0), (size, size));
        } else {
            c.stamp(grove, (x + reach, y + 8.0), (-size, size));
        }
        x += reach;
    }
    c.end();
}

/// The sun's or moon's path on water: level strokes, wider and bolder towards the viewer.
pub fn glitter(c: &mut Canvas, rng: &mut Rng, under: Point, floor: f64, half_width: f64, color: Rgb) {
    let depth = floor - under.1;
    for (from, to, count, width) in [(0.0, 0.25, 24, 2.5), (0.2, 0.6, 24, 5.0), (0.5, 1.0, 22, 8.0)] {
        let mut strokes = Vec::new();
        for i in 0..count {
            let t: f64 = from + (to - from) * (f64::from(i) + rng.unit()) / f64::from(count);
            let reach = half_width * (0.5 + 1.5 * t);
            // Two draws added: most strokes near the middle, a few astray.
            let x = under.0 + (rng.jitter(0.5) + rng.jitter(0.5)) * reach;
            let length = reach * rng.range(0.15, 0.6);
            strokes.push(((x - length / 2.0, under.1 + 3.0 + depth * t), length));
        }
        c.stroke(Path::new().levels(strokes), color, width, 0.75);
    }
}

/// Small waves over the whole width, finer towards the horizon.
pub fn ripples(c: &mut Canvas, rng: &mut Rng, horizon: f64, floor: f64, color: Rgb, opacity: f64) {
    let w = c.w;
    for (from, to, count, width) in [(0.01, 0.3, 24, 2.0), (0.25, 1.0, 22, 4.0)] {
        let mut strokes = Vec::new();
        for _ in 0..count {
            let t: f64 = rng.range(from, to);
            let length = rng.range(30.0, 110.0) * (0.4 + t);
            let y = horizon + (floor - horizon) * t.powf(1.3);
            strokes.push(((rng.range(-20.0, w), y), length));
        }
        c.stroke(Path::new().levels(strokes), color, width, opacity);
    }
}

/// A band of mist that is densest in its middle.
pub fn mist(c: &mut Canvas, level: f64, height: f64, color: Rgb, strength: f64) {
    let fill = c.gradient(Run::Down, &[(0.0, color, 0.0), (0.55, color, strength), (1.0, color, 0.0)]);
    let w = c.w;
    c.rect((0.0, level - height / 2.0), (w, height), &fill, 1.0);
}
