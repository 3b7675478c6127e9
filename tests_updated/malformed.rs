//! Requests that no well-behaved client sends: every one is refused in JSON, and none breaks the server.

mod bodies;
mod connection;

use std::{
    io::{Read, Write},
    sync::OnceLock,
    time::Duration,
};

use photo_app::api;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::{
    raw::{connect, parse, raw, request_bytes},
    test_app::{Answer, TestApp, TestUser},
};

const LIMIT: usize = 256 << 10;

/// The server that gets all of this, apart from the one that other tests measure.
fn victim() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|_| {}))
}

fn bearer(user: &TestUser) -> Vec<u8> {
    format!("Bearer {}", user.token).into_bytes()
}

/// Sends a body as JSON, whatever it is.
fn send(user: &TestUser, method: &str, path: &str, body: &[u8]) -> Answer {
    let headers: [(&str, &[u8]); 2] = [("Authorization", &bearer(user)), ("Content-Type", b"application/json")];
    raw(user.app, method, path, &headers, body)
}

/// Whatever was asked for, this is an answer the contract knows: no 5xx, no HTML, and errors say something.
#[track_caller]
fn check_sane(answer: &Answer, of: &str) {
    assert!(answer.status < 500, "{of}: {answer:?}");
    assert!((200..300).contains(&answer.status) || answer.status >= 400, "{of}: {answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{of}: {answer:?}");
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|why| panic!("{of}: {why}: {answer:?}"));
    if answer.status >= 400 {
        assert!(body["message"].as_str().is_some_and(|message| message.len() > 5), "{of}: {answer:?}");
    }
}

/// Somebody with a post, and the path of every route with ids that exist filled in.
fn victim_with_routes() -> (TestUser<'static>, i64, Vec<(String, String)>) {
    let user = victim().user("alice");
    let post = user.publish("x");
    let audience = user.post("/api/audiences", json!({"name": "Family"})).created();
    let routes = api::routes().into_iter().map(|(method, path, _)| {
        let path = path.replace("/audiences/{id}", &format!("/audiences/{}", audience["id"]));
        let path = path.replace("{id}", &post.to_string()).replace("{like_id}", "1").replace("{file}", "nothing");
        let path = path.replace("{comment_id}", "1").replace("{member_id}", "1").replace("{tag}", "sea");
        let path = path.replace("{username}", &user.username);
        assert!(!path.contains('{'), "a parameter that this test does not know: {path}");
        (method.to_string(), path)
    });
    // The archive is no JSON; its own tests look at it.
    // Moderators and admins have tests of their own, too.
    let routes = routes.filter(|(_, path)| path != "/api/profile/archive" && !path.starts_with("/api/admin/"));
    let routes = routes.collect();
    (user, post, routes)
}

/// Whether a route takes a body of JSON; the one that takes pictures has tests of its own.
fn takes_a_body(method: &str, path: &str) -> bool {
    matches!(method, "POST" | "PATCH") && path != "/api/images"
}

