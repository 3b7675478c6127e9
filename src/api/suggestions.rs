//! `/api/suggestions`

use actix_web::web::{Data, Json};

use crate::{auth::CurrentUser, db::Db, error::ApiError, models::User};

/// `GET /api/suggestions`: people whom the viewer may want to follow.
#[utoipa::path(get, path = "/api/suggestions", tag = "People", responses((status = 200, body = Vec<User>, description = "Seven people at most, by id")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<User>>, ApiError> {
    Ok(Json(db.read(move |conn| User::suggestions(conn, &viewer)).await?))
}
