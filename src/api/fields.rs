//! The types of fields in bodies and queries. Each parses and validates its value by the wire contract, and describes itself
//! in the OpenAPI document.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, Type},
};

use crate::{
    error::ApiError,
    models::{Cursor, Image, User},
};

/// The length limit of a caption, an alternative text, a comment or a story, in characters.
pub const MAX_TEXT: usize = 5_000;

/// The length limit of an image URL, in characters.
const MAX_URL: usize = 2_048;

/// The length limit of a profile image URL, in bytes. It is short, because the URL is repeated in every comment.
const MAX_PROFILE_URL_BYTES: usize = 512;

/// The length limit of a search text, in characters.
const MAX_SEARCH: usize = 80;

/// What is wrong with a value. It continues a sentence that begins with the name of the field.
pub(super) type Problem = Cow<'static, str>;

/// An id in a body: an integer or a string of digits, of any length. An id that no row can have becomes 0, which is never
/// found either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdField(pub i32);

impl IdField {
    /// The id, if it is not that of the viewer.
    ///
    /// # Errors
    /// 400 if it is.
    pub fn of_another(self, viewer: &User) -> Result<i32, ApiError> {
        if self.0 == viewer.id {
            return Err(ApiError::invalid_field("user_id", "is your own"));
        }
        Ok(self.0)
    }
}

/// A string that is not empty or blank.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(min_length = 1, pattern = r"\S", example = "password")]
pub struct NonBlankString(pub String);

/// Text of several lines. CRLF becomes LF.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    max_length = 5000,
    pattern = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$",
    example = "Good morning from above the fog"
)]
pub struct Text(pub String);

/// Text of several lines that is not blank. CRLF becomes LF.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    min_length = 1,
    max_length = 5000,
    pattern = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b-\x1f\x7f-\x9f]*$",
    example = "The light in this one!"
)]
pub struct NonBlankText(pub String);

/// Text of several lines with at most `MAX` characters. CRLF becomes LF.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct MultilineText<const MAX: usize>(String);

impl<const MAX: usize> MultilineText<MAX> {
    /// The text, unless it is blank.
    pub fn not_blank(self) -> Option<String> {
        Some(self.0).filter(|text| !text.trim().is_empty())
    }
}

/// The address of an image: an http or https URL, or a path on this server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    max_length = 2048,
    pattern = r"^(/([^/\\]|$)|[Hh][Tt][Tt][Pp][Ss]?://[^/])",
    example = "/static/demo/posts/08.svg"
)]
pub struct ImageUrl(pub String);

/// The address of a profile image; an empty string removes the image.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, max_length = 512, example = "/static/demo/people/01.svg")]
pub struct ProfileImageUrl(pub Option<String>);

/// `limit`: the number of items on a page.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct PageLimit(pub i64);

/// `comments`: how many of the newest comments come with each post.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct CommentLimit(pub usize);

/// `likes`: how many of the newest likes come with each post.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct LikeLimit(pub usize);

/// `before`: where a page continues.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct PageCursor(pub Cursor);

/// `q`: the text to search for.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct SearchText(pub String);

impl<'de> Deserialize<'de> for IdField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl Visitor<'_> for IdVisitor {
            type Value = IdField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or a string of digits")
            }

            fn visit_u64<E: Error>(self, id: u64) -> Result<IdField, E> {
                Ok(IdField(id.try_into().unwrap_or_default()))
            }

            fn visit_i64<E: Error>(self, id: i64) -> Result<IdField, E> {
                Ok(IdField(id.max(0).try_into().unwrap_or_default()))
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<IdField, E> {
                if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(E::invalid_value(Unexpected::Str(id), &self));
                }
                Ok(IdField(id.parse().unwrap_or_default()))
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}

impl PartialSchema for IdField {
    fn schema() -> RefOr<Schema> {
        let digits = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]+$"));
        let id = OneOfBuilder::new().item(ObjectBuilder::new().schema_type(Type::Integer)).item(digits);
        RefOr::T(id.examples([serde_json::json!(12)]).into())
    }
}

impl ToSchema for IdField {}

impl TryFrom<String> for NonBlankString {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        not_blank(text).map(Self)
    }
}

impl TryFrom<String> for Text {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        lines(text, MAX_TEXT).map(Self)
    }
}

impl<const MAX: usize> TryFrom<String> for MultilineText<MAX> {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        lines(text, MAX).map(Self)
    }
}

impl TryFrom<String> for NonBlankText {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        not_blank(Text::try_from(text)?.0).map(Self)
    }
}

impl TryFrom<String> for ImageUrl {
    type Error = Problem;

    fn try_from(url: String) -> Result<Self, Problem> {
        let url = not_blank(url)?;
        if url.chars().count() > MAX_URL {
            return Err(format!("may be at most {MAX_URL} characters long").into());
        }
        if !is_image_url(&url) {
            return Err("must be an http or https URL, or a path on this server that begins with a slash".into());
        }
        // The owner of an image is recognised by its plain path.
        if url.starts_with('/') && Image::is_disguised(&url) {
            return Err("must be the address that the upload returned, without detours in its path".into());
        }
        Ok(Self(url))
    }
}

