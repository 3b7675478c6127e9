//! Files of the client that browsers look for at fixed addresses: the service worker and the manifest of the application.

use std::fs;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION},
    web::{self, Data},
};

use super::{Folders, csp};
use crate::error::ApiError;

/// The address of the form for new posts in the client.
const NEW_POST: &str = "/new";

/// `GET /service-worker.js`: the script that opens the client without a network. Browsers ask for it at every visit, and
/// install a changed one.
pub async fn service_worker(folders: Data<Folders>) -> Result<HttpResponse, ApiError> {
    send(&folders, "service-worker.js", "text/javascript; charset=utf-8", csp::SERVICE_WORKER).await
}

/// `GET /manifest.webmanifest`: the name, icons and shortcuts of the installed application.
pub async fn manifest(folders: Data<Folders>) -> Result<HttpResponse, ApiError> {
    send(&folders, "manifest.webmanifest", "application/manifest+json", csp::NOTHING).await
}

/// `POST /share-target`: a photo that another application shares, in a browser whose service worker has not received it. The
/// user has to choose it again.
pub async fn share_target() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, NEW_POST)).finish()
}

async fn send(folders: &Folders, name: &str, kind: &str, policy: &str) -> Result<HttpResponse, ApiError> {
    let path = folders.client.join(name);
    match web::block(move || fs::read(path)).await {
        Ok(Ok(content)) => Ok(HttpResponse::Ok()
            .content_type(kind)
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .body(content)),
        _ => Err(ApiError::NotFound),
    }
}
