//! The double-submit check: a write by cookie must also send the `csrf` claim of its token. Another site can make a browser
//! send the cookie, but cannot read the claim.

use actix_web::http::{Method, header::HeaderMap};
use subtle::ConstantTimeEq;

use crate::error::ApiError;

const CSRF_HEADER: &str = "X-CSRF-TOKEN";

/// Whether requests of this method may change something.
pub fn is_write(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE)
}

/// Checks a write that is authenticated by cookie. `expected` is the `csrf` claim of its token.
///
/// # Errors
/// 401 if the header is missing or different.
pub fn check(headers: &HeaderMap, expected: Option<&str>) -> Result<(), ApiError> {
    let sent = headers.get(CSRF_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    if sent.is_empty() {
        return Err(ApiError::CsrfFailed("Missing CSRF token"));
    }
    let same = expected.is_some_and(|expected| bool::from(sent.ct_eq(expected.as_bytes())));
    if same { Ok(()) } else { Err(ApiError::CsrfFailed("CSRF double submit tokens do not match")) }
}
