//! `/api/posts/likes`, and the other ways in which clients spell it.

use actix_web::{
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::{JsonObject, OptionalJsonObject},
    deleted,
    openapi::PostReference,
    path::{Id, LikeId},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Like, LikeDict},
};

const TAKEN_BACK: &str = "The like was taken back.";

/// `POST /api/posts/likes`, `POST /api/likes`: likes the post in the body.
#[utoipa::path(post, path = "/api/posts/likes", tag = "Likes", request_body = PostReference, responses((status = 201, body = LikeDict, description = "The like")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
) -> Result<(Json<LikeDict>, StatusCode), ApiError> {
    like(viewer, body.id("post_id")?, &db).await
}

/// `POST /api/posts/{id}/likes`: likes the post in the path; the body is empty or an object.
#[utoipa::path(post, path = "/api/posts/{id}/likes", tag = "Likes", params(("id" = i32, Path, minimum = 1, description = "The post")), responses((status = 201, body = LikeDict, description = "The like"), (status = 400, body = ErrorBody, description = "It is liked already, or the body is no JSON object"), (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"), (status = 415, body = ErrorBody, description = "The body says that it is not JSON")))]
pub async fn create_on_post(
    viewer: CurrentUser,
    Id(post_id): Id,
    _: OptionalJsonObject,
    db: Data<Db>,
) -> Result<(Json<LikeDict>, StatusCode), ApiError> {
    like(viewer, post_id, &db).await
}

async fn like(viewer: CurrentUser, post_id: i32, db: &Db) -> Result<(Json<LikeDict>, StatusCode), ApiError> {
    let like = db.write_one(move |conn| Like::create(conn, &viewer, post_id)).await;
    let like = like.map_err(|why| ApiError::from(why).or_duplicate("You like this post already."))?;
    Ok((Json(like.to_dict()), StatusCode::CREATED))
}

/// `DELETE /api/posts/likes/{id}`, `DELETE /api/likes/{id}`: takes one's own like back.
#[utoipa::path(delete, path = "/api/posts/likes/{id}", tag = "Likes", params(("id" = i32, Path, minimum = 1, description = "One's own like")), responses((status = 200, body = Message, description = "It is taken back")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Like::delete(conn, &viewer, id)).await?;
    Ok(deleted(TAKEN_BACK))
}

/// `DELETE /api/posts/{id}/likes/{like_id}`: takes one's own like of this very post back.
#[utoipa::path(delete, path = "/api/posts/{id}/likes/{like_id}", tag = "Likes", params(("id" = i32, Path, minimum = 1, description = "The post"), ("like_id" = i32, Path, minimum = 1, description = "One's own like of it")), responses((status = 200, body = Message, description = "It is taken back")))]
pub async fn delete_of_post(
    viewer: CurrentUser,
    Id(post_id): Id,
    LikeId(id): LikeId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Like::delete_of_post(conn, &viewer, post_id, id)).await?;
    Ok(deleted(TAKEN_BACK))
}
