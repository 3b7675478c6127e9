//! Signing out.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{Method, StatusCode, header::LOCATION},
    web::Data,
};
use askama::Template;

use super::{Notice, csp, end_session, page, prefetch::is_prefetch};
use crate::{
    auth::{Auth, RequestOrigin, is_image_request},
    error::ApiError,
};

/// Asks the user whether to sign out.
#[derive(Template)]
#[template(path = "logout.html")]
struct LogOutPage {
    /// Whether ending the session has failed.
    failed: bool,
}

/// `GET /logout`: ends the session and deletes its cookies. Pages of other origins can also make a browser come here: by a
/// link, an image, or a prefetch. Then the user has not asked to sign out.
pub async fn log_out(req: HttpRequest, auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    if is_image_request(req.headers()) {
        return Err(ApiError::BadRequest("This address is not an image."));
    }
    if is_prefetch(req.headers()) {
        return Err(ApiError::BadRequest("This page cannot be prefetched."));
    }
    if matches!(auth.origins.origin_of(req.headers()), RequestOrigin::Hidden | RequestOrigin::Foreign) {
        return page(StatusCode::OK, &LogOutPage { failed: false }, csp::WITHOUT_SCRIPTS);
    }
    if req.method() == Method::GET {
        // If this fails, the cookies stay, so that another attempt can end the session.
        if let Err(why) = end_session(&req, &auth).await {
            let mut response = page(why.status_code(), &LogOutPage { failed: true }, csp::WITHOUT_SCRIPTS)?;
            why.add_headers(response.headers_mut());
            return Ok(response);
        }
    }
    let mut response = HttpResponse::Found();
    auth.cookies.expire_all(&mut response);
    let form = Notice::of(&req).map_or_else(|| "/login".to_owned(), Notice::address);
    Ok(response.insert_header((LOCATION, form)).finish())
}
