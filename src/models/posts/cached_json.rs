//! JSON that is rendered once and sent many times.

use std::sync::Arc;

use diesel::{QueryResult, result::Error};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

pub type CachedJson = Arc<RawValue>;

/// # Errors
/// If `value` cannot be serialized.
pub(in crate::models) fn render(value: &(impl Serialize + ?Sized)) -> QueryResult<CachedJson> {
    to_raw_value(value).map(Arc::from).map_err(|why| Error::SerializationError(Box::new(why)))
}
