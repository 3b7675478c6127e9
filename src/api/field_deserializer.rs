//! Deserializes structs (JSON objects and query strings) with errors that name the field.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error as _, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::value::RawValue;

use crate::error::ApiError;

/// Reads `T` from named values. Unknown names are ignored.
///
/// # Errors
/// 400 if a field is missing, or its type refuses the value. The error names the field.
pub fn from_fields<'de, T, N>(fields: impl Iterator<Item = (N, FieldValue<'de>)>) -> Result<T, ApiError>
where
    T: Deserialize<'de>,
    N: AsRef<str>,
{
    T::deserialize(Fields { rest: fields, current: None }).map_err(ApiError::from)
}

/// The fields of a JSON object. If a field is repeated, the last one counts. Null counts as absent, except where
/// [`Change`](super::change::Change) tells both apart.
///
/// # Errors
/// If it is not a JSON object.
pub fn fields_of_object(json: &[u8]) -> Result<impl Iterator<Item = (String, FieldValue<'_>)>, serde_json::Error> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(json)?;
    let named = |(name, json): (String, _)| (name, FieldValue::of(json));
    Ok(fields.into_iter().map(named))
}

/// The unparsed value of a field.
pub enum FieldValue<'de> {
    /// JSON text. It is parsed when its type is known, because an id may have more digits than a number type holds.
    Json(&'de RawValue),
    Null,
    /// The value of a query parameter.
    Text(Cow<'de, str>),
}

impl<'de> FieldValue<'de> {
    fn of(json: &'de RawValue) -> Self {
        if json.get() == "null" { Self::Null } else { Self::Json(json) }
    }
}

/// Why the fields cannot be deserialized.
#[derive(Debug)]
pub enum FieldError {
    /// The path of the field: `image_url`, `images[1].image_url`. It is empty for the value itself.
    Missing(String),
    /// `problem` continues a sentence that begins with the field. Without a field, the type itself refused.
    Invalid { field: Option<String>, problem: String },
}

impl FieldError {
    /// The error of a part of `parent`, which is a field, or a position in a list: `[1]`.
    fn within(self, parent: &str) -> Self {
        let path = |field: &str| match field.chars().next() {
            None => parent.to_owned(),
            Some('[') => format!("{parent}{field}"),
            Some(_) => format!("{parent}.{field}"),
        };
        match self {
            Self::Missing(field) => Self::Missing(path(&field)),
            Self::Invalid { field: Some(field), problem } => Self::Invalid { field: Some(path(&field)), problem },
            Self::Invalid { field: None, problem } => Self::Invalid { field: Some(parent.to_owned()), problem },
        }
    }
}

impl From<FieldError> for ApiError {
    fn from(why: FieldError) -> Self {
        match why {
            FieldError::Missing(field) => Self::MissingField { field: field.into() },
            FieldError::Invalid { field: Some(field), problem } => Self::invalid_field(field, problem),
            FieldError::Invalid { field: None, problem } => Self::MalformedBody(problem.into()),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(f, "{field} is missing"),
            Self::Invalid { field, problem } => write!(f, "{} {problem}", field.as_deref().unwrap_or_default()),
        }
    }
}

impl std::error::Error for FieldError {}

impl serde::de::Error for FieldError {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self::Invalid { field: None, problem: problem.to_string() }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("must be {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("must be {expected}"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field.to_owned())
    }
}

/// The remaining fields.
struct Fields<'de, I, N> {
    rest: I,
    current: Option<(N, FieldValue<'de>)>,
}

impl<'de, I, N> Deserializer<'de> for Fields<'de, I, N>
where
    I: Iterator<Item = (N, FieldValue<'de>)>,
    N: AsRef<str>,
{
    type Error = FieldError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, I, N> MapAccess<'de> for Fields<'de, I, N>
where
    I: Iterator<Item = (N, FieldValue<'de>)>,
    N: AsRef<str>,
{
    type Error = FieldError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FieldError> {
        self.current = self.rest.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        let name: StrDeserializer<'_, FieldError> = name.as_ref().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FieldError> {
        let (name, value) = self.current.take().ok_or_else(|| FieldError::custom("has no value"))?;
        seed.deserialize(value).map_err(|why| why.within(name.as_ref()))
    }
}

impl<'de> Deserializer<'de> for FieldValue<'de> {
    type Error = FieldError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self {
            Self::Text(text) => visitor.visit_str(&text),
            Self::Json(json) => visit_json(json.get(), visitor),
            Self::Null => Err(FieldError::Missing(String::new())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self {
            Self::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier
    }
}

/// The remaining items of a list.
struct Items<'de> {
    rest: std::vec::IntoIter<&'de RawValue>,
    position: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = FieldError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, FieldError> {
        let Some(json) = self.rest.next() else { return Ok(None) };
        let position = self.position;
        self.position += 1;
        seed.deserialize(FieldValue::Json(json)).map(Some).map_err(|why| why.within(&format!("[{position}]")))
    }
}

/// Integers of any length reach the visitor as integers. Those that are too large become the largest or smallest value.
fn visit_json<'de, V: Visitor<'de>>(json: &'de str, visitor: V) -> Result<V::Value, FieldError> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match json.as_bytes().first() {
        Some(b'"') => match serde_json::from_str(json) {
            Ok(text) => visitor.visit_string(text),
            Err(_) => Err(FieldError::invalid_value(Unexpected::Other("broken text"), &visitor)),
        },
        Some(b'0'..=b'9') if is_digits(json) => visitor.visit_u64(json.parse().unwrap_or(u64::MAX)),
        Some(b'-') if is_digits(&json[1..]) => visitor.visit_i64(json.parse().unwrap_or(i64::MIN)),
        Some(b't' | b'f') => visitor.visit_bool(json == "true"),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json).map_err(FieldError::custom)?;
            visitor.visit_seq(Items { rest: items.into_iter(), position: 0 })
        }
        Some(b'{') => {
            let fields = fields_of_object(json.as_bytes()).map_err(FieldError::custom)?;
            visitor.visit_map(Fields { rest: fields, current: None })
        }
        _ => Err(FieldError::invalid_type(Unexpected::Other(json), &visitor)),
    }
}
