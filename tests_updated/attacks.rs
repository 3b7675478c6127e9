//! Tokens that must not work, at the guard and at `/api/token/refresh`, and odd ones that must.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::{
    raw::raw,
    test_app::{Answer, Person, TestApp, app, now},
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
fn claims(person: &Person, kind: &str) -> Value {
    let now = now();
    json!({
        "fresh": false, "iat": now, "jti": MARK, "type": kind, "sub": person.id, "nbf": now, "csrf": MARK,
        "exp": now + 900,
    })
}

fn changed(person: &Person, kind: &str, claim: &str, value: &Value) -> Value {
    let mut claims = claims(person, kind);
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

fn valid(person: &Person, kind: &str) -> String {
    seal(app(), HEADER, claims(person, kind).to_string())
}

#[test]
fn the_tokens_that_the_attacks_start_from_work() {
    let alice = app().person("alice");

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
fn garbage_is_no_valid_token() {
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
fn a_token_with_too_few_or_too_many_parts_is_no_token() {
    let alice = app().person("alice");

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
fn only_hs256_is_accepted_whoever_signed() {
    let alice = app().person("alice");

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
fn honest_signatures_of_other_algorithms_are_refused() {
    let alice = app().person("alice");

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
fn a_header_of_a_wrong_shape_is_no_token() {
    let alice = app().person("alice");

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
fn a_header_that_is_no_utf_8_is_undecodable() {
    let alice = app().person("alice");

    for header in
        [&b"{\"alg\":\"HS256\",\"typ\":\"\xff\"}"[..], b"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"x\xff\":1}"]
    {
        refused_everywhere(&[422], "a header that is no UTF-8", |kind| {
            seal(app(), header, claims(&alice, kind).to_string())
        });
    }
}

#[test]
fn further_headers_and_white_space_are_ignored() {
    let alice = app().person("alice");

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
fn a_key_that_the_token_brings_along_is_not_used() {
    let alice = app().person("alice");
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
fn a_signature_of_another_key_is_refused() {
    let alice = app().person("alice");
    let almost = &app().secret[..app().secret.len() - 1];
    let more = format!("{}x", app().secret);

    for secret in ["", "secret", "super-secret", almost, &more, &app().secret.to_uppercase()] {
        refused_everywhere(&[422], &format!("signed with {secret:?}"), |kind| {
            let signed = format!("{}.{}", encode(HEADER), encode(claims(&alice, kind).to_string()));
            format!("{signed}.{}", signature(secret, Algorithm::HS256, &signed))
        });
    }
}

#[test]
fn claims_changed_after_signing_are_refused() {
    let [alice, mallory] = ["alice", "mallory"].map(|name| app().person(name));

    refused_everywhere(&[422], "another person's id", |kind| {
        let token = valid(&mallory, kind);
        let parts: Vec<&str> = token.split('.').collect();
        format!("{}.{}.{}", parts[0], encode(claims(&alice, kind).to_string()), parts[2])
    });
    refused_everywhere(&[422], "the signature of another token", |kind| {
        let [token, other] = [&alice, &mallory].map(|person| valid(person, kind));
        let (signed, _) = token.rsplit_once('.').expect("a signature");
        format!("{signed}.{}", other.rsplit_once('.').expect("a signature").1)
    });
}

#[test]
fn a_forged_token_is_not_told_that_it_has_expired() {
    let alice = app().person("alice");

    refused_everywhere(&[422], "expired and forged", |kind| {
        let claims = changed(&alice, kind, "exp", &json!(now() - 100));
        let signed = format!("{}.{}", encode(HEADER), encode(claims.to_string()));
        format!("{signed}.{}", signature("another key", Algorithm::HS256, &signed))
    });
}

#[test]
fn a_signature_must_be_whole_and_nothing_more() {
    let alice = app().person("alice");

    for missing in [1, 2, 3, 10, 42, 43] {
        refused_everywhere(&[422], &format!("{missing} characters less"), |kind| {
            let mut token = valid(&alice, kind);
            token.truncate(token.len() - missing);
            token
        });
    }
    for more in ["A", "AA", "AAAA", "=", "==", "%3D", "\u{e9}"] {
        refused_everywhere(&[422], &format!("followed by {more:?}"), |kind| {
            format!("{}{more}", valid(&alice, kind))
        });
    }
}

#[test]
fn every_single_changed_character_of_a_token_makes_it_invalid() {
    let alice = app().person("alice");
    let token = valid(&alice, "access");

    for (at, old) in token.char_indices().filter(|(at, _)| at % 3 == 0 || at + 4 > token.len()) {
        let new = if old == 'A' { "B" } else { "A" };
        let mut changed = token.clone();
        changed.replace_range(at..=at, new);
        assert_eq!(at_guard(&changed).status, 422, "character {at}: {changed}");
    }
}

/// The text with stray bits in its last character that a lenient decoder would drop; `None` where all are used.
fn with_stray_bits(encoded: &str) -> Option<String> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if encoded.len().is_multiple_of(4) {
        return None;
    }
    let (front, last) = encoded.split_at(encoded.len() - 1);
    let value = ALPHABET.find(last).expect("a character of base64url");
    Some(format!("{front}{}", &ALPHABET[value + 1..=value + 1]))
}

/// A payload whose encoding has this many characters beyond whole groups of four.
fn payload_with_rest(person: &Person, kind: &str, rest: usize) -> String {
    let mut payload = claims(person, kind).to_string();
    while encode(&payload).len() % 4 != rest {
        payload.push(' ');
    }
    payload
}

#[test]
fn base64url_must_be_canonical_in_every_part() {
    let alice = app().person("alice");

    refused_everywhere(&[422], "stray bits in the signature", |kind| {
        let token = valid(&alice, kind);
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        format!("{signed}.{}", with_stray_bits(signature).expect("43 characters"))
    });
    for rest in [2, 3] {
        refused_everywhere(&[422], "stray bits in the payload", |kind| {
            let payload = encode(payload_with_rest(&alice, kind, rest));
            seal_encoded(app(), &encode(HEADER), &with_stray_bits(&payload).expect("a rest"))
        });
        accepted_everywhere("the same without stray bits", |kind| {
            seal(app(), HEADER, payload_with_rest(&alice, kind, rest))
        });
    }
    for header in [HEADER.to_owned(), format!("{HEADER} "), format!("{HEADER}  ")] {
        if let Some(stray) = with_stray_bits(&encode(header)) {
            refused_everywhere(&[422], "stray bits in the header", |kind| {
                seal_encoded(app(), &stray, &encode(claims(&alice, kind).to_string()))
            });
        }
    }
}

#[test]
fn base64url_has_no_padding_no_white_space_and_no_other_alphabet() {
    let alice = app().person("alice");
    let odd = |kind: &str| {
        let mut claims = claims(&alice, kind);
        claims["odd"] = json!("???>>>~~~\u{ff}\u{ff}\u{ff}???>>>~~~".repeat(3));
        claims.to_string()
    };
    assert!(encode(odd("access")).contains(['-', '_']));
    assert!(encode(odd("refresh")).contains(['-', '_']));

    accepted_everywhere("characters of base64url alone", |kind| seal(app(), HEADER, odd(kind)));
    refused_everywhere(&[422], "the standard alphabet", |kind| {
        let payload = BASE64_STANDARD.encode(odd(kind));
        seal_encoded(app(), &encode(HEADER), payload.trim_end_matches('='))
    });
    for rest in [2, 3] {
        refused_everywhere(&[422], "padding in the payload", |kind| {
            let payload = BASE64_URL_SAFE.encode(payload_with_rest(&alice, kind, rest));
            assert!(payload.ends_with('='));
            seal_encoded(app(), &encode(HEADER), &payload)
        });
    }
    refused_everywhere(&[422], "padding in the header", |kind| {
        let header = BASE64_URL_SAFE.encode(format!("{HEADER} "));
        assert!(header.ends_with('='));
        seal_encoded(app(), &header, &encode(claims(&alice, kind).to_string()))
    });
    refused_everywhere(&[422], "percent signs in the payload", |kind| {
        let payload = encode(claims(&alice, kind).to_string());
        seal_encoded(app(), &encode(HEADER), &format!("{payload}%20"))
    });
}

#[test]
fn white_space_in_a_token_makes_it_invalid() {
    let alice = app().person("alice");

    for space in [" ", "\t", "\n", "\r\n", "\u{a0}"] {
        for kind in ["access", "refresh"] {
            let payload = encode(claims(&alice, kind).to_string());
            let token =
                seal_encoded(app(), &encode(HEADER), &format!("{}{space}{}", &payload[..8], &payload[8..]));
            // A line break cannot be sent in a header.
            if kind == "refresh" || !space.contains('\n') {
                check_refused(kind, &token, &[422], "white space in the payload");
            }
        }
    }
}

#[test]
fn a_nul_in_a_refresh_token_is_refused() {
    let alice = app().person("alice");

    for token in [format!("{}\0", valid(&alice, "refresh")), "\0".to_owned(), "\0.\0.\0".to_owned()] {
        check_refused("refresh", &token, &[400, 422], "a NUL in the token");
    }
}

#[test]
fn a_payload_that_is_no_object_is_no_token() {
    let alice = app().person("alice");

    for payload in
        ["", " ", "5", "null", "true", "[]", "\"text\"", "{", "{}{}", "{\"sub\":}", "\0", "\u{feff}{}", "{}"]
    {
        refused_everywhere(&[422], payload, |_| seal(app(), HEADER, payload));
    }
    refused_everywhere(&[422], "a list of claims", |kind| {
        let claims = claims(&alice, kind);
        let values: Vec<&Value> = claims.as_object().expect("an object").values().collect();
        seal(app(), HEADER, json!(values).to_string())
    });
    // In the order of this server's own structures, if it had any that a list could fill.
    refused_everywhere(&[422], "claims in a short list", |kind| {
        seal(app(), HEADER, json!([alice.id, kind, now() + 900]).to_string())
    });
    refused_everywhere(&[422], "a header in a list", |kind| {
        seal(app(), r#"["HS256",null]"#, claims(&alice, kind).to_string())
    });
    refused_everywhere(&[422], "claims within a list", |kind| {
        seal(app(), HEADER, json!([claims(&alice, kind)]).to_string())
    });
    refused_everywhere(&[422], "claims as a string", |kind| {
        seal(app(), HEADER, json!(claims(&alice, kind).to_string()).to_string())
    });
    refused_everywhere(&[422], "deeply nested", |_| seal(app(), HEADER, "[".repeat(5000)));
}

#[test]
fn claims_that_are_no_utf_8_are_undecodable() {
    let alice = app().person("alice");

    for claim in ["jti", "csrf", "iss"] {
        refused_everywhere(&[422], &format!("{claim} is no UTF-8"), |kind| {
            let text = changed(&alice, kind, claim, &json!("SPLIT")).to_string();
            let (front, back) = text.split_once("SPLIT").expect("the claim");
            seal(app(), HEADER, [front.as_bytes(), b"\xff", back.as_bytes()].concat())
        });
    }
}

#[test]
fn a_token_that_expires_this_very_second_has_expired() {
    let alice = app().person("alice");

    for ago in [0, 1, 60, 1_000_000] {
        let make = |kind: &str| {
            let (exp, iat) = (now() - ago, now() - ago);
            let mut claims = changed(&alice, kind, "exp", &json!(exp));
            (claims["iat"], claims["nbf"]) = (json!(iat), json!(iat));
            seal(app(), HEADER, claims.to_string())
        };
        at_guard(&make("access")).refused(401, "Token has expired");
        assert_eq!(at_refresh(&make("refresh")).expect(401)["message"], "Token has expired");
    }
}

#[test]
fn a_token_with_seconds_left_works() {
    let alice = app().person("alice");

    accepted_everywhere("a token with five seconds left", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "exp", &json!(now() + 5)).to_string())
    });
}

#[test]
fn a_token_works_in_the_second_from_which_on_it_is_valid_and_not_before() {
    let alice = app().person("alice");

    accepted_everywhere("valid from now on", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "nbf", &json!(now())).to_string())
    });
    for ahead in [3, 60, 1_000_000] {
        refused_everywhere(&[422], &format!("valid in {ahead} seconds"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "nbf", &json!(now() + ahead)).to_string())
        });
    }
}

#[test]
fn exp_type_and_sub_are_required() {
    let alice = app().person("alice");

    for claim in ["exp", "type", "sub"] {
        refused_everywhere(&[422], &format!("no {claim}"), |kind| {
            let mut claims = claims(&alice, kind);
            claims.as_object_mut().expect("an object").remove(claim);
            seal(app(), HEADER, claims.to_string())
        });
    }
}

#[test]
fn claims_that_nothing_is_said_about_may_be_missing_or_not_but_break_nothing() {
    let alice = app().person("alice");

    for claim in ["fresh", "iat", "jti", "nbf", "csrf"] {
        answered(&[200, 422], &format!("no {claim}"), |kind| {
            let mut claims = claims(&alice, kind);
            claims.as_object_mut().expect("an object").remove(claim);
            seal(app(), HEADER, claims.to_string())
        });
    }
}

#[test]
fn a_claim_of_a_wrong_json_type_is_a_bad_token() {
    let alice = app().person("alice");
    let wrong = |claim: &str| -> Vec<Value> {
        let mut values = vec![Value::Null, json!([]), json!({}), json!([1]), json!({"a": 1})];
        match claim {
            "fresh" => values.extend([json!("false"), json!("")]),
            "iat" | "nbf" | "exp" => {
                values.extend([json!(true), json!(""), json!("soon"), json!((now() + 900).to_string())]);
            }
            "sub" => values.extend([json!(true), json!(false), json!(12.5)]),
            _ => values.extend([json!(true), json!(5), json!(1.5)]),
        }
        values
    };

    for claim in ["fresh", "iat", "jti", "type", "sub", "nbf", "csrf", "exp"] {
        for value in wrong(claim) {
            refused_everywhere(&[422], &format!("{claim} is {value}"), |kind| {
                seal(app(), HEADER, changed(&alice, kind, claim, &value).to_string())
            });
        }
    }
}

#[test]
fn numbers_out_of_all_proportion_are_refused_or_taken_but_break_nothing() {
    let alice = app().person("alice");
    let numbers = [
        "-1",
        "-9223372036854775808",
        "9223372036854775807",
        "18446744073709551615",
        "99999999999999999999999",
        "1e400",
        "1e18",
        "-1e300",
        "0",
        "1.5",
    ];

    for claim in ["iat", "nbf", "exp"] {
        for number in numbers {
            answered(&[200, 401, 422], &format!("{claim} is {number}"), |kind| {
                let text = changed(&alice, kind, claim, &json!("NUMBER")).to_string();
                seal(app(), HEADER, text.replace("\"NUMBER\"", number))
            });
        }
    }
    for number in ["-1", "0", "1.5", "-1e300"] {
        refused_everywhere(&[401, 422], &format!("exp is {number}"), |kind| {
            let text = changed(&alice, kind, "exp", &json!("NUMBER")).to_string();
            seal(app(), HEADER, text.replace("\"NUMBER\"", number))
        });
    }
}

#[test]
fn a_type_that_is_not_the_right_one_is_refused() {
    let alice = app().person("alice");

    check_refused("access", &valid(&alice, "refresh"), &[422], "a refresh token at the guard");
    check_refused("refresh", &valid(&alice, "access"), &[422], "an access token at /refresh");
    for odd in ["", "ACCESS", "REFRESH", "access ", "both", "access\0", "access,refresh"] {
        refused_everywhere(&[422], &format!("type {odd:?}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "type", &json!(odd)).to_string())
        });
    }
}

#[test]
fn a_sub_of_digits_works_as_a_number_and_as_a_string() {
    let alice = app().person("alice");

    for sub in [json!(alice.id), json!(alice.id.to_string())] {
        accepted_everywhere(&format!("sub {sub}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "sub", &sub).to_string())
        });
        let token = seal(app(), HEADER, changed(&alice, "access", "sub", &sub).to_string());
        assert_eq!(at_guard(&token).ok()["id"], alice.id);
    }
}

#[test]
fn a_sub_that_is_no_string_of_digits_is_nobody() {
    let alice = app().person("alice");
    let id = alice.id;

    for sub in [
        String::new(),
        " ".to_owned(),
        format!(" {id}"),
        format!("{id} "),
        format!("{id}\n"),
        format!("-{id}"),
        format!("+{id}"),
        format!("{id}.0"),
        format!("{id}e0"),
        format!("0x{id:x}"),
        format!("{id}_0"),
        format!("{id}\0"),
        format!("{id},{id}"),
        format!("'{id}'"),
        format!("{id} OR 1=1"),
        "-1".to_owned(),
        "1e1".to_owned(),
        "abc".to_owned(),
        "true".to_owned(),
        "null".to_owned(),
        "\0".to_owned(),
        alice.username.clone(),
    ] {
        refused_everywhere(&[422], &format!("sub {sub:?}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "sub", &json!(sub)).to_string())
        });
    }
}

#[test]
fn a_sub_is_never_coerced_from_another_spelling_of_a_number() {
    let alice = app().person("alice");
    let id = alice.id;

    for sub in [format!("{id}.0"), format!("{id}e0"), format!("{id}.5"), "1e400".to_owned(), "12.0".to_owned()] {
        refused_everywhere(&[422], &format!("sub {sub}"), |kind| {
            let text = changed(&alice, kind, "sub", &json!("SUB")).to_string();
            seal(app(), HEADER, text.replace("\"SUB\"", &sub))
        });
    }
}

#[test]
fn a_sub_out_of_range_never_wraps_into_somebody() {
    let alice = app().person("alice");
    let id = i128::from(alice.id);
    let numbers =
        [0, -1, -id, id + (1 << 31), id + (1 << 32), id - (1 << 32), id + (1 << 63), id + (1 << 64), i128::MAX];

    for number in numbers {
        for sub in [number.to_string(), format!("\"{number}\"")] {
            refused_everywhere(&[401, 422], &format!("sub {sub}"), |kind| {
                let text = changed(&alice, kind, "sub", &json!("SUB")).to_string();
                seal(app(), HEADER, text.replace("\"SUB\"", &sub))
            });
        }
    }
    refused_everywhere(&[401, 422], "a sub of 1,000 digits", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "sub", &json!("9".repeat(1000))).to_string())
    });
}

