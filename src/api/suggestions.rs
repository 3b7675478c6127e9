//! `/api/suggestions`

use actix_web::web::{Data, Json};

use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{FriendOfFriends, Person, User, UserDict},
};

/// `GET /api/suggestions`: people whom the viewer may want to follow.
#[utoipa::path(get, path = "/api/suggestions", tag = "People", responses((status = 200, body = Vec<User>, description = "Seven people at most, by id")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<UserDict>>, ApiError> {
    Ok(Json(db.read(move |conn| User::suggestions(conn, &viewer)).await?))
}

/// `GET /api/suggestions/friends`: people whom those follow whom the viewer follows, those with most of them first.
#[utoipa::path(get, path = "/api/suggestions/friends", tag = "People", responses((status = 200, body = Vec<FriendOfFriends>, description = "Twenty people at most whom one does not follow yet, and who does")))]
pub async fn friends(viewer: CurrentUser, db: Data<Db>) -> Result<Json<Vec<FriendOfFriends>>, ApiError> {
    Ok(Json(db.read_slow(move |conn| Person::friends_of_friends(conn, &viewer)).await?))
}
