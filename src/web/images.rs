//! `/images/{key}/{file}`: uploaded images. No token is needed, because browsers send none when they show an image. Instead,
//! nobody can guess the address.

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header::{CACHE_CONTROL, REFERRER_POLICY},
    web::{Data, Path},
};

use crate::{error::ApiError, media::MediaStore};

/// `GET /images/{key}/{file}`: a file of an image. It never changes, so browsers may keep it.
pub async fn show(path: Path<(String, String)>, media: Data<MediaStore>) -> Result<HttpResponse, ApiError> {
    let (key, name) = path.into_inner();
    send_file(&media, &key, &name, "private, max-age=31536000, immutable").await
}

/// Sends a file of an image. `cache` says how long browsers may keep it.
///
/// # Errors
/// 404 if there is no such file; 503 if the storage is unavailable.
pub(super) async fn send_file(
    media: &MediaStore,
    key: &str,
    name: &str,
    cache: &'static str,
) -> Result<HttpResponse, ApiError> {
    let file = media.open(key, name).await?;
    let kind = match name.rsplit_once('.') {
        Some((_, "webp")) => "image/webp",
        // Earlier versions stored images with transparency as PNG.
        Some((_, "png")) => "image/png",
        _ => "image/jpeg",
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(SizedStream::new(file.length, file.content)))
}