#[test]
fn digits_of_other_scripts_are_nobody() {
    let alice = app().person("alice");
    let in_script = |zero: char| -> String {
        let digit = |digit: char| u32::from(zero) + digit.to_digit(10).expect("a digit");
        alice.id.to_string().chars().map(|c| char::from_u32(digit(c)).expect("a digit")).collect()
    };

    for zero in ['\u{660}', '\u{966}', '\u{ff10}', '\u{1d7d8}'] {
        refused_everywhere(&[401, 422], &format!("digits from {zero}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "sub", &json!(in_script(zero))).to_string())
        });
    }
}

#[test]
fn a_claim_that_is_there_twice_breaks_nothing() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().person(name));

    answered(&[200, 401, 422], "two subs", |kind| {
        let text = claims(&alice, kind).to_string();
        seal(app(), HEADER, text.replace("\"sub\":", &format!("\"sub\":{},\"sub\":", bob.id)))
    });
    answered(&[200, 401, 422], "two expiries", |kind| {
        let text = claims(&alice, kind).to_string();
        seal(app(), HEADER, text.replace("\"exp\":", "\"exp\":5,\"exp\":"))
    });
}

#[test]
fn a_nul_in_a_claim_breaks_nothing() {
    let alice = app().person("alice");

    for claim in ["jti", "csrf", "iss"] {
        answered(&[200, 422], &format!("a NUL in {claim}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, claim, &json!("a\0b")).to_string())
        });
    }
}

