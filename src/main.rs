//! `photo-app`: reads its arguments and does what they say.
#![forbid(unsafe_code)]

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use mimalloc::MiMalloc;
use photo_app::cli::Cli;

/// This allocator is fast where several threads allocate many small values. It also serves the libraries in C (its feature
/// `override`): glibc's allocator would keep the memory that the WebP encoder freed, on every thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match dotenv::from_path(".env") {
        Err(why) if !why.not_found() => {
            return fail(format_args!(".env cannot be read: {}", without_values(&why)));
        }
        _ => {}
    }
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => fail(format_args!("{}", one_line(&why.to_string()))),
    }
}

/// Says why nothing was done. Where standard error cannot be written, the exit code still tells.
fn fail(why: fmt::Arguments<'_>) -> ExitCode {
    let _ = writeln!(io::stderr(), "photo-app: {why}");
    ExitCode::FAILURE
}

/// Database libraries like to explain themselves over several lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says where a line is wrong without quoting it: it may hold a secret.
fn without_values(why: &dotenv::Error) -> String {
    match why {
        dotenv::Error::LineParse(_, place) => format!("a line in it is malformed, at character {place}"),
        other => other.to_string(),
    }
}
