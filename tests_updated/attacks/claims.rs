//! The claims: missing, of a wrong type, out of range, or several times.

use serde_json::{Value, json};

use super::{
    HEADER, accepted_everywhere, answered, at_guard, at_refresh, changed, check_refused, claims,
    refused_everywhere, seal, valid,
};
use crate::test_app::{app, now};

#[test]
fn a_payload_that_is_not_an_object_is_invalid() {
    let alice = app().user("alice");

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
fn claims_that_are_not_utf_8_are_invalid() {
    let alice = app().user("alice");

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
    let alice = app().user("alice");

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
    let alice = app().user("alice");

    accepted_everywhere("a token with five seconds left", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "exp", &json!(now() + 5)).to_string())
    });
}

#[test]
fn a_token_works_from_the_second_of_nbf_on_and_not_before() {
    let alice = app().user("alice");

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
    let alice = app().user("alice");

    for claim in ["exp", "type", "sub"] {
        refused_everywhere(&[422], &format!("no {claim}"), |kind| {
            let mut claims = claims(&alice, kind);
            claims.as_object_mut().expect("an object").remove(claim);
            seal(app(), HEADER, claims.to_string())
        });
    }
}

#[test]
fn optional_claims_may_be_missing_and_break_nothing() {
    let alice = app().user("alice");

    for claim in ["fresh", "iat", "jti", "nbf", "csrf"] {
        answered(&[200, 422], &format!("no {claim}"), |kind| {
            let mut claims = claims(&alice, kind);
            claims.as_object_mut().expect("an object").remove(claim);
            seal(app(), HEADER, claims.to_string())
        });
    }
}

#[test]
fn a_claim_of_a_wrong_json_type_is_invalid() {
    let alice = app().user("alice");
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
fn huge_numbers_are_refused_or_accepted_but_break_nothing() {
    let alice = app().user("alice");
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
fn a_wrong_token_type_is_refused() {
    let alice = app().user("alice");

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
    let alice = app().user("alice");

    for sub in [json!(alice.id), json!(alice.id.to_string())] {
        accepted_everywhere(&format!("sub {sub}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "sub", &sub).to_string())
        });
        let token = seal(app(), HEADER, changed(&alice, "access", "sub", &sub).to_string());
        assert_eq!(at_guard(&token).ok()["id"], alice.id);
    }
}

#[test]
fn a_sub_that_is_not_a_string_of_digits_is_refused() {
    let alice = app().user("alice");
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
    let alice = app().user("alice");
    let id = alice.id;

    for sub in [format!("{id}.0"), format!("{id}e0"), format!("{id}.5"), "1e400".to_owned(), "12.0".to_owned()] {
        refused_everywhere(&[422], &format!("sub {sub}"), |kind| {
            let text = changed(&alice, kind, "sub", &json!("SUB")).to_string();
            seal(app(), HEADER, text.replace("\"SUB\"", &sub))
        });
    }
}

#[test]
fn a_sub_out_of_range_never_wraps_to_another_user() {
    let alice = app().user("alice");
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
fn digits_of_other_scripts_are_no_user() {
    let alice = app().user("alice");
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
fn a_duplicate_claim_breaks_nothing() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

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
    let alice = app().user("alice");

    for claim in ["jti", "csrf", "iss"] {
        answered(&[200, 422], &format!("a NUL in {claim}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, claim, &json!("a\0b")).to_string())
        });
    }
}

#[test]
fn any_jti_is_acceptable() {
    let alice = app().user("alice");

    for jti in ["1", "x", "not-a-uuid", "\u{1f98a}", "' OR 1=1 --", &"j".repeat(2000)] {
        accepted_everywhere(&format!("jti {jti:.20}"), |kind| {
            seal(app(), HEADER, changed(&alice, kind, "jti", &json!(jti)).to_string())
        });
    }
}

#[test]
fn additional_claims_are_ignored() {
    let alice = app().user("alice");

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
fn a_fresh_token_works_like_any_other() {
    let alice = app().user("alice");

    accepted_everywhere("a fresh token", |kind| {
        seal(app(), HEADER, changed(&alice, kind, "fresh", &json!(true)).to_string())
    });
}

#[test]
fn claims_may_come_in_any_order() {
    let alice = app().user("alice");

    accepted_everywhere("claims from the last to the first", |kind| {
        let claims = claims(&alice, kind);
        let reversed: serde_json::Map<String, Value> =
            claims.as_object().expect("an object").clone().into_iter().rev().collect();
        seal(app(), HEADER, Value::Object(reversed).to_string())
    });
}
