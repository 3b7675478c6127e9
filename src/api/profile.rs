//! `/api/profile`

use actix_web::web::Json;

use crate::{
    auth::CurrentUser,
    models::{User, UserDict},
};

/// `GET /api/profile`: the signed-in person themself.
#[utoipa::path(get, path = "/api/profile", tag = "People", responses((status = 200, body = User, description = "Oneself")))]
pub async fn show(CurrentUser(viewer): CurrentUser) -> Json<UserDict> {
    Json(viewer)
}
