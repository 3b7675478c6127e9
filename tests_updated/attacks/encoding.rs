//! Signatures and base64url, changed in every way.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE},
};
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::{
    HEADER, accepted_everywhere, at_guard, changed, check_refused, claims, encode, refused_everywhere, seal,
    seal_encoded, signature, valid,
};
use crate::test_app::{TestUser, app, now};

#[test]
fn a_signature_of_another_key_is_refused() {
    let alice = app().user("alice");
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
    let [alice, mallory] = ["alice", "mallory"].map(|name| app().user(name));

    refused_everywhere(&[422], "another user's id", |kind| {
        let token = valid(&mallory, kind);
        let parts: Vec<&str> = token.split('.').collect();
        format!("{}.{}.{}", parts[0], encode(claims(&alice, kind).to_string()), parts[2])
    });
    refused_everywhere(&[422], "the signature of another token", |kind| {
        let [token, other] = [&alice, &mallory].map(|user| valid(user, kind));
        let (signed, _) = token.rsplit_once('.').expect("a signature");
        format!("{signed}.{}", other.rsplit_once('.').expect("a signature").1)
    });
}

#[test]
fn a_forged_token_is_invalid_and_not_expired() {
    let alice = app().user("alice");

    refused_everywhere(&[422], "expired and forged", |kind| {
        let claims = changed(&alice, kind, "exp", &json!(now() - 100));
        let signed = format!("{}.{}", encode(HEADER), encode(claims.to_string()));
        format!("{signed}.{}", signature("another key", Algorithm::HS256, &signed))
    });
}

#[test]
fn a_signature_must_be_complete_and_exact() {
    let alice = app().user("alice");

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
    let alice = app().user("alice");
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
fn payload_with_rest(user: &TestUser, kind: &str, rest: usize) -> String {
    let mut payload = claims(user, kind).to_string();
    while encode(&payload).len() % 4 != rest {
        payload.push(' ');
    }
    payload
}

#[test]
fn base64url_must_be_canonical_in_every_part() {
    let alice = app().user("alice");

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
    let alice = app().user("alice");
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
    let alice = app().user("alice");

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
    let alice = app().user("alice");

    for token in [format!("{}\0", valid(&alice, "refresh")), "\0".to_owned(), "\0.\0.\0".to_owned()] {
        check_refused("refresh", &token, &[400, 422], "a NUL in the token");
    }
}
