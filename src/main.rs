//! `photo-app`: reads its arguments and does what they say.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use photo_app::cli::Cli;

/// Requests make and drop many small things on several threads, which this allocator is good at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match dotenv::dotenv() {
        Err(why) if !why.not_found() => {
            eprintln!("photo-app: .env cannot be read: {}", without_values(&why));
            return ExitCode::FAILURE;
        }
        _ => {}
    }
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("photo-app: {}", one_line(&why.to_string()));
            ExitCode::FAILURE
        }
    }
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
