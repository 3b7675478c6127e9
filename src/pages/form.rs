//! What the form of a page sends.

use std::collections::BTreeMap;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;

use crate::{api::read_body, error::ApiError};

/// The fields of a form. A missing one is as good as an empty one; of several, the last counts.
#[derive(Debug, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Takes the value of a field out.
    pub fn take(&mut self, field: &str) -> String {
        self.0.remove(field).unwrap_or_default()
    }
}

impl FromRequest for Form {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = req.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = read_body(req.clone(), payload.take());
        Box::pin(async move {
            let body = body.await?;
            Ok(Self(url::form_urlencoded::parse(&body).into_owned().filter(|_| is_form).collect()))
        })
    }
}