#[test]
fn any_jti_is_acceptable() {
    let alice = app().person("alice");

    for jti in ["1", "x", "not-a-uuid", "\u{1f98a}", "' OR 1=1 --", &"j".repeat(2000)] {
        accepted_everywhere(&format!("jti {jti:.20}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "jti", &json!(jti)).to_string())
        });
    }
}

#[test]
fn further_claims_are_ignored() {
    let alice = app().person("alice");

    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!(5)),
        ("aud", json!("somebody else")),
        ("aud", json!(["a", "b"])),
        ("aud", json!({})),
        ("kid", json!("key")),
        ("admin", json!(true)),
        ("user_id", json!(1)),
        ("identity", json!({"id": 1})),
        ("user_claims", json!({})),
        ("", json!(null)),
        ("long", json!("x".repeat(2000))),
        ("nested", json!([[[[[[{"a": [1.5, null]}]]]]]])),
    ] {
        accepted_everywhere(&format!("{claim} is {value:.40}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, claim, &value).to_string())
        });
    }
    let token = seal(app(), HEADER, changed(&alice, "access", "user_id", &json!(1)).to_string());
    assert_eq!(at_guard(&token).ok()["id"], alice.id);
}

#[test]
fn a_fresh_token_is_as_good_as_any() {
    let alice = app().person("alice");

    accepted_everywhere("a fresh token", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "fresh", &json!(true)).to_string())
    });
}

