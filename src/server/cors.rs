//! Cross-origin requests.

use std::sync::Arc;

use actix_cors::Cors;
use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{
            ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
            ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE,
            HeaderName, HeaderValue,
        },
    },
    middleware::Next,
};

use crate::{api::IDEMPOTENCY_KEY, auth::SessionCookies};

/// The CORS rules of the API (contract, section 7). Without `origins`, any origin is allowed.
pub(super) fn cors(origins: Option<&Arc<[String]>>, cookies_are_secure: bool) -> Cors {
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allowed_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("x-csrf-token"),
            HeaderName::from_static(IDEMPOTENCY_KEY),
        ])
        .supports_credentials()
        .max_age(3600)
        // Other origins get no CORS headers, which keeps their scripts out. Their requests are otherwise harmless.
        .block_on_origin_mismatch(false);
    match origins {
        Some(origins) => {
            let origins = Arc::clone(origins);
            cors.allowed_origin_fn(move |origin, _| origins.iter().any(|allowed| origin == allowed.as_str()))
        }
        // Browsers count another port or subdomain as the same site and send it our cookie, so its scripts could read the
        // user's data. With secure cookies, therefore, only requests without our cookie are allowed from any origin.
        None if cookies_are_secure => cors.allowed_origin_fn(|_, head| !SessionCookies::is_present(&head.headers)),
        None => cors.allow_any_origin(),
    }
}

/// Corrects two details of the CORS middleware. It rejects a preflight that asks for too much, without the lists of what is
/// allowed; with these lists, browsers decide themselves. And it adds some of its headers even for origins without access.
pub(super) async fn correct_cors(
    mut req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if req.method() == Method::OPTIONS && req.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        let headers = req.headers_mut();
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("GET"));
        headers.remove(ACCESS_CONTROL_REQUEST_HEADERS);
    }
    let mut res = next.call(req).await?;
    let headers = res.headers_mut();
    if headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        // The middleware would write them in a different order each time.
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("link, retry-after, x-request-id"));
    } else {
        headers.remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    Ok(res)
}
