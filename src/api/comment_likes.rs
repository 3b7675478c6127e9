//! `/api/comments/{id}/likes`

use actix_web::{
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::OptionalJsonObject,
    deleted,
    path::{Id, LikeId},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{CommentLike, CommentLikeDict},
};

/// `POST /api/comments/{id}/likes`: likes the comment in the path; the body is empty or an object.
#[utoipa::path(post, path = "/api/comments/{id}/likes", tag = "Comments", params(("id" = i32, Path, minimum = 1, description = "The comment")), responses((status = 201, body = CommentLikeDict, description = "The like"), (status = 400, body = ErrorBody, description = "It is liked already, or the body is no JSON object"), (status = 408, body = ErrorBody, description = "The body took too long to arrive"), (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"), (status = 415, body = ErrorBody, description = "The body says that it is not JSON")))]
pub async fn create(
    viewer: CurrentUser,
    Id(comment_id): Id,
    _: OptionalJsonObject,
    db: Data<Db>,
) -> Result<(Json<CommentLikeDict>, StatusCode), ApiError> {
    let like = db.write_one(move |conn| CommentLike::create(conn, &viewer, comment_id)).await;
    let like = like.map_err(|why| ApiError::from(why).or_duplicate("You like this comment already."))?;
    Ok((Json(like), StatusCode::CREATED))
}

/// `DELETE /api/comments/{id}/likes/{like_id}`: takes one's own like of this very comment back.
#[utoipa::path(delete, path = "/api/comments/{id}/likes/{like_id}", tag = "Comments", params(("id" = i32, Path, minimum = 1, description = "The comment"), ("like_id" = i32, Path, minimum = 1, description = "One's own like of it")), responses((status = 200, body = Message, description = "It is taken back")))]
pub async fn delete(
    viewer: CurrentUser,
    Id(comment_id): Id,
    LikeId(id): LikeId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| CommentLike::delete(conn, &viewer, comment_id, id)).await?;
    Ok(deleted("The like was taken back."))
}
