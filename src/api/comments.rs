//! `/api/comments`

use actix_web::{
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::JsonObject,
    deleted,
    openapi::NewComment,
    paging::{Page, Paging},
    path::Id,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Comment, CommentDict, WriteKind},
    rate_limits::RateLimits,
};

/// `GET /api/posts/{id}/comments`: the comments on a post, newest first.
#[utoipa::path(get, path = "/api/posts/{id}/comments", tag = "Comments", params(("id" = i32, Path, minimum = 1, description = "The post"), ("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; 20 if absent"), ("before" = Option<String>, Query, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$", description = "Where to go on, from the Link header of the page before")), responses((status = 200, body = Vec<CommentDict>, description = "The comments, newest first", headers(("Link" = String, description = "The next page, if there may be one")))))]
pub async fn list(
    viewer: CurrentUser,
    Id(post_id): Id,
    Paging(page): Paging,
    db: Data<Db>,
) -> Result<Page<CommentDict>, ApiError> {
    let (comments, next) = db.read(move |conn| Comment::list(conn, &viewer, post_id, page)).await?;
    Ok(Page::new(comments, Some(page), next))
}

/// `POST /api/comments`: comments on the post in the body.
#[utoipa::path(post, path = "/api/comments", tag = "Comments", request_body = NewComment, responses((status = 201, body = CommentDict, description = "The comment"), (status = 429, body = ErrorBody, description = "Too many comments in an hour; Retry-After says when to try again")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
    limits: Data<RateLimits>,
) -> Result<(Json<CommentDict>, StatusCode), ApiError> {
    let post_id = body.id("post_id")?;
    let text = body.prose("text")?;
    let author = viewer.clone();
    let comment = limits
        .write_one(&db, viewer.id, WriteKind::Comments, move |conn| Comment::create(conn, &viewer, post_id, &text))
        .await??;
    Ok((Json(comment.by(author.0.user)), StatusCode::CREATED))
}

/// `DELETE /api/comments/{id}`: removes one's own comment.
#[utoipa::path(delete, path = "/api/comments/{id}", tag = "Comments", params(("id" = i32, Path, minimum = 1, description = "One's own comment")), responses((status = 200, body = Message, description = "It is gone")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Comment::delete(conn, &viewer, id)).await?;
    Ok(deleted("The comment was deleted."))
}
