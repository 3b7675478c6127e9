//! `/api/posts`

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::{JsonObject, MAX_TEXT},
    deleted,
    openapi::{NewPostBody, PostChangesBody},
    path::Id,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{NewPost, Post, PostChanges, PostDict},
};

const DEFAULT_LIMIT: i64 = 20;
const MAX_LIMIT: i64 = 50;

/// `GET /api/posts`: the viewer's feed, newest first.
#[utoipa::path(get, path = "/api/posts", tag = "Posts", params(("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; 20 if absent")), responses((status = 200, body = Vec<PostDict>, description = "The feed, newest first"), (status = 400, body = ErrorBody, description = "limit is no integer from 1 to 50")))]
pub async fn list(viewer: CurrentUser, req: HttpRequest, db: Data<Db>) -> Result<Json<Vec<PostDict>>, ApiError> {
    let limit = limit(req.query_string())?;
    let posts = db
        .read(move |conn| {
            let feed = Post::feed(conn, &viewer, limit)?;
            Post::to_dicts(feed, conn, &viewer)
        })
        .await?;
    Ok(Json(posts))
}

/// `POST /api/posts`: publishes a post.
#[utoipa::path(post, path = "/api/posts", tag = "Posts", request_body = NewPostBody, responses((status = 201, body = PostDict, description = "The new post")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
) -> Result<(Json<PostDict>, StatusCode), ApiError> {
    let new = NewPost {
        image_url: body.picture("image_url")?,
        caption: body.optional_text("caption", MAX_TEXT)?,
        alt_text: body.optional_text("alt_text", MAX_TEXT)?,
    };
    let post = db.write(move |conn| Post::create(conn, &viewer, &new)?.to_dict(conn, &viewer)).await?;
    Ok((Json(post), StatusCode::CREATED))
}

/// `GET /api/posts/{id}`: a post that the viewer may see.
#[utoipa::path(get, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "The post")), responses((status = 200, body = PostDict, description = "The post")))]
pub async fn show(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<PostDict>, ApiError> {
    let post = db.read(move |conn| Post::visible(conn, &viewer, id)?.to_dict(conn, &viewer)).await?;
    Ok(Json(post))
}

/// `PATCH /api/posts/{id}`: changes one's own post. Whose it is is judged before what the body says.
#[utoipa::path(patch, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "One's own post")), request_body = PostChangesBody, responses((status = 200, body = PostDict, description = "The post as it is now")))]
pub async fn update(
    viewer: CurrentUser,
    Id(id): Id,
    body: Result<JsonObject, ApiError>,
    db: Data<Db>,
) -> Result<Json<PostDict>, ApiError> {
    let owner = viewer.clone();
    db.read(move |conn| Post::must_be_owned(conn, &owner, id)).await?;
    let body = body?;
    let changes = PostChanges {
        image_url: body.optional_picture("image_url")?,
        caption: body.optional_text("caption", MAX_TEXT)?,
        alt_text: body.optional_text("alt_text", MAX_TEXT)?,
    };
    let post = db.write(move |conn| Post::update(conn, &viewer, id, &changes)?.to_dict(conn, &viewer)).await?;
    Ok(Json(post))
}

/// `DELETE /api/posts/{id}`: removes one's own post and everything that hangs on it.
#[utoipa::path(delete, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "One's own post")), responses((status = 200, body = Message, description = "It is gone, with its comments, likes and bookmarks")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write(move |conn| Post::delete(conn, &viewer, id)).await?;
    Ok(deleted("The post was deleted."))
}

/// Reads `limit` out of a query string; the first one counts.
fn limit(query: &str) -> Result<i64, ApiError> {
    let Some((_, text)) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "limit") else {
        return Ok(DEFAULT_LIMIT);
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let limit = text.parse().ok().filter(|limit| digits && (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| ApiError::bad_request(format!("limit must be an integer from 1 to {MAX_LIMIT}.")))
}
