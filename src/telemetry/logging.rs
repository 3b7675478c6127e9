//! Logs to standard error, one line per event. Log lines never contain passwords, tokens or other credentials.

use std::io::IsTerminal;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, ParseError},
};

/// The most lines that wait to be written. Each takes a few hundred bytes.
const MAX_WAITING_LINES: usize = 8_192;

#[derive(Debug, thiserror::Error)]
pub enum LevelError {
    #[error("unknown level")]
    Unknown,
    #[error("{0}")]
    Filter(#[from] ParseError),
}

/// Starts logging, as JSON or as text. `level` may also be a list such as `info,photo_app=debug`. Some libraries are quiet
/// unless `level` names them: their messages repeat ours, or come with every malformed request, so that clients could fill
/// the log.
///
/// A separate thread writes the lines, so that standard error never delays a request. If it accepts no more, lines are lost.
/// Keep the returned guard until the program ends: dropping it writes the last lines.
///
/// # Errors
/// If `level` is neither a level nor a list.
pub fn start(level: &str, as_json: bool) -> Result<WorkerGuard, LevelError> {
    // The filter would take a misspelled level for the name of a module, and disable all other logs.
    let is_word = level.chars().all(|letter| letter.is_ascii_alphabetic());
    if is_word && level.parse::<LevelFilter>().is_err() {
        return Err(LevelError::Unknown);
    }
    let quieter = format!("actix_server=warn,actix_http=off,actix_files=off,tracing_actix_web=off,{level}");
    let filter = EnvFilter::try_new(quieter)?;
    let (lines, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(MAX_WAITING_LINES)
        .thread_name("log")
        .finish(std::io::stderr());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        // It would report a failed write to the same place, and panic if that fails too.
        .log_internal_errors(false)
        .with_writer(lines);
    // This fails only if logging was started already.
    let _ = match as_json {
        true => log.json().flatten_event(true).with_span_list(false).try_init(),
        false => log.try_init(),
    };
    Ok(guard)
}
