//! Compact SVG path data from absolute coordinates.

use std::cmp::Ordering;
use std::fmt;

pub type Point = (f64, f64);

/// Path data under construction.
///
/// Coordinates are given absolutely and written relatively, on a fixed grid: that is about half
/// the bytes, and rounding against the written position keeps errors from adding up.
pub struct Path {
    data: String,
    at: (i64, i64),
    /// Where the current piece began: closing it leads back there.
    start: (i64, i64),
    /// The last command, which SVG lets one leave out when it comes again.
    command: char,
    steps: f64,
}

impl Path {
    /// A path on whole pixels, enough for landscapes.
    pub fn new() -> Self {
        Self::with_steps(1.0)
    }

    /// A path on tenths of a pixel, for small or round things.
    pub fn fine() -> Self {
        Self::with_steps(10.0)
    }

    fn with_steps(steps: f64) -> Self {
        Self { data: String::new(), at: (0, 0), start: (0, 0), command: ' ', steps }
    }

    fn grid(&self, p: Point) -> (i64, i64) {
        let snap = |v: f64| (v * self.steps).round() as i64;
        (snap(p.0), snap(p.1))
    }

    fn command(&mut self, command: char) {
        if self.command != command {
            self.data.push(command);
            self.command = command;
        }
    }

    fn text(&self, value: i64) -> String {
        Num(value as f64 / self.steps).to_string()
    }

    fn number(&mut self, value: i64) {
        let needs_gap = self.data.ends_with(|c: char| c.is_ascii_digit());
        if needs_gap && value >= 0 {
            self.data.push(' ');
        }
        let text = self.text(value);
        self.data.push_str(&text);
    }

    fn pair(&mut self, to: (i64, i64)) {
        self.number(to.0 - self.at.0);
        self.number(to.1 - self.at.1);
    }

    pub fn move_to(&mut self, p: Point) -> &mut Self {
        let to = self.grid(p);
        let (dx, dy) = (to.0 - self.at.0, to.1 - self.at.1);
        let absolute = self.text(to.0).len() + self.text(to.1).len() + usize::from(to.1 >= 0);
        let relative = self.text(dx).len() + self.text(dy).len() + usize::from(dy >= 0);
        // A move said twice would count as a line, so it is always spelled out.
        if self.data.is_empty() || absolute <= relative {
            self.data.push('M');
            self.at = (0, 0);
        } else {
            self.data.push('m');
        }
        self.pair(to);
        self.command = 'm';
        self.at = to;
        self.start = to;
        self
    }

    pub fn line_to(&mut self, p: Point) -> &mut Self {
        let to = self.grid(p);
        if to.1 == self.at.1 {
            self.command('h');
            self.number(to.0 - self.at.0);
        } else if to.0 == self.at.0 {
            self.command('v');
            self.number(to.1 - self.at.1);
        } else {
            self.command('l');
            self.pair(to);
        }
        self.at = to;
        self
    }

    pub fn lines(&mut self, points: &[Point]) -> &mut Self {
        for &p in points {
            self.line_to(p);
        }
        self
    }

    pub fn quad(&mut self, control: Point, p: Point) -> &mut Self {
        let (control, to) = (self.grid(control), self.grid(p));
        self.command('q');
        self.pair(control);
        self.pair(to);
        self.at = to;
        self
    }

    pub fn cubic(&mut self, first: Point, second: Point, p: Point) -> &mut Self {
        let (first, second, to) = (self.grid(first), self.grid(second), self.grid(p));
        self.command('c');
        self.pair(first);
        self.pair(second);
        self.pair(to);
        self.at = to;
        self
    }

    /// A round arc bulging clockwise.
    pub fn arc(&mut self, radius: f64, p: Point) -> &mut Self {
        let to = self.grid(p);
        let radius = radius.round() as i64;
        self.data.push_str(&format!("a{radius} {radius} 0 0 1"));
        self.pair(to);
        self.command = 'a';
        self.at = to;
        self
    }

    pub fn close(&mut self) -> &mut Self {
        self.data.push('z');
        self.command = 'z';
        self.at = self.start;
        self
    }

    pub fn polygon(&mut self, points: &[Point]) -> &mut Self {
        if let Some((&first, rest)) = points.split_first() {
            self.move_to(first).lines(rest).close();
        }
        self
    }

    /// An open curve through all points (Catmull-Rom, written as cubic pieces).
    pub fn curve(&mut self, points: &[Point]) -> &mut Self {
        if let Some(&first) = points.first() {
            self.move_to(first);
        }
        self.curve_on(points)
    }

    /// Like [`Path::curve`], but going on from the first point, where the path already is.
    pub fn curve_on(&mut self, points: &[Point]) -> &mut Self {
        let last = points.len().saturating_sub(1);
        for i in 0..last {
            let (before, after) = (points[i.saturating_sub(1)], points[(i + 2).min(last)]);
            self.piece(before, points[i], points[i + 1], after);
        }
        self
    }

    /// A closed curve through all points.
    pub fn blob(&mut self, points: &[Point]) -> &mut Self {
        let n = points.len();
        if n == 0 {
            return self;
        }
        self.move_to(points[0]);
        for i in 0..n {
            let p = |k: usize| points[(i + k) % n];
            self.piece(p(n - 1), p(0), p(1), p(2));
        }
        self.close()
    }

    fn piece(&mut self, before: Point, from: Point, to: Point, after: Point) {
        let first = (from.0 + (to.0 - before.0) / 6.0, from.1 + (to.1 - before.1) / 6.0);
        let second = (to.0 - (after.0 - from.0) / 6.0, to.1 - (after.1 - from.1) / 6.0);
        self.cubic(first, second, to);
    }

    /// A stroke of no length: with round caps it shows as a dot of the stroke's width.
    pub fn dot(&mut self, p: Point) -> &mut Self {
        self.move_to(p);
        self.data.push_str("h0");
        self.command = 'h';
        self
    }

    /// A level stroke starting at `p`.
    pub fn level(&mut self, p: Point, length: f64) -> &mut Self {
        self.line_from(p, (p.0 + length, p.1))
    }

    /// Level strokes, in an order that keeps the way from one to the next short.
    pub fn levels(&mut self, mut strokes: Vec<(Point, f64)>) -> &mut Self {
        strokes.sort_by(|(a, _), (b, _)| along_bands(*a, *b));
        for (at, length) in strokes {
            self.level(at, length);
        }
        self
    }

    pub fn line_from(&mut self, from: Point, to: Point) -> &mut Self {
        self.move_to(from).line_to(to)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.data)
    }
}

/// Orders points by bands of height, and from left to right within one.
pub fn along_bands(a: Point, b: Point) -> Ordering {
    let band = |p: Point| (p.1 / 48.0).floor();
    band(a).total_cmp(&band(b)).then(a.0.total_cmp(&b.0))
}

/// A number with at most two decimals and nothing superfluous.
pub struct Num(pub f64);

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Adding zero turns a negative zero into a plain one.
        let rounded = (self.0 * 100.0).round() / 100.0 + 0.0;
        let text = rounded.to_string();
        match text.strip_prefix("0.") {
            Some(rest) => write!(f, ".{rest}"),
            None => match text.strip_prefix("-0.") {
                Some(rest) => write!(f, "-.{rest}"),
                None => f.write_str(&text),
            },
        }
    }
}
