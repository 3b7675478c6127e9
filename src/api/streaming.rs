//! Bodies that are made while they are sent, so that they take no more memory for being long.

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

/// Pieces that may be ready before somebody reads them.
const AHEAD: usize = 1;

/// Bytes of JSON that are sent together, about.
const PIECE: usize = 32 * 1024;

/// What the parts of a list take while they are sent.
const LIST_BYTES: usize = LARGEST_FIRST;

/// Where the pieces of a body go.
#[derive(Clone)]
pub struct Pieces(mpsc::Sender<Result<Bytes, ApiError>>);

/// Why a body has no end.
pub enum Broken {
    /// The client has left.
    Unread,
    Failed(ApiError),
}

impl From<ApiError> for Broken {
    fn from(why: ApiError) -> Self {
        Self::Failed(why)
    }
}

impl Pieces {
    /// Sends a piece, and waits while nobody reads.
    pub async fn send(&self, piece: impl Into<Bytes>) -> Result<(), Broken> {
        self.0.send(Ok(piece.into())).await.map_err(|_| Broken::Unread)
    }
}

/// Answers with what `write` sends; it takes about `cost` bytes of memory meanwhile.
pub fn stream<F>(mut response: HttpResponseBuilder, cost: usize, write: impl FnOnce(Pieces) -> F) -> HttpResponse
where
    F: Future<Output = Result<(), Broken>> + 'static,
{
    let (pieces, reader) = mpsc::channel(AHEAD);
    let failed = pieces.clone();
    let writing = for_the_same_user(write(Pieces(pieces)));
    rt::spawn(async move {
        if let Err(Broken::Failed(why)) = writing.await {
            // An error ends the connection without the end of the body, so the client sees that it is incomplete.
            let _ = failed.send(Err(why)).await;
        }
    });
    let pieces = stream::unfold(reader, |mut reader| async { reader.recv().await.map(|piece| (piece, reader)) });
    let mut response: HttpResponse = response.streaming(pieces);
    response.extensions_mut().insert(BodyCost(cost));
    response
}

/// JSON that is sent piece by piece.
pub struct JsonPieces {
    /// What is written and not sent yet.
    text: Vec<u8>,
    pieces: Pieces,
}

impl JsonPieces {
    pub fn new(pieces: Pieces) -> Self {
        Self { text: Vec::with_capacity(PIECE), pieces }
    }

    /// Writes JSON as it is.
    pub fn push(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    /// Writes an object, but for the brace that closes it.
    pub fn push_open(&mut self, object: &impl Serialize) -> Result<(), ApiError> {
        write_json(&mut self.text, object)?;
        self.text.pop();
        Ok(())
    }

    /// Writes a value, and sends what is written if it is enough.
    pub async fn write(&mut self, value: &impl Serialize) -> Result<(), Broken> {
        write_json(&mut self.text, value)?;
        if self.text.len() < PIECE {
            return Ok(());
        }
        self.pieces.send(mem::replace(&mut self.text, Vec::with_capacity(PIECE))).await
    }

    /// Sends the rest.
    pub async fn finish(self) -> Result<(), Broken> {
        self.pieces.send(self.text).await
    }
}

/// Writes a value behind `text`.
pub fn write_json(text: &mut Vec<u8>, value: &impl Serialize) -> Result<(), ApiError> {
    serde_json::to_writer(text, value).map_err(|why| ApiError::fault(&why))
}

/// Answers a whole list, which `read` gives in parts: behind a place, and where the next part begins. A list of one part
/// is sent as one.
pub async fn whole_list<T, P, R>(db: Data<Db>, read: R) -> Result<HttpResponse, ApiError>
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
    Ok(stream(response, LIST_BYTES, move |pieces| async move {
        let mut json = JsonPieces::new(pieces);
        let mut separator = "[";
        loop {
            for item in mem::take(&mut items) {
                json.push(mem::replace(&mut separator, ","));
                json.write(&item).await?;
            }
            let Some(place) = next else { break };
            let read = read.clone();
            (items, next) =
                db.read_large(move |conn| read(conn, Some(place.clone()))).await.map_err(ApiError::from)?;
        }
        json.push("]");
        json.finish().await
    }))
}
