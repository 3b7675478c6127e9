//! A middleware around everything: each answer is measured, and says under which id the log knows its request.

use std::{sync::Arc, time::Instant};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use tracing_actix_web::RequestId;

use crate::metrics::{Answer, Metrics};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The template of a path, as data of the resource that answers there.
#[derive(Clone)]
pub struct RouteTemplate(pub Arc<str>);

/// See the module.
///
/// # Errors
/// Those of the request.
pub async fn observe(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = Instant::now();
    let id = req.extensions().get::<RequestId>().copied();
    let mut res = next.call(req).await?;
    if let Some(id) = id.and_then(|id| HeaderValue::try_from(id.to_string()).ok()) {
        res.headers_mut().insert(REQUEST_ID, id);
    }
    let req = res.request();
    if let Some(metrics) = req.app_data::<Data<Metrics>>() {
        let route = req.app_data::<RouteTemplate>().map_or_else(|| "none".into(), |route| Arc::clone(&route.0));
        let answer = Answer { method: name(req.method()), route, status: res.status().as_u16() };
        metrics.answered(&answer, begun.elapsed());
    }
    Ok(res)
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
