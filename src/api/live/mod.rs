//! `/api/events`: tells clients what changes, as server-sent events (HTML standard, section 9.2).
//!
//! Events carry what is true now, not what happened: a client that missed some gets the state. [`watch`] asks the database for
//! all streams of this process at once, then each stream that a change may concern reads what its user sees.

mod event;
mod hub;
mod watch;

pub use hub::LiveHub;
pub use watch::watch;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header::ACCEPT},
    rt::time::{Instant, sleep_until},
    web::Data,
};
use serde::Deserialize;

use self::{event::Known, hub::Subscription};
use super::{
    extract::Query,
    fields::IdField,
    mentions::read_fresh,
    streaming::{BodySender, StreamError, stream_response},
};
use crate::{
    auth::{CurrentUser, OpenSession},
    db::Db,
    error::{ApiError, ErrorBody},
    models::{LiveState, PostCache},
};

const EVENT_STREAM: &str = "text/event-stream";

/// The approximate memory of a stream.
const STREAM_BYTES: usize = 4 * 1024;

/// How often a stream sends something, so that proxies and clients see that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often a stream reads its state although nothing was noticed: a like may have ended, a process may have written.
const REFRESH: Duration = Duration::from_secs(30);

/// What of a stream can be chosen.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// The post that is open
    #[param(value_type = Option<i32>, minimum = 1)]
    post_id: Option<IdField>,
}

/// `GET /api/events`: server-sent events that tell what changes, until the session ends. `notifications` has the number of
/// notifications that you have not seen, `posts` the first post of your feed, and `post` the numbers of likes and comments of
/// the post that is open. Each comes first with what is true now. With the header `Last-Event-ID`, only what has changed
/// since comes.
#[utoipa::path(
    get, path = "/api/events", tag = "Notifications",
    params(
        LiveQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that you know"),
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = String, description = "The events"),
        (status = 406, body = ErrorBody, description = "The header Accept does not name text/event-stream"),
    )
)]
pub async fn stream(
    req: HttpRequest,
    viewer: CurrentUser,
    Query(query): Query<LiveQuery>,
    db: Data<Db>,
    contents: Data<PostCache>,
    hub: Data<LiveHub>,
) -> Result<HttpResponse, ApiError> {
    let accepted = req.headers().get_all(ACCEPT).filter_map(|types| types.to_str().ok());
    if !accepted.into_iter().any(|types| types.to_ascii_lowercase().contains(EVENT_STREAM)) {
        return Err(ApiError::NotAcceptable);
    }
    let post_id = query.post_id.map(|IdField(id)| id);
    let mut response = HttpResponse::Ok();
    response.content_type(EVENT_STREAM).insert_header(("X-Accel-Buffering", "no"));
    // The response to HEAD has no body.
    if req.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let last_id = req.headers().get("Last-Event-ID").and_then(|id| id.to_str().ok());
    let stream = Stream {
        session: OpenSession::of(&req)?,
        subscription: hub.subscribe(viewer.id, post_id)?,
        known: last_id.and_then(|id| id.parse().ok()).unwrap_or_default(),
        post_id,
        db,
        contents,
    };
    Ok(stream_response(response, STREAM_BYTES, |sender| stream.run(sender)))
}

struct Stream {
    session: OpenSession,
    subscription: Subscription,
    known: Known,
    post_id: Option<i32>,
    db: Data<Db>,
    contents: Data<PostCache>,
}

impl Stream {
    /// Sends events until the client is gone or the session ends.
    async fn run(mut self, sender: BodySender) -> Result<(), StreamError> {
        sender.send("retry: 3000\n\n").await?;
        while !self.subscription.signal.is_over() {
            // Boxed, because the memory for it would otherwise be held while the stream waits.
            let text = match Box::pin(self.news()).await {
                Ok(text) => text,
                Err(ApiError::Unauthenticated(_)) => return Ok(()),
                // The database is busy or away: the next refresh tries again.
                Err(why) => {
                    tracing::debug!(%why, "could not read the state of a stream");
                    Vec::new()
                }
            };
            if !text.is_empty() {
                sender.send(text).await?;
            }
            self.wait(&sender).await?;
        }
        Ok(())
    }

    /// Waits until something may have changed, and shows meanwhile that the stream is alive.
    async fn wait(&self, sender: &BodySender) -> Result<(), StreamError> {
        let refresh = Instant::now() + REFRESH;
        loop {
            let heartbeat = (Instant::now() + HEARTBEAT).min(refresh);
            tokio::select! {
                () = self.subscription.signal.changed() => return Ok(()),
                () = sleep_until(heartbeat) => sender.send(":\n\n").await?,
            }
            if Instant::now() >= refresh {
                return Ok(());
            }
        }
    }

    /// The events that the client does not know yet.
    async fn news(&mut self) -> Result<Vec<u8>, ApiError> {
        let viewer = self.session.load_user().await?;
        let (contents, post_id) = (self.contents.clone(), self.post_id);
        let read = read_fresh(&self.db, move |conn| LiveState::load(conn, &contents, &viewer, post_id));
        let state = read.await?;
        self.known.update(state)
    }
}
