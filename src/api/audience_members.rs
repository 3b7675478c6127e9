//! `/api/audiences/{id}/members`

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
    path::{Id, MemberId},
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Audience, AudienceMember, AudienceMemberDict, WriteKind},
};

/// The body of `POST /api/audiences/{id}/members`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddMember {
    user_id: IdField,
}

/// `GET /api/audiences/{id}/members`: the members of your audience, newest first.
#[utoipa::path(
    get, path = "/api/audiences/{id}/members", tag = "Audiences",
    params(("id" = i32, Path, minimum = 1, description = "Your audience"), PageQuery),
    responses((
        status = 200, body = Vec<AudienceMemberDict>, description = "The members, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Id(id): Id,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<AudienceMemberDict>, ApiError> {
    Page::read(&db, query, move |conn, page| AudienceMember::list(conn, &viewer, id, page)).await
}

/// `POST /api/audiences/{id}/members`: adds a follower to your audience. They do not learn it, and also see what you shared
/// with the audience before.
#[utoipa::path(
    post, path = "/api/audiences/{id}/members", tag = "Audiences", request_body = AddMember,
    params(("id" = i32, Path, minimum = 1, description = "Your audience"), IdempotencyHeader),
    responses(
        (status = 201, body = AudienceMemberDict, description = "The member"),
        (status = 400, body = ErrorBody, description = "The user is a member already, it is you, or there are 1000 members"),
        (status = 404, body = ErrorBody, description = "You have no such audience or follower"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    Id(id): Id,
    new: Result<New<Body<AddMember>>, ApiError>,
    db: Data<Db>,
) -> Result<Created<AudienceMemberDict>, ApiError> {
    // The audience may be deleted since.
    if let Ok(New { creation, .. }) = &new
        && let Some(earlier) = creation.find_earlier().await?
    {
        return Ok(earlier);
    }
    let owner_id = viewer.id;
    db.read(move |conn| Audience::find_own(conn, owner_id, &[id])).await?;
    let New { body: Body(body), creation } = new?;
    let user_id = body.user_id.of_another(&viewer)?;
    let creation = creation.counted(WriteKind::Changes);
    creation.write_or_refuse(move |conn| AudienceMember::create(conn, &viewer, id, user_id)).await
}

/// `DELETE /api/audiences/{id}/members/{member_id}`: removes a member from your audience. They stay your follower.
#[utoipa::path(
    delete, path = "/api/audiences/{id}/members/{member_id}", tag = "Audiences",
    params(
        ("id" = i32, Path, minimum = 1, description = "Your audience"),
        ("member_id" = i32, Path, minimum = 1, description = "The id of the member, not of the user"),
    ),
    responses((status = 200, body = Message, description = "The member was removed"))
)]
pub async fn delete(
    viewer: CurrentUser,
    Id(id): Id,
    MemberId(member_id): MemberId,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| AudienceMember::delete(conn, &viewer, id, member_id)).await?;
    Ok(message("The member was removed."))
}
