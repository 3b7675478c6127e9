//! `/api/users/{username}`

use actix_web::web::{Data, Path};

use super::paging::{Page, Paging};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Post, PostContents, PostDict, User},
};

/// `GET /api/users/{username}/posts`: what one person has posted, newest first.
#[utoipa::path(get, path = "/api/users/{username}/posts", tag = "People", params(("username" = String, Path, description = "The viewer, or somebody whom the viewer follows"), ("limit" = Option<i32>, Query, minimum = 1, maximum = 50, description = "How many at most; 20 if absent"), ("before" = Option<String>, Query, pattern = r"^-?[0-9]{1,17}--?[0-9]{1,9}$", description = "Where to go on, from the Link header of the page before"), ("comments" = Option<i32>, Query, minimum = 0, maximum = 50, description = "How many of the newest comments of each post; all if absent")), responses((status = 200, body = Vec<PostDict>, description = "The person's posts, newest first", headers(("Link" = String, description = "The next page, if there may be one")))))]
pub async fn posts(
    viewer: CurrentUser,
    username: Path<String>,
    Paging(page): Paging,
    db: Data<Db>,
    contents: Data<PostContents>,
) -> Result<Page<PostDict>, ApiError> {
    if username.contains('\0') {
        return Err(ApiError::NotFound);
    }
    let posts = db
        .read(move |conn| {
            let author_id = User::visible(conn, &viewer, &username)?;
            Post::by(conn, &contents, &viewer, author_id, page)
        })
        .await?;
    Ok(Page::of_posts(posts, page))
}
