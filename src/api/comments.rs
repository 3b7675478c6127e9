//! `/api/comments`

use actix_web::web::{Data, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    fields::{IdField, NonBlankText},
    message,
    paging::{Page, PageQuery},
    path::{CommentId, Id},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Comment, CommentDict, WriteKind},
};

const DELETED: &str = "The comment was deleted.";

/// The body of `POST /api/comments`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateComment {
    post_id: IdField,
    text: NonBlankText,
}

/// `GET /api/posts/{id}/comments`: the comments on a post, newest first.
#[utoipa::path(
    get, path = "/api/posts/{id}/comments", tag = "Comments",
    params(("id" = i32, Path, minimum = 1, description = "The post"), PageQuery),
    responses((
        status = 200, body = Vec<CommentDict>, description = "The comments, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Id(post_id): Id,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<CommentDict>, ApiError> {
    Page::read(&db, query, move |conn, page| Comment::list(conn, &viewer, post_id, page)).await
}

/// `POST /api/comments`: comments on the post in the body.
#[utoipa::path(
    post, path = "/api/comments", tag = "Comments", request_body = CreateComment,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = CommentDict, description = "The comment"),
        (status = 404, body = ErrorBody, description = "The post does not exist, or you may not see it"),
        (status = 429, body = ErrorBody, description = "Too many comments within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateComment>>,
    db: Data<Db>,
) -> Result<Created<CommentDict>, ApiError> {
    let (author, post_id) = (viewer.clone(), body.post_id.0);
    let comment = creation.counted(WriteKind::Comments).write_one(move |conn| {
        let comment = Comment::create(conn, &author, post_id, &body.text.0);
        comment.map(|comment| comment.by(author.user.clone()))
    });
    match comment.await {
        Err(ApiError::NotFound) => {
            Err(db.read(move |conn| Comment::refusal(conn, &viewer, post_id)).await?.into())
        }
        outcome => outcome,
    }
}

/// `DELETE /api/posts/{id}/comments/{comment_id}`: removes your comment, or any comment on your post.
#[utoipa::path(
    delete, path = "/api/posts/{id}/comments/{comment_id}", tag = "Comments",
    params(
        ("id" = i32, Path, minimum = 1, description = "The post"),
        ("comment_id" = i32, Path, minimum = 1, description = "A comment on it"),
    ),
    responses((status = 200, body = Message, description = "The comment was deleted"))
)]
pub async fn delete_on_post(
    viewer: CurrentUser,
    Id(post_id): Id,
    CommentId(id): CommentId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Comment::delete_on_post(conn, &viewer, post_id, id)).await?;
    Ok(message(DELETED))
}

/// `DELETE /api/comments/{id}`: deletes your comment.
#[utoipa::path(
    delete, path = "/api/comments/{id}", tag = "Comments",
    params(("id" = i32, Path, minimum = 1, description = "Your comment")),
    responses((status = 200, body = Message, description = "The comment was deleted"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Comment::delete(conn, &viewer, id)).await?;
    Ok(message(DELETED))
}
