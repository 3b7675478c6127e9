//! Property tests with generated headers and tokens.

use std::net::IpAddr;

use actix_web::http::{
    Method,
    header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use time::Duration;

use super::{
    AllowedOrigins, ClientAddress, Grant, IssueTime, Kind, Subject, Tokens, authenticate_request, clock::unix_now,
    token::TokenError,
};
use crate::{
    config::{SecretString, TokenSettings},
    error::ApiError,
};

const CASES: u32 = 1_000;
const SECRET: &str = "a long enough secret for property tests";
const PREVIOUS: &str = "the previous, also long enough secret";

fn tokens() -> Tokens {
    Tokens::new(&TokenSettings {
        secret: SecretString::from(SECRET),
        previous_secret: Some(SecretString::from(PREVIOUS)),
        access_life: Duration::minutes(15),
        refresh_life: Duration::days(30),
        session_life: Duration::hours(12),
    })
}

/// A grant for this user.
fn grant(id: i32) -> Grant {
    IssueTime::before_call(|| ()).0.grant(Subject::of_user(id))
}

fn signed_token(secret: &str, algorithm: Algorithm, header: &[u8], payload: &[u8]) -> String {
    let message = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(payload));
    let key = EncodingKey::from_secret(secret.as_bytes());
    format!("{message}.{}", crypto::sign(message.as_bytes(), &key, algorithm).expect("a signature"))
}