/// Values of every JSON type and of odd shapes, as they stand in a body.
fn odd_values() -> Vec<String> {
    let mut values: Vec<String> = [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "1.0",
        "1e1",
        "-0",
        "2147483648",
        "4294967297",
        "9223372036854775808",
        "99999999999999999999999999",
        "1e400",
        "\"\"",
        "\" \"",
        "\"abc\"",
        "\"1.0\"",
        "\" 1\"",
        "\"-1\"",
        "\"99999999999999999999\"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\udfff\\ud800\"",
        "\"\\uFFFF\"",
        "\"\u{202e}\"",
        "[]",
        "[1]",
        "[null]",
        "{}",
        "{\"id\":1}",
        "\"'; DROP TABLE users; --\"",
        "\"%00\"",
        "NaN",
        "Infinity",
        "undefined",
        "'x'",
        "\"unfinished",
        "01",
        "+1",
        "\"\t\"",
        "\"\n\"",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("9".repeat(400));
    values.push(format!("\"{}\"", "9".repeat(400)));
    values.push(format!("\"{}\"", "x".repeat(100_000)));
    values
}

/// Bodies that are no object at all.
fn odd_bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "\n",
        "null",
        "true",
        "5",
        "\"text\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{}{}",
        "{},",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "// x\n{}",
        "\u{feff}{}",
        "<xml/>",
        "a=1&b=2",
        "--boundary\r\n",
        "{\"\":1}",
        "{\"\\u0000\":1}",
        "{\"__proto__\":{}}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    bodies.push(vec![0]);
    bodies.push(vec![0xff, 0xfe, b'{', 0, b'}', 0]);
    bodies.push(vec![0xff; 1000]);
    bodies.push(b"{\"text\":\"\xff\xfe\"}".to_vec());
    bodies.push(b"{\"text\":\"\xc0\x80\"}".to_vec());
    bodies.push(b"{\"text\":\"\xed\xa0\x80\"}".to_vec());
    bodies.push(b"\x1f\x8b\x08\0\0\0\0\0".to_vec());
    bodies.push("[".repeat(100_000).into_bytes());
    bodies.push(format!("{}{}", "{\"a\":".repeat(40_000), "}".repeat(40_000)).into_bytes());
    for field in ["text", "images"] {
        bodies.push(format!("{{\"{field}\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000)).into_bytes());
        bodies.push(
            format!("{{\"{field}\":{}1{}}}", "[{\"image_url\":".repeat(9_000), "}]".repeat(9_000)).into_bytes(),
        );
    }
    bodies
}

#[test]
fn bodies_with_wrong_values_in_every_field_are_answered_sanely() {
    let (alice, post, routes) = victim_with_routes();
    let mut count = 0;

    for (method, path) in routes.iter().filter(|(method, path)| takes_a_body(method, path)) {
        let fields: &[&str] = match path.as_str() {
            "/api/token" => &["username", "password"],
            "/api/token/refresh" => &["refresh_token"],
            "/api/comments" => &["post_id", "text"],
            "/api/following" => &["user_id"],
            "/api/users" => &["username", "email", "password", "first_name", "last_name", "invite"],
            "/api/profile" => &["first_name", "last_name", "image_url", "thumb_url", "email", "password"],
            "/api/posts" => &["image_url", "caption", "alt_text", "images"],
            path if method == "PATCH" && path.starts_with("/api/posts/") => &["image_url", "caption", "alt_text"],
            _ => &["post_id"],
        };
        for field in fields {
            for value in odd_values() {
                let mut body = String::from("{");
                // `images` excludes the fields of a single image.
                let goes_with = |other: &str| match *field {
                    "images" => other == "caption",
                    field => other != field && other != "images",
                };
                for other in fields.iter().filter(|other| goes_with(other)) {
                    let valid = match *other {
                        "post_id" => post.to_string(),
                        "image_url" => "\"/a.jpg\"".to_owned(),
                        _ => "\"x\"".to_owned(),
                    };
                    body.push_str(&format!("\"{other}\":{valid},"));
                }
                body.push_str(&format!("\"{field}\":{value}}}"));
                check_sane(&send(&alice, method, path, body.as_bytes()), &format!("{method} {path} {body:.200}"));
                count += 1;
            }
        }
    }
    assert!(count >= 700, "only {count} requests");
}

#[test]
fn bodies_that_are_not_a_json_object_are_bad_requests_on_every_route_that_needs_one() {
    let (alice, _, routes) = victim_with_routes();
    let mut count = 0;

    for (method, path) in routes.iter().filter(|(method, path)| takes_a_body(method, path)) {
        for body in odd_bodies() {
            let of = format!("{method} {path} {:.100}", String::from_utf8_lossy(&body));
            let answer = send(&alice, method, path, &body);
            check_sane(&answer, &of);
            count += 1;

            let is_object = body.starts_with(b"{")
                && body.ends_with(b"}")
                && serde_json::from_slice::<IgnoredAny>(&body).is_ok();
            let is_like = path.ends_with("/likes") && path != "/api/posts/likes" && path != "/api/likes";
            let may_be_empty =
                is_like || ["/seen", "/accept", "/acknowledge"].iter().any(|end| path.ends_with(end));
            let credentials = path.starts_with("/api/token");
            if !is_object && !may_be_empty && !credentials && !body.starts_with("\u{feff}".as_bytes()) {
                assert_eq!(answer.status, 400, "{of}: {answer:?}");
            }
        }
    }
    assert!(count >= 350, "only {count} requests");
}

#[test]
fn valid_bodies_with_bytes_flipped_are_answered_sanely() {
    let (alice, post, routes) = victim_with_routes();
    let bodies = [
        json!({"post_id": post, "text": "A comment", "user_id": alice.id}),
        json!({"image_url": "https://example.org/a.jpg", "caption": "ça va", "alt_text": null}),
        json!({"username": "alice", "password": 5, "refresh_token": alice.token}),
    ]
    .map(|body| body.to_string().into_bytes());
    let routes: Vec<_> = routes.iter().filter(|(method, path)| takes_a_body(method, path)).collect();
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).expect("31 bits") % below
    };

    for _ in 0..600 {
        let (method, path) = routes[next(routes.len())];
        let mut body = bodies[next(bodies.len())].clone();
        for _ in 0..=next(4) {
            let at = next(body.len());
            match next(4) {
                0 => body[at] ^= 1 << next(8),
                1 => body.truncate(at.max(1)),
                2 => body.insert(at, b"{}[]\",:\\\0\xff0"[next(11)]),
                _ => drop(body.remove(at)),
            }
            if body.is_empty() {
                body.push(b'{');
            }
        }
        check_sane(
            &send(&alice, method, path, &body),
            &format!("{method} {path} {}", String::from_utf8_lossy(&body)),
        );
    }
}

