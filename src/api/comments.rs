//! `/api/comments`

use actix_web::{
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::{JsonObject, MAX_TEXT},
    deleted,
    openapi::NewComment,
    path::Id,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Comment, CommentDict},
};

/// `POST /api/comments`: comments on the post in the body.
#[utoipa::path(post, path = "/api/comments", tag = "Comments", request_body = NewComment, responses((status = 201, body = CommentDict, description = "The comment")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
) -> Result<(Json<CommentDict>, StatusCode), ApiError> {
    let post_id = body.id("post_id")?;
    let text = body.text("text", MAX_TEXT)?;
    let author = viewer.clone();
    let comment = db.write_one(move |conn| Comment::create(conn, &viewer, post_id, &text)).await?;
    Ok((Json(comment.by(author.0)), StatusCode::CREATED))
}

/// `DELETE /api/comments/{id}`: removes one's own comment.
#[utoipa::path(delete, path = "/api/comments/{id}", tag = "Comments", params(("id" = i32, Path, minimum = 1, description = "One's own comment")), responses((status = 200, body = Message, description = "It is gone")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Comment::delete(conn, &viewer, id)).await?;
    Ok(deleted("The comment was deleted."))
}
