//! `/api/posts`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Json},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Message,
    audience_fields::AudienceIds,
    creation::{Created, IdempotencyHeader, New},
    extract::{Body, Query},
    fields::{ImageUrl, Text},
    message,
    paging::{PagePermits, PostPage, PostPageQuery, PostQuery},
    path::Id,
    post_response::{CommentSource, post_response},
};
use crate::{
    api::write_limits::WriteLimiter,
    auth::CurrentUser,
    db::Db,
    error::{ApiError, ErrorBody},
    media::MediaStore,
    models::{
        ImageChanges, Included, NewPost, Post, PostCache, PostChanges, PostDict, PostImage, PostImages, WriteKind,
    },
};

/// The body of `POST /api/posts`: either `image_url`, perhaps with `alt_text`, or `images`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreatePost {
    image_url: Option<ImageUrl>,
    caption: Option<Text>,
    /// Describes the image for users who cannot see it.
    alt_text: Option<Text>,
    images: Option<ImageList>,
    audience_ids: Option<AudienceIds>,
}

/// The body of `PATCH /api/posts/{id}`. A field that is absent or null keeps its value. `image_url` and `alt_text` change the
/// first image, `images` replaces all of them.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdatePost {
    image_url: Option<ImageUrl>,
    /// An empty text removes the caption.
    caption: Option<Text>,
    /// An empty text removes the description.
    alt_text: Option<Text>,
    images: Option<ImageList>,
    audience_ids: Option<AudienceIds>,
}

/// The images of a post, in their order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Vec<NewImage>")]
#[schema(value_type = Vec<NewImage>, min_items = 1, max_items = 10)]
pub struct ImageList(PostImages);

/// An image of a new or changed post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewImage {
    image_url: ImageUrl,
    /// Describes the image for users who cannot see it.
    alt_text: Option<Text>,
}

impl From<NewImage> for PostImage {
    fn from(image: NewImage) -> Self {
        Self { image_url: image.image_url.0, alt_text: image.alt_text.map(|text| text.0) }
    }
}

impl TryFrom<Vec<NewImage>> for ImageList {
    type Error = String;

    fn try_from(images: Vec<NewImage>) -> Result<Self, String> {
        let number = images.len();
        let mut images = images.into_iter().map(PostImage::from);
        let Some(first) = images.next().filter(|_| number <= PostImages::MOST) else {
            return Err(format!("must have 1 to {} images", PostImages::MOST));
        };
        let images = PostImages { first, others: images.collect() };
        if images.bytes() > PostImages::MOST_BYTES {
            let most = PostImages::MOST_BYTES / 1024;
            return Err(format!("may have at most {most} KiB of addresses and alternative texts together"));
        }
        Ok(Self(images))
    }
}

/// `images` of a body, which excludes the fields of a single image.
fn exclusive(
    images: Option<ImageList>,
    image_url: Option<&ImageUrl>,
    alt_text: Option<&Text>,
) -> Result<Option<PostImages>, ApiError> {
    let Some(ImageList(images)) = images else { return Ok(None) };
    for (field, is_present) in [("image_url", image_url.is_some()), ("alt_text", alt_text.is_some())] {
        if is_present {
            return Err(ApiError::invalid_field(field, "must not be sent together with images"));
        }
    }
    Ok(Some(images))
}

impl CreatePost {
    fn into_post(self) -> Result<NewPost, ApiError> {
        let images = match exclusive(self.images, self.image_url.as_ref(), self.alt_text.as_ref())? {
            Some(images) => images,
            None => {
                let image_url = self.image_url.ok_or(ApiError::MissingField { field: "image_url".into() })?;
                let first = NewImage { image_url, alt_text: self.alt_text }.into();
                PostImages { first, others: Vec::new() }
            }
        };
        Ok(NewPost {
            images,
            caption: self.caption.map(|text| text.0),
            audience_ids: self.audience_ids.unwrap_or_default().0,
        })
    }
}

impl UpdatePost {
    fn into_changes(self) -> Result<PostChanges, ApiError> {
        let images = match exclusive(self.images, self.image_url.as_ref(), self.alt_text.as_ref())? {
            Some(images) => ImageChanges::All(images),
            None => ImageChanges::First {
                image_url: self.image_url.map(|url| url.0),
                alt_text: self.alt_text.map(|text| text.0),
            },
        };
        Ok(PostChanges {
            images,
            caption: self.caption.map(|text| text.0),
            audience_ids: self.audience_ids.map(|ids| ids.0),
        })
    }
}

