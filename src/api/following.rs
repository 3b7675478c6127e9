//! `/api/following`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};

use super::{Message, body::JsonObject, deleted, openapi::PersonReference, path::Id, streaming::whole_list};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{Following, FollowingDict, WriteKind},
    rate_limits::RateLimits,
};

/// `GET /api/following`: whom the viewer follows, by id.
#[utoipa::path(get, path = "/api/following", tag = "People", responses((status = 200, body = Vec<FollowingDict>, description = "Whom one follows, by id")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<HttpResponse, ApiError> {
    whole_list(db, move |conn, after| Following::list(conn, &viewer, after)).await
}

/// `POST /api/following`: follows the person in the body.
#[utoipa::path(post, path = "/api/following", tag = "People", request_body = PersonReference, responses((status = 201, body = FollowingDict, description = "Whom one follows now"), (status = 429, body = ErrorBody, description = "Too many new followings in an hour; Retry-After says when to try again")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
    limits: Data<RateLimits>,
) -> Result<(Json<FollowingDict>, StatusCode), ApiError> {
    let user_id = body.id("user_id")?;
    if user_id == viewer.id {
        return Err(ApiError::bad_request("You cannot follow yourself."));
    }
    let following = limits
        .write(&db, viewer.id, WriteKind::Follows, move |conn| Following::create(conn, &viewer, user_id))
        .await
        .map_err(|why| why.or_duplicate("You follow this person already."))?;
    Ok((Json(following), StatusCode::CREATED))
}

/// `DELETE /api/following/{id}`: stops following somebody.
#[utoipa::path(delete, path = "/api/following/{id}", tag = "People", params(("id" = i32, Path, minimum = 1, description = "The id of the following, not of the person")), responses((status = 200, body = Message, description = "One no longer follows them")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Following::delete(conn, &viewer, id)).await?;
    Ok(deleted("You no longer follow this person."))
}
