//! Property tests with generated bodies, queries and paths.

use std::time::Duration;

use actix_web::{
    FromRequest,
    http::header::{ACCEPT, CONTENT_TYPE, HeaderValue},
    test::TestRequest,
    web::Data,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, json};
use tokio::runtime;

use super::{
    Body, BodyBudget, BodyTimeout, IdField, ImageUrl, MAX_TEXT, NonBlankString, NonBlankText, OptionalBody,
    PageQuery, Query, Text, parse_id,
};
use crate::error::ApiError;

const CASES: u32 = 1_000;

/// JSON of all types, and text that is almost JSON.
fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        "-?[0-9]{1,40}([.][0-9]{1,5})?([eE][+-]?[0-9]{1,4})?",
        ".{0,30}".prop_map(|text| json!(text).to_string()),
        "[ \t\u{0}0-9-]{0,12}".prop_map(|text| json!(text).to_string()),
        select(&["null", "true", "[]", "{}", "[1]", "\"\\ud800\"", "\"\\u0000\"", "nul", "\"", "'1'", ""][..])
            .prop_map(str::to_owned),
        ".{0,20}",
    ]
}

/// A body with one field of this type.
#[derive(Debug, Deserialize)]
struct OneField<T> {
    field: T,
}

fn field<T: DeserializeOwned>(json: &str) -> Result<T, ApiError> {
    Body::parse(format!("{{\"field\":{json}}}").as_bytes()).map(|Body(OneField { field })| field)
}

fn is_bad_field(why: &ApiError) -> bool {
    matches!(why, ApiError::MalformedBody(_) | ApiError::MissingField { .. } | ApiError::InvalidField { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn bytes_are_an_object_or_a_bad_request(body in vec(any::<u8>(), 0..80)) {
        let is_object = serde_json::from_slice::<Value>(&body).is_ok_and(|value| value.is_object());
        match Body::<IgnoredAny>::parse(&body) {
            Ok(_) => prop_assert!(is_object),
            Err(why) => prop_assert!(matches!(why, ApiError::MalformedBody(_))),
        }
    }

    #[test]
    fn an_id_is_a_number_or_digits_and_nothing_else(json in any_value()) {
        let id = field(&json).map(|IdField(id)| id);
        // A second parser: a string without its quotes, or a number as text.
        let text = match serde_json::from_str::<Value>(&json) {
            Ok(Value::String(text)) => Some((text, true)),
            Ok(Value::Number(_)) => Some((json.trim().to_owned(), false)),
            _ => None,
        };
        let is_integer = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            Some((digits, _)) if is_integer(&digits) => match digits.parse::<i32>() {
                Ok(number) => prop_assert_eq!(id.ok(), Some(number)),
                Err(_) => prop_assert_eq!(id.ok(), Some(0)),
            },
            Some((negative, false)) if negative.strip_prefix('-').is_some_and(is_integer) => {
                prop_assert_eq!(id.ok(), Some(0));
            }
            _ => prop_assert!(id.is_err_and(|why| is_bad_field(&why)), "{json:?}"),
        }
    }

    #[test]
    fn an_accepted_text_is_unchanged(text in ".{0,60}") {
        let accepted = field(&json!(text).to_string()).ok().map(|NonBlankString(text)| text);

        let is_valid = !text.contains('\0') && !text.trim().is_empty();
        prop_assert_eq!(accepted, is_valid.then_some(text));
    }

    #[test]
    fn a_text_may_have_so_many_characters_and_no_more(
        character in any::<char>().prop_filter("a visible one", |c| !c.is_control() && !c.is_whitespace()),
        length in MAX_TEXT - 2..MAX_TEXT + 3,
    ) {
        let text = json!(character.to_string().repeat(length)).to_string();

        prop_assert_eq!(field::<NonBlankText>(&text).is_ok(), length <= MAX_TEXT);
        prop_assert_eq!(field::<Text>(&text).is_ok(), length <= MAX_TEXT);
    }

    #[test]
    fn an_image_url_is_a_web_url_or_a_path(json in any_value(), scheme in "(?i)(java|https?|data|ftp)?[:/\\\\]{0,4}.{0,20}") {
        for json in [json, json!(scheme).to_string()] {
            if let Ok(ImageUrl(url)) = field(&json) {
                let lower = url.to_lowercase();
                let is_path = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
                prop_assert!(is_path || lower.starts_with("http://") || lower.starts_with("https://"), "{url:?}");
                prop_assert!(!url.chars().any(char::is_control), "{url:?}");
            }
        }
    }

    #[test]
    fn an_id_in_a_path_is_positive_or_not_found(text in prop_oneof!["[0-9]{1,12}", "[-+ ]?[0-9]{0,11}", ".{0,20}"]) {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<i32>().ok().filter(|number| digits && *number > 0);
        match parse_id(&text) {
            Ok(id) => prop_assert_eq!(Some(id), number),
            Err(why) => prop_assert!(number.is_none() && matches!(why, ApiError::NotFound)),
        }
    }

    #[test]
    fn a_query_requests_a_page_or_is_a_bad_request(
        query in prop_oneof!["(limit|before|[a-z]{0,3})=.{0,20}", "([a-z&=%+;0-9]|limit|before){0,10}", ".{0,40}"],
        limit in -5_i64..60,
    ) {
        match Query::<PageQuery>::parse(&query) {
            Ok(Query(query)) => prop_assert!((1..=50).contains(&query.page().limit)),
            Err(why) => prop_assert!(is_bad_field(&why)),
        }
        let parsed = Query::<PageQuery>::parse(&format!("limit={limit}")).ok().map(|Query(query)| query.page().limit);
        prop_assert_eq!(parsed, (1..=50).contains(&limit).then_some(limit));
    }

    #[test]
    fn a_body_is_read_if_and_only_if_its_content_type_is_json(
        kind in prop_oneof![
            vec(any::<u8>(), 0..30),
            "application/([a-z.]{1,6}[+])?(json|JSON|xml)( ?; ?[a-z]{1,5}=[a-z8-]{0,6})?".prop_map(String::into_bytes),
        ],
        accept in vec(any::<u8>(), 0..30),
    ) {
        let Ok(kind) = HeaderValue::from_bytes(&kind) else { return Ok(()) };
        let mut request = TestRequest::post().set_payload("{}").insert_header((CONTENT_TYPE, kind.clone()));
        request = request.app_data(BodyTimeout(Duration::from_secs(60))).app_data(Data::new(BodyBudget::default()));
        // `Accept` has no effect.
        if let Ok(accept) = HeaderValue::from_bytes(&accept) {
            request = request.insert_header((ACCEPT, accept));
        }
        let (request, mut payload) = request.to_http_parts();
        let clock = runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let read = clock.block_on(OptionalBody::<IgnoredAny>::from_request(&request, &mut payload));

        let essence = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().to_ascii_lowercase();
        let suffix = essence.trim().strip_prefix("application/").unwrap_or_default();
        match suffix == "json" || suffix.ends_with("+json") {
            true => prop_assert!(read.is_ok()),
            false => prop_assert!(matches!(read, Err(ApiError::UnsupportedMediaType))),
        }
    }
}