#[test]
fn unusual_headers_on_every_route_are_answered_sanely() {
    let (alice, _, routes) = victim_with_routes();
    let token = bearer(&alice);
    let long = vec![b'x'; 8000];
    let headers: Vec<(&str, &[u8])> = vec![
        ("Content-Type", b""),
        ("Content-Type", b"json"),
        ("Content-Type", b";;;"),
        ("Content-Type", b"application/json; charset=utf-16"),
        ("Content-Type", b"application/json; charset=\xff"),
        ("Content-Type", b"\xff\xff/\xff"),
        ("Content-Type", b"multipart/form-data"),
        ("Content-Encoding", b"gzip"),
        ("Content-Encoding", b"nonsense"),
        ("Accept", b"\xff"),
        ("Accept", b"text/html"),
        ("Accept", b"application/xml;q=abc"),
        ("Accept-Encoding", b"gzip;q=-1, \xff"),
        ("Cookie", b"\xff=\xff; ; =; access_token_cookie"),
        ("Cookie", b"access_token_cookie=\xff"),
        ("Cookie", b"access_token_cookie=%00%ff%zz"),
        ("X-CSRF-TOKEN", b"\xff"),
        ("Origin", b"\xff"),
        ("Origin", b"not an origin"),
        ("Origin", b""),
        ("If-Modified-Since", b"yesterday"),
        ("If-None-Match", b"\xff"),
        ("Range", b"bytes=99999999999999999999-"),
        ("Referer", b"\xff\xff"),
        ("User-Agent", b"\xff\x80"),
        ("X-Forwarded-For", b"\xff, 1.2.3.4, ::::"),
        ("Forwarded", b"for=\"\xff"),
        ("X-HTTP-Method-Override", b"DELETE"),
        ("Expect", b"something-else"),
        ("Upgrade", b"h2c"),
        ("X-Long", &long),
    ];

    for (method, path) in &routes {
        for (name, value) in &headers {
            let answer = raw(alice.app, method, path, &[("Authorization", &token), (*name, *value)], b"");
            check_sane(&answer, &format!("{method} {path} with {name}: {}", String::from_utf8_lossy(value)));
        }
    }
    assert!(routes.len() * headers.len() >= 800);
}

#[test]
fn an_upgrade_that_was_not_offered_is_ignored() {
    let alice = victim().user("alice");
    let headers: [(&str, &[u8]); 3] =
        [("Authorization", &bearer(&alice)), ("Content-Type", b"application/json"), ("Upgrade", b"websocket")];
    let mut stream = connect(victim());
    stream.set_read_timeout(Some(Duration::from_secs(3))).expect("a timeout");

    stream.write_all(&request_bytes("POST", "/api/posts", &headers, &post_of(40))).expect("a server that reads");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).expect("an answer within three seconds");

    assert_eq!(parse(&received).expect("an answer").status, 201);
}

