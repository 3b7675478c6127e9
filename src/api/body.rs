//! JSON bodies: an object whose fields are asked for one by one, so that each error names its field.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING},
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::timeout;

use super::body_budget::BodyBudget;
use crate::{auth::admit_again, error::ApiError, models::Image};

/// Bytes that a body may have.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// Characters of a caption, an alternative text or a comment.
pub const MAX_TEXT: usize = 5_000;

/// Characters of the address of a picture.
const MAX_URL: usize = 2_048;

/// Bytes of the address of a profile picture: it is repeated with every comment of its user.
const MAX_PROFILE_URL_BYTES: usize = 512;

/// A body that is a JSON object. Its fields stay JSON text until they are asked for: an id may have any number of
/// digits, which no number type would keep.
#[derive(Debug, Default)]
pub struct JsonObject(BTreeMap<String, Box<RawValue>>);

/// As [`JsonObject`], but no body at all counts as `{}`.
#[derive(Debug, Default)]
pub struct OptionalJsonObject(pub JsonObject);

impl JsonObject {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 if it is no JSON object, or has a NUL in it.
    pub fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body)
            .map_err(|_| ApiError::bad_request("The request body must be a JSON object."))?;
        if has_nul(body) {
            return Err(ApiError::bad_request("Text must not contain a NUL character."));
        }
        Ok(Self(fields))
    }

    /// The value of a field; null counts as absent.
    fn value<'a, T: Deserialize<'a>>(&'a self, field: &str, what: &str) -> Result<Option<T>, ApiError> {
        match self.0.get(field).map(|raw| raw.get()) {
            None | Some("null") => Ok(None),
            Some(raw) => serde_json::from_str(raw)
                .map(Some)
                .map_err(|_| ApiError::bad_request(format!("{field} must be {what}."))),
        }
    }

    /// A text that may be missing, of at most `longest` characters.
    ///
    /// # Errors
    /// 400 if it is no text, or too long.
    pub fn optional_text(&self, field: &str, longest: usize) -> Result<Option<String>, ApiError> {
        let text: Option<String> = self.value(field, "a text")?;
        if text.as_ref().is_some_and(|text| text.chars().count() > longest) {
            return Err(ApiError::bad_request(format!("{field} may be at most {longest} characters long.")));
        }
        Ok(text)
    }

    /// A text that must be there and hold more than white space.
    ///
    /// # Errors
    /// 400 if it does not, is no text, or too long.
    pub fn text(&self, field: &str, longest: usize) -> Result<String, ApiError> {
        present(field, self.optional_text(field, longest)?)
    }

    /// A text that people read, which may be missing. Lines end with a newline alone, however they were sent.
    ///
    /// # Errors
    /// 400 if it is no text, too long, or has control characters other than newlines and tabs.
    pub fn optional_prose(&self, field: &str) -> Result<Option<String>, ApiError> {
        let Some(sent) = self.optional_text(field, usize::MAX)? else { return Ok(None) };
        let text = if sent.contains('\r') { sent.replace("\r\n", "\n") } else { sent };
        if text.chars().count() > MAX_TEXT {
            return Err(ApiError::bad_request(format!("{field} may be at most {MAX_TEXT} characters long.")));
        }
        if text.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t')) {
            return Err(ApiError::bad_request(format!(
                "{field} must not contain control characters other than newlines and tabs."
            )));
        }
        Ok(Some(text))
    }

    /// A text that people read, which must be there and hold more than white space.
    ///
    /// # Errors
    /// As [`Self::optional_prose`], and 400 if it is missing or blank.
    pub fn prose(&self, field: &str) -> Result<String, ApiError> {
        present(field, self.optional_prose(field)?)
    }

    /// The address of a picture, if given.
    ///
    /// # Errors
    /// 400 if it is none that a browser may safely show: http, https, or a path on this server. Also if it is a roundabout
    /// path to an uploaded picture: whose picture it is is told from the plain one.
    pub fn optional_picture(&self, field: &str) -> Result<Option<String>, ApiError> {
        match self.optional_text(field, MAX_URL)? {
            Some(blank) if blank.trim().is_empty() => {
                Err(ApiError::bad_request(format!("{field} must not be blank.")))
            }
            Some(url) if !is_picture_url(&url) => Err(ApiError::bad_request(format!(
                "{field} must be an http or https URL, or a path on this server that begins with a slash."
            ))),
            Some(url) if url.starts_with('/') && Image::is_disguised(&url) => Err(ApiError::bad_request(format!(
                "{field} leads to an uploaded picture by a roundabout path: give it as it was when you uploaded it."
            ))),
            url => Ok(url),
        }
    }

    /// The address of a profile picture, if given; an empty text removes the picture.
    ///
    /// # Errors
    /// As [`Self::optional_picture`], and 400 if it is longer than the address of a profile picture may be.
    pub fn profile_picture(&self, field: &str) -> Result<Option<Option<String>>, ApiError> {
        match self.optional_text(field, MAX_BODY_BYTES)? {
            Some(empty) if empty.is_empty() => Ok(Some(None)),
            Some(long) if long.len() > MAX_PROFILE_URL_BYTES => Err(ApiError::bad_request(format!(
                "{field} of a profile may be at most {MAX_PROFILE_URL_BYTES} bytes long."
            ))),
            _ => Ok(self.optional_picture(field)?.map(Some)),
        }
    }

    /// The address of a picture, which must be given.
    ///
    /// # Errors
    /// As [`Self::optional_picture`], and if it is missing.
    pub fn picture(&self, field: &str) -> Result<String, ApiError> {
        self.optional_picture(field)?.ok_or_else(|| ApiError::bad_request(format!("{field} is missing.")))
    }

    /// The id of something, as an integer or a string of digits.
    ///
    /// # Errors
    /// 400 if it is neither or missing; 404 if it is, but no id can be so large or small.
    pub fn id(&self, field: &str) -> Result<i32, ApiError> {
        let wrong = || ApiError::bad_request(format!("{field} must be an integer or a string of digits."));
        let raw = self.0.get(field).map(|raw| raw.get()).ok_or_else(wrong)?;
        let text = if raw.starts_with('"') {
            serde_json::from_str::<String>(raw).map_err(|_| wrong())?
        } else {
            // The minus sign of a number is valid JSON, though no id is negative; in a string it is no digit.
            raw.strip_prefix('-').unwrap_or(raw).to_owned()
        };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        match text.parse() {
            Ok(id) if !raw.starts_with('-') => Ok(id),
            _ => Err(ApiError::NotFound),
        }
    }
}

