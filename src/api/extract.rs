//! Extractors: JSON bodies and queries as types.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    future::{Future, Ready, ready},
    pin::Pin,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use super::{
    body::read_json,
    field_deserializer::{FieldValue, fields_of_object, from_fields},
};
use crate::error::ApiError;

/// A JSON object as the body of a request.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// As [`Body`], but an empty body counts as `{}`.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

/// The query of a request. If a parameter is repeated, the first one counts.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// A body that is read from JSON.
pub trait FromJson: Sized {
    /// # Errors
    /// As [`Body::parse`].
    fn from_json(json: &[u8]) -> Result<Self, ApiError>;
}

impl<T: DeserializeOwned> Body<T> {
    /// Reads a body. If a field is repeated, the last one counts; null counts as absent.
    ///
    /// # Errors
    /// 400 if it is not a JSON object, contains a NUL, or a field is missing or invalid.
    pub fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let fields = fields_of_object(body)
            .map_err(|_| ApiError::MalformedBody("The request body must be a JSON object.".into()))?;
        if has_nul(body) {
            return Err(ApiError::MalformedBody("Text must not contain a NUL character.".into()));
        }
        from_fields(fields).map(Self)
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// Reads the query of a URL.
    ///
    /// # Errors
    /// 400 if a parameter is missing or invalid.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let mut parameters: BTreeMap<Cow<'_, str>, Cow<'_, str>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            parameters.entry(name).or_insert(value);
        }
        from_fields(parameters.into_iter().map(|(name, value)| (name, FieldValue::Text(value)))).map(Self)
    }
}

/// Whether a JSON text has a NUL in a string. An unescaped one would not be JSON.
fn has_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(position) = rest.iter().position(|byte| *byte == b'\\') {
        rest = &rest[position + 1..];
        if rest.starts_with(b"u0000") {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

impl<T: DeserializeOwned> FromJson for Body<T> {
    fn from_json(json: &[u8]) -> Result<Self, ApiError> {
        Self::parse(json)
    }
}

impl<T: DeserializeOwned> FromJson for OptionalBody<T> {
    fn from_json(json: &[u8]) -> Result<Self, ApiError> {
        let is_empty = json.trim_ascii().is_empty();
        Body::parse(if is_empty { b"{}" } else { json }).map(|Body(body)| Self(body))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read_json(req.clone(), payload.take());
        Box::pin(async move { Self::from_json(&body.await?) })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for OptionalBody<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read_json(req.clone(), payload.take());
        Box::pin(async move { Self::from_json(&body.await?) })
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(req.query_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_after_any_number_of_backslashes() {
        assert!(has_nul(br#"{"a":"x\u0000"}"#));
        assert!(has_nul(br#"{"a\\\u0000":1}"#));
        assert!(!has_nul(br#"{"a":"\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\u0001\"\\"}"#));
    }
}
