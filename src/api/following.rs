//! `/api/following`

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};
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
    streaming::list_response,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{FollowRequestedDict, Followed, Following, FollowingDict, WriteKind},
};

/// The body of `POST /api/following`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateFollowing {
    user_id: IdField,
}

/// `GET /api/following`: the users that you follow, by id. With `limit` or `before`, a page of them, newest first.
#[utoipa::path(
    get, path = "/api/following", tag = "People", params(PageQuery),
    responses((
        status = 200, body = Vec<FollowingDict>, description = "The users that you follow: all by id, or a page, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Either<Page<FollowingDict>, HttpResponse>, ApiError> {
    let Some(page) = query.page_or_all() else {
        let all = list_response(db, move |conn, after| Following::list(conn, &viewer, after));
        return all.await.map(Either::Right);
    };
    let (users, next) = db.read(move |conn| Following::page(conn, &viewer, page)).await?;
    Ok(Either::Left(Page::new(users, Some(page), next)))
}

/// `POST /api/following`: follows the user in the body, or asks a private user for permission.
#[utoipa::path(
    post, path = "/api/following", tag = "People", request_body = CreateFollowing,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = FollowingDict, description = "The user that you follow now"),
        (status = 202, body = FollowRequestedDict, description = "The private user, who can accept your request"),
        (status = 404, body = ErrorBody, description = "The user does not exist, or is disabled"),
        (status = 429, body = ErrorBody, description = "Too many users followed within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateFollowing>>,
) -> Result<Created<Followed>, ApiError> {
    let user_id = body.user_id.0;
    if user_id == viewer.id {
        return Err(ApiError::SelfFollow);
    }
    let status = |followed: &Followed| match followed {
        Followed::Following(_) => StatusCode::CREATED,
        Followed::Requested(_) => StatusCode::ACCEPTED,
    };
    let follow = move |conn: &mut _| Following::create(conn, &viewer, user_id);
    creation.counted(WriteKind::Follows).write_with_status(status, follow).await
}

/// `DELETE /api/following/{id}`: unfollows a user.
#[utoipa::path(
    delete, path = "/api/following/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "The id of the following, not of the user")),
    responses((status = 200, body = Message, description = "You no longer follow the user"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Following::delete(conn, &viewer, id)).await?;
    Ok(message("You no longer follow this user."))
}
