//! Serves `GET /metrics` at a separate address, because it must not be public.

use std::{io, net::TcpListener};

use actix_web::{
    App, HttpResponse, HttpServer, ResponseError,
    dev::Server,
    http::header::CONTENT_TYPE,
    web::{self, Data},
};

use crate::{auth::Auth, error::ApiError};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves metrics until the returned server is dropped.
///
/// # Errors
/// If its thread cannot start.
pub fn start(listener: TcpListener, auth: Auth) -> io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(auth.clone()))
            .route("/metrics", web::get().to(show))
            .default_service(web::to(|| async { ApiError::NotFound.error_response() }))
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

async fn show(auth: Data<Auth>) -> Result<HttpResponse, ApiError> {
    let text = auth.metrics.render(auth.readings()).map_err(|_| ApiError::Unavailable)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, OPEN_METRICS)).body(text))
}
