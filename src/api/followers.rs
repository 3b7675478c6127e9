//! `/api/followers`

use actix_web::web::{Data, Json};

use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{FollowerDict, Following},
};

/// `GET /api/followers`: who follows the viewer, by id.
#[utoipa::path(get, path = "/api/followers", tag = "People", responses((status = 200, body = Vec<FollowerDict>, description = "Who follows one, by id")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<FollowerDict>>, ApiError> {
    Ok(Json(db.read(move |conn| Following::followers(conn, &viewer)).await?))
}
