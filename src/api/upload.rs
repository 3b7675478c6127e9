//! File uploads in forms. Files are written to disk as they arrive, and are never held in memory.

use std::{
    borrow::Cow,
    fs::File,
    io,
    os::unix::fs::FileExt,
    time::{Duration, Instant},
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest,
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, task::spawn_blocking, time::timeout};

use super::BodyTimeout;
use crate::{
    error::ApiError,
    media::{UploadLimits, storage::UploadSpace},
    models::format_bytes,
};

/// The time limit of an upload, at any speed.
const MAX_DURATION: Duration = Duration::from_secs(15 * 60);

/// The size limit of the other fields of a form, in bytes.
const MAX_OTHER_BYTES: u64 = 64 << 10;

/// A file that is too large is read up to this multiple of the limit, so that a browser can receive the error.
const OVERREAD_FACTOR: u64 = 2;

/// Disk space is reserved in steps of this size.
const SPACE_STEP: u64 = 1 << 20;

/// The minimum speed of an upload in bytes per second, as data of the application.
#[derive(Debug, Clone, Copy)]
pub struct MinUploadRate(pub u64);

/// Reads a form and returns the file in `field`. The file is deleted when dropped. It takes `space` as it arrives.
///
/// # Errors
/// 400 if the body is not a form or has no such field, 408 if it arrives too slowly, 413 if the file is too large, 503 if
/// the disk is almost full.
pub async fn receive_file(
    req: &HttpRequest,
    body: Payload,
    field: &str,
    limits: &UploadLimits,
    space: &mut UploadSpace,
) -> Result<File, ApiError> {
    let form = Multipart::new(req.headers(), body);
    let BodyTimeout(window) = *req.app_data().expect("the application is assembled with its BodyTimeout");
    let MinUploadRate(rate) = *req.app_data().expect("the application is assembled with its MinUploadRate");
    let pace = Pace { window, rate, begun: Instant::now(), bytes: 0 };
    timeout(MAX_DURATION, read_form(form, field, limits, space, pace)).await.unwrap_or(Err(ApiError::BodyTooSlow))
}

async fn read_form(
    mut form: Multipart,
    field: &str,
    limits: &UploadLimits,
    space: &mut UploadSpace,
    mut pace: Pace,
) -> Result<File, ApiError> {
    let mut file = None;
    let mut other_bytes = 0;
    while let Some(mut part) = pace.next(&mut form).await? {
        if file.is_none() && part.name() == Some(field) {
            file = Some(write_to_disk(&mut part, limits, space, &mut pace).await?);
        } else {
            while let Some(chunk) = pace.next_chunk(&mut part).await? {
                other_bytes += chunk.len() as u64;
                if other_bytes > MAX_OTHER_BYTES {
                    return Err(malformed(format!("The form has too much data outside the field {field}.")));
                }
            }
        }
    }
    file.ok_or_else(|| malformed(format!("The form has no file in the field {field}.")))
}

fn malformed(message: impl Into<Cow<'static, str>>) -> ApiError {
    ApiError::MalformedBody(message.into())
}

/// Checks how fast a form arrives. A client may neither pause for longer than a window, nor send fewer than `rate` bytes per
/// second on average in a window.
struct Pace {
    window: Duration,
    rate: u64,
    /// The start of the current window, and the bytes that have arrived in it.
    begun: Instant,
    bytes: u64,
}

impl Pace {
    /// The next item of a stream, within the time of a window.
    async fn next<T>(
        &self,
        stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    ) -> Result<Option<T>, ApiError> {
        let item = timeout(self.window, stream.next()).await.map_err(|_| ApiError::BodyTooSlow)?;
        item.transpose().map_err(|why| match why {
            MultipartError::Incomplete | MultipartError::Payload(_) => {
                malformed("The request body is incomplete.")
            }
            _ => malformed("The request body must be a form with files (multipart/form-data)."),
        })
    }

    /// The next chunk of a field.
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

/// Writes a part of the form to a temporary file. A refused file is still read, but no longer written.
async fn write_to_disk(
    part: &mut Field,
    limits: &UploadLimits,
    space: &mut UploadSpace,
    pace: &mut Pace,
) -> Result<File, ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.unwrap_or_else(|why| Err(io::Error::other(why)));
    let mut file = tokio::fs::File::from_std(file.map_err(|why| ApiError::fault(&why))?);
    let max = limits.image.bytes;
    let (mut length, mut reserved) = (0, 0);
    let mut refusal = None;
    while let Some(chunk) = pace.next_chunk(part).await? {
        length += chunk.len() as u64;
        if length > max {
            let text = format!("The file is larger than {}. Please make it smaller.", format_bytes(max));
            refusal = Some(ApiError::ImageTooLarge(text.into()));
        }
        while refusal.is_none() && length > reserved {
            file.flush().await.map_err(|why| ApiError::fault(&why))?;
            refusal = space.extend(SPACE_STEP).await.err().map(ApiError::from);
            reserved += SPACE_STEP;
        }
        if refusal.is_none() {
            file.write_all(&chunk).await.map_err(|why| ApiError::fault(&why))?;
        } else if length > max.saturating_mul(OVERREAD_FACTOR) {
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

/// The SHA-256 of a file, read from its beginning.
///
/// # Errors
/// If the file cannot be read.
pub async fn hash_file(file: &File) -> io::Result<Vec<u8>> {
    let file = file.try_clone()?;
    let hash = move || {
        let (mut digest, mut buffer, mut offset) = (Sha256::new(), vec![0; 64 * 1024], 0);
        loop {
            let length = file.read_at(&mut buffer, offset)?;
            if length == 0 {
                return Ok(digest.finalize().to_vec());
            }
            digest.update(&buffer[..length]);
            offset += length as u64;
        }
    };
    spawn_blocking(hash).await.unwrap_or_else(|why| Err(io::Error::other(why)))
}
