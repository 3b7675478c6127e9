//! Files that are sent with a form: they go to disk as they come, never into memory.

use std::{
    borrow::Cow,
    fs::File,
    io,
    time::{Duration, Instant},
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest,
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt};
use tokio::{io::AsyncWriteExt, task::spawn_blocking, time::timeout};

use super::BodyTimeout;
use crate::{
    error::ApiError,
    media::{UploadLimits, storage::UploadSpace},
    models::format_bytes,
};

/// How long all of it may take, however steadily it comes.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Bytes that the other fields of a form may have.
const MOST_BESIDE: u64 = 64 << 10;

/// How often the bytes that are too many are read all the same, so that a browser gets to read why they are refused.
const PATIENCE: u64 = 2;

/// Disk space is taken for so many bytes at a time.
const SPACE_INTERVAL: u64 = 1 << 20;

/// Bytes of an upload that must arrive each second, as data of the application.
#[derive(Debug, Clone, Copy)]
pub struct MinUploadRate(pub u64);

/// Reads a form and gives the file in `field`, which is gone when dropped. It takes `space` as it arrives.
///
/// # Errors
/// 400 if it is no form or has no such field, 408 if it arrives too slowly, 413 if the file has too many bytes, 503 if the
/// disk is almost full.
pub async fn receive(
    req: &HttpRequest,
    body: Payload,
    field: &str,
    bounds: &UploadLimits,
    space: &mut UploadSpace,
) -> Result<File, ApiError> {
    let form = Multipart::new(req.headers(), body);
    let BodyTimeout(window) = *req.app_data().expect("the application is assembled with its BodyTimeout");
    let MinUploadRate(rate) = *req.app_data().expect("the application is assembled with its MinUploadRate");
    let pace = Pace { window, rate, begun: Instant::now(), bytes: 0 };
    timeout(LONGEST, read_form(form, field, bounds, space, pace)).await.unwrap_or(Err(ApiError::BodyTooSlow))
}

async fn read_form(
    mut form: Multipart,
    field: &str,
    bounds: &UploadLimits,
    space: &mut UploadSpace,
    mut pace: Pace,
) -> Result<File, ApiError> {
    let mut file = None;
    let mut beside = 0;
    while let Some(mut part) = pace.next(&mut form).await? {
        if file.is_none() && part.name() == Some(field) {
            file = Some(spool(&mut part, bounds, space, &mut pace).await?);
        } else {
            while let Some(chunk) = pace.next_chunk(&mut part).await? {
                beside += chunk.len() as u64;
                if beside > MOST_BESIDE {
                    return Err(malformed(format!("The form has more in it than the field {field}.")));
                }
            }
        }
    }
    file.ok_or_else(|| malformed(format!("The form has no file in a field {field}.")))
}

fn malformed(message: impl Into<Cow<'static, str>>) -> ApiError {
    ApiError::MalformedBody(message.into())
}

/// How fast a form arrives. A client may neither pause for longer than a window, nor send less than `rate` bytes a second
/// on average over one.
struct Pace {
    window: Duration,
    rate: u64,
    /// When the current window began, and what has arrived in it.
    begun: Instant,
    bytes: u64,
}

impl Pace {
    /// The next of something that must not keep us waiting.
    async fn next<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    ) -> Result<Option<T>, ApiError> {
        let item = timeout(self.window, stream.next()).await.map_err(|_| ApiError::BodyTooSlow)?;
        item.transpose().map_err(|why| match why {
            MultipartError::Incomplete | MultipartError::Payload(_) => {
                malformed("The request body could not be read to its end.")
            }
            _ => malformed("The request body must be a form with files (multipart/form-data)."),
        })
    }

    /// The next piece of a field.
    async fn next_chunk(&mut self, part: &mut Field) -> Result<Option<Bytes>, ApiError> {
        let chunk = self.next(part).await?;
        self.bytes += chunk.as_ref().map_or(0, Bytes::len) as u64;
        let elapsed = self.begun.elapsed();
        if chunk.is_some() && elapsed >= self.window {
            if u128::from(self.bytes) * 1000 < u128::from(self.rate) * elapsed.as_millis() {
                return Err(ApiError::BodyTooSlow);
            }
            (self.begun, self.bytes) = (Instant::now(), 0);
        }
        Ok(chunk)
    }
}

/// Writes a part of the form to a file without a name. What is refused is read, and not written.
async fn spool(
    part: &mut Field,
    bounds: &UploadLimits,
    space: &mut UploadSpace,
    pace: &mut Pace,
) -> Result<File, ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.unwrap_or_else(|why| Err(io::Error::other(why)));
    let mut file = tokio::fs::File::from_std(file.map_err(|why| ApiError::fault(&why))?);
    let most = bounds.image.bytes;
    let (mut length, mut has_room_for) = (0, 0);
    let mut refusal = None;
    while let Some(chunk) = pace.next_chunk(part).await? {
        length += chunk.len() as u64;
        if length > most {
            let text = format!("The file is larger than {}. Please make it smaller.", format_bytes(most));
            refusal = Some(ApiError::ImageTooLarge(text.into()));
        }
        while refusal.is_none() && length > has_room_for {
            file.flush().await.map_err(|why| ApiError::fault(&why))?;
            refusal = space.extend(SPACE_INTERVAL).await.err().map(ApiError::from);
            has_room_for += SPACE_INTERVAL;
        }
        if refusal.is_none() {
            file.write_all(&chunk).await.map_err(|why| ApiError::fault(&why))?;
        } else if length > most.saturating_mul(PATIENCE) {
            break;
        }
    }
    match refusal {
        Some(refusal) => Err(refusal),
        None => {
            file.flush().await.map_err(|why| ApiError::fault(&why))?;
            Ok(file.into_std().await)
        }
    }
}
