//! `/api/tags`

use actix_web::web::{Data, Path};

use super::{
    extract::Query,
    paging::{PagePermits, PostPage, PostPageQuery},
    post_response::CommentSource,
};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Post, PostCache, PostDict, Tag},
};

/// `GET /api/tags/{tag}/posts`: the posts that you may see and that have a tag in their caption, newest first.
#[utoipa::path(
    get, path = "/api/tags/{tag}/posts", tag = "Posts",
    params(
        (
            "tag" = String, Path, example = "sunset",
            description = "Up to 100 letters, marks, digits or _, without #, in any letter case; not digits alone",
        ),
        PostPageQuery,
    ),
    responses((
        status = 200, body = Vec<PostDict>, description = "The posts, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn posts(
    viewer: CurrentUser,
    tag: Path<String>,
    Query(query): Query<PostPageQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
    permits: Data<PagePermits>,
) -> Result<PostPage, ApiError> {
    let tag = Tag::parse(&tag).ok_or(ApiError::NotFound)?;
    let page = query.page();
    if db.read(Tag::are_outdated).await? {
        db.write(Tag::update_some).await?;
    }
    let permit = permits.acquire(&viewer, page).await?;
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let posts = db.read(move |conn| Post::tagged(conn, &contents, &viewer, &tag, page)).await?;
    Ok(PostPage::new(posts, page, source, permit))
}
