//! The forms of pages.

use std::collections::BTreeMap;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::{
    api::{FieldValue, from_fields, read_body},
    error::ApiError,
};

/// A submitted form. If a field is repeated, the last one counts. Another content type counts as a form without fields.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = req.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = read_body(req.clone(), payload.take());
        Box::pin(async move {
            let body = body.await?;
            let sent: BTreeMap<_, _> = url::form_urlencoded::parse(&body).filter(|_| is_form).collect();
            from_fields(sent.into_iter().map(|(name, value)| (name, FieldValue::Text(value)))).map(Self)
        })
    }
}
