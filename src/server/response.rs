//! The middleware around everything, and what it gives to each answer: a body in our form where a library refused a
//! request, the headers that protect browsers, and the id under which the log knows the request. Each is measured.
//!
//! One middleware and not one for each of these, because all requests pay for a layer.

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
        response_budget::{BodyCost, Holder, Pieces, Reserved, ResponseBudget, SMALL, STREAM_BYTES},
        routes::RouteTemplate,
    },
    auth::Auth,
    error::ErrorBody,
    telemetry::metrics::{Answer, Metrics},
    web::csp,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer tells browsers not to do; pages add a csp of their own.
const DEFENCES: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        header::PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp::NOTHING)),
];

/// Tells browsers to come by HTTPS alone, where cookies are sent by it alone.
const HTTPS_ALONE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// See the module.
///
/// # Errors
/// Those of the request.
pub async fn envelope<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let begun = Instant::now();
    let id = req.extensions().get::<RequestId>().copied();
    let body = HeldBody::of(&mut req);
    let mut res = within_budget(with_json_error(next.call(req).await?)).await;
    if let Some(body) = body {
        res = body.until_sent(res);
    }
    let secure = res.request().app_data::<Data<Auth>>().is_some_and(|auth| auth.cookies.secure);
    let headers = res.headers_mut();
    defend(headers, secure);
    if let Some(id) = id {
        headers.insert(REQUEST_ID, header_value(id));
    }
    measure(&res, begun);
    Ok(res)
}

/// Takes what a large answer holds while it is sent out of the budget for answers, or refuses it.
async fn within_budget<B: MessageBody + 'static>(
    res: ServiceResponse<EitherBody<B, BoxBody>>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let is_small = matches!(res.response().body().size(), BodySize::None)
        || matches!(res.response().body().size(), BodySize::Sized(size) if size <= SMALL as u64);
    if is_small {
        return res;
    }
    let Some(budget) = res.request().app_data::<Data<ResponseBudget>>().cloned() else { return res };
    let holder = Holder::of(res.request());
    let (req, res) = res.into_parts();
    let cost = res.extensions().get::<BodyCost>().map_or(STREAM_BYTES, |cost| cost.0);
    let (head, body) = res.into_parts();
    let body = body.try_into_bytes();
    let cost = body.as_ref().map_or(cost, Bytes::len);
    let res = match budget.reserve(holder, cost).await {
        Ok(reservation) => head.set_body(EitherBody::right(match body {
            Ok(bytes) => BoxBody::new(Pieces::new(bytes, reservation)),
            Err(stream) => BoxBody::new(Reserved::new(stream, reservation)),
        })),
        Err(why) => why.error_response().map_body(|_, body| EitherBody::right(body)),
    };
    ServiceResponse::new(req, res)
}

/// Gives errors that libraries answer in plain text or without a word the same body as ours.
fn with_json_error<B>(res: ServiceResponse<B>) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = res.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || res.headers().get(CONTENT_TYPE).is_some_and(is_ours) {
        return res.map_into_left_body();
    }
    let body = HttpResponse::build(status).json(ErrorBody::of_status(status)).into_body();
    let mut res = res.map_body(|_, _| EitherBody::right(body));
    res.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    res
}

/// Our errors are JSON, and HTML on pages alone.
fn is_ours(content_type: &HeaderValue) -> bool {
    let content_type = content_type.as_bytes();
    content_type.starts_with(b"application/json") || content_type.starts_with(b"text/html")
}

fn defend(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in DEFENCES {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ALONE);
    }
}

fn header_value(id: RequestId) -> HeaderValue {
    let mut buffer = [0; Hyphenated::LENGTH];
    let text = id.hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

fn measure<B>(res: &ServiceResponse<B>, begun: Instant) {
    let req = res.request();
    let Some(metrics) = req.app_data::<Data<Metrics>>() else { return };
    let route = req.app_data::<RouteTemplate>().map_or_else(|| "none".into(), |route| Arc::clone(&route.0));
    let answer = Answer { method: name(req.method()), route, status: res.status().as_u16() };
    metrics.answered(&answer, begun.elapsed());
}

/// Methods are text, and anybody can make up new ones.
fn name(method: &Method) -> &'static str {
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
