//! Reading request bodies within limits on time, size and memory.

use std::time::{Duration, Instant};

use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING},
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::body_budget::BodyBudget;
use crate::{
    auth::{has_role, recheck_session},
    error::ApiError,
};

/// The size limit of a body, in bytes.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// If a body takes longer to arrive, the session is checked again, because it may have ended meanwhile.
const PROMPT: Duration = Duration::from_millis(500);

/// How long a client may take to send a body, as data of the application.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeout(pub Duration);

/// Reads a whole body.
///
/// # Errors
/// 408 if it does not arrive in time, 413 if it is too large, 400 if it is incomplete, 503 if the memory for bodies is used
/// up; 401 if the session ended meanwhile, 403 if a moderator or an admin lost their role.
pub async fn read_body(req: HttpRequest, payload: Payload) -> Result<Bytes, ApiError> {
    let BodyTimeout(limit) = *req.app_data().expect("the application is assembled with its BodyTimeout");
    let begun = Instant::now();
    let body = timeout(limit, read_all(&req, payload)).await.unwrap_or(Err(ApiError::BodyTooSlow))?;
    if begun.elapsed() > PROMPT || has_role(&req) {
        recheck_session(&req).await?;
    }
    Ok(body)
}

async fn read_all(req: &HttpRequest, mut payload: Payload) -> Result<Bytes, ApiError> {
    // If a client asks for a protocol upgrade, the payload stream does not end with the body, so the length decides.
    let announced = announced_length(req).unwrap_or(usize::MAX);
    let expected = expected_length(req);
    let budget: &Data<BodyBudget> = req.app_data().expect("the application is assembled with its BodyBudget");
    let _reservation = budget.reserve(req, expected)?;
    // Allocated at once, because a growing buffer would take twice the memory.
    let mut body = BytesMut::with_capacity(if announced == usize::MAX { 0 } else { expected });
    while body.len() < announced {
        let Some(chunk) = payload.next().await else { break };
        let chunk = chunk.map_err(|why| match why {
            PayloadError::Overflow => ApiError::BodyTooLarge,
            _ => ApiError::MalformedBody("The request body could not be read.".into()),
        })?;
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(ApiError::BodyTooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads a whole body of JSON.
pub(super) async fn read_json(req: HttpRequest, payload: Payload) -> Result<Bytes, ApiError> {
    let is_json = has_json_type(&req);
    match read_body(req, payload).await? {
        body if is_json || body.is_empty() => Ok(body),
        _ => Err(ApiError::UnsupportedMediaType),
    }
}

/// The expected length of the body, at most [`MAX_BODY_BYTES`]. Without a length, only a chunked request has a body.
fn expected_length(req: &HttpRequest) -> usize {
    let length = announced_length(req).or(req.headers().contains_key(TRANSFER_ENCODING).then_some(MAX_BODY_BYTES));
    length.unwrap_or_default().min(MAX_BODY_BYTES)
}

fn announced_length(req: &HttpRequest) -> Option<usize> {
    req.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the content type is JSON or missing.
fn has_json_type(req: &HttpRequest) -> bool {
    let Some(content_type) = req.headers().get(CONTENT_TYPE) else { return true };
    let essence = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
