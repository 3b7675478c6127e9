//! `/api/suggestions`

use actix_web::web::{Data, Json};

use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{FriendSuggestion, User, UserDict, UserSummary},
};

/// `GET /api/suggestions`: users that you may want to follow.
#[utoipa::path(
    get, path = "/api/suggestions", tag = "People",
    responses((status = 200, body = Vec<User>, description = "At most seven users, by id"))
)]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<UserDict>>, ApiError> {
    Ok(Json(db.read(move |conn| User::suggestions(conn, &viewer)).await?))
}

/// `GET /api/suggestions/friends`: friends of friends; those with the most common friends first.
#[utoipa::path(
    get, path = "/api/suggestions/friends", tag = "People",
    responses((
        status = 200, body = Vec<FriendSuggestion>,
        description = "At most 20 users, with those of your friends who follow them",
    ))
)]
pub async fn friends(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<FriendSuggestion>>, ApiError> {
    Ok(Json(db.read_slow(move |conn| UserSummary::friends_of_friends(conn, &viewer)).await?))
}
