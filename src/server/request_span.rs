//! What the log says of each request.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use percent_encoding::percent_decode_str;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use crate::api::GUEST_PREFIX;

/// The span of a request: its id, method and path. The query string and the rest of the address of a guest link are left out,
/// because they contain secrets.
pub(super) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(req: &ServiceRequest) -> Span {
        let id = req.extensions().get::<RequestId>().copied();
        tracing::info_span!("request", id = id.map(tracing::field::display), method = %req.method(), path = without_secret(req.path()))
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(res) => tracing::debug!(status = res.status().as_u16(), "request completed"),
            Err(why) => tracing::debug!(%why, "request failed"),
        }
    }
}

/// The router decodes paths, so an escaped prefix leads to the same page.
fn without_secret(path: &str) -> &str {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    if decoded.starts_with(GUEST_PREFIX) { GUEST_PREFIX } else { path }
}

#[cfg(test)]
mod tests {
    use super::without_secret;

    #[test]
    fn the_log_has_no_address_of_a_guest_link() {
        for path in ["/g/secret/1/1/large", "/%67/secret", "/%67%2Fsecret"] {
            assert_eq!(without_secret(path), "/g/");
        }
        for path in ["/", "/g", "/api/posts/1", "/images/g/x"] {
            assert_eq!(without_secret(path), path);
        }
    }
}
