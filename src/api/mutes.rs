//! `/api/mutes`

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
    models::{Mute, MuteDict, Muted, WriteKind},
};

/// The body of `POST /api/mutes`. At least one of `posts` and `stories` is true.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateMute {
    user_id: IdField,
    /// Whether the feed leaves out the user's posts; true if absent.
    #[schema(default = true)]
    posts: Option<bool>,
    /// Whether the user's stories are left out; true if absent.
    #[schema(default = true)]
    stories: Option<bool>,
}

/// `GET /api/mutes`: the users whom you mute, newest first.
#[utoipa::path(
    get, path = "/api/mutes", tag = "People", params(PageQuery),
    responses((
        status = 200, body = Vec<MuteDict>, description = "The mutes, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<MuteDict>, ApiError> {
    Page::read(&db, query, move |conn, page| Mute::list(conn, &viewer, page)).await
}

/// `POST /api/mutes`: leaves the posts of a user out of your feed, their stories out of the list of stories, or
/// both. They do not learn it. A second time, it changes which of these.
#[utoipa::path(
    post, path = "/api/mutes", tag = "People", request_body = CreateMute,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = MuteDict, description = "The mute"),
        (
            status = 400, body = ErrorBody,
            description = "You already mute just this of the user, it is you, nothing is to be muted, or you mute 1000 users",
        ),
        (status = 404, body = ErrorBody, description = "There is no such user, or they are disabled"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateMute>>,
) -> Result<Created<MuteDict>, ApiError> {
    let user_id = body.user_id.of_another(&viewer)?;
    let muted = Muted { posts: body.posts.unwrap_or(true), stories: body.stories.unwrap_or(true) };
    if !muted.posts && !muted.stories {
        return Err(ApiError::invalid_field("posts", "must be true if stories is false"));
    }
    let creation = creation.counted(WriteKind::Changes);
    creation.write_or_refuse(move |conn| Mute::create(conn, &viewer, user_id, muted)).await
}

/// `DELETE /api/mutes/{id}`: ends a mute.
#[utoipa::path(
    delete, path = "/api/mutes/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "The id of the mute, not of the user")),
    responses((status = 200, body = Message, description = "You no longer mute the user"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| Mute::delete(conn, &viewer, id)).await?;
    Ok(message("You no longer mute this user."))
}
