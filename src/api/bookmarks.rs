//! `/api/bookmarks`, and its alias `/api/posts/bookmarks`.

use actix_web::{
    Either, HttpResponse,
    web::{Data, Json},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    fields::IdField,
    message,
    paging::{LikesQuery, Page, PageQuery},
    path::Id,
    streaming::list_response,
};
use crate::{
    auth::CurrentUser,
    db::{Conn, Db},
    error::{ApiError, ErrorBody},
    models::{Bookmark, BookmarkDict, PageRequest, PostCache},
};

/// How many bookmarks are read at once for the whole list.
const PART_LENGTH: i64 = 20;

/// The body of `POST /api/bookmarks`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateBookmark {
    post_id: IdField,
}

/// `GET /api/bookmarks`: your bookmarks, newest first; all of them without `limit` and `before`.
#[utoipa::path(
    get, path = "/api/bookmarks", tag = "Bookmarks", params(PageQuery, LikesQuery),
    responses((
        status = 200, body = Vec<BookmarkDict>, description = "The bookmarks, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    Query(likes): Query<LikesQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
) -> Result<Either<Page<BookmarkDict>, HttpResponse>, ApiError> {
    let included = likes.included();
    let Some(page) = query.page_or_all() else {
        let part = move |conn: &mut Conn, before| {
            let page = PageRequest { limit: PART_LENGTH, before, included };
            Bookmark::list(conn, &contents, &viewer, page)
        };
        return list_response(db, part).await.map(Either::Right);
    };
    let page = PageRequest { included, ..page };
    let (bookmarks, next) = db.read(move |conn| Bookmark::list(conn, &contents, &viewer, page)).await?;
    Ok(Either::Left(Page::new(bookmarks, Some(page), next)))
}

/// `POST /api/bookmarks`: bookmarks the post in the body.
#[utoipa::path(
    post, path = "/api/bookmarks", tag = "Bookmarks", request_body = CreateBookmark,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = BookmarkDict, description = "The bookmark"),
        (status = 404, body = ErrorBody, description = "The post does not exist, or you may not see it"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreateBookmark>>,
    contents: Data<PostCache>,
) -> Result<Created<BookmarkDict>, ApiError> {
    const DUPLICATE: ApiError = ApiError::AlreadyExists("You have already bookmarked this post.");

    let bookmark = creation.write(move |conn| Bookmark::create(conn, &contents, &viewer, body.post_id.0));
    bookmark.await.map_err(|why| why.or_duplicate(DUPLICATE))
}

/// `DELETE /api/bookmarks/{id}`: removes your bookmark.
#[utoipa::path(
    delete, path = "/api/bookmarks/{id}", tag = "Bookmarks",
    params(("id" = i32, Path, minimum = 1, description = "Your bookmark")),
    responses((status = 200, body = Message, description = "The bookmark was removed"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Bookmark::delete(conn, &viewer, id)).await?;
    Ok(message("The bookmark was removed."))
}