impl TryFrom<String> for ProfileImageUrl {
    type Error = Problem;

    fn try_from(url: String) -> Result<Self, Problem> {
        if url.is_empty() {
            return Ok(Self(None));
        }
        if url.len() > MAX_PROFILE_URL_BYTES {
            return Err(format!("may be at most {MAX_PROFILE_URL_BYTES} bytes long").into());
        }
        ImageUrl::try_from(url).map(|ImageUrl(url)| Self(Some(url)))
    }
}

impl TryFrom<String> for PageLimit {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        number(&text, 1, 50).map(Self)
    }
}

impl TryFrom<String> for CommentLimit {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        number(&text, 0, 50).map(Self)
    }
}

impl TryFrom<String> for LikeLimit {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        number(&text, 0, 50).map(Self)
    }
}

impl TryFrom<String> for PageCursor {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|_| "must be taken from the Link header of the previous page".into())
    }
}

impl TryFrom<String> for SearchText {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() || text.contains('\0') || text.chars().count() > MAX_SEARCH {
            return Err(format!("must be 1 to {MAX_SEARCH} characters to search for").into());
        }
        Ok(Self(text.to_owned()))
    }
}

/// Checks a text of several lines with at most `max` characters. CRLF becomes LF.
fn lines(sent: String, max: usize) -> Result<String, Problem> {
    let text = if sent.contains('\r') { sent.replace("\r\n", "\n") } else { sent };
    if text.chars().count() > max {
        return Err(format!("may be at most {max} characters long").into());
    }
    if text.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        return Err("must not contain control characters other than newlines and tabs".into());
    }
    Ok(text)
}

fn not_blank(text: String) -> Result<String, Problem> {
    if text.trim().is_empty() { Err("must not be blank".into()) } else { Ok(text) }
}

/// Parses digits. `parse` alone would accept a sign.
fn number<T>(text: &str, first: T, last: T) -> Result<T, Problem>
where
    T: std::str::FromStr + PartialOrd + fmt::Display,
{
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number >= first && *number <= last);
    number.ok_or_else(|| format!("must be an integer from {first} to {last}").into())
}

/// Whether browsers may safely show it as an image: http, https, or a path on this server.
fn is_image_url(url: &str) -> bool {
    if url.chars().any(char::is_control) {
        return false;
    }
    // Browsers read a backslash as a slash, and two slashes as another host.
    if let Some(path) = url.strip_prefix('/') {
        return !path.starts_with('/') && !url.contains('\\');
    }
    is_web_address(url)
}

/// Whether it is an http or https URL without control characters.
pub(super) fn is_web_address(url: &str) -> bool {
    let scheme_end = url.find("://").unwrap_or_default();
    let is_web = ["http", "https"].iter().any(|scheme| url[..scheme_end].eq_ignore_ascii_case(scheme));
    is_web && !url.chars().any(char::is_control) && url::Url::parse(url).is_ok_and(|url| url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::extract::Body, error::ApiError};

    #[test]
    fn only_safe_urls_are_image_urls() {
        let valid = ["http://a.example/x.jpg", "HTTPS://a.example", "/static/a.svg", "https://a.example/ü?b=c d"];
        let invalid = [
            "javascript:alert(1)",
            "data:image/png;base64,x",
            "//evil.example/x",
            "/\\evil.example",
            "x.jpg",
            "https://",
            "http:/a",
            "ftp://a.example/x",
            " https://a.example",
            "java\nscript:x",
            "https://a\u{7}b.example",
        ];
        for url in valid {
            assert!(is_image_url(url), "{url}");
        }
        for url in invalid {
            assert!(!is_image_url(url), "{url}");
        }
    }

    #[test]
    fn ids_are_integers_or_strings_of_digits_of_any_length() {
        #[derive(Deserialize)]
        struct WithId {
            id: IdField,
        }
        let id = |json: &str| Body::parse(format!("{{\"id\":{json}}}").as_bytes()).map(|Body(WithId { id })| id.0);

        assert_eq!(id("7").ok(), Some(7));
        assert_eq!(id("\"07\"").ok(), Some(7));
        for unknown in ["99999999999999999999999999", "\"99999999999999999999999999\"", "-1", "2147483648"] {
            assert_eq!(id(unknown).ok(), Some(0), "{unknown}");
        }
        assert!(matches!(id("null"), Err(ApiError::MissingField { field }) if field == "id"));
        for wrong in ["1.0", "1e3", "true", "{}", "[]", "\"\"", "\"-1\"", "\"1 \"", "\"one\"", "\"\u{661}\""] {
            assert!(matches!(id(wrong), Err(ApiError::InvalidField { field, .. }) if field == "id"), "{wrong}");
        }
    }
}
