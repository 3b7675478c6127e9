//! `/api/notices`

use actix_web::web::{Data, Json};
use serde::de::IgnoredAny;

use super::{Message, extract::OptionalBody, message, path::Id};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Notice, NoticeDict},
};

/// `GET /api/notices`: what the moderators tell you and you have not acknowledged, at most 20, oldest first.
#[utoipa::path(
    get, path = "/api/notices", tag = "Reports",
    responses((status = 200, body = Vec<NoticeDict>, description = "Your unread notices"))
)]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<NoticeDict>>, ApiError> {
    Ok(Json(db.read(move |conn| Notice::unread(conn, &viewer)).await?))
}

/// `POST /api/notices/{id}/acknowledge`: records that you have read a notice, which is not shown again.
#[utoipa::path(
    post, path = "/api/notices/{id}/acknowledge", tag = "Reports",
    params(("id" = i32, Path, minimum = 1, description = "One of your unread notices")),
    responses(
        (status = 200, body = Message, description = "The notice is read"),
        (status = 400, body = ErrorBody, description = "The body is not a JSON object"),
        (status = 404, body = ErrorBody, description = "It does not exist, is not yours, or was acknowledged before"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn acknowledge(
    viewer: CurrentUser,
    Id(id): Id,
    _: OptionalBody<IgnoredAny>,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| Notice::acknowledge(conn, &viewer, id)).await?;
    Ok(message("The notice is read."))
}
