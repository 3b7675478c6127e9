//! `/api/profile/storage`

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{auth::CurrentUser, error::ApiError, media::MediaStore};

/// How much of their quota a user has used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Storage)]
pub struct StorageDict {
    /// The bytes that your photos use in all sizes, and your limit.
    #[schema(example = 1_288_490_188)]
    pub bytes_used: u64,
    #[schema(example = 5_368_709_120_u64)]
    pub bytes_limit: u64,
    /// The number of photos that you have uploaded, and your limit.
    #[schema(example = 240)]
    pub images_used: u64,
    #[schema(example = 20_000)]
    pub images_limit: u64,
}

/// `GET /api/profile/storage`: how much storage your photos use, and how much you have.
#[utoipa::path(
    get, path = "/api/profile/storage", tag = "People",
    responses((status = 200, body = StorageDict, description = "Your usage, and your limits"))
)]
pub async fn show(viewer: CurrentUser, media: Data<MediaStore>) -> Result<Json<StorageDict>, ApiError> {
    let (used, quota) = media.usage(&viewer).await?;
    Ok(Json(StorageDict {
        bytes_used: used.bytes,
        bytes_limit: quota.bytes,
        images_used: used.images,
        images_limit: quota.images,
    }))
}
