//! `/api/bookmarks`, also spelt `/api/posts/bookmarks`.

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};

use super::{
    Message,
    body::JsonObject,
    deleted,
    openapi::PostReference,
    paging::{OptionalPaging, Page},
    path::Id,
    streaming::whole_list,
};
use crate::{
    auth::CurrentUser,
    db::{Conn, Db},
    error::ApiError,
    models::{Bookmark, BookmarkDict, CommentsWanted, PageOf, PostContents},
};

/// Bookmarks that are read together where all of them are asked for.
const PART: i64 = 20;

/// `GET /api/bookmarks`: the viewer's bookmarks, newest first; all of them, unless a page is asked for.
#[utoipa::path(get, path = "/api/bookmarks", tag = "Bookmarks", params(("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; all if this and before are absent"), ("before" = Option<String>, Query, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$", description = "Where to go on, from the Link header of the page before")), responses((status = 200, body = Vec<BookmarkDict>, description = "The bookmarks, newest first", headers(("Link" = String, description = "The next page, if there may be one")))))]
pub async fn list(
    viewer: CurrentUser,
    OptionalPaging(page): OptionalPaging,
    db: Data<Db>,
    contents: Data<PostContents>,
) -> Result<Either<Page<BookmarkDict>, HttpResponse>, ApiError> {
    let Some(page) = page else {
        let part = move |conn: &mut Conn, before| {
            let page = PageOf { limit: PART, before, comments: CommentsWanted::None };
            Bookmark::list(conn, &contents, &viewer, page)
        };
        return whole_list(db, part).await.map(Either::Right);
    };
    let (bookmarks, next) = db.read(move |conn| Bookmark::list(conn, &contents, &viewer, page)).await?;
    Ok(Either::Left(Page::new(bookmarks, Some(page), next)))
}

/// `POST /api/bookmarks`: bookmarks the post in the body.
#[utoipa::path(post, path = "/api/bookmarks", tag = "Bookmarks", request_body = PostReference, responses((status = 201, body = BookmarkDict, description = "The bookmark")))]
pub async fn create(
    viewer: CurrentUser,
    body: JsonObject,
    db: Data<Db>,
    contents: Data<PostContents>,
) -> Result<(Json<BookmarkDict>, StatusCode), ApiError> {
    let post_id = body.id("post_id")?;
    let bookmark = db.write(move |conn| Bookmark::create(conn, &contents, &viewer, post_id)).await;
    let bookmark =
        bookmark.map_err(|why| ApiError::from(why).or_duplicate("You have bookmarked this post already."))?;
    Ok((Json(bookmark), StatusCode::CREATED))
}

/// `DELETE /api/bookmarks/{id}`: removes one's own bookmark.
#[utoipa::path(delete, path = "/api/bookmarks/{id}", tag = "Bookmarks", params(("id" = i32, Path, minimum = 1, description = "One's own bookmark")), responses((status = 200, body = Message, description = "It is gone")))]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Bookmark::delete(conn, &viewer, id)).await?;
    Ok(deleted("The bookmark was removed."))
}