#[test]
fn claims_may_come_in_any_order() {
    let alice = app().person("alice");

    accepted_everywhere("claims from the last to the first", |kind| {
        let claims = claims(&alice, kind);
        let reversed: serde_json::Map<String, Value> =
            claims.as_object().expect("an object").clone().into_iter().rev().collect();
        seal(app(), HEADER, Value::Object(reversed).to_string())
    });
}

#[test]
fn people_who_are_unknown_gone_or_disabled_are_out_at_once() {
    let [gone, disabled] = ["gone", "disabled"].map(|name| app().person(name));
    for person in [&gone, &disabled] {
        accepted_everywhere("before", |kind| valid(person, kind));
    }

    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    refused_everywhere(&[401], "a person who is gone", |kind| valid(&gone, kind));
    refused_everywhere(&[401], "a person who is disabled", |kind| valid(&disabled, kind));
    refused_everywhere(&[401], "a person who never was", |kind| {
        seal(app(), HEADER, changed(&gone, kind, "sub", &json!(2_000_000_000)).to_string())
    });
    refused_everywhere(&[401], "a person who never was, as a string", |kind| {
        seal(app(), HEADER, changed(&gone, kind, "sub", &json!("2000000000")).to_string())
    });
}

#[test]
fn a_token_of_a_deleted_user_never_becomes_somebody_elses() {
    let gone = app().person("gone");
    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));

    let newcomer = app().person("newcomer");

    assert_ne!(newcomer.id, gone.id);
    assert_eq!(at_guard(&valid(&gone, "access")).status, 401);
}

#[test]
fn the_scheme_is_spelled_in_any_case_and_other_schemes_do_not_count() {
    let alice = app().person("alice");
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
    let alice = app().person("alice");
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));

    for (method, path) in
        [("GET", "/api/posts"), ("POST", "/api/posts"), ("PATCH", "/api/posts/1"), ("DELETE", "/api/posts/1")]
    {
        app().request(method, path).bearer(&expired).send().refused(401, "Token has expired");
        let text = app().request(method, path).bearer("x.y.z").send().expect(422);
        assert_eq!(text["message"], text["msg"]);
    }
}
