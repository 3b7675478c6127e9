//! Files that are sent with a form: they go to disk as they come, never into memory.

use std::{fs::File, io, time::Duration};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest,
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt};
use tokio::{io::AsyncWriteExt, task::spawn_blocking, time::timeout};

use super::BodyTimeout;
use crate::error::ApiError;

/// How long all of it may take, however steadily it comes.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Bytes that the other fields of a form may have.
const MOST_BESIDE: u64 = 64 << 10;

/// How often the bytes that are too many are read all the same, so that a browser gets to read why they are refused.
const PATIENCE: u64 = 2;

/// Reads a form and gives the file in `field`, which is gone when dropped.
///
/// # Errors
/// 400 if it is no form or has no such field, 408 if nothing more comes for as long as a client may take, 413 if the file
/// has more than `most` bytes.
pub async fn receive(req: &HttpRequest, body: Payload, field: &str, most: u64) -> Result<File, ApiError> {
    let form = Multipart::new(req.headers(), body);
    let BodyTimeout(idle) = *req.app_data().expect("the application is assembled with its BodyTimeout");
    timeout(LONGEST, read_form(form, field, most, idle)).await.unwrap_or(Err(ApiError::TooSlow))
}

async fn read_form(mut form: Multipart, field: &str, most: u64, idle: Duration) -> Result<File, ApiError> {
    let mut file = None;
    let mut beside = 0;
    while let Some(mut part) = next(&mut form, idle).await? {
        if file.is_none() && part.name() == Some(field) {
            file = Some(spool(&mut part, most, idle).await?);
        } else {
            while let Some(chunk) = next(&mut part, idle).await? {
                beside += chunk.len() as u64;
                if beside > MOST_BESIDE {
                    return Err(ApiError::bad_request(format!("The form has more in it than the field {field}.")));
                }
            }
        }
    }
    file.ok_or_else(|| ApiError::bad_request(format!("The form has no file in a field {field}.")))
}

/// The next of something that must not keep us waiting.
async fn next<T>(
    stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    idle: Duration,
) -> Result<Option<T>, ApiError> {
    let item = timeout(idle, stream.next()).await.map_err(|_| ApiError::TooSlow)?;
    item.transpose().map_err(|why| match why {
        MultipartError::Incomplete | MultipartError::Payload(_) => {
            ApiError::bad_request("The request body could not be read to its end.")
        }
        _ => ApiError::bad_request("The request body must be a form with files (multipart/form-data)."),
    })
}

/// Writes a part of the form to a file without a name.
async fn spool(part: &mut Field, most: u64, idle: Duration) -> Result<File, ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.unwrap_or_else(|why| Err(io::Error::other(why)));
    let mut file = tokio::fs::File::from_std(file.map_err(|why| ApiError::fault(&why))?);
    let mut length = 0;
    while let Some(chunk) = next(part, idle).await? {
        let chunk: Bytes = chunk;
        length += chunk.len() as u64;
        if length <= most {
            file.write_all(&chunk).await.map_err(|why| ApiError::fault(&why))?;
        } else if length > most.saturating_mul(PATIENCE) {
            break;
        }
    }
    if length > most {
        let text = format!("The file is larger than {}. Please make it smaller.", in_words(most));
        return Err(ApiError::PictureTooLarge(text.into()));
    }
    file.flush().await.map_err(|why| ApiError::fault(&why))?;
    Ok(file.into_std().await)
}

fn in_words(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        mebibytes => format!("{mebibytes} MiB"),
    }
}
