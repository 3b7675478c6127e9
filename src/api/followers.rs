//! `/api/followers`

use actix_web::{
    Either, HttpResponse,
    web::{Data, Json},
};

use super::{
    Message,
    extract::Query,
    message,
    paging::{Page, PageQuery},
    path::Id,
    streaming::list_response,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{FollowerDict, Following},
};

/// `GET /api/followers`: your followers, by id. With `limit` or `before`, a page of them, newest first.
#[utoipa::path(
    get, path = "/api/followers", tag = "People", params(PageQuery),
    responses((
        status = 200, body = Vec<FollowerDict>, description = "Your followers: all by id, or a page, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PageQuery>,
    db: Data<Db>,
) -> Result<Either<Page<FollowerDict>, HttpResponse>, ApiError> {
    let Some(page) = query.page_or_all() else {
        let all = list_response(db, move |conn, after| Following::followers(conn, &viewer, after));
        return all.await.map(Either::Right);
    };
    let (users, next) = db.read(move |conn| Following::followers_page(conn, &viewer, page)).await?;
    Ok(Either::Left(Page::new(users, Some(page), next)))
}

/// `DELETE /api/followers/{id}`: removes a follower, who no longer sees your posts. If you are public, they can follow you again.
#[utoipa::path(
    delete, path = "/api/followers/{id}", tag = "People",
    params(("id" = i32, Path, minimum = 1, description = "The id of the follower in the list, not of the user")),
    responses((status = 200, body = Message, description = "The user no longer follows you"))
)]
pub async fn delete(viewer: CurrentUser, Id(id): Id, db: Data<Db>) -> Result<Json<Message>, ApiError> {
    db.write_one(move |conn| Following::remove_follower(conn, &viewer, id)).await?;
    Ok(message("This user no longer follows you."))
}
