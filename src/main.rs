//! The program `photo-app`: reads `.env` and the arguments, and runs the command.
#![forbid(unsafe_code)]

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use mimalloc::MiMalloc;
use photo_app::cli::Cli;

/// This allocator is fast if several threads allocate many small values. With its feature `override`, the C libraries use it
/// too: glibc's allocator would keep the memory that the WebP encoder has freed, on every thread.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match dotenv::from_path(".env") {
        Err(why) if !why.not_found() => {
            return fail(format_args!("cannot read .env: {}", without_values(&why)));
        }
        _ => {}
    }
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => fail(format_args!("{}", one_line(&why.to_string()))),
    }
}

/// Prints why the command failed. If standard error cannot be written, the exit code still tells.
fn fail(why: fmt::Arguments<'_>) -> ExitCode {
    let _ = writeln!(io::stderr(), "photo-app: {why}");
    ExitCode::FAILURE
}

/// Joins the lines of an error message. Messages of database libraries can have several.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Describes the error without quoting the line, because it may contain a secret.
fn without_values(why: &dotenv::Error) -> String {
    match why {
        dotenv::Error::LineParse(_, position) => format!("a line is malformed at character {position}"),
        other => other.to_string(),
    }
}
