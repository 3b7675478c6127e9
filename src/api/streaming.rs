//! Bodies that are generated while they are sent, so that long bodies need no more memory.

use std::mem;

use actix_web::{
    HttpResponse, HttpResponseBuilder, rt,
    web::{Bytes, Data},
};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::{
    api::response_budget::{BodyCost, LARGEST_FIRST},
    db::{Conn, Db, QueryResult, for_the_same_user},
    error::ApiError,
};

/// Chunks that may be ready before the client reads them.
const CHUNKS_AHEAD: usize = 1;

/// The approximate size of a chunk of JSON.
const CHUNK_BYTES: usize = 32 * 1024;

/// The memory that the parts of a list take while they are sent.
const LIST_BYTES: usize = LARGEST_FIRST;

/// Sends the chunks of a body.
#[derive(Clone)]
pub struct BodySender(mpsc::Sender<Result<Bytes, ApiError>>);

/// Why a body is incomplete.
pub enum StreamError {
    /// The client has disconnected.
    ClientGone,
    Failed(ApiError),
}

impl From<ApiError> for StreamError {
    fn from(why: ApiError) -> Self {
        Self::Failed(why)
    }
}

impl BodySender {
    /// Sends a chunk, and waits while the client does not read.
    pub async fn send(&self, chunk: impl Into<Bytes>) -> Result<(), StreamError> {
        self.0.send(Ok(chunk.into())).await.map_err(|_| StreamError::ClientGone)
    }
}

/// A response whose body `write` sends. Sending takes about `cost` bytes of memory.
pub fn stream_response<F>(
    mut response: HttpResponseBuilder,
    cost: usize,
    write: impl FnOnce(BodySender) -> F,
) -> HttpResponse
where
    F: Future<Output = Result<(), StreamError>> + 'static,
{
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    let errors = sender.clone();
    let writing = for_the_same_user(write(BodySender(sender)));
    rt::spawn(async move {
        if let Err(StreamError::Failed(why)) = writing.await {
            // An error ends the connection without the end of the body, so the client sees that it is incomplete.
            let _ = errors.send(Err(why)).await;
        }
    });
    let chunks =
        stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) });
    let mut response: HttpResponse = response.streaming(chunks);
    response.extensions_mut().insert(BodyCost(cost));
    response
}

/// Writes JSON and sends it in chunks.
pub struct JsonWriter {
    /// Text that is not sent yet.
    text: Vec<u8>,
    sender: BodySender,
}

impl JsonWriter {
    pub fn new(sender: BodySender) -> Self {
        Self { text: Vec::with_capacity(CHUNK_BYTES), sender }
    }

    /// Writes JSON text unchanged.
    pub fn push(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    /// Writes an object without its closing brace.
    pub fn push_unclosed(&mut self, object: &impl Serialize) -> Result<(), ApiError> {
        write_json(&mut self.text, object)?;
        self.text.pop();
        Ok(())
    }

    /// Writes a value, and sends the text if it fills a chunk.
    pub async fn write(&mut self, value: &impl Serialize) -> Result<(), StreamError> {
        write_json(&mut self.text, value)?;
        if self.text.len() < CHUNK_BYTES {
            return Ok(());
        }
        self.sender.send(mem::replace(&mut self.text, Vec::with_capacity(CHUNK_BYTES))).await
    }

    /// Sends the rest.
    pub async fn finish(self) -> Result<(), StreamError> {
        self.sender.send(self.text).await
    }
}

/// Appends a value to `text`.
pub fn write_json(text: &mut Vec<u8>, value: &impl Serialize) -> Result<(), ApiError> {
    serde_json::to_writer(text, value).map_err(|why| ApiError::fault(&why))
}

/// A response with a whole list. `read` returns the part after a position, and the position of the next part. A list of one
/// part is not streamed.
pub async fn list_response<T, P, R>(db: Data<Db>, read: R) -> Result<HttpResponse, ApiError>
where
    T: Serialize + Send + 'static,
    P: Clone + Send + 'static,
    R: Fn(&mut Conn, Option<P>) -> QueryResult<(Vec<T>, Option<P>)> + Clone + Send + 'static,
{
    let first = read.clone();
    let (mut items, mut next) = db.read(move |conn| first(conn, None)).await?;
    if next.is_none() {
        return Ok(HttpResponse::Ok().json(items));
    }
    let mut response = HttpResponse::Ok();
    response.content_type("application/json");
    Ok(stream_response(response, LIST_BYTES, move |sender| async move {
        let mut json = JsonWriter::new(sender);
        let mut separator = "[";
        loop {
            for item in mem::take(&mut items) {
                json.push(mem::replace(&mut separator, ","));
                json.write(&item).await?;
            }
            let Some(position) = next else { break };
            let read = read.clone();
            (items, next) =
                db.read_large(move |conn| read(conn, Some(position.clone()))).await.map_err(ApiError::from)?;
        }
        json.push("]");
        json.finish().await
    }))
}