#[test]
fn unusual_query_strings_on_every_list_are_answered_sanely() {
    let (alice, _, routes) = victim_with_routes();
    let token = bearer(&alice);
    let long = format!("?limit={}", "9".repeat(10_000));
    let queries = [
        "?",
        "?&&&",
        "?=",
        "?limit",
        "?limit=",
        "?limit=1&limit=2",
        "?limit=%",
        "?limit=%ff",
        "?limit=%00",
        "?limit=1%",
        "?limit[]=1",
        "?limit=1;2",
        "?LIMIT=1",
        "?limit=NaN",
        "?limit=-9223372036854775809",
        "?%ff=%fe",
        "?%00",
        "?a=%F0%9F%A6%8A",
        "?limit=1?limit=2",
        &long,
    ];

    for (method, path) in routes.iter().filter(|(method, _)| method == "GET") {
        for query in queries {
            let answer = raw(alice.app, method, &format!("{path}{query}"), &[("Authorization", &token)], b"");
            check_sane(&answer, &format!("{method} {path}{query:.100}"));
        }
    }
}

#[test]
fn unusual_paths_below_the_api_are_not_found_in_json() {
    let alice = victim().user("alice");
    let token = bearer(&alice);
    let long = format!("/api/{}", "x".repeat(5000));

    for path in [
        "/api/%",
        "/api/%zz",
        "/api/%ff",
        "/api/%00",
        "/api/posts/%",
        "/api/posts/%ff",
        "/api/posts/%2e%2e/token",
        "/api/../api/nothing",
        "/api/./nothing",
        "/api/posts/1%2Flikes",
        "/api/posts;a=b",
        "/api/posts\\likes",
        "/api/posts/{id}",
        "/api/%3Cscript%3E",
        &long,
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = raw(alice.app, method, path, &[("Authorization", &token)], b"");
            check_sane(&answer, path);
            assert!([400, 404, 405].contains(&answer.status), "{method} {path}: {answer:?}");
        }
    }
}

#[test]
fn a_nul_in_any_text_is_a_bad_request() {
    let alice = victim().user("alice");
    let post = alice.publish("x");
    let own = format!("/api/posts/{post}");

    for (method, path, body) in [
        ("POST", "/api/posts", json!({"image_url": "/a\0.jpg"})),
        ("POST", "/api/posts", json!({"image_url": "https://a.example/\0"})),
        ("POST", "/api/posts", json!({"image_url": "/a.jpg", "caption": "\0"})),
        ("POST", "/api/posts", json!({"image_url": "/a.jpg", "alt_text": "a\0b"})),
        ("POST", "/api/posts", json!({"images": [{"image_url": "/a\0.jpg"}]})),
        ("PATCH", &own, json!({"images": [{"image_url": "/a.jpg", "alt_text": "\0"}]})),
        ("PATCH", &own, json!({"image_url": "/a\0.jpg"})),
        ("PATCH", &own, json!({"caption": "a\0"})),
        ("PATCH", &own, json!({"alt_text": "\0a"})),
        ("POST", "/api/comments", json!({"post_id": post, "text": "a\0b"})),
        ("POST", "/api/comments", json!({"post_id": format!("{post}\0"), "text": "x"})),
        ("POST", "/api/likes", json!({"post_id": format!("{post}\0")})),
        ("POST", "/api/bookmarks", json!({"post_id": format!("\0{post}")})),
        ("POST", "/api/following", json!({"user_id": format!("{}\0", alice.id)})),
        ("POST", "/api/token", json!({"username": "alice\0", "password": "password"})),
        ("POST", "/api/token", json!({"username": alice.username, "password": "password\0"})),
    ] {
        let answer = alice.request(method, path).json(body.clone()).send();
        assert_eq!(answer.status, 400, "{method} {path} {body}: {answer:?}");
        answer.expect(400);
    }
}

#[test]
fn the_same_key_twice_picks_one_or_is_refused_but_breaks_nothing() {
    let (alice, post, routes) = victim_with_routes();

    for (method, path) in routes.iter().filter(|(method, path)| takes_a_body(method, path)) {
        let body = format!(
            r#"{{"post_id":{post},"post_id":"x","user_id":1,"user_id":null,"text":"a","text":5,"image_url":"/a",
            "image_url":{{}},"username":"a","username":[],"password":"a","password":1,"refresh_token":"a",
            "refresh_token":{{}}}}"#
        );
        check_sane(&send(&alice, method, path, body.as_bytes()), &format!("{method} {path}"));
    }
}

/// A post as JSON of exactly this many bytes.
fn post_of(bytes: usize) -> Vec<u8> {
    let mut body = br#"{"image_url":"/a.jpg"}"#.to_vec();
    body.resize(bytes, b' ');
    body
}
