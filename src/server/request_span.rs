//! What the log says of each request.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// The span of a request: its id, method and path. The query string is left out, because it can contain secrets.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(req: &ServiceRequest) -> Span {
        let id = req.extensions().get::<RequestId>().copied();
        tracing::info_span!("request", id = id.map(tracing::field::display), method = %req.method(), path = req.path())
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(res) => tracing::debug!(status = res.status().as_u16(), "request completed"),
            Err(why) => tracing::debug!(%why, "request failed"),
        }
    }
}
