//! `/api/follow-requests`

use actix_web::{
    http::StatusCode,
    web::{Data, Json},
};
use serde::{Deserialize, de::IgnoredAny};

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::{OptionalBody, Query},
    fields::Problem,
    message,
    paging::{Page, PageQuery},
    path::Id,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{FollowRequest, FollowRequestDict, FollowerDict, RequestDirection},
};

/// `direction`: whether requests to you are wanted, or your own.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct DirectionField(RequestDirection);

/// Which requests are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DirectionQuery {
    /// `incoming` for requests to you, `outgoing` for your own; `incoming` if absent
    #[param(value_type = Option<String>, pattern = "^(incoming|outgoing)$")]
    direction: Option<DirectionField>,
}

impl TryFrom<String> for DirectionField {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        match text.as_str() {
            "incoming" => Ok(Self(RequestDirection::Incoming)),
            "outgoing" => Ok(Self(RequestDirection::Outgoing)),
            _ => Err("must be incoming or outgoing".into()),
        }
    }
}

/// `GET /api/follow-requests`: the pending requests to follow you, or your own, newest first.
#[utoipa::path(
    get, path = "/api/follow-requests", tag = "People", params(DirectionQuery, PageQuery),
    responses((
        status = 200, body = Vec<FollowRequestDict>, description = "The requests, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(DirectionQuery { direction }): Query<DirectionQuery>,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<FollowRequestDict>, ApiError> {
    let direction = direction.map_or(RequestDirection::Incoming, |DirectionField(direction)| direction);
    let page =
        Page::read(&db, query, move |conn, page| FollowRequest::list(conn, &viewer, direction, page)).await?;
    Ok(match direction {
        RequestDirection::Incoming => page,
        RequestDirection::Outgoing => page.with_query("direction=outgoing"),
    })
}

/// `POST /api/follow-requests/{id}/accept`: accepts a request to follow you. The body is empty or an object.
#[utoipa::path(
    post, path = "/api/follow-requests/{id}/accept", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "A request to follow you"), IdempotencyHeader),
    responses(
        (status = 200, body = FollowerDict, description = "Your new follower"),
        (status = 400, body = ErrorBody, description = "The body is not a JSON object"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn accept(
    viewer: CurrentUser,
    Id(id): Id,
    New { creation, .. }: New<OptionalBody<IgnoredAny>>,
) -> Result<Created<FollowerDict>, ApiError> {
    let accept = move |conn: &mut _| FollowRequest::accept(conn, &viewer, id).map(Ok::<_, ApiError>);
    creation.write_with_status(|_| StatusCode::OK, accept).await
}

/// `DELETE /api/follow-requests/{id}`: declines a request to follow you, or withdraws yours.
#[utoipa::path(
    delete, path = "/api/follow-requests/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "A request to follow you, or one of yours")),
    responses((status = 200, body = Message, description = "The request was removed"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| FollowRequest::delete(conn, &viewer, id)).await?;
    Ok(message("The request was removed."))
}
