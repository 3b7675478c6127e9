//! `/api/followers`

use actix_web::{HttpResponse, web::Data};

use super::streaming::list_response;
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
