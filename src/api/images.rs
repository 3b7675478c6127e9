//! `/api/images`

use actix_web::{
    HttpRequest,
    web::{Data, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    creation::{Created, Creation, IdempotencyHeader},
    upload::receive_file,
};
use crate::{
    api::write_limits::WriteLimiter,
    auth::{CurrentUser, recheck_session},
    db::Db,
    error::{ApiError, ErrorBody},
    imaging::RemovedData,
    media::MediaStore,
    models::{Image, WriteKind},
};

/// The form of `POST /api/images`.
#[derive(ToSchema)]
pub struct UploadImage {
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    #[expect(dead_code, reason = "the file is streamed to disk, and never held in memory")]
    image: Vec<u8>,
}

/// An uploaded image.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Image)]
pub struct ImageDict {
    /// The large size, for example for `image_url` of a post: at most 2048 pixels on a side.
    #[schema(
        example = "/images/0f9d2b7c4e6a81350f9d2b7c4e6a8135-2048x1536-a0b1c2-3OcRJYB4d3h_iIeHeEh3eIhw-j_2/large.jpg"
    )]
    pub image_url: String,
    /// The smallest size: at most 320 pixels on a side. With `medium` instead of `thumb`, at most 960.
    #[schema(
        example = "/images/0f9d2b7c4e6a81350f9d2b7c4e6a8135-2048x1536-a0b1c2-3OcRJYB4d3h_iIeHeEh3eIhw-j_2/thumb.jpg"
    )]
    pub thumb_url: String,
    /// The pixels of the large size.
    #[schema(example = 2048)]
    pub width: u32,
    #[schema(example = 1536)]
    pub height: u32,
    /// Personal data that the EXIF of the uploaded file contained, and that were not stored. Empty if there were none.
    #[schema(example = json!(["location", "camera"]))]
    pub removed: Vec<RemovedData>,
}

/// `POST /api/images`: uploads an image, to be used in a post within an hour. Only its pixels are kept.
#[utoipa::path(
    post, path = "/api/images", tag = "Images",
    params(IdempotencyHeader),
    request_body(
        content = UploadImage, content_type = "multipart/form-data",
        description = "A JPEG, PNG, WebP or GIF; of an animation, the first frame is kept",
    ),
    responses(
        (status = 201, body = ImageDict, description = "The addresses of the image"),
        (status = 400, body = ErrorBody, description = "The body is not a form with a field image, or the image is damaged"),
        (status = 408, body = ErrorBody, description = "The image arrived too slowly"),
        (status = 413, body = ErrorBody, description = "The image has too many bytes or pixels, or your storage is full"),
        (status = 415, body = ErrorBody, description = "The type of the file is not supported; the message gives advice"),
        (status = 429, body = ErrorBody, description = "Too many uploads at once, or within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    req: HttpRequest,
    body: Payload,
    media: Data<MediaStore>,
    db: Data<Db>,
    limits: Data<WriteLimiter>,
) -> Result<Created<ImageDict>, ApiError> {
    let mut upload = media.start_upload(&viewer)?;
    limits.count(&db, viewer.id, WriteKind::Uploads).await?;
    let file = receive_file(&req, body, "image", media.limits(), &mut upload.space).await?;
    recheck_session(&req).await?;
    let creation = Creation::of_upload(&req, &file).await?;
    if let Some(earlier) = creation.find_earlier().await? {
        if is_kept(&db, &earlier).await? {
            return Ok(earlier);
        }
        creation.forget_earlier().await?;
    }
    let made = media.process(&viewer, file, upload).await?;
    // Processing may have taken a while.
    recheck_session(&req).await?;
    let added = media.store(&viewer, made).await?;
    let dict = ImageDict {
        image_url: added.image_url,
        thumb_url: added.thumb_url,
        width: added.width,
        height: added.height,
        removed: added.removed,
    };
    creation.store_answer(dict).await
}

/// Whether the image of an earlier request is still there. If no post used it, it was deleted after an hour.
async fn is_kept(db: &Db, earlier: &Created<ImageDict>) -> Result<bool, ApiError> {
    #[derive(Deserialize)]
    struct Address {
        image_url: String,
    }

    let Created::Before { body, .. } = earlier else { return Ok(true) };
    let Address { image_url } = serde_json::from_slice(body).map_err(|why| ApiError::fault(&why))?;
    Ok(db.read(move |conn| Image::exists_at(conn, &image_url)).await?)
}
