//! `/api/followers`

use actix_web::{
    HttpResponse,
    web::{Data, Json},
};

use super::{Message, message, path::Id, streaming::list_response};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{FollowerDict, Following},
};

/// `GET /api/followers`: your followers, by id.
#[utoipa::path(
    get, path = "/api/followers", tag = "People",
    responses((status = 200, body = Vec<FollowerDict>, description = "Your followers, by id"))
)]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<HttpResponse, ApiError> {
    list_response(db, move |conn, after| Following::followers(conn, &viewer, after)).await
}

/// `DELETE /api/followers/{id}`: removes a follower, who no longer sees your posts. If you are public, they can follow you again.
#[utoipa::path(
    delete, path = "/api/followers/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "The id of the follower in the list, not of the user")),
    responses((status = 200, body = Message, description = "The user no longer follows you"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Following::remove_follower(conn, &viewer, id)).await?;
    Ok(message("This user no longer follows you."))
}
