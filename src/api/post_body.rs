//! Posts as the body of an answer. Comments that are not kept are read and sent in parts, so that a long thread takes no
//! more memory than a short one.

use std::mem;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    body::BoxBody,
    http::{StatusCode, header::ContentType},
    rt,
    web::{Bytes, Data},
};
use futures_util::stream;
use tokio::sync::mpsc;

use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    models::{Comment, PostDict, UnreadComments},
    outgoing::{BodyCost, STREAM_BYTES},
};

/// Pieces that may be ready before somebody reads them.
const AHEAD: usize = 1;

/// Bytes that are sent together, about.
const PIECE: usize = 32 * 1024;

/// What an answer with a thread that is read while it is sent takes beside its posts.
const THREAD_BYTES: usize = 3 * STREAM_BYTES;

/// Whether posts are answered as one object or as a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    One,
    List,
}

/// Where comments are read from, and for whom.
#[derive(Clone)]
pub struct CommentSource {
    pub db: Data<Db>,
    pub viewer: CurrentUser,
}

/// Answers one post.
pub fn answer_post(post: PostDict, status: StatusCode, source: CommentSource) -> HttpResponse {
    answer(vec![post], Shape::One, status, source)
}

/// Answers posts.
pub fn answer(posts: Vec<PostDict>, shape: Shape, status: StatusCode, source: CommentSource) -> HttpResponse {
    let size: usize = posts.iter().map(PostDict::size).sum();
    let mut response = HttpResponse::build(status);
    response.content_type(ContentType::json());
    if posts.iter().any(|post| post.unread.is_some()) {
        streamed(posts, shape, response, source, size)
    } else {
        let body = Vec::with_capacity(size);
        let body = match shape {
            Shape::List => write_json(body, &posts),
            Shape::One => posts.iter().try_fold(body, write_json),
        };
        body.map_or_else(|why| actix_web::ResponseError::error_response(&why), |body| response.body(body))
    }
}

fn streamed(
    posts: Vec<PostDict>,
    shape: Shape,
    mut response: HttpResponseBuilder,
    source: CommentSource,
    size: usize,
) -> HttpResponse {
    let (pieces, reader) = mpsc::channel(AHEAD);
    let writer = Writer { text: Vec::with_capacity(PIECE), pieces, source };
    rt::spawn(async move {
        let failed = writer.pieces.clone();
        if let Err(Unsent::Failed(why)) = writer.write(posts, shape).await {
            // Without its end the text is no JSON, and whoever reads it is to notice.
            let _ = failed.send(Err(why)).await;
        }
    });
    let pieces = stream::unfold(reader, |mut reader| async { reader.recv().await.map(|piece| (piece, reader)) });
    let mut response: HttpResponse<BoxBody> = response.streaming(pieces);
    response.extensions_mut().insert(BodyCost(size + THREAD_BYTES));
    response
}

/// Why the end of an answer is not sent.
enum Unsent {
    /// The client has left.
    Unread,
    Failed(ApiError),
}

impl From<ApiError> for Unsent {
    fn from(why: ApiError) -> Self {
        Self::Failed(why)
    }
}

/// Writes JSON, and sends it piece by piece.
struct Writer {
    /// What is written and not sent yet.
    text: Vec<u8>,
    pieces: mpsc::Sender<Result<Bytes, ApiError>>,
    source: CommentSource,
}

impl Writer {
    async fn write(mut self, posts: Vec<PostDict>, shape: Shape) -> Result<(), Unsent> {
        if shape == Shape::List {
            self.text.push(b'[');
        }
        for (place, post) in posts.into_iter().enumerate() {
            if place > 0 {
                self.text.push(b',');
            }
            self.text = write_json(mem::take(&mut self.text), &post)?;
            if let Some(unread) = post.unread {
                // Before the brace that closes the post.
                self.text.pop();
                self.text.extend_from_slice(b",\"comments\":[");
                self.write_comments(unread).await?;
                self.text.extend_from_slice(b"]}");
            }
            self.send(PIECE).await?;
        }
        if shape == Shape::List {
            self.text.push(b']');
        }
        self.send(1).await
    }

    async fn write_comments(&mut self, unread: UnreadComments) -> Result<(), Unsent> {
        let parts = self.source.db.read_large(move |conn| unread.parts(conn)).await.map_err(ApiError::from)?;
        let mut first = true;
        for ids in parts {
            let viewer = self.source.viewer.clone();
            let read = self.source.db.read_large(move |conn| Comment::with_ids(conn, &viewer, &ids));
            for comment in read.await.map_err(ApiError::from)? {
                if !mem::replace(&mut first, false) {
                    self.text.push(b',');
                }
                self.text = write_json(mem::take(&mut self.text), &comment)?;
                self.send(PIECE).await?;
            }
        }
        Ok(())
    }

    /// Sends what is written, if it is `least` bytes or more; waits while nobody reads.
    async fn send(&mut self, least: usize) -> Result<(), Unsent> {
        if self.text.len() < least {
            return Ok(());
        }
        let piece = mem::replace(&mut self.text, Vec::with_capacity(PIECE));
        self.pieces.send(Ok(piece.into())).await.map_err(|_| Unsent::Unread)
    }
}

fn write_json(mut text: Vec<u8>, value: &impl serde::Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_writer(&mut text, value).map_err(|why| ApiError::fault(&why))?;
    Ok(text)
}