fn hs256_token(secret: &str, payload: &Value) -> String {
    signed_token(secret, Algorithm::HS256, br#"{"alg":"HS256","typ":"JWT"}"#, payload.to_string().as_bytes())
}

/// Any JSON, several levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[0-9]{1,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((".{0,8}", inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The claims of a valid token, of which some are changed or removed.
fn any_claims() -> impl Strategy<Value = Map<String, Value>> {
    let names = select(&["fresh", "iat", "jti", "type", "sub", "nbf", "csrf", "exp", "other"][..]);
    let values = prop_oneof![
        any_json().prop_map(Some),
        Just(None),
        (-5_000_i64..5_000).prop_map(|seconds| Some(json!(unix_now() + seconds))),
        (-5_000.5_f64..5_000.5).prop_map(|seconds| Some(json!(unix_now() as f64 + seconds))),
        select(&["access", "refresh", "Access", "12"][..]).prop_map(|text| Some(json!(text))),
    ];
    vec((names, values), 0..3).prop_map(|changes| {
        let valid = json!({
            "fresh": false, "iat": unix_now(), "jti": "1", "type": "access", "sub": 12, "nbf": unix_now(), "csrf": "c",
            "exp": unix_now() + 900,
        });
        let Value::Object(mut claims) = valid else { panic!("an object") };
        for (name, value) in changes {
            match value {
                Some(value) => drop(claims.insert(name.to_owned(), value)),
                None => drop(claims.remove(name)),
            }
        }
        claims
    })
}

/// A second implementation of the contract: whether an access token with these claims must be accepted. `None` close to a
/// time limit, where it depends on the moment of the check.
fn must_be_accepted(claims: &Map<String, Value>) -> Option<bool> {
    let now = unix_now() as f64;
    let limits = ["exp", "nbf"].map(|name| claims.get(name).and_then(Value::as_f64));
    if limits.iter().flatten().any(|limit| (limit - now).abs() < 3.0) {
        return None;
    }
    let [exp, nbf] = limits;
    let absent_or = |name: &str, fits: fn(&Value) -> bool| claims.get(name).is_none_or(fits);
    let is_sub = |sub: &Value| match sub {
        Value::Number(number) => !number.is_f64(),
        Value::String(text) => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    Some(
        claims.get("sub").is_some_and(is_sub)
            && claims.get("type") == Some(&json!("access"))
            && exp.is_some_and(|exp| exp > now)
            && (nbf.is_some_and(|nbf| nbf < now) || !claims.contains_key("nbf"))
            && absent_or("iat", Value::is_number)
            && absent_or("jti", Value::is_string)
            && absent_or("csrf", Value::is_string)
            && absent_or("fresh", |fresh| fresh.is_boolean() || fresh.is_number()),
    )
}

fn headers(list: &[(HeaderName, Vec<u8>)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in list {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            map.append(name.clone(), value);
        }
    }
    map
}

/// A header that may carry a token, with any value.
fn any_header() -> impl Strategy<Value = (HeaderName, Vec<u8>)> {
    let name = select(vec![AUTHORIZATION, COOKIE, HeaderName::from_static("x-csrf-token")]);
    let before = select(&["", "Bearer ", "bearer\t", "BEARER", "Basic ", "access_token_cookie=", "; a=b; "][..]);
    (name, before, vec(any::<u8>(), 0..40))
        .prop_map(|(name, before, rest)| (name, [before.as_bytes(), rest.as_slice()].concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn an_issued_token_is_accepted_as_its_kind_only(id in 1_i32.., refresh in any::<bool>()) {
        let (kind, other) =
            if refresh { (Kind::Refresh, Kind::Access) } else { (Kind::Access, Kind::Refresh) };
        let token = tokens().issue(kind, &grant(id)).expect("a token").token;

        prop_assert_eq!(tokens().verify(&token, kind).expect("its kind").sub.user_id(), Some(id));
        prop_assert_eq!(tokens().verify(&token, other).err(), Some(TokenError::WrongKind(other)));
    }

    #[test]
    fn text_that_is_not_a_token_is_malformed(text in prop_oneof![".{0,80}", r"[\w-]{0,30}\.[\w-]{0,90}\.[\w-]{43}"]) {
        prop_assert_eq!(tokens().verify(&text, Kind::Access).err(), Some(TokenError::Malformed));
        prop_assert_eq!(tokens().verify_signature(&text).err(), Some(TokenError::Malformed));
    }

    #[test]
    fn a_token_with_a_byte_changed_inserted_or_removed_is_malformed(
        at in any::<prop::sample::Index>(), with in any::<char>(), how in 0..3,
    ) {
        let token = tokens().issue(Kind::Access, &grant(12)).expect("a token").token;
        let mut changed: Vec<char> = token.chars().collect();
        let at = at.index(changed.len());
        match how {
            0 => changed[at] = with,
            1 => changed.insert(at, with),
            _ => drop(changed.remove(at)),
        }
        let changed = String::from_iter(changed);
        prop_assume!(changed != token);

        prop_assert_eq!(tokens().verify(&changed, Kind::Access).err(), Some(TokenError::Malformed));
    }

    #[test]
    fn signed_claims_are_accepted_if_and_only_if_the_contract_says_so(claims in any_claims(), previous in any::<bool>()) {
        let Some(expected) = must_be_accepted(&claims) else { return Ok(()) };
        let token = hs256_token(if previous { PREVIOUS } else { SECRET }, &Value::Object(claims));

        prop_assert_eq!(tokens().verify(&token, Kind::Access).is_ok(), expected);
    }

    #[test]
    fn any_json_or_bytes_as_header_and_payload_are_malformed(
        header in vec(any::<u8>(), 0..60), value in any_json(), payload in any_json(),
    ) {
        let payload = payload.to_string();
        for header in [header, value.to_string().into_bytes()] {
            let token = signed_token(SECRET, Algorithm::HS256, &header, payload.as_bytes());
            prop_assert_eq!(tokens().verify(&token, Kind::Access).err(), Some(TokenError::Malformed));
        }
    }

    #[test]
    fn no_other_algorithm_and_no_other_secret_is_accepted(
        secret in prop_oneof![".{1,60}", Just(SECRET.to_owned())],
        signed_by in select(vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]),
        named in select(&["HS256", "HS384", "HS512", "none", "None", "hs256", "RS256", "", "HS256 "][..]),
    ) {
        let payload = json!({"type": "access", "sub": 12, "exp": unix_now() + 900}).to_string();
        let token = signed_token(&secret, signed_by, json!({"alg": named}).to_string().as_bytes(), payload.as_bytes());
        let genuine = secret == SECRET && signed_by == Algorithm::HS256 && named == "HS256";

        prop_assert_eq!(tokens().verify(&token, Kind::Access).is_ok(), genuine);
    }

    #[test]
    fn generated_headers_are_refused(list in vec(any_header(), 0..5), write in any::<bool>()) {
        let method = if write { Method::POST } else { Method::GET };
        let outcome = authenticate_request(&tokens(), &AllowedOrigins::default(), &method, &headers(&list));

        prop_assert!(matches!(outcome, Err(ApiError::Unauthenticated(_) | ApiError::InvalidToken(_))));
    }

    #[test]
    fn a_valid_bearer_token_is_accepted_with_any_other_headers(
        list in vec(any_header(), 0..5), scheme in "[Bb][Ee][Aa][Rr][Ee][Rr][ \t]{1,3}",
    ) {
        let token = tokens().issue(Kind::Access, &grant(12)).expect("a token").token;
        let mut list: Vec<_> = list.into_iter().filter(|(name, _)| *name != AUTHORIZATION).collect();
        list.push((AUTHORIZATION, format!("{scheme}{token}").into_bytes()));

        prop_assert!(authenticate_request(&tokens(), &AllowedOrigins::default(), &Method::POST, &headers(&list)).is_ok());
    }

    #[test]
    fn a_cookie_writes_only_with_the_csrf_claim_of_its_token(guess in "[ -~]{0,40}") {
        let issued = tokens().issue(Kind::Access, &grant(12)).expect("a token");
        let cookie = (COOKIE, format!("a=b; access_token_cookie={}", issued.token).into_bytes());
        let csrf = |value: &str| (HeaderName::from_static("x-csrf-token"), value.as_bytes().to_vec());
        let is_accepted = |method, list: &[_]| {
            authenticate_request(&tokens(), &AllowedOrigins::default(), &method, &headers(list)).is_ok()
        };

        prop_assert!(is_accepted(Method::GET, &[cookie.clone(), csrf(&guess)]));
        prop_assert!(is_accepted(Method::DELETE, &[cookie.clone(), csrf(&issued.csrf)]));
        prop_assert!(!is_accepted(Method::DELETE, &[cookie, csrf(&guess)]));
    }

    #[test]
    fn only_a_trusted_proxy_names_a_client(
        peer in any::<IpAddr>(), values in vec(vec(any::<u8>(), 0..40), 0..4),
        named in vec(any::<IpAddr>(), 0..4),
    ) {
        let name = HeaderName::from_static("x-forwarded-for");
        let mut list: Vec<_> = values.into_iter().map(|value| (name.clone(), value)).collect();
        list.extend(named.iter().map(|address| (name.clone(), address.to_string().into_bytes())));
        let headers = headers(&list);
        let behind = |trusted: &[IpAddr]| {
            let trusted: Vec<_> = trusted.iter().map(|address| address.to_canonical().into()).collect();
            ClientAddress::behind(peer, &headers, &trusted).0
        };

        prop_assert_eq!(behind(&[]), peer);
        let last = named.last().copied().filter(|last| last.to_canonical() != peer.to_canonical());
        if let Some(last) = last {
            prop_assert_eq!(behind(&[peer]), last);
        }
    }
}
