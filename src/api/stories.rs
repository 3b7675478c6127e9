//! `/api/stories`

use actix_web::{
    HttpResponse,
    web::{Data, Json},
};
use serde::{Deserialize, de::IgnoredAny};
use utoipa::ToSchema;

use super::{
    Message,
    audience_fields::AudienceIds,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, OptionalBody, Query},
    fields::{ImageUrl, Text},
    message,
    paging::{Page, PageQuery},
    path::Id,
    streaming::list_response,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    media::MediaStore,
    models::{NewStory, Story, StoryDict, StoryView, StoryViewDict, WriteKind},
};

/// The body of `POST /api/stories`: a text, an image, or both.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateStory {
    text: Option<Text>,
    image_url: Option<ImageUrl>,
    audience_ids: Option<AudienceIds>,
}

/// `GET /api/stories`: the stories that you may see, newest first.
#[utoipa::path(
    get, path = "/api/stories", tag = "Stories",
    responses((status = 200, body = Vec<StoryDict>, description = "The stories, newest first"))
)]
pub async fn list(viewer: CurrentUser, db: Data<Db>) -> Result<HttpResponse, ApiError> {
    list_response(db, move |conn, rest| Story::list(conn, &viewer, rest)).await
}

/// `POST /api/stories`: shares a story, which is visible for 24 hours.
#[utoipa::path(
    post, path = "/api/stories", tag = "Stories", request_body = CreateStory,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = StoryDict, description = "The story"),
        (status = 404, body = ErrorBody, description = "You have no such audience"),
        (status = 429, body = ErrorBody, description = "Too many posts and stories within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateStory>>,
) -> Result<Created<StoryDict>, ApiError> {
    let story = NewStory {
        text: body.text.map(|text| text.0).unwrap_or_default(),
        image_url: body.image_url.map(|url| url.0),
        audience_ids: body.audience_ids.unwrap_or_default().0,
    };
    if story.image_url.is_none() && story.text.trim().is_empty() {
        return Err(ApiError::FieldNeeded { field: "text", reason: "a story needs a text or an image_url" });
    }
    let creation = creation.counted(WriteKind::Posts);
    creation.write_or_refuse(move |conn| Story::create(conn, &viewer, &story)).await
}

/// `DELETE /api/stories/{id}`: deletes your story.
#[utoipa::path(
    delete, path = "/api/stories/{id}", tag = "Stories",
    params(("id" = i32, Path, minimum = 1, description = "Your story")),
    responses((status = 200, body = Message, description = "The story was deleted"))
)]
pub async fn delete(
    viewer: CurrentUser,
    Id(id): Id,
    db: Data<Db>,
    media: Data<MediaStore>,
) -> Result<Json<Message>, ApiError> {
    let owner = viewer.clone();
    let image_url = db.write_one(move |conn| Story::delete(conn, &viewer, id)).await?;
    media.detach(&owner, image_url).await;
    Ok(message("The story was deleted."))
}

/// `POST /api/stories/{id}/seen`: records that you have seen a story. The body is empty or an object.
#[utoipa::path(
    post, path = "/api/stories/{id}/seen", tag = "Stories",
    params(("id" = i32, Path, minimum = 1, description = "A story that you may see")),
    responses(
        (status = 200, body = Message, description = "The view was recorded; views of your own story are not"),
        (status = 400, body = ErrorBody, description = "The body is not a JSON object"),
        (status = 408, body = ErrorBody, description = "The body took too long to arrive"),
        (status = 413, body = ErrorBody, description = "The body is larger than 256 KiB"),
        (status = 415, body = ErrorBody, description = "The content type is not JSON"),
    )
)]
pub async fn mark_as_seen(
    viewer: CurrentUser,
    Id(id): Id,
    _: OptionalBody<IgnoredAny>,
    db: Data<Db>,
) -> Result<Json<Message>, ApiError> {
    let reader = viewer.clone();
    if db.read(move |conn| StoryView::is_new(conn, &reader, id)).await? {
        match db.write_one(move |conn| StoryView::create(conn, &viewer, id)).await.map_err(ApiError::from) {
            // Another request has recorded it meanwhile.
            Ok(_) | Err(ApiError::AlreadyExists(_)) => {}
            Err(why) => return Err(why),
        }
    }
    Ok(Json(Message { message: "You have seen the story." }))
}

/// `GET /api/stories/{id}/viewers`: the viewers of your story, newest first.
#[utoipa::path(
    get, path = "/api/stories/{id}/viewers", tag = "Stories",
    params(("id" = i32, Path, minimum = 1, description = "Your story"), PageQuery),
    responses((
        status = 200, body = Vec<StoryViewDict>, description = "The viewers, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn viewers(
    viewer: CurrentUser,
    Id(id): Id,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Page<StoryViewDict>, ApiError> {
    Page::read(&db, query, move |conn, page| StoryView::list(conn, &viewer, id, page)).await
}
