//! `/api/stories`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};

use super::{Message, body::JsonObject, deleted, openapi::NewStoryBody, path::Id, streaming::whole_list};
use crate::{
    album::Album,
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{NewStory, Story, StoryDict, WriteKind},
    rate_limits::RateLimits,
};

/// `GET /api/stories`: the stories that the viewer may see, newest first.
#[utoipa::path(get, path = "/api/stories", tag = "Stories", responses((status = 200, body = Vec<StoryDict>, description = "The stories, newest first")))]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<HttpResponse, ApiError> {
    whole_list(db, move |conn, rest| Story::list(conn, &viewer, rest)).await
}

/// `POST /api/stories`: tells a story, which is seen for 24 hours.
#[utoipa::path(post, path = "/api/stories", tag = "Stories", request_body = NewStoryBody, responses((status = 201, body = StoryDict, description = "The story"), (status = 429, body = ErrorBody, description = "Too many posts and stories in an hour; Retry-After says when to try again")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
    limits: Data<RateLimits>,
) -> Result<(Json<StoryDict>, StatusCode), ApiError> {
    let story = NewStory {
        text: body.optional_prose("text")?.unwrap_or_default(),
        image_url: body.optional_picture("image_url")?,
    };
    if story.image_url.is_none() && story.text.trim().is_empty() {
        return Err(ApiError::bad_request("A story needs a text or an image_url."));
    }
    let story =
        limits.write(&db, viewer.id, WriteKind::Posts, move |conn| Story::create(conn, &viewer, &story)).await??;
    Ok((Json(story), StatusCode::CREATED))
}

/// `DELETE /api/stories/{id}`: removes one's own story.
#[utoipa::path(delete, path = "/api/stories/{id}", tag = "Stories", params(("id" = i32, Path, minimum = 1, description = "One's own story")), responses((status = 200, body = Message, description = "It is gone")))]
pub async fn delete(
    viewer: CurrentUser,
    Id(id): Id,
    db: Data<Db>,
    album: Data<Album>,
) -> Result<Json<Message>, ApiError> {
    let owner = viewer.clone();
    let picture = db.write_one(move |conn| Story::delete(conn, &viewer, id)).await?;
    album.release(&owner, picture).await;
    Ok(deleted("The story was deleted."))
}
