//! `/api/posts`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::JsonObject,
    deleted,
    openapi::{NewPostBody, PostChangesBody},
    paging::{CommentsParameter, PageOfPosts, PageTurns, Paging},
    path::Id,
    post_body::{CommentSource, answer_post},
};
use crate::{
    album::Album,
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    models::{CommentsWanted, NewPost, Post, PostChanges, PostContents, PostDict, WriteKind},
    rate_limits::RateLimits,
};

/// `GET /api/posts`: the viewer's feed, newest first.
#[utoipa::path(get, path = "/api/posts", tag = "Posts", params(("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; 20 if absent"), ("before" = Option<String>, Query, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$", description = "Where to go on, from the Link header of the page before"), ("comments" = Option<i32>, Query, minimum = 0, maximum = 50, description = "How many of the newest comments of each post; all if absent")), responses((status = 200, body = Vec<PostDict>, description = "The feed, newest first", headers(("Link" = String, description = "The next page, if there may be one")))))]
pub async fn list(
    viewer: CurrentUser,
    Paging(page): Paging,
    db: Data<Db>,
    contents: Data<PostContents>,
    turns: Data<PageTurns>,
) -> Result<PageOfPosts, ApiError> {
    let turn = turns.take(&viewer, page).await?;
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let posts = db.read(move |conn| Post::feed(conn, &contents, &viewer, page)).await?;
    Ok(PageOfPosts::new(posts, page, source, turn))
}

/// `POST /api/posts`: publishes a post.
#[utoipa::path(post, path = "/api/posts", tag = "Posts", request_body = NewPostBody, responses((status = 201, body = PostDict, description = "The new post"), (status = 429, body = ErrorBody, description = "Too many posts and stories in an hour; Retry-After says when to try again")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
    contents: Data<PostContents>,
    limits: Data<RateLimits>,
) -> Result<HttpResponse, ApiError> {
    let new = NewPost {
        image_url: body.picture("image_url")?,
        caption: body.optional_prose("caption")?,
        alt_text: body.optional_prose("alt_text")?,
    };
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let post = limits
        .write(&db, viewer.id, WriteKind::Posts, move |conn| {
            let id = Post::create(conn, &viewer, &new)?;
            Post::visible(conn, &contents, &viewer, id, CommentsWanted::All)
        })
        .await?;
    Ok(answer_post(post, StatusCode::CREATED, source))
}

/// `GET /api/posts/{id}`: a post that the viewer may see.
#[utoipa::path(get, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "The post"), ("comments" = Option<i32>, Query, minimum = 0, maximum = 50, description = "How many of the newest comments; all if absent")), responses((status = 200, body = PostDict, description = "The post")))]
pub async fn show(
    viewer: CurrentUser,
    Id(id): Id,
    CommentsParameter(comments): CommentsParameter,
    db: Data<Db>,
    contents: Data<PostContents>,
) -> Result<HttpResponse, ApiError> {
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let post = db.read(move |conn| Post::visible(conn, &contents, &viewer, id, comments)).await?;
    Ok(answer_post(post, StatusCode::OK, source))
}

/// `PATCH /api/posts/{id}`: changes your own post. The owner is checked before the body.
#[utoipa::path(patch, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "Your own post")), request_body = PostChangesBody, responses((status = 200, body = PostDict, description = "The post as it is now"), (status = 429, body = ErrorBody, description = "Too many changes in an hour; Retry-After says when to try again")))]
pub async fn update(
    viewer: CurrentUser,
    Id(id): Id,
    body: Result<JsonObject, ApiError>,
    db: Data<Db>,
    contents: Data<PostContents>,
    album: Data<Album>,
    limits: Data<RateLimits>,
) -> Result<HttpResponse, ApiError> {
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let owner = viewer.clone();
    db.read(move |conn| Post::picture_of_own(conn, &owner, id)).await?;
    let body = body?;
    let changes = PostChanges {
        image_url: body.optional_picture("image_url")?,
        caption: body.optional_prose("caption")?,
        alt_text: body.optional_prose("alt_text")?,
    };
    let new = changes.image_url.clone();
    let owner = viewer.clone();
    let (picture, post) = limits
        .write(&db, viewer.id, WriteKind::Changes, move |conn| {
            let picture = Post::update(conn, &viewer, id, &changes)?;
            Ok((picture, Post::visible(conn, &contents, &viewer, id, CommentsWanted::All)?))
        })
        .await?;
    album.release(&owner, new.filter(|new| *new != picture).map(|_| picture)).await;
    Ok(answer_post(post, StatusCode::OK, source))
}

/// `DELETE /api/posts/{id}`: deletes your own post, with its comments, likes and bookmarks.
#[utoipa::path(delete, path = "/api/posts/{id}", tag = "Posts", params(("id" = i32, Path, minimum = 1, description = "Your own post")), responses((status = 200, body = Message, description = "It is gone, with its comments, likes and bookmarks")))]
pub async fn delete(
    viewer: CurrentUser,
    Id(id): Id,
    db: Data<Db>,
    album: Data<Album>,
) -> Result<Json<Message>, ApiError> {
    let owner = viewer.clone();
    let picture = db.write_one(move |conn| Post::delete(conn, &viewer, id)).await?;
    album.release(&owner, [picture]).await;
    Ok(deleted("The post was deleted."))
}
