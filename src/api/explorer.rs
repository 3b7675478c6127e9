//! The Swagger UI files of the page at `/api`, embedded in the binary.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING},
    web::Path,
};
use utoipa_swagger_ui::Config;

use crate::{auth::CurrentUser, error::ApiError};

/// `GET /api/explorer/{file}`: a script or style sheet of the Swagger UI.
pub async fn file(_: CurrentUser, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let file = match name.as_str() {
        "swagger-ui.css" | "swagger-ui-bundle.js" => utoipa_swagger_ui::serve(&name, Arc::new(Config::default())),
        _ => Ok(None),
    };
    let file = file.ok().flatten().ok_or(ApiError::NotFound)?;
    let mut response = HttpResponse::Ok();
    response.content_type(file.content_type).insert_header((CACHE_CONTROL, "private, max-age=86400"));
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response.body(file.bytes.into_owned()))
}
