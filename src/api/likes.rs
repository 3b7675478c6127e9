//! `/api/posts/likes`, and its aliases.

use actix_web::web::{Data, Json};
use serde::{Deserialize, de::IgnoredAny};
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, Creation, IdempotencyHeader, New},
    extract::{Body, OptionalBody, Query},
    fields::IdField,
    message,
    paging::{Page, PageQuery},
    path::{Id, LikeId},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Like, LikeDict, LikeWithUserDict},
};

const REMOVED: &str = "The like was removed.";

/// The body of `POST /api/posts/likes`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateLike {
    post_id: IdField,
}

/// `GET /api/posts/{id}/likes`: who likes a post, newest first.
#[utoipa::path(
    get, path = "/api/posts/{id}/likes", tag = "Likes",
    params(("id" = i32, Path, minimum = 1, description = "The post"), PageQuery),
    responses((
        status = 200, body = Vec<LikeWithUserDict>, description = "The likes, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Id(post_id): Id,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<LikeWithUserDict>, ApiError> {
    Page::read(&db, query, move |conn, page| Like::list(conn, &viewer, post_id, page)).await
}

/// `POST /api/posts/likes`: likes the post in the body.
#[utoipa::path(
    post, path = "/api/posts/likes", tag = "Likes", request_body = CreateLike,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = LikeDict, description = "The like"),
        (status = 404, body = ErrorBody, description = "The post does not exist, or you may not see it"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateLike>>,
) -> Result<Created<LikeDict>, ApiError> {
    like(viewer, body.post_id.0, creation).await
}

/// `POST /api/posts/{id}/likes`: likes the post in the path. The body is empty or an object.
#[utoipa::path(
    post, path = "/api/posts/{id}/likes", tag = "Likes",
    params(("id" = i32, Path, minimum = 1, description = "The post"), IdempotencyHeader),
    responses(
        (status = 201, body = LikeDict, description = "The like"),
        (status = 400, body = ErrorBody, description = "You already like this post, or the body is not a JSON object"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn create_on_post(
    viewer: CurrentUser,
    Id(post_id): Id,
    New { creation, .. }: New<OptionalBody<IgnoredAny>>,
) -> Result<Created<LikeDict>, ApiError> {
    like(viewer, post_id, creation).await
}

async fn like(viewer: CurrentUser, post_id: i32, creation: Creation) -> Result<Created<LikeDict>, ApiError> {
    const DUPLICATE: ApiError = ApiError::AlreadyExists("You already like this post.");

    let like = creation.write_one(move |conn| Like::create(conn, &viewer, post_id).map(|like| like.to_dict()));
    like.await.map_err(|why| why.or_duplicate(DUPLICATE))
}

/// `DELETE /api/posts/likes/{id}`: removes your like.
#[utoipa::path(
    delete, path = "/api/posts/likes/{id}", tag = "Likes",
    params(("id" = i32, Path, minimum = 1, description = "Your like")),
    responses((status = 200, body = Message, description = "The like was removed"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Like::delete(conn, &viewer, id)).await?;
    Ok(message(REMOVED))
}

/// `DELETE /api/posts/{id}/likes/{like_id}`: removes your like of this post.
#[utoipa::path(
    delete, path = "/api/posts/{id}/likes/{like_id}", tag = "Likes",
    params(
        ("id" = i32, Path, minimum = 1, description = "The post"),
        ("like_id" = i32, Path, minimum = 1, description = "Your like of it"),
    ),
    responses((status = 200, body = Message, description = "The like was removed"))
)]
pub async fn delete_of_post(
    viewer: CurrentUser,
    Id(post_id): Id,
    LikeId(id): LikeId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Like::delete_of_post(conn, &viewer, post_id, id)).await?;
    Ok(message(REMOVED))
}
