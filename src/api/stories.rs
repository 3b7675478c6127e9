//! `/api/stories`

use actix_web::web::{Data, Json};

use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Story, StoryDict},
};

/// `GET /api/stories`: the stories that the viewer may see, newest first.
#[utoipa::path(get, path = "/api/stories", tag = "Stories", responses((status = 200, body = Vec<StoryDict>, description = "The stories, newest first")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<StoryDict>>, ApiError> {
    Ok(Json(db.read(move |conn| Story::list(conn, &viewer)).await?))
}
