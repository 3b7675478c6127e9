//! The sheet a picture is drawn on: shapes, gradients and stamps, written as SVG.

use std::fmt::Display;

use crate::color::Rgb;
use crate::path::{Num, Path, Point, along_bands};

/// The shape of a picture.
#[derive(Clone, Copy)]
pub enum Frame {
    Square,
    Portrait,
    Landscape,
    Avatar,
}

impl Frame {
    fn size(self) -> (f64, f64) {
        match self {
            Self::Square => (1080.0, 1080.0),
            Self::Portrait => (1080.0, 1350.0),
            Self::Landscape => (1350.0, 1080.0),
            Self::Avatar => (400.0, 400.0),
        }
    }
}

/// Where a gradient runs to, within the box of the shape it fills.
#[derive(Clone, Copy)]
pub enum Run {
    Down,
    Right,
    Diagonal,
    Outward,
}

/// One colour of a gradient: where it is (0 to 1), what it is, and how opaque.
pub type Stop = (f64, Rgb, f64);

pub struct Canvas {
    pub w: f64,
    pub h: f64,
    defs: String,
    body: String,
    ids: u8,
    /// Gradients so far and their names: many shapes ask for the same one.
    gradients: Vec<(String, String)>,
}

impl Canvas {
    pub fn new(frame: Frame) -> Self {
        let (w, h) = frame.size();
        Self { w, h, defs: String::new(), body: String::new(), ids: 0, gradients: Vec::new() }
    }

    fn id(&mut self) -> String {
        let n = self.ids;
        self.ids += 1;
        let letter = char::from(b'a' + n % 26);
        match n / 26 {
            0 => letter.to_string(),
            round => format!("{letter}{round}"),
        }
    }

    /// A gradient, returned as what a `fill` names.
    pub fn gradient(&mut self, run: Run, stops: &[Stop]) -> String {
        let (tag, attributes) = match run {
            Run::Down => ("linearGradient", " x2=\"0\" y2=\"1\""),
            Run::Right => ("linearGradient", ""),
            Run::Diagonal => ("linearGradient", " y2=\"1\""),
            Run::Outward => ("radialGradient", ""),
        };
        let mut inner = String::new();
        for &(offset, color, opacity) in stops {
            inner.push_str("<stop");
            if offset > 0.0 {
                inner.push_str(&format!(" offset=\"{}\"", Num(offset)));
            }
            inner.push_str(&format!(" stop-color=\"{color}\""));
            if opacity < 1.0 {
                inner.push_str(&format!(" stop-opacity=\"{}\"", Num(opacity)));
            }
            inner.push_str("/>");
        }
        let gradient = format!("{attributes}>{inner}</{tag}>");
        if let Some((_, paint)) = self.gradients.iter().find(|(old, _)| *old == gradient) {
            return paint.clone();
        }
        let id = self.id();
        self.defs.push_str(&format!("<{tag} id=\"{id}\"{gradient}"));
        let paint = format!("url(#{id})");
        self.gradients.push((gradient, paint.clone()));
        paint
    }

    /// A gradient of opaque colours, evenly spread.
    pub fn blend(&mut self, run: Run, colors: &[Rgb]) -> String {
        let last = colors.len().saturating_sub(1).max(1) as f64;
        let stops: Vec<Stop> =
            colors.iter().enumerate().map(|(i, &color)| (i as f64 / last, color, 1.0)).collect();
        self.gradient(run, &stops)
    }

    /// Fills the whole sheet from top to bottom.
    pub fn sky(&mut self, colors: &[Rgb]) {
        let fill = self.blend(Run::Down, colors);
        self.rect((0.0, 0.0), (self.w, self.h), &fill, 1.0);
    }

    /// Anything the other methods do not cover.
    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    fn shape(&mut self, shape: &str, fill: impl Display, opacity: f64) {
        self.body.push_str(&format!("<{shape} fill=\"{fill}\""));
        self.finish_shape(opacity);
    }

    fn finish_shape(&mut self, opacity: f64) {
        if opacity < 1.0 {
            self.body.push_str(&format!(" opacity=\"{}\"", Num(opacity)));
        }
        self.body.push_str("/>\n");
    }

    pub fn rect(&mut self, at: Point, size: Point, fill: impl Display, opacity: f64) {
        self.rounded(at, size, 0.0, fill, opacity);
    }

    pub fn rounded(&mut self, at: Point, size: Point, radius: f64, fill: impl Display, opacity: f64) {
        let corner = if radius > 0.0 { format!(" rx=\"{}\"", Num(radius)) } else { String::new() };
        let shape = format!(
            "rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{corner}",
            Num(at.0),
            Num(at.1),
            Num(size.0),
            Num(size.1)
        );
        self.shape(&shape, fill, opacity);
    }

    pub fn circle(&mut self, at: Point, r: f64, fill: impl Display, opacity: f64) {
        let shape = format!("circle cx=\"{}\" cy=\"{}\" r=\"{}\"", Num(at.0), Num(at.1), Num(r));
        self.shape(&shape, fill, opacity);
    }

    pub fn ellipse(&mut self, at: Point, radii: Point, fill: impl Display, opacity: f64) {
        let shape = format!(
            "ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\"",
            Num(at.0),
            Num(at.1),
            Num(radii.0),
            Num(radii.1)
        );
        self.shape(&shape, fill, opacity);
    }

