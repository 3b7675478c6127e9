//! `/api/comments/{id}/likes`

use actix_web::web::{Data, Json};
use serde::de::IgnoredAny;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::OptionalBody,
    message,
    path::{Id, LikeId},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{CommentLike, CommentLikeDict},
};

/// `POST /api/comments/{id}/likes`: likes the comment in the path. The body is empty or an object.
#[utoipa::path(
    post, path = "/api/comments/{id}/likes", tag = "Comments",
    params(("id" = i32, Path, minimum = 1, description = "The comment"), IdempotencyHeader),
    responses(
        (status = 201, body = CommentLikeDict, description = "The like"),
        (status = 400, body = ErrorBody, description = "You already like this comment, or the body is not a JSON object"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    Id(comment_id): Id,
    New { creation, .. }: New<OptionalBody<IgnoredAny>>,
) -> Result<Created<CommentLikeDict>, ApiError> {
    const DUPLICATE: ApiError = ApiError::AlreadyExists("You already like this comment.");

    let like = creation.write_one(move |conn| CommentLike::create(conn, &viewer, comment_id));
    like.await.map_err(|why| why.or_duplicate(DUPLICATE))
}

/// `DELETE /api/comments/{id}/likes/{like_id}`: removes your like of this comment.
#[utoipa::path(
    delete, path = "/api/comments/{id}/likes/{like_id}", tag = "Comments",
    params(
        ("id" = i32, Path, minimum = 1, description = "The comment"),
        ("like_id" = i32, Path, minimum = 1, description = "Your like of it"),
    ),
    responses((status = 200, body = Message, description = "The like was removed"))
)]
pub async fn delete(
    viewer: CurrentUser,
    Id(comment_id): Id,
    LikeId(id): LikeId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| CommentLike::delete(conn, &viewer, comment_id, id)).await?;
    Ok(message("The like was removed."))
}
