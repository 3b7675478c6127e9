//! Whatever a body, a query or a path says: nothing breaks, and what is taken is what the API promises to take.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use photo_app::{
    api::{JsonObject, MAX_TEXT, parse_id, parse_query},
    error::ApiError,
    models::Cursor,
};

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    Body(&'a [u8]),
    /// The value of every field of a body.
    Value(&'a str),
    Query(&'a str),
    Path(&'a str),
    Cursor(&'a str),
}

fn check_body(body: &[u8]) {
    let Ok(object) = JsonObject::parse(body) else { return };
    if let Ok(id) = object.id("id") {
        assert!(id >= 0, "a negative id");
    }
    if let Ok(Some(text)) = object.optional_text("text", MAX_TEXT) {
        assert!(text.chars().count() <= MAX_TEXT && !text.contains('\0'), "{text:?}");
    }
    if let Ok(text) = object.text("text", MAX_TEXT) {
        assert!(!text.trim().is_empty(), "a blank text");
    }
    if let Ok(url) = object.picture("url") {
        let lower = url.to_lowercase();
        let on_this_server = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
        assert!(on_this_server || lower.starts_with("http://") || lower.starts_with("https://"), "{url:?}");
        assert!(!url.chars().any(char::is_control), "{url:?}");
    }
}

fn check_query(query: &str) {
    match parse_query(query) {
        Ok(page) => assert!((1..=50).contains(&page.limit), "{page:?}"),
        Err(why) => assert!(matches!(why, ApiError::BadRequest(_)), "{why:?}"),
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
        assert_eq!(parse_query(&format!("before={written}")).ok().and_then(|page| page.before), Some(cursor));
    }
}

fuzz_target!(|input: Input| match input {
    Input::Body(body) => check_body(body),
    Input::Value(json) => check_body(format!(r#"{{"id":{json},"text":{json},"url":{json}}}"#).as_bytes()),
    Input::Query(query) => check_query(query),
    Input::Path(text) => check_id(text),
    Input::Cursor(text) => check_cursor(text),
});
