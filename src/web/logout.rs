//! Signing out.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        Method, StatusCode,
        header::{HeaderMap, LOCATION},
    },
    web::Data,
};
use askama::Template;

use super::{csp, end_session, page};
use crate::{
    auth::{Auth, RequestOrigin, is_for_picture},
    error::ApiError,
};

/// Asks whether the user wants to sign out.
#[derive(Template)]
#[template(path = "logout.html")]
struct LogOutPage {
    /// Whether the session could not be ended.
    failed: bool,
}

/// `GET /logout`: ends the session, and makes the browser forget its cookies. But a page of another origin
/// can send a browser here too, as a link, as the address of an image, or to be prefetched: nobody asked for that.
pub async fn log_out(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    if is_for_picture(req.headers()) {
        return Err(ApiError::BadRequest("This address is not an image."));
    }
    if is_prefetch(req.headers()) {
        return Err(ApiError::BadRequest("This page cannot be prefetched."));
    }
    if matches!(auth.origins.origin_of(req.headers()), RequestOrigin::Hidden | RequestOrigin::Foreign) {
        return page(StatusCode::OK, &LogOutPage { failed: false }, csp::WITHOUT_SCRIPTS);
    }
    if req.method() == Method::GET {
        // The cookies stay, so that trying again can end the session.
        if let Err(why) = end_session(&req, &auth).await {
            let mut response = page(why.status_code(), &LogOutPage { failed: true }, csp::WITHOUT_SCRIPTS)?;
            why.add_headers(response.headers_mut());
            return Ok(response);
        }
    }
    let mut response = HttpResponse::Found();
    auth.cookies.expire_all(&mut response);
    Ok(response.insert_header((LOCATION, "/login")).finish())
}

/// Whether a browser asks before its user does, to have the answer at hand. The older names are still in use.
fn is_prefetch(headers: &HeaderMap) -> bool {
    const SPECULATIVE: [&str; 3] = ["prefetch", "prerender", "preview"];
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().flat_map(|name| headers.get_all(name)).any(
        |value| {
            let value = value.as_bytes().to_ascii_lowercase();
            SPECULATIVE.iter().any(|word| value.starts_with(word.as_bytes()))
        },
    )
}