/// `GET /api/posts`: the feed, newest first.
#[utoipa::path(
    get, path = "/api/posts", tag = "Posts", params(PostPageQuery),
    responses((
        status = 200, body = Vec<PostDict>, description = "The feed, newest first",
        headers(("Link" = String, description = "The next page, if there may be one")),
    ))
)]
pub async fn list(
    viewer: CurrentUser,
    Query(query): Query<PostPageQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
    permits: Data<PagePermits>,
) -> Result<PostPage, ApiError> {
    let page = query.page();
    let permit = permits.acquire(&viewer, page).await?;
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let posts = db.read(move |conn| Post::feed(conn, &contents, &viewer, page)).await?;
    Ok(PostPage::new(posts, page, source, permit))
}

/// `POST /api/posts`: publishes a post.
#[utoipa::path(
    post, path = "/api/posts", tag = "Posts", request_body = CreatePost,
    params(IdempotencyHeader),
    responses(
        (status = 201, body = PostDict, description = "The new post"),
        (status = 404, body = ErrorBody, description = "You have no such audience"),
        (status = 429, body = ErrorBody, description = "Too many posts and stories within an hour; see Retry-After"),
    )
)]
pub async fn create(
    viewer: CurrentUser,
    New { body: Body(body), creation }: New<Body<CreatePost>>,
    contents: Data<PostCache>,
) -> Result<Created<PostDict>, ApiError> {
    let new = body.into_post()?;
    let create = move |conn: &mut _| match Post::create(conn, &viewer, &new)? {
        Ok(id) => Post::visible(conn, &contents, &viewer, id, Included::ALL).map(Ok),
        Err(refused) => Ok(Err(refused)),
    };
    creation.counted(WriteKind::Posts).write_or_refuse(create).await
}

/// `GET /api/posts/{id}`: a post that you may see.
#[utoipa::path(
    get, path = "/api/posts/{id}", tag = "Posts",
    params(("id" = i32, Path, minimum = 1, description = "The post"), PostQuery),
    responses((status = 200, body = PostDict, description = "The post"))
)]
pub async fn show(
    viewer: CurrentUser,
    Id(id): Id,
    Query(query): Query<PostQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
) -> Result<HttpResponse, ApiError> {
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let included = query.included();
    let post = db.read(move |conn| Post::visible(conn, &contents, &viewer, id, included)).await?;
    Ok(post_response(post, StatusCode::OK, source))
}

/// `PATCH /api/posts/{id}`: changes your post. The owner is checked before the body.
#[utoipa::path(
    patch, path = "/api/posts/{id}", tag = "Posts", request_body = UpdatePost,
    params(("id" = i32, Path, minimum = 1, description = "Your post")),
    responses(
        (status = 200, body = PostDict, description = "The changed post"),
        (status = 429, body = ErrorBody, description = "Too many changes within an hour; see Retry-After"),
    )
)]
pub async fn update(
    viewer: CurrentUser,
    Id(id): Id,
    body: Result<Body<UpdatePost>, ApiError>,
    db: Data<Db>,
    contents: Data<PostCache>,
    media: Data<MediaStore>,
    limits: Data<WriteLimiter>,
) -> Result<HttpResponse, ApiError> {
    let source = CommentSource { db: db.clone(), viewer: viewer.clone() };
    let owner = viewer.clone();
    db.read(move |conn| Post::find_own(conn, &owner, id)).await?;
    let Body(body) = body?;
    let changes = body.into_changes()?;
    let owner = viewer.clone();
    let (replaced, post) = limits
        .write_or_refuse(&db, viewer.id, WriteKind::Changes, move |conn| {
            match Post::update(conn, &viewer, id, &changes)? {
                Ok(replaced) => Ok(Ok((replaced, Post::visible(conn, &contents, &viewer, id, Included::ALL)?))),
                Err(refused) => Ok(Err(refused)),
            }
        })
        .await?;
    media.detach(&owner, replaced).await;
    Ok(post_response(post, StatusCode::OK, source))
}

/// `DELETE /api/posts/{id}`: deletes your post, with its comments, likes and bookmarks.
#[utoipa::path(
    delete, path = "/api/posts/{id}", tag = "Posts",
    params(("id" = i32, Path, minimum = 1, description = "Your post")),
    responses((status = 200, body = Message, description = "The post was deleted, with its comments, likes and bookmarks"))
)]
pub async fn delete(
    viewer: CurrentUser,
    Id(id): Id,
    db: Data<Db>,
    media: Data<MediaStore>,
) -> Result<Json<Message>, ApiError> {
    let owner = viewer.clone();
    let image_urls = db.write(move |conn| Post::delete(conn, &viewer, id)).await?;
    media.detach(&owner, image_urls).await;
    Ok(message("The post was deleted."))
}
