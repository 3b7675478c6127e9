//! Logging: to standard error, a line for each event. Nothing that signs anybody in is ever part of one.

use std::io::IsTerminal;

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter,
    filter::{LevelFilter, ParseError},
};

/// Lines that wait to be written, at most. Each takes a few hundred bytes.
const MOST_LINES: usize = 8_192;

/// A level that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LevelError {
    #[error("there is no such level")]
    Unknown,
    #[error("{0}")]
    Filter(#[from] ParseError),
}

/// Starts logging, as JSON or as text for people, at `level`, which may also be a list such as `info,photo_app=debug`. Some libraries tell of workers
/// that start and folders that are missing, which this program does itself, or of every malformed request, with which
/// anybody could fill the log; they speak only when asked by name.
///
/// Lines are written by a thread of their own, so that standard error delays nothing. Where it takes no more, further
/// lines are lost. What is given back must be kept until the end of the program; then the last lines are written.
///
/// # Errors
/// If it is neither.
pub fn start(level: &str, as_json: bool) -> Result<WorkerGuard, LevelError> {
    // A word that is no level would be taken for the name of a module, and silence everything else.
    let is_word = level.chars().all(|letter| letter.is_ascii_alphabetic());
    if is_word && level.parse::<LevelFilter>().is_err() {
        return Err(LevelError::Unknown);
    }
    let quieter = format!("actix_server=warn,actix_http=off,actix_files=off,tracing_actix_web=off,{level}");
    let filter = EnvFilter::try_new(quieter)?;
    let (lines, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(MOST_LINES)
        .thread_name("log")
        .finish(std::io::stderr());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        // It would report an event that cannot be written to the same place, and panic where that fails, too.
        .log_internal_errors(false)
        .with_writer(lines);
    // Fails only where logging was started already.
    let _ = match as_json {
        true => log.json().flatten_event(true).with_span_list(false).try_init(),
        false => log.try_init(),
    };
    Ok(guard)
}

/// The span of a request: its id, method and path, but not its query string, which can hold anything.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(req: &ServiceRequest) -> Span {
        let id = req.extensions().get::<RequestId>().copied();
        tracing::info_span!("request", id = id.map(tracing::field::display), method = %req.method(), path = req.path())
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(res) => tracing::debug!(status = res.status().as_u16(), "answered"),
            Err(why) => tracing::debug!(%why, "failed"),
        }
    }
}
