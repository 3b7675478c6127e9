//! `/api/following`

use actix_web::{
    Either, HttpResponse,
    web::{Data, Json},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    extract::{Body, Query},
    fields::IdField,
    message,
    paging::{Page, PageQuery},
    path::Id,
    streaming::list_response,
};
use crate::{
    api::write_limits::WriteLimiter,
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
    responses(
        (status = 201, body = FollowingDict, description = "The user that you follow now"),
        (status = 202, body = FollowRequestedDict, description = "The private user, who can accept your request"),
        (status = 404, body = ErrorBody, description = "The user does not exist, or is disabled"),
        (status = 429, body = ErrorBody, description = "Too many users followed within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    Body(body): Body<CreateFollowing>,
    db: Data<Db>,
    limits: Data<WriteLimiter>,
) -> Result<HttpResponse, ApiError> {
    let user_id = body.user_id.0;
    if user_id == viewer.id {
        return Err(ApiError::SelfFollow);
    }
    let followed = limits
        .write_or_refuse(&db, viewer.id, WriteKind::Follows, move |conn| Following::create(conn, &viewer, user_id))
        .await?;
    Ok(match followed {
        Followed::Following(following) => HttpResponse::Created().json(following),
        Followed::Requested(requested) => HttpResponse::Accepted().json(requested),
    })
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
