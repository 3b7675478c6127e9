//! Responses with posts. Comments that are not cached are read and sent in parts.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header::ContentType},
    web::Data,
};

use super::streaming::{JsonWriter, StreamError, stream_response, write_json};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Comment, PostDict, UnreadComments},
};

/// The memory that comments take while they are read and sent.
const THREAD_BYTES: usize = 384 * 1024;

/// Whether the body is one post or a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    One,
    List,
}

/// Where comments are read from, and the user they are for.
#[derive(Clone)]
pub struct CommentSource {
    pub db: Data<Db>,
    pub viewer: CurrentUser,
}

/// The response with one post.
pub fn post_response(post: PostDict, status: StatusCode, source: CommentSource) -> HttpResponse {
    posts_response(vec![post], Shape::One, status, source)
}

/// The response with posts.
pub fn posts_response(
    posts: Vec<PostDict>,
    shape: Shape,
    status: StatusCode,
    source: CommentSource,
) -> HttpResponse {
    let size: usize = posts.iter().map(PostDict::size).sum();
    let mut response = HttpResponse::build(status);
    response.content_type(ContentType::json());
    if posts.iter().any(|post| post.unread.is_some()) {
        let write = |sender| write_posts(JsonWriter::new(sender), posts, shape, source);
        return stream_response(response, size + THREAD_BYTES, write);
    }
    let mut body = Vec::with_capacity(size);
    let written = match shape {
        Shape::List => write_json(&mut body, &posts),
        Shape::One => posts.iter().try_for_each(|post| write_json(&mut body, post)),
    };
    match written {
        Ok(()) => response.body(body),
        Err(why) => why.error_response(),
    }
}

async fn write_posts(
    mut json: JsonWriter,
    posts: Vec<PostDict>,
    shape: Shape,
    source: CommentSource,
) -> Result<(), StreamError> {
    if shape == Shape::List {
        json.push("[");
    }
    for (position, post) in posts.into_iter().enumerate() {
        if position > 0 {
            json.push(",");
        }
        match post.unread {
            None => json.write(&post).await?,
            Some(unread) => {
                json.push_unclosed(&post)?;
                json.push(",\"comments\":[");
                write_comments(&mut json, unread, &source).await?;
                json.push("]}");
            }
        }
    }
    if shape == Shape::List {
        json.push("]");
    }
    json.finish().await
}

async fn write_comments(
    json: &mut JsonWriter,
    unread: UnreadComments,
    source: &CommentSource,
) -> Result<(), StreamError> {
    let viewer = source.viewer.clone();
    let parts = source.db.read_large(move |conn| unread.parts(conn, &viewer)).await.map_err(ApiError::from)?;
    let mut first = true;
    for ids in parts {
        let viewer = source.viewer.clone();
        let read = source.db.read_large(move |conn| Comment::with_ids(conn, &viewer, &ids));
        for comment in read.await.map_err(ApiError::from)? {
            if !std::mem::replace(&mut first, false) {
                json.push(",");
            }
            json.write(&comment).await?;
        }
    }
    Ok(())
}