/// A text that is there and holds more than white space.
fn present(field: &str, text: Option<String>) -> Result<String, ApiError> {
    match text {
        None => Err(ApiError::bad_request(format!("{field} is missing."))),
        Some(blank) if blank.trim().is_empty() => {
            Err(ApiError::bad_request(format!("{field} must not be blank.")))
        }
        Some(text) => Ok(text),
    }
}

/// Whether a JSON text has a NUL in a string; unescaped, it would not be JSON.
fn has_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(place) = rest.iter().position(|byte| *byte == b'\\') {
        rest = &rest[place + 1..];
        if rest.starts_with(b"u0000") {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

fn is_picture_url(url: &str) -> bool {
    if url.chars().any(char::is_control) {
        return false;
    }
    // Browsers read a backslash as a slash, and two slashes as another host.
    if let Some(path) = url.strip_prefix('/') {
        return !path.starts_with('/') && !url.contains('\\');
    }
    let scheme_end = url.find("://").unwrap_or_default();
    let web = ["http", "https"].iter().any(|scheme| url[..scheme_end].eq_ignore_ascii_case(scheme));
    web && url::Url::parse(url).is_ok_and(|url| url.has_host())
}

/// A body that takes longer to arrive has its session checked again, which may have ended meanwhile.
const PROMPT: Duration = Duration::from_millis(500);

/// How long a client may take to send a body, as data of the application.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeout(pub Duration);

/// Reads a whole body.
///
/// # Errors
/// 408 if it does not come in time, 413 if it is too large, 400 if it breaks off, 503 if others hold all the room;
/// 401 if the session has ended meanwhile.
pub async fn read_body(req: HttpRequest, payload: Payload) -> Result<Bytes, ApiError> {
    let BodyTimeout(limit) = *req.app_data().expect("the application is assembled with its BodyTimeout");
    let begun = Instant::now();
    let body = timeout(limit, read_all(&req, payload)).await.unwrap_or(Err(ApiError::TooSlow))?;
    if begun.elapsed() > PROMPT {
        admit_again(&req).await?;
    }
    Ok(body)
}

async fn read_all(req: &HttpRequest, mut payload: Payload) -> Result<Bytes, ApiError> {
    // Where a client asks for an upgrade that nobody offers, the library's stream goes on until the client leaves.
    let announced = announced_length(req).unwrap_or(usize::MAX);
    let most = most_to_come(req);
    let budget: &Data<BodyBudget> = req.app_data().expect("the application is assembled with its BodyBudget");
    let _reservation = budget.reserve(req, most)?;
    // Room for all that was announced: grown bit by bit, it would take twice as much.
    let mut body = BytesMut::with_capacity(if announced == usize::MAX { 0 } else { most });
    while body.len() < announced {
        let Some(chunk) = payload.next().await else { break };
        let chunk = chunk.map_err(|why| match why {
            PayloadError::Overflow => ApiError::PayloadTooLarge,
            _ => ApiError::bad_request("The request body could not be read."),
        })?;
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(ApiError::PayloadTooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads a whole body of JSON.
async fn read_json(req: HttpRequest, payload: Payload) -> Result<Bytes, ApiError> {
    let json = says_json(&req);
    match read_body(req, payload).await? {
        body if json || body.is_empty() => Ok(body),
        _ => Err(ApiError::UnsupportedMediaType),
    }
}

/// How many bytes of a body are to be expected. Without a length, only a chunked request has one.
fn most_to_come(req: &HttpRequest) -> usize {
    let length = announced_length(req).or(req.headers().contains_key(TRANSFER_ENCODING).then_some(MAX_BODY_BYTES));
    length.unwrap_or_default().min(MAX_BODY_BYTES)
}

fn announced_length(req: &HttpRequest) -> Option<usize> {
    req.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the request says that its body is JSON, or does not say what it is.
fn says_json(req: &HttpRequest) -> bool {
    let Some(content_type) = req.headers().get(CONTENT_TYPE) else { return true };
    let essence = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

impl FromRequest for JsonObject {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read_json(req.clone(), payload.take());
        Box::pin(async move { Self::parse(&body.await?) })
    }
}

impl FromRequest for OptionalJsonObject {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read_json(req.clone(), payload.take());
        Box::pin(async move {
            match body.await? {
                nothing if nothing.trim_ascii().is_empty() => Ok(Self::default()),
                body => JsonObject::parse(&body).map(Self),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_behind_any_number_of_backslashes() {
        assert!(has_nul(br#"{"a":"x\u0000"}"#));
        assert!(has_nul(br#"{"a\\\u0000":1}"#));
        assert!(!has_nul(br#"{"a":"\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\u0001\"\\"}"#));
    }

    #[test]
    fn only_addresses_that_a_browser_may_show_are_pictures() {
        let good = ["http://a.example/x.jpg", "HTTPS://a.example", "/static/a.svg", "https://a.example/ü?b=c d"];
        let bad = [
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
        for url in good {
            assert!(is_picture_url(url), "{url}");
        }
        for url in bad {
            assert!(!is_picture_url(url), "{url}");
        }
    }

    #[test]
    fn ids_are_integers_or_strings_of_digits_of_any_length() {
        let id =
            |json: &str| JsonObject::parse(format!("{{\"id\":{json}}}").as_bytes()).and_then(|body| body.id("id"));

        assert_eq!(id("7").ok(), Some(7));
        assert_eq!(id("\"07\"").ok(), Some(7));
        for unknown in ["99999999999999999999999999", "\"99999999999999999999999999\"", "-1", "2147483648"] {
            assert!(matches!(id(unknown), Err(ApiError::NotFound)), "{unknown}");
        }
        for wrong in
            ["1.0", "1e3", "true", "null", "{}", "[]", "\"\"", "\"-1\"", "\"1 \"", "\"one\"", "\"\u{661}\""]
        {
            assert!(matches!(id(wrong), Err(ApiError::BadRequest(_))), "{wrong}");
        }
    }
}