    pub fn fill(&mut self, path: &Path, fill: impl Display, opacity: f64) {
        self.shape(&format!("path d=\"{path}\""), fill, opacity);
    }

    /// Draws the path as a line with round ends.
    pub fn stroke(&mut self, path: &Path, color: impl Display, width: f64, opacity: f64) {
        self.stroke_with(path, color, width, opacity, "");
    }

    pub fn stroke_with(&mut self, path: &Path, color: impl Display, width: f64, opacity: f64, attributes: &str) {
        self.body.push_str(&format!(
            "<path d=\"{path}\" stroke=\"{color}\" stroke-width=\"{}\"{attributes}",
            Num(width)
        ));
        self.finish_shape(opacity);
    }

    /// Many equal discs in one element.
    pub fn dots(&mut self, points: &[Point], diameter: f64, color: impl Display, opacity: f64) {
        let mut path = Path::new();
        let mut points = points.to_vec();
        points.sort_by(|a, b| along_bands(*a, *b));
        for p in points {
            path.dot(p);
        }
        self.stroke(&path, color, diameter, opacity);
    }

    /// A light that fades out evenly around its middle.
    pub fn glow(&mut self, at: Point, radius: f64, color: Rgb, strength: f64) {
        let fill = self
            .gradient(Run::Outward, &[(0.0, color, strength), (0.35, color, strength * 0.45), (1.0, color, 0.0)]);
        self.circle(at, radius, &fill, 1.0);
    }

    /// Opens a group: what is drawn next takes its attributes, until [`Canvas::end`].
    pub fn begin(&mut self, attributes: &str) {
        self.body.push_str(&format!("<g {attributes}>"));
    }

    /// Opens a group that is drawn turned and scaled around a point of its own.
    pub fn begin_at(&mut self, at: Point, turn: f64, scale: f64) {
        self.body.push_str(&format!(
            "<g transform=\"translate({} {})rotate({})scale({})\">",
            Num(at.0),
            Num(at.1),
            Num(turn),
            Num(scale)
        ));
    }

    pub fn end(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// Keeps a path for stamping and returns its name.
    pub fn keep(&mut self, path: &Path) -> String {
        let id = self.id();
        self.defs.push_str(&format!("<path id=\"{id}\" d=\"{path}\"/>"));
        id
    }

    /// Keeps a whole drawing for placing and returns its name.
    pub fn define(&mut self, draw: impl FnOnce(&mut Self)) -> String {
        let outer = std::mem::take(&mut self.body);
        draw(self);
        let drawn = std::mem::replace(&mut self.body, outer);
        let id = self.id();
        self.defs.push_str(&format!("<g id=\"{id}\">{drawn}</g>"));
        id
    }

    /// Draws a kept thing at a place; what it does not say itself it takes from the group around.
    pub fn stamp(&mut self, id: &str, at: Point, scale: Point) {
        self.place(id, at, 0.0, scale, "");
    }

    /// Like [`Canvas::stamp`], turned by so many degrees and with attributes of its own.
    pub fn place(&mut self, id: &str, at: Point, turn: f64, scale: Point, attributes: &str) {
        let mut transform = String::new();
        if at != (0.0, 0.0) {
            transform = format!("translate({} {})", Num(at.0.round()), Num(at.1.round()));
        }
        if turn != 0.0 {
            transform.push_str(&format!("rotate({})", Num(turn.round())));
        }
        if (scale.0 - scale.1).abs() >= 0.005 {
            transform.push_str(&format!("scale({} {})", Num(scale.0), Num(scale.1)));
        } else if scale.0 != 1.0 {
            transform.push_str(&format!("scale({})", Num(scale.0)));
        }
        if !transform.is_empty() {
            transform = format!(" transform=\"{transform}\"");
        }
        self.body.push_str(&format!("<use href=\"#{id}\"{transform}{attributes}/>"));
    }

    /// Names what `draw` draws, draws it, and returns the name, to be mirrored later.
    pub fn named(&mut self, draw: impl FnOnce(&mut Self)) -> String {
        let id = self.id();
        self.body.push_str(&format!("<g id=\"{id}\">"));
        draw(self);
        self.end();
        id
    }

    /// Mirrors something named below a level line, squeezed by `squeeze`.
    pub fn mirror(&mut self, id: &str, level: f64, squeeze: f64, opacity: f64) {
        self.body.push_str(&format!(
            "<use href=\"#{id}\" transform=\"matrix(1 0 0 {} 0 {})\" opacity=\"{}\"/>\n",
            Num(-squeeze),
            Num(level * (1.0 + squeeze)),
            Num(opacity)
        ));
    }

    /// Limits what follows to a shape, until [`Canvas::end`].
    pub fn clip(&mut self, path: &Path) {
        let id = self.id();
        self.defs.push_str(&format!("<clipPath id=\"{id}\"><path d=\"{path}\"/></clipPath>"));
        self.begin(&format!("clip-path=\"url(#{id})\""));
    }

    /// The finished file. Round line ends and no fill are what most shapes want: said once here.
    pub fn finish(self) -> String {
        let (w, h) = (self.w, self.h);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" fill=\"none\" stroke-linecap=\"round\">\n<defs>{}</defs>\n{}</svg>\n",
            self.defs, self.body
        )
    }
}
