//! Tokens that must be refused, at the guard and at `/api/token/refresh`, and unusual ones that must be accepted.

mod claims;
mod encoding;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::{
    raw::raw,
    test_app::{Answer, TestApp, TestUser, app, now},
};

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Appears in claims and in garbage, and must not appear in an answer.
const MARK: &str = "marked-by-the-attacker";

fn encode(text: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

fn signature(secret: &str, algorithm: Algorithm, signed: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::crypto::sign(signed.as_bytes(), &key, algorithm).expect("a signature")
}

/// Signs encoded parts with the server's secret, whatever they say.
fn seal_encoded(app: &TestApp, header: &str, payload: &str) -> String {
    let signed = format!("{header}.{payload}");
    let signature = signature(&app.secret, Algorithm::HS256, &signed);
    format!("{signed}.{signature}")
}

fn seal(app: &TestApp, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    seal_encoded(app, &encode(header), &encode(payload))
}

/// The claims of a token that works.
fn claims(user: &TestUser, kind: &str) -> Value {
    let now = now();
    json!({
        "fresh": false, "iat": now, "jti": MARK, "type": kind, "sub": user.id, "nbf": now, "csrf": MARK,
        "exp": now + 900,
    })
}

fn changed(user: &TestUser, kind: &str, claim: &str, value: &Value) -> Value {
    let mut claims = claims(user, kind);
    claims[claim] = value.clone();
    claims
}

fn at_guard(token: &str) -> Answer {
    // The usual client sends only tokens that look like some.
    raw(app(), "GET", "/api/profile", &[("Authorization", format!("Bearer {token}").as_bytes())], b"")
}

fn at_refresh(token: &str) -> Answer {
    app().request("POST", "/api/token/refresh").json(json!({"refresh_token": token})).send()
}

/// Presents a token where its kind belongs, and checks that it is refused in a fixed text.
#[track_caller]
fn check_refused(kind: &str, token: &str, statuses: &[u16], what: &str) -> String {
    let answer = if kind == "access" { at_guard(token) } else { at_refresh(token) };
    assert!(statuses.contains(&answer.status), "{what} ({kind}): {answer:?}\n{token}");
    let text = answer.text();
    for leak in [MARK, "line 1", "column", "base64", "InvalidToken", "serde", "panicked"] {
        assert!(!text.contains(leak), "{what} ({kind}) leaks: {text}");
    }
    let status = answer.status;
    let body = answer.expect(status);
    let message = body["message"].as_str().expect("a message");
    if kind == "access" {
        assert_eq!(body, json!({"message": message, "code": body["code"], "msg": message}), "{what}");
    }
    message.to_owned()
}

/// Checks that what `make` gives for a kind of token is refused at the guard and at `/refresh` alike.
#[track_caller]
fn refused_everywhere(statuses: &[u16], what: &str, make: impl Fn(&str) -> String) {
    let at_guard = check_refused("access", &make("access"), statuses, what);
    let at_refresh = check_refused("refresh", &make("refresh"), statuses, what);
    assert_eq!(at_guard, at_refresh, "{what}: the same answer at both");
}

/// Checks that what `make` gives for a kind of token works at the guard and at `/refresh` alike.
#[track_caller]
fn accepted_everywhere(what: &str, make: impl Fn(&str) -> String) {
    let (at_guard, at_refresh) = (at_guard(&make("access")), at_refresh(&make("refresh")));
    assert_eq!(at_guard.status, 200, "{what}: {at_guard:?}");
    assert_eq!(at_refresh.status, 200, "{what}: {at_refresh:?}");
}

/// Checks that a token is answered with one of these statuses, where the contract leaves a choice.
#[track_caller]
fn answered(statuses: &[u16], what: &str, make: impl Fn(&str) -> String) {
    for answer in [at_guard(&make("access")), at_refresh(&make("refresh"))] {
        assert!(statuses.contains(&answer.status), "{what}: {answer:?}");
        assert!(!answer.text().contains(MARK) || answer.status == 200, "{what}: {answer:?}");
    }
}

fn valid(user: &TestUser, kind: &str) -> String {
    seal(app(), HEADER, claims(user, kind).to_string())
}

#[test]
fn the_tokens_that_the_attacks_start_from_work() {
    let alice = app().user("alice");

    accepted_everywhere("a token as a harness mints it", |kind| valid(&alice, kind));
}

#[test]
fn no_token_is_unauthorized() {
    let answer = app().get("/api/profile");
    let message = answer.json()["message"].as_str().expect("a message").to_owned();
    answer.refused(401, &message);
}

#[test]
fn an_empty_bearer_token_is_refused() {
    for header in ["Bearer", "Bearer ", "bearer", "Bearer  "] {
        let answer = app().request("GET", "/api/profile").header("Authorization", header).send();
        assert!([401, 422].contains(&answer.status), "{header:?}: {answer:?}");
        let status = answer.status;
        answer.expect(status);
    }
}

#[test]
fn garbage_is_not_a_valid_token() {
    for garbage in [
        "x",
        MARK,
        "null",
        "undefined",
        "[object-Object]",
        ".",
        "..",
        "...",
        "a.b.c",
        "\u{e9}.\u{e9}.\u{e9}",
        "{}",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJIUzI1NiJ9.e30",
        "eyJhbGciOiJIUzI1NiJ9.e30.",
        "%00",
        "'OR(1=1)--",
        "=",
        &"x".repeat(5000),
        &"a.".repeat(2000),
    ] {
        refused_everywhere(&[422], garbage, |_| garbage.to_owned());
    }
}

#[test]
fn a_token_with_too_few_or_too_many_parts_is_invalid() {
    let alice = app().user("alice");

    refused_everywhere(&[422], "a part too many", |kind| format!("{}.x", valid(&alice, kind)));
    refused_everywhere(&[422], "a dot at the end", |kind| format!("{}.", valid(&alice, kind)));
    refused_everywhere(&[422], "a dot at the start", |kind| format!(".{}", valid(&alice, kind)));
    refused_everywhere(&[422], "two dots", |kind| valid(&alice, kind).replacen('.', "..", 1));
    refused_everywhere(&[422], "the token twice", |kind| {
        let token = valid(&alice, kind);
        format!("{token}.{token}")
    });
    for (what, parts) in [("no signature", 0..2), ("no header", 1..3), ("a header alone", 0..1)] {
        refused_everywhere(&[422], what, |kind| {
            let token = valid(&alice, kind);
            token.split('.').collect::<Vec<_>>()[parts.clone()].join(".")
        });
    }
}

#[test]
fn only_hs256_is_accepted_with_any_key() {
    let alice = app().user("alice");

    for name in ["none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", "hs256", ""]
    {
        let header = json!({"alg": name, "typ": "JWT"}).to_string();
        refused_everywhere(&[422], &format!("alg {name}, signed with HS256"), |kind| {
            seal(app(), &header, claims(&alice, kind).to_string())
        });
        refused_everywhere(&[422], &format!("alg {name}, not signed"), |kind| {
            format!("{}.{}.", encode(&header), encode(claims(&alice, kind).to_string()))
        });
        refused_everywhere(&[422], &format!("alg {name}, signed with another key"), |kind| {
            let signed = format!("{}.{}", encode(&header), encode(claims(&alice, kind).to_string()));
            format!("{signed}.{}", signature("another key", Algorithm::HS256, &signed))
        });
    }
}

#[test]
fn correct_signatures_of_other_algorithms_are_refused() {
    let alice = app().user("alice");

    for (name, algorithm) in [("HS384", Algorithm::HS384), ("HS512", Algorithm::HS512)] {
        for claimed in [name, "HS256"] {
            refused_everywhere(&[422], &format!("{name} that says {claimed}"), |kind| {
                let header = json!({"alg": claimed, "typ": "JWT"}).to_string();
                let signed = format!("{}.{}", encode(header), encode(claims(&alice, kind).to_string()));
                format!("{signed}.{}", signature(&app().secret, algorithm, &signed))
            });
        }
    }
}

#[test]
fn a_header_of_a_wrong_shape_is_invalid() {
    let alice = app().user("alice");

    for header in [
        "",
        "{}",
        "[]",
        "null",
        "5",
        "\"HS256\"",
        "{",
        r#"{"typ":"JWT"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":256}"#,
        r#"{"alg":["HS256"]}"#,
        r#"{"alg":{"HS256":true}}"#,
        r#"{"alg":"HS256"}{}"#,
        r#"{"ALG":"HS256"}"#,
    ] {
        refused_everywhere(&[422], header, |kind| seal(app(), header, claims(&alice, kind).to_string()));
    }
    refused_everywhere(&[422], "a header that is deeply nested", |kind| {
        seal(app(), "[".repeat(5000), claims(&alice, kind).to_string())
    });
}

#[test]
fn a_header_that_is_not_utf_8_is_invalid() {
    let alice = app().user("alice");

    for header in
        [&b"{\"alg\":\"HS256\",\"typ\":\"\xff\"}"[..], b"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"x\xff\":1}"]
    {
        refused_everywhere(&[422], "a header that is no UTF-8", |kind| {
            seal(app(), header, claims(&alice, kind).to_string())
        });
    }
}

#[test]
fn additional_headers_and_white_space_are_ignored() {
    let alice = app().user("alice");

    for header in [
        r#"{"typ":"JWT","alg":"HS256"}"#,
        "{\"alg\": \"HS256\", \"typ\": \"JWT\"}",
        " {\n\t\"alg\" : \"HS256\",\r\n\"typ\" : \"JWT\" } ",
        r#"{"alg":"HS256","typ":"JWT","kid":"1"}"#,
        r#"{"alg":"HS256","typ":"JWT","kid":"../../../../dev/null"}"#,
        r#"{"alg":"HS256","typ":"JWT","kid":"' UNION SELECT 'x"}"#,
        r#"{"alg":"HS256","typ":"JWT","kid":""}"#,
    ] {
        accepted_everywhere(header, |kind| seal(app(), header, claims(&alice, kind).to_string()));
    }
    accepted_everywhere("claims with white space", |kind| {
        let pretty = serde_json::to_string_pretty(&claims(&alice, kind)).expect("JSON");
        seal(app(), HEADER, format!("\n\t {pretty} \r\n"))
    });
}

#[test]
fn a_key_inside_the_token_is_not_used() {
    let alice = app().user("alice");
    let theirs = "a key of the attacker, which is long enough to be one";
    let jwk = json!({"kty": "oct", "k": encode(theirs), "alg": "HS256"});

    for header in [
        json!({"alg": "HS256", "typ": "JWT", "jwk": jwk}),
        json!({"alg": "HS256", "typ": "JWT", "jku": "https://evil.example/keys"}),
        json!({"alg": "HS256", "typ": "JWT", "kid": theirs}),
        json!({"alg": "HS256", "typ": "JWT", "x5c": [encode(theirs)]}),
    ] {
        refused_everywhere(&[422], &header.to_string(), |kind| {
            let signed = format!("{}.{}", encode(header.to_string()), encode(claims(&alice, kind).to_string()));
            format!("{signed}.{}", signature(theirs, Algorithm::HS256, &signed))
        });
    }
}

#[test]
fn users_who_are_unknown_deleted_or_disabled_are_refused_at_once() {
    let [gone, disabled] = ["gone", "disabled"].map(|name| app().user(name));
    for user in [&gone, &disabled] {
        accepted_everywhere("before", |kind| valid(user, kind));
    }

    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    refused_everywhere(&[401], "a user who is gone", |kind| valid(&gone, kind));
    refused_everywhere(&[401], "a user who is disabled", |kind| valid(&disabled, kind));
    refused_everywhere(&[401], "a user who never was", |kind| {
        seal(app(), HEADER, changed(&gone, kind, "sub", &json!(2_000_000_000)).to_string())
    });
    refused_everywhere(&[401], "a user who never was, as a string", |kind| {
        seal(app(), HEADER, changed(&gone, kind, "sub", &json!("2000000000")).to_string())
    });
}

#[test]
fn a_token_of_a_deleted_user_never_works_for_another_user() {
    let gone = app().user("gone");
    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));

    let newcomer = app().user("newcomer");

    assert_ne!(newcomer.id, gone.id);
    assert_eq!(at_guard(&valid(&gone, "access")).status, 401);
}

#[test]
fn the_scheme_may_have_any_case_and_other_schemes_do_not_count() {
    let alice = app().user("alice");
    let by = |header: String| app().request("GET", "/api/profile").header("Authorization", header).send();
    let none = app().get("/api/profile").expect(401);

    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        by(format!("{scheme} {}", alice.token)).ok();
    }
    for scheme in ["Basic", "Token", "JWT", "Digest", "Bearer:", "Bearer,", "Bearerish", ""] {
        assert_eq!(by(format!("{scheme} {}", alice.token)).expect(401), none, "{scheme}");
    }
    assert_eq!(by(alice.token.clone()).expect(401), none);
}

#[test]
fn errors_of_the_guard_are_the_same_on_every_method() {
    let alice = app().user("alice");
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));

    for (method, path) in
        [("GET", "/api/posts"), ("POST", "/api/posts"), ("PATCH", "/api/posts/1"), ("DELETE", "/api/posts/1")]
    {
        app().request(method, path).bearer(&expired).send().refused(401, "Token has expired");
        let text = app().request(method, path).bearer("x.y.z").send().expect(422);
        assert_eq!(text["message"], text["msg"]);
    }
}
