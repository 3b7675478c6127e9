//! Ids in paths and in bodies, in every spelling.

use photo_app::{api, api::routes::Access};
use serde_json::json;

use crate::{
    raw::raw,
    test_app::{Answer, TestUser, app},
};

/// The routes with an id in a body: path, field, and what else the body must have.
const WITH_BODY_ID: [(&str, &str, &str); 6] = [
    ("/api/comments", "post_id", r#","text":"x""#),
    ("/api/posts/likes", "post_id", ""),
    ("/api/likes", "post_id", ""),
    ("/api/bookmarks", "post_id", ""),
    ("/api/posts/bookmarks", "post_id", ""),
    ("/api/following", "user_id", ""),
];

fn send(user: &TestUser, method: &str, path: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {}", user.token).into_bytes();
    let headers: [(&str, &[u8]); 2] = [("Authorization", &bearer), ("Content-Type", b"application/json")];
    raw(user.app, method, path, &headers, body.as_bytes())
}

/// Sends an id, as it stands in JSON, where a body has one.
fn send_id(user: &TestUser, (path, field, rest): (&str, &str, &str), id: &str) -> Answer {
    send(user, "POST", path, &format!(r#"{{"{field}":{id}{rest}}}"#))
}

fn in_script(id: i64, zero: char) -> String {
    let digit = |c: char| u32::from(zero) + c.to_digit(10).expect("a digit");
    id.to_string().chars().map(|c| char::from_u32(digit(c)).expect("a digit")).collect()
}

fn percent_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The routes with an id in their path, with one of the places free and every other holding an id of its own.
fn paths_with_a_free_place(post: i64) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (method, path, access) in api::routes() {
        // These answer members with 403, whatever the id.
        if access == Access::Staff {
            continue;
        }
        let parts: Vec<&str> = path.split('/').collect();
        // Any word is a tag.
        for free in (0..parts.len()).filter(|at| parts[*at].starts_with('{') && parts[*at] != "{tag}") {
            let place = |(at, part): (usize, &&str)| match part.starts_with('{') {
                true if at == free => "{}".to_owned(),
                true => post.to_string(),
                false => (*part).to_owned(),
            };
            let path = parts.iter().enumerate().map(place).collect::<Vec<_>>().join("/");
            found.push((method.to_string(), path));
        }
    }
    found
}

#[test]
fn a_path_id_that_is_not_a_positive_32_bit_integer_is_not_found() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let places = paths_with_a_free_place(post);
    assert!(places.len() >= 10, "{places:?}");
    let many = "9".repeat(1000);

    for (method, place) in &places {
        for id in [
            "0",
            "-0",
            "00",
            "-1",
            "2147483648",
            "4294967296",
            "9223372036854775808",
            "99999999999999999999",
            "abc",
            "1.0",
            "1.5",
            "1e1",
            "0x1",
            "%31%2e0",
            "%00",
            "1%00",
            "%001",
            "%20",
            "%201",
            "1%20",
            "%0a",
            "+1",
            "%2B1",
            "1,2",
            "1;2",
            "(1)",
            "null",
            "true",
            "undefined",
            "NaN",
            "Infinity",
            "-",
            "--1",
            "%27",
            "1%27%20OR%201=1",
            "%ff",
            "%D9%A1",
            "%EF%BC%91",
            "%C2%B2",
            "%E2%91%A0",
            "*",
            "{id}",
            "%7Bid%7D",
            "$",
            "@",
            ":",
            "1_000",
            &many,
        ] {
            let path = place.replace("{}", id);
            let answer = send(&alice, method, &path, "{}");
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            answer.expect(404);
        }
    }
    alice.get(&format!("/api/posts/{post}")).ok();
}

#[test]
fn an_id_that_exists_in_an_odd_spelling_is_not_found_and_nothing_happens_to_it() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for id in [
        format!("+{post}"),
        format!("%2B{post}"),
        format!("-{post}"),
        format!("%20{post}"),
        format!("{post}%20"),
        format!("{post}.0"),
        format!("{post}e0"),
        format!("0x{post:x}"),
        format!("{post}%00"),
        format!("{post},"),
        format!("{}", post + (1 << 32)),
        format!("{}", i128::from(post) + (1 << 64)),
        percent_encoded(&in_script(post, '\u{660}')),
        percent_encoded(&in_script(post, '\u{ff10}')),
    ] {
        for (method, path) in [
            ("GET", format!("/api/posts/{id}")),
            ("PATCH", format!("/api/posts/{id}")),
            ("POST", format!("/api/posts/{id}/likes")),
            ("DELETE", format!("/api/posts/{id}")),
        ] {
            let answer = send(&alice, method, &path, r#"{"caption":"changed"}"#);
            assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
        }
    }

    let seen = alice.get(&format!("/api/posts/{post}")).ok();
    assert_eq!((&seen["caption"], &seen["likes"]), (&json!("x"), &json!([])));
}

#[test]
fn an_empty_path_id_is_not_found() {
    let alice = app().user("alice");

    for (method, path) in [
        ("POST", "/api/posts//likes"),
        ("DELETE", "/api/posts//likes/1"),
        ("DELETE", "/api/posts/1/likes//"),
        ("DELETE", "/api/comments//"),
        ("DELETE", "/api/bookmarks//"),
        ("DELETE", "/api/following//"),
        ("GET", "/api/posts//"),
    ] {
        send(&alice, method, path, "{}").expect(404);
    }
}

#[test]
fn the_largest_id_is_as_unknown_as_any() {
    let alice = app().user("alice");

    for (method, place) in paths_with_a_free_place(2_147_483_647) {
        let answer = send(&alice, &method, &place.replace("{}", "2147483647"), "{}");
        assert_eq!(answer.status, 404, "{method} {place}: {answer:?}");
    }
}

/// Somebody who may like, bookmark, comment on and follow what the other one has.
fn fan_and_idol() -> (TestUser<'static>, TestUser<'static>, i64) {
    let [fan, idol] = ["fan", "idol"].map(|name| app().user(name));
    let post = idol.publish("x");
    (fan, idol, post)
}

#[test]
fn a_body_id_may_be_an_integer_or_a_string_of_digits() {
    for as_string in [false, true] {
        let spell = |id: i64| if as_string { format!("\"{id}\"") } else { id.to_string() };
        for route in WITH_BODY_ID {
            let (fan, idol, post) = fan_and_idol();
            let id = if route.1 == "user_id" { i64::from(idol.id) } else { post };
            if route.1 == "post_id" {
                fan.follow(&idol);
            }
            let answer = send_id(&fan, route, &spell(id));
            assert_eq!(answer.status, 201, "{route:?} {}: {answer:?}", spell(id));
        }
    }
}

#[test]
fn a_body_id_of_any_other_kind_is_a_bad_request() {
    let (fan, idol, post) = fan_and_idol();
    fan.follow(&idol);

    for route in WITH_BODY_ID {
        let id = if route.1 == "user_id" { i64::from(idol.id) } else { post };
        for odd in [
            "null".to_owned(),
            "true".to_owned(),
            "false".to_owned(),
            "1.5".to_owned(),
            "1e400".to_owned(),
            format!("{id}.0"),
            format!("{id}e0"),
            "[]".to_owned(),
            "{}".to_owned(),
            format!("[{id}]"),
            format!("{{\"id\":{id}}}"),
            "\"\"".to_owned(),
            "\" \"".to_owned(),
            "\"abc\"".to_owned(),
            "\"null\"".to_owned(),
            format!("\" {id}\""),
            format!("\"{id} \""),
            format!("\"{id}\\n\""),
            format!("\"+{id}\""),
            format!("\"-{id}\""),
            format!("\"{id}.0\""),
            format!("\"{id}e0\""),
            format!("\"0x{id:x}\""),
            format!("\"{id}\\u0000\""),
            format!("\"{id},{id}\""),
            format!("\"{}\"", in_script(id, '\u{660}')),
            format!("\"{}\"", in_script(id, '\u{ff10}')),
        ] {
            let answer = send_id(&fan, route, &odd);
            assert_eq!(answer.status, 400, "{route:?} {odd}: {answer:?}");
            answer.expect(400);
        }
        let missing = send(&fan, "POST", route.0, r#"{"text":"x"}"#);
        assert_eq!(missing.status, 400, "{route:?}: {missing:?}");
    }
}

#[test]
fn a_well_formed_body_id_that_is_unknown_is_not_found_however_large() {
    let (fan, idol, post) = fan_and_idol();
    fan.follow(&idol);
    let [digits, more] = [40, 1000].map(|length| "9".repeat(length));

    for route in WITH_BODY_ID {
        let id = if route.1 == "user_id" { i64::from(idol.id) } else { post };
        let wrapped = [(id + (1 << 32)).to_string(), (i128::from(id) + (1 << 64)).to_string()];
        for number in [
            "2000000000",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "99999999999999999999",
            &digits,
            &more,
            &wrapped[0],
            &wrapped[1],
            "0",
        ] {
            for spelled in [number.to_owned(), format!("\"{number}\"")] {
                let answer = send_id(&fan, route, &spelled);
                assert_eq!(answer.status, 404, "{route:?} {spelled:.60}: {answer:?}");
                answer.expect(404);
            }
        }
    }
}

#[test]
fn a_negative_integer_in_a_body_is_well_formed_and_unknown() {
    let (fan, idol, post) = fan_and_idol();
    fan.follow(&idol);

    for route in WITH_BODY_ID {
        let id = if route.1 == "user_id" { i64::from(idol.id) } else { post };
        for negative in ["-1", "-2147483649", "-99999999999999999999", &(id - (1 << 32)).to_string()] {
            let answer = send_id(&fan, route, negative);
            assert_eq!(answer.status, 404, "{route:?} {negative}: {answer:?}");
        }
    }
}

#[test]
fn an_id_in_the_path_decides_whatever_the_body_says() {
    let alice = app().user("alice");
    let [first, second] = ["first", "second"].map(|caption| alice.publish(caption));

    let answer = send(&alice, "POST", &format!("/api/posts/{first}/likes"), &format!(r#"{{"post_id":{second}}}"#));

    if answer.status == 201 {
        assert_eq!(answer.json()["post_id"], first);
    } else {
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    assert_eq!(alice.get(&format!("/api/posts/{second}")).ok()["likes"], json!([]));
}
