//! `/api/blocks`

use actix_web::web::{Data, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    fields::IdField,
    message,
    paging::{Page, PageQuery},
    path::Id,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Block, BlockDict, WriteKind},
};

/// The body of `POST /api/blocks`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateBlock {
    user_id: IdField,
}

/// `GET /api/blocks`: the users whom you block, newest first.
#[utoipa::path(
    get, path = "/api/blocks", tag = "People", params(PageQuery),
    responses((
        status = 200, body = Vec<BlockDict>, description = "The blocks, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<BlockDict>, ApiError> {
    Page::read(&db, query, move |conn, page| Block::list(conn, &viewer, page)).await
}

/// `POST /api/blocks`: blocks a user. Both stop following each other, and neither finds anything of the other any more.
#[utoipa::path(
    post, path = "/api/blocks", tag = "People", request_body = CreateBlock,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = BlockDict, description = "The block"),
        (status = 400, body = ErrorBody, description = "You already block this user, it is you, or you block 1000 users"),
        (status = 404, body = ErrorBody, description = "There is no such user, or they are disabled"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateBlock>>,
) -> Result<Created<BlockDict>, ApiError> {
    let user_id = body.user_id.of_another(&viewer)?;
    let creation = creation.counted(WriteKind::Changes);
    creation.write_or_refuse(move |conn| Block::create(conn, &viewer, user_id)).await
}

/// `DELETE /api/blocks/{id}`: ends a block. Nobody follows the other again by it.
#[utoipa::path(
    delete, path = "/api/blocks/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "The id of the block, not of the user")),
    responses((status = 200, body = Message, description = "You no longer block the user"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| Block::delete(conn, &viewer, id)).await?;
    Ok(message("You no longer block this user."))
}
