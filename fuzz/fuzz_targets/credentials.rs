//! Whatever headers a request has: nothing breaks, and only a token that the secret signed and whose claims allow it
//! lets anybody in.

#![no_main]

use actix_web::http::{
    Method,
    header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue},
};
use arbitrary::Arbitrary;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use libfuzzer_sys::fuzz_target;
use photo_app::{
    auth::{AllowedOrigins, ClientAddress, Tokens, authenticate_request},
    config::{SecretString, TokenSettings},
};
use serde_json::Value;
use std::{net::IpAddr, sync::LazyLock};
use time::{Duration, OffsetDateTime};

const SECRET: &[u8] = b"a secret of the fuzz target, long enough to be one";

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| {
    Tokens::new(&TokenSettings {
        secret: SecretString::from(String::from_utf8_lossy(SECRET).into_owned()),
        previous_secret: None,
        access_life: Duration::minutes(15),
        refresh_life: Duration::days(30),
        session_life: Duration::hours(12),
    })
});

#[derive(Arbitrary, Debug)]
struct Request<'a> {
    writes: bool,
    headers: Vec<(Name, Sent<'a>)>,
}

#[derive(Arbitrary, Debug)]
enum Name {
    Authorization,
    Cookie,
    Csrf,
    ForwardedFor,
}

/// The value of a header: anything, or a token in its place that is signed with the secret, whatever it says.
#[derive(Arbitrary, Debug)]
enum Sent<'a> {
    Bytes(&'a [u8]),
    Signed { header: Part<'a>, payload: Part<'a> },
}

#[derive(Arbitrary, Debug)]
enum Part<'a> {
    Usual,
    Json(&'a str),
    Encoded(&'a str),
}

impl Part<'_> {
    fn encoded(&self, usual: &str) -> String {
        match self {
            Self::Usual => BASE64_URL_SAFE_NO_PAD.encode(usual),
            Self::Json(json) => BASE64_URL_SAFE_NO_PAD.encode(json),
            Self::Encoded(text) => (*text).to_owned(),
        }
    }
}

fn signed(header: &Part, payload: &Part) -> String {
    let header = header.encoded(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = payload.encoded(r#"{"type":"access","sub":1,"csrf":"c","exp":9999999999}"#);
    let message = format!("{header}.{payload}");
    let signature = crypto::sign(message.as_bytes(), &EncodingKey::from_secret(SECRET), Algorithm::HS256);
    format!("{message}.{}", signature.expect("HS256 signs anything"))
}

fn value(name: &Name, sent: &Sent) -> Option<HeaderValue> {
    let bytes = match (sent, name) {
        (Sent::Bytes(bytes), _) => bytes.to_vec(),
        (Sent::Signed { header, payload }, Name::Cookie) => {
            format!("access_token_cookie={}", signed(header, payload)).into_bytes()
        }
        (Sent::Signed { header, payload }, _) => format!("Bearer {}", signed(header, payload)).into_bytes(),
    };
    HeaderValue::from_bytes(&bytes).ok()
}

/// Whether a text that may stand anywhere in a header is a token that deserves to be let in, as another library reads
/// it.
fn deserves(token: &str, since: f64) -> bool {
    let read = || {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let key = DecodingKey::from_secret(SECRET);
        crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256).ok().filter(|genuine| *genuine)?;
        let json = |part| serde_json::from_slice::<Value>(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        Some((json(header)?, json(payload)?))
    };
    let Some((header, claims)) = read() else { return false };
    let is_digits = |sub: &Value| sub.as_str().is_some_and(|sub| sub.bytes().all(|byte| byte.is_ascii_digit()));
    header["alg"] == "HS256"
        && claims["type"] == "access"
        && claims["exp"].as_f64().is_some_and(|exp| exp > since)
        && claims["nbf"].as_f64().is_none_or(|nbf| nbf <= since + 5.0)
        && (claims["sub"].is_number() || is_digits(&claims["sub"]))
}

/// Numbers that the other library does not read at all, though JSON has them.
fn has_huge_number(token: &str) -> bool {
    let parts = token.split('.').filter_map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let mut unread = parts.filter_map(|part| serde_json::from_slice::<Value>(&part).err());
    unread.any(|why| why.to_string().starts_with("number out of range"))
}

fuzz_target!(|request: Request| {
    let mut headers = HeaderMap::new();
    for (name, sent) in &request.headers {
        let Some(value) = value(name, sent) else { continue };
        let name = match name {
            Name::Authorization => AUTHORIZATION,
            Name::Cookie => COOKIE,
            Name::Csrf => HeaderName::from_static("x-csrf-token"),
            Name::ForwardedFor => HeaderName::from_static("x-forwarded-for"),
        };
        headers.append(name, value);
    }
    let method = if request.writes { Method::POST } else { Method::GET };

    let since = OffsetDateTime::now_utc().unix_timestamp() as f64;
    if authenticate_request(&TOKENS, &AllowedOrigins::default(), &method, &headers).is_ok() {
        let values = headers.get_all(AUTHORIZATION).chain(headers.get_all(COOKIE));
        let texts: Vec<String> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        let mut words = texts.iter().flat_map(|text| text.split([' ', '\t', ';', '=']));
        assert!(words.any(|word| deserves(word, since) || has_huge_number(word)), "let in: {headers:?}");
    }

    let peer: IpAddr = [10, 0, 0, 1].into();
    ClientAddress::behind(peer, &headers, &["10.0.0.0/8".parse().expect("a network")]);
    let named = ClientAddress::behind(peer, &headers, &[]);
    assert_eq!(named.0, peer, "a proxy that nobody trusts named somebody");
});
