//! `/api/audiences`, and the audiences of a post

use actix_web::web::{Data, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    audience_fields::{AudienceName, NewMemberIds},
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    message,
    paging::{Page, PageQuery},
    path::Id,
};
use crate::{
    api::write_limits::WriteLimiter,
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Audience, AudienceDict, NewAudience, WriteKind},
};

/// The body of `POST /api/audiences`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateAudience {
    name: AudienceName,
    user_ids: Option<NewMemberIds>,
}

/// The body of `PATCH /api/audiences/{id}`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateAudience {
    name: AudienceName,
}

/// `GET /api/audiences`: your audiences, newest first. Nobody else learns of them.
#[utoipa::path(
    get, path = "/api/audiences", tag = "Audiences", params(PageQuery),
    responses((
        status = 200, body = Vec<AudienceDict>, description = "The audiences, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AudienceDict>, ApiError> {
    Page::read(&db, query, move |conn, page| Audience::list(conn, &viewer, page)).await
}

/// `GET /api/posts/{id}/audiences`: the audiences of your post, by name; none if all followers see it.
#[utoipa::path(
    get, path = "/api/posts/{id}/audiences", tag = "Audiences",
    params(("id" = i32, Path, minimum = 1, description = "Your post")),
    responses((status = 200, body = Vec<AudienceDict>, description = "The audiences, by name"))
)]
pub async fn of_post(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Vec<AudienceDict>>, ApiError> {
    Ok(Json(db.read(move |conn| Audience::of_post(conn, &viewer, id)).await?))
}

/// `POST /api/audiences`: makes a list of followers, to whom you can show a post or a story instead of to all followers.
#[utoipa::path(
    post, path = "/api/audiences", tag = "Audiences", request_body = CreateAudience,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = AudienceDict, description = "The audience"),
        (
            status = 400, body = ErrorBody,
            description = "A field is invalid, you have an audience with this name, or you have 50 audiences",
        ),
        (status = 404, body = ErrorBody, description = "One of the users does not follow you"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateAudience>>,
) -> Result<Created<AudienceDict>, ApiError> {
    let new = NewAudience { name: body.name.0, member_ids: body.user_ids.unwrap_or_default().0 };
    let creation = creation.counted(WriteKind::Changes);
    creation.write_or_refuse(move |conn| Audience::create(conn, &viewer, &new)).await
}

/// `PATCH /api/audiences/{id}`: renames your audience. The owner is checked before the body.
#[utoipa::path(
    patch, path = "/api/audiences/{id}", tag = "Audiences", request_body = UpdateAudience,
    params(("id" = i32, Path, minimum = 1, description = "Your audience")),
    responses(
        (status = 200, body = AudienceDict, description = "The changed audience"),
        (
            status = 400, body = ErrorBody,
            description = "The name is invalid, or another audience of yours has it",
        ),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn update(
    viewer: CurrentUser,
    Id(id): Id,
    body: Result<Body<UpdateAudience>, ApiError>,
    db: Data<Db>,
    limits: Data<WriteLimiter>,
) -> Result<Json<AudienceDict>, ApiError> {
    let owner_id = viewer.id;
    db.read(move |conn| Audience::find_own(conn, owner_id, &[id])).await?;
    let Body(UpdateAudience { name: AudienceName(name) }) = body?;
    let audience = limits
        .write_or_refuse(&db, viewer.id, WriteKind::Changes, move |conn| {
            Audience::rename(conn, &viewer, id, &name)
        })
        .await?;
    Ok(Json(audience))
}

/// `DELETE /api/audiences/{id}`: deletes your audience. What was shared with it alone is then visible to you alone.
#[utoipa::path(
    delete, path = "/api/audiences/{id}", tag = "Audiences",
    params(("id" = i32, Path, minimum = 1, description = "Your audience")),
    responses((status = 200, body = Message, description = "The audience was deleted"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| Audience::delete(conn, &viewer, id)).await?;
    Ok(message("The audience was deleted."))
}
