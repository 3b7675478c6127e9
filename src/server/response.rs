//! The middleware around all routes. It gives every response security headers and the request id of the log, gives errors of
//! libraries a JSON body, applies the response budget, and measures the duration.
//!
//! It is one middleware instead of several, because every request pays for each layer.

use std::{sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::{BodySize, BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::{Bytes, Data},
};
use tracing_actix_web::RequestId;
use uuid::fmt::Hyphenated;

use super::unread_body::HeldBody;
use crate::{
    api::{
        client_key::ClientKey,
        response_budget::{BodyCost, ReservedBytes, ReservedStream, ResponseBudget, SMALL, STREAM_BYTES},
        routes::RouteTemplate,
    },
    auth::Auth,
    error::ErrorBody,
    telemetry::metrics::{Metrics, RequestLabels},
    web::csp,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that restrict browsers. Pages have their own Content-Security-Policy.
const SECURITY_HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        header::PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp::NOTHING)),
];

/// Tells browsers to use only HTTPS. Sent if cookies are secure.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Completes the response of every request.
///
/// # Errors
/// The errors of the inner services.
pub async fn response_middleware<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let started = Instant::now();
    let id = req.extensions().get::<RequestId>().copied();
    let body = HeldBody::of(&mut req);
    let mut res = within_budget(with_json_error(next.call(req).await?)).await;
    if let Some(body) = body {
        res = body.until_sent(res);
    }
    let secure = res.request().app_data::<Data<Auth>>().is_some_and(|auth| auth.cookies.secure);
    let headers = res.headers_mut();
    add_security_headers(headers, secure);
    if let Some(id) = id {
        headers.insert(REQUEST_ID, header_value(id));
    }
    record_duration(&res, started);
    Ok(res)
}

/// Reserves the memory of a large response in the response budget until it is sent, or answers with an error instead.
async fn within_budget<B: MessageBody + 'static>(
    res: ServiceResponse<EitherBody<B, BoxBody>>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let is_small = matches!(res.response().body().size(), BodySize::None)
        || matches!(res.response().body().size(), BodySize::Sized(size) if size <= SMALL as u64);
    if is_small {
        return res;
    }
    let Some(budget) = res.request().app_data::<Data<ResponseBudget>>().cloned() else { return res };
    let client = ClientKey::of(res.request());
    let (req, res) = res.into_parts();
    let cost = res.extensions().get::<BodyCost>().map_or(STREAM_BYTES, |cost| cost.0);
    let (head, body) = res.into_parts();
    let body = body.try_into_bytes();
    let cost = body.as_ref().map_or(cost, Bytes::len);
    let res = match budget.reserve(client, cost).await {
        Ok(reservation) => head.set_body(EitherBody::right(match body {
            Ok(bytes) => BoxBody::new(ReservedBytes::new(bytes, reservation)),
            Err(stream) => BoxBody::new(ReservedStream::new(stream, reservation)),
        })),
        Err(why) => why.error_response().map_body(|_, body| EitherBody::right(body)),
    };
    ServiceResponse::new(req, res)
}

/// Replaces the plain-text or empty error bodies of libraries by JSON.
fn with_json_error<B>(res: ServiceResponse<B>) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = res.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || res.headers().get(CONTENT_TYPE).is_some_and(is_own_error) {
        return res.map_into_left_body();
    }
    let body = HttpResponse::build(status).json(ErrorBody::of_status(status)).into_body();
    let mut res = res.map_body(|_, _| EitherBody::right(body));
    res.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    res
}

/// Whether an error is from this program: these are JSON, or HTML on pages.
fn is_own_error(content_type: &HeaderValue) -> bool {
    let content_type = content_type.as_bytes();
    content_type.starts_with(b"application/json") || content_type.starts_with(b"text/html")
}

fn add_security_headers(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in SECURITY_HEADERS {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
}

fn header_value(id: RequestId) -> HeaderValue {
    let mut buffer = [0; Hyphenated::LENGTH];
    let text = id.hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

fn record_duration<B>(res: &ServiceResponse<B>, started: Instant) {
    let req = res.request();
    let Some(metrics) = req.app_data::<Data<Metrics>>() else { return };
    let route = req.app_data::<RouteTemplate>().map_or_else(|| "none".into(), |route| Arc::clone(&route.0));
    let labels = RequestLabels { method: method_label(req.method()), route, status: res.status().as_u16() };
    metrics.record_request(&labels, started.elapsed());
}

/// The label of a method. Clients can invent methods, so unknown ones share a label.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
