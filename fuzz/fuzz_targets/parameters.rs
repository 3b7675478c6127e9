//! No body, query or path panics, and the API accepts only the values that it promises to accept.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use photo_app::{
    api::{Body, IdField, ImageUrl, MAX_TEXT, NonBlankText, PageQuery, Query, Text, parse_id},
    error::ApiError,
    models::Cursor,
};
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Body(&'a [u8]),
    /// The value of a field of a body.
    Value(&'a str),
    Query(&'a str),
    Path(&'a str),
    Cursor(&'a str),
}

#[derive(Deserialize)]
struct OneField<T> {
    field: T,
}

fn field<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    Body::parse(body).ok().map(|Body(OneField { field })| field)
}

fn check_body(body: &[u8]) {
    if let Some(IdField(id)) = field(body) {
        assert!(id >= 0, "a negative id");
    }
    if let Some(Text(text)) = field(body) {
        assert!(text.chars().count() <= MAX_TEXT && !text.contains('\0'), "{text:?}");
    }
    if let Some(NonBlankText(text)) = field(body) {
        assert!(!text.trim().is_empty(), "a blank text");
    }
    if let Some(ImageUrl(url)) = field(body) {
        let lower = url.to_lowercase();
        let on_this_server = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
        assert!(on_this_server || lower.starts_with("http://") || lower.starts_with("https://"), "{url:?}");
        assert!(!url.chars().any(char::is_control), "{url:?}");
    }
}

fn check_query(query: &str) {
    match Query::<PageQuery>::parse(query) {
        Ok(Query(asked)) => assert!((1..=50).contains(&asked.page().limit), "{query:?}"),
        Err(why) => assert!(matches!(why, ApiError::InvalidField { .. }), "{why:?}"),
    }
}

fn check_id(text: &str) {
    match parse_id(text) {
        Ok(id) => assert_eq!(text.trim_start_matches('0'), id.to_string(), "another id"),
        Err(why) => assert!(matches!(why, ApiError::NotFound), "{why:?}"),
    }
}

fn check_cursor(text: &str) {
    if let Ok(cursor) = text.parse::<Cursor>() {
        let written = cursor.to_string();
        assert_eq!(written.parse(), Ok(cursor), "{written}");
        let query = Query::<PageQuery>::parse(&format!("before={written}"));
        assert_eq!(query.ok().and_then(|Query(asked)| asked.page().before), Some(cursor));
    }
}

fuzz_target!(|input: Input| match input {
    Input::Body(body) => check_body(body),
    Input::Value(json) => check_body(format!(r#"{{"field":{json}}}"#).as_bytes()),
    Input::Query(query) => check_query(query),
    Input::Path(text) => check_id(text),
    Input::Cursor(text) => check_cursor(text),
});
