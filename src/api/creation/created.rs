//! The answer to a request that creates something.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header::ContentType},
};
use serde::Serialize;

/// The header of an answer that was given before.
const REPLAYED: (&str, &str) = ("Idempotent-Replayed", "true");

/// A response with a new resource as JSON: 201 Created, unless the status says otherwise.
#[derive(Debug)]
pub enum Created<T> {
    Now {
        status: StatusCode,
        resource: T,
    },
    /// It was created by an earlier request with the same idempotency key.
    Before {
        status: StatusCode,
        body: Vec<u8>,
    },
}

impl<T> Created<T> {
    /// A new resource, with 201.
    pub fn now(resource: T) -> Self {
        Self::Now { status: StatusCode::CREATED, resource }
    }
}

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        match self {
            Self::Now { status, resource } => HttpResponse::build(status).json(resource),
            Self::Before { status, body } => {
                HttpResponse::build(status).content_type(ContentType::json()).insert_header(REPLAYED).body(body)
            }
        }
    }
}
