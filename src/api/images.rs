//! `/api/images`

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, Json, Payload},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{openapi::NewImage, upload::receive};
use crate::{
    album::Album,
    auth::{CurrentUser, admit_again},
    db::Db,
    error::{ApiError, ErrorBody},
    models::WriteKind,
    rate_limits::RateLimits,
};

/// A picture that was added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Image)]
pub struct ImageDict {
    /// Its large size, as `image_url` of a post, say: at most 2048 pixels on a side.
    #[schema(example = "/images/0f9d2b7c4e6a81350f9d2b7c4e6a8135-2048x1536-a0b1c2/large.jpg")]
    pub image_url: String,
    /// Its smallest size: at most 320 pixels on a side. `medium` in its place has at most 960.
    #[schema(example = "/images/0f9d2b7c4e6a81350f9d2b7c4e6a8135-2048x1536-a0b1c2/thumb.jpg")]
    pub thumb_url: String,
    /// Pixels of the large size.
    #[schema(example = 2048)]
    pub width: u32,
    #[schema(example = 1536)]
    pub height: u32,
}

/// `POST /api/images`: uploads a picture, to be shown in a post within the hour. Nothing of it is kept but what one sees.
#[utoipa::path(post, path = "/api/images", tag = "Images", request_body(content = NewImage, content_type = "multipart/form-data", description = "A JPEG, PNG, WebP or GIF; of an animation, the first picture is kept"), responses((status = 201, body = ImageDict, description = "Where the picture is now"), (status = 400, body = ErrorBody, description = "The body is no form with a field image, or the picture is incomplete or damaged"), (status = 408, body = ErrorBody, description = "The picture arrived too slowly"), (status = 413, body = ErrorBody, description = "The picture has too many bytes or pixels, or your storage is full"), (status = 415, body = ErrorBody, description = "It is no picture that is taken; the message says what to do about it"), (status = 429, body = ErrorBody, description = "Too many uploads at once, or within an hour; Retry-After says when to try again")))]
pub async fn create(
    viewer: CurrentUser,
    req: HttpRequest,
    body: Payload,
    album: Data<Album>,
    db: Data<Db>,
    limits: Data<RateLimits>,
) -> Result<(Json<ImageDict>, StatusCode), ApiError> {
    let mut upload = album.begin_upload(&viewer)?;
    limits.count(&db, viewer.id, WriteKind::Uploads).await?;
    let file = receive(&req, body, "image", album.bounds(), &mut upload.space).await?;
    admit_again(&req).await?;
    let made = album.make(&viewer, file, upload).await?;
    // That may have taken a while as well.
    admit_again(&req).await?;
    let added = album.add(&viewer, made).await?;
    let dict = ImageDict {
        image_url: added.image_url,
        thumb_url: added.thumb_url,
        width: added.width,
        height: added.height,
    };
    Ok((Json(dict), StatusCode::CREATED))
}
