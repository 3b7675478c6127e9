//! Draws the demo's pictures and portraits as SVG files, the same ones on every run.
//!
//! `cargo run --example draw_demo` writes to `static/demo`; another directory may be given as the
//! only argument. Nothing is downloaded or read: shapes and words are all in here.

#![forbid(unsafe_code)]

mod canvas;
mod color;
mod nature;
mod path;
mod people;
mod rng;
mod scenes;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let target = env::args_os()
        .nth(1)
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("static/demo"), PathBuf::from);
    fs::create_dir_all(target.join("posts"))?;
    fs::create_dir_all(target.join("people"))?;

    let mut table = String::new();
    for (number, picture) in (1..).zip(scenes::all()) {
        let name = format!("posts/{number:02}.svg");
        fs::write(target.join(&name), &picture.svg)?;
        let captions = picture.note.captions.join(" | ");
        let line = [&name, picture.kind, picture.note.alt, &captions].join("\t");
        table.push_str(&line);
        table.push('\n');
    }
    fs::write(target.join("pictures.tsv"), table)?;

    for (number, portrait) in (1..).zip(people::all()) {
        fs::write(target.join(format!("people/{number:02}.svg")), portrait)?;
    }
    Ok(())
}
