//! Requests that no well-behaved client sends: every one is refused in JSON, and none breaks the server.

use std::{
    io::{ErrorKind, Read, Write},
    net::Shutdown,
    sync::OnceLock,
    thread,
    time::Duration,
};

use photo_app::api;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::{
    raw::{connect, parse, raw, request_bytes},
    test_app::{Answer, Person, TestApp},
};

const LIMIT: usize = 256 << 10;

/// The server that gets all of this, apart from the one that other tests measure.
fn victim() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|_| {}))
}

fn bearer(person: &Person) -> Vec<u8> {
    format!("Bearer {}", person.token).into_bytes()
}

/// Sends a body as JSON, whatever it is.
fn send(person: &Person, method: &str, path: &str, body: &[u8]) -> Answer {
    let headers: [(&str, &[u8]); 2] = [("Authorization", &bearer(person)), ("Content-Type", b"application/json")];
    raw(person.app, method, path, &headers, body)
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
fn victim_with_routes() -> (Person<'static>, i64, Vec<(String, String)>) {
    let person = victim().person("alice");
    let post = person.publish("x");
    let routes = api::routes().into_iter().map(|(method, path, _)| {
        let path = path.replace("{id}", &post.to_string()).replace("{like_id}", "1").replace("{file}", "nothing");
        let path = path.replace("{username}", &person.username);
        assert!(!path.contains('{'), "a parameter that this test does not know: {path}");
        (method.to_string(), path)
    });
    // The archive is no JSON; its own tests look at it.
    let routes = routes.filter(|(_, path)| path != "/api/profile/archive").collect();
    (person, post, routes)
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
    bodies.push(format!("{{\"text\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000)).into_bytes());
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
            "/api/posts" => &["image_url", "caption", "alt_text"],
            path if method == "PATCH" && path.starts_with("/api/posts/") => &["image_url", "caption", "alt_text"],
            _ => &["post_id"],
        };
        for field in fields {
            for value in odd_values() {
                let mut body = String::from("{");
                for other in fields.iter().filter(|other| *other != field) {
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
fn bodies_that_are_no_json_object_are_bad_requests_on_every_route_that_takes_one() {
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
            let may_be_empty = path.ends_with("/likes") && path != "/api/posts/likes" && path != "/api/likes";
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
fn odd_headers_on_every_route_are_answered_sanely() {
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
fn an_upgrade_that_nobody_offered_is_ignored() {
    let alice = victim().person("alice");
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
fn odd_query_strings_on_every_list_are_answered_sanely() {
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
fn odd_paths_below_the_api_are_not_found_in_json() {
    let alice = victim().person("alice");
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
    let alice = victim().person("alice");
    let post = alice.publish("x");
    let own = format!("/api/posts/{post}");

    for (method, path, body) in [
        ("POST", "/api/posts", json!({"image_url": "/a\0.jpg"})),
        ("POST", "/api/posts", json!({"image_url": "https://a.example/\0"})),
        ("POST", "/api/posts", json!({"image_url": "/a.jpg", "caption": "\0"})),
        ("POST", "/api/posts", json!({"image_url": "/a.jpg", "alt_text": "a\0b"})),
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

#[test]
fn a_body_of_256_kib_is_taken_and_one_byte_more_is_too_large() {
    let alice = victim().person("alice");

    assert_eq!(send(&alice, "POST", "/api/posts", &post_of(LIMIT)).status, 201);
    send(&alice, "POST", "/api/posts", &post_of(LIMIT + 1)).expect(413);
}

#[test]
fn a_body_in_chunks_has_the_same_limit() {
    let alice = victim().person("alice");
    let chunked = |body: &[u8]| {
        let mut bytes = Vec::new();
        for chunk in body.chunks(10_000) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        let headers: [(&str, &[u8]); 3] = [
            ("Authorization", &bearer(&alice)),
            ("Content-Type", b"application/json"),
            ("Transfer-Encoding", b"chunked"),
        ];
        raw(alice.app, "POST", "/api/posts", &headers, &bytes)
    };

    assert_eq!(chunked(&post_of(LIMIT)).status, 201);
    chunked(&post_of(LIMIT + 1)).expect(413);
}

#[test]
fn a_client_that_sends_a_megabyte_can_read_that_it_is_too_large_on_every_route() {
    let (alice, _, routes) = victim_with_routes();
    let body = post_of(1 << 20);

    for (method, path) in routes.iter().filter(|(method, path)| takes_a_body(method, path)) {
        for _ in 0..3 {
            let answer = send(&alice, method, path, &body);
            assert_eq!(answer.status, 413, "{method} {path}: {answer:?}");
            answer.expect(413);
        }
    }
}

#[test]
fn a_client_that_sends_a_megabyte_in_vain_can_read_why_it_was_refused() {
    let alice = victim().person("alice");
    let body = post_of(1 << 20);
    let json: (&str, &[u8]) = ("Content-Type", b"application/json");
    let broken: (&str, &[u8]) = ("Authorization", b"Bearer x.y.z");

    for _ in 0..3 {
        let answer = raw(victim(), "POST", "/api/posts", &[json], &body);
        assert!([401, 413].contains(&answer.status), "{answer:?}");
        let answer = raw(victim(), "POST", "/api/posts", &[json, broken], &body);
        assert!([413, 422].contains(&answer.status), "{answer:?}");
        let answer = send(&alice, "POST", "/api/nothing", &body);
        assert!([404, 413].contains(&answer.status), "{answer:?}");
        let answer = send(&alice, "PUT", "/api/posts", &body);
        assert!([405, 413].contains(&answer.status), "{answer:?}");
        let answer = raw(victim(), "POST", "/login", &[], &body);
        assert!([200, 400, 413, 415].contains(&answer.status), "{answer:?}");
    }
}

#[test]
fn a_megabyte_that_was_refused_leaves_the_server_answering_others() {
    let alice = victim().person("alice");

    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| send(&alice, "POST", "/api/posts", &post_of(1 << 20)).expect(413));
        }
    });

    alice.get("/api/posts").ok();
}

#[test]
fn a_body_that_says_it_is_not_json_is_unsupported() {
    let (alice, _, routes) = victim_with_routes();
    let token = bearer(&alice);

    for (method, path) in routes.iter().filter(|(method, path)| takes_a_body(method, path)) {
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "application/xml", "text/html; charset=utf-8"]
        {
            let headers: [(&str, &[u8]); 2] = [("Authorization", &token), ("Content-Type", kind.as_bytes())];
            let answer = raw(alice.app, method, path, &headers, br#"{"image_url":"/a.jpg"}"#);
            assert_eq!(answer.status, 415, "{method} {path} {kind}: {answer:?}");
            answer.expect(415);
        }
    }
}

#[test]
fn a_body_may_say_that_it_is_json_in_any_way_or_not_at_all() {
    let alice = victim().person("alice");
    let token = bearer(&alice);

    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
    ] {
        let headers: [(&str, &[u8]); 2] = [("Authorization", &token), ("Content-Type", kind.as_bytes())];
        assert_eq!(raw(alice.app, "POST", "/api/posts", &headers, &post_of(40)).status, 201, "{kind}");
    }
    assert_eq!(raw(alice.app, "POST", "/api/posts", &[("Authorization", &token)], &post_of(40)).status, 201);
}

#[test]
fn who_asks_is_judged_before_what_the_body_says() {
    let json: (&str, &[u8]) = ("Content-Type", b"application/json");
    let text: (&str, &[u8]) = ("Content-Type", b"text/plain");

    raw(victim(), "POST", "/api/posts", &[json], b"{nonsense").expect(401);
    raw(victim(), "POST", "/api/posts", &[text], b"{}").expect(401);
    raw(victim(), "POST", "/api/comments", &[], b"").expect(401);
}

#[test]
fn a_connection_goes_on_after_a_refused_body() {
    let alice = victim().person("alice");
    let mut stream = connect(victim());
    let first = b"{nonsense";
    let head = |line: &str| format!("{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n", alice.token);
    let mut bytes = head("POST /api/posts").into_bytes();
    bytes
        .extend(format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", first.len()).into_bytes());
    bytes.extend(first);
    bytes.extend(head("GET /api/profile").into_bytes());
    bytes.extend(b"Connection: close\r\n\r\n");

    stream.write_all(&bytes).expect("a server that reads");
    let mut received = String::new();
    stream.read_to_string(&mut received).expect("two answers");

    assert!(received.starts_with("HTTP/1.1 400 "), "{received}");
    assert!(received.contains("HTTP/1.1 200 ") && received.contains(&alice.username), "{received}");
}

#[test]
fn a_body_shorter_than_announced_hurts_nobody() {
    let alice = victim().person("alice");
    let headers: [(&str, &[u8]); 2] = [("Authorization", &bearer(&alice)), ("Content-Length", b"5000")];

    let mut stream = connect(victim());
    stream
        .write_all(&request_bytes("POST", "/api/posts", &headers, b"{\"image_url\":"))
        .expect("a server that reads");
    stream.shutdown(Shutdown::Write).expect("half a connection");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).ok();

    if let Some(answer) = parse(&received) {
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    assert_eq!(alice.get("/api/posts").ok(), json!([]));
}

#[test]
fn chunks_that_cannot_be_read_are_a_bad_request_or_the_end_of_the_connection() {
    let alice = victim().person("alice");
    let token = bearer(&alice);
    let headers: [(&str, &[u8]); 3] =
        [("Authorization", &token), ("Content-Type", b"application/json"), ("Transfer-Encoding", b"chunked")];

    for chunks in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "-5\r\n{}\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        "\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
        "16\r\n{\"image_url\":\"/a.jpg\"}\r\nzz\r\n\r\n",
    ] {
        let mut stream = connect(victim());
        stream.write_all(&request_bytes("POST", "/api/posts", &headers, chunks.as_bytes())).expect("a server");
        let mut received = Vec::new();
        stream.read_to_end(&mut received).ok();
        if !received.is_empty() {
            let answer = parse(&received).expect("an answer");
            assert_eq!(answer.status, 400, "{chunks:?}: {answer:?}");
            answer.expect(400);
        }
    }

    assert_eq!(alice.get("/api/posts").ok(), json!([]));
}

#[test]
fn bytes_that_are_no_http_get_no_server_error_and_no_html() {
    let alice = victim().person("alice");
    let head = format!("Host: x\r\nAuthorization: Bearer {}\r\n", alice.token);
    let get = |line: &str| format!("{line}\r\n{head}Connection: close\r\n\r\n").into_bytes();
    let with = |headers: &str, body: &str| {
        format!("POST /api/posts HTTP/1.1\r\n{head}Content-Type: application/json\r\n{headers}\r\n\r\n{body}")
            .into_bytes()
    };
    let garbage: Vec<Vec<u8>> = vec![
        b"\r\n\r\n\r\n\r\n".to_vec(),
        vec![0; 100],
        vec![0xff; 1000],
        b"GET\r\n\r\n".to_vec(),
        b"GET /api/posts\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"\x05\x01\x00".to_vec(),
        get("GET /api/posts HTTP/9.9"),
        get("GET /api/posts HTTP/1.0"),
        get("GET /api/posts HTTP/1.1 HTTP/1.1"),
        get("get /api/posts HTTP/1.1"),
        get("BREW /api/posts HTTP/1.1"),
        get("GET  /api/posts HTTP/1.1"),
        get("GET api/posts HTTP/1.1"),
        get("GET http://evil.example/api/posts HTTP/1.1"),
        get("GET /api/posts#fragment HTTP/1.1"),
        get("CONNECT evil.example:443 HTTP/1.1"),
        get("OPTIONS * HTTP/1.1"),
        get("GET * HTTP/1.1"),
        get("GET /api/\u{e9}\u{1f98a} HTTP/1.1"),
        get("GET /api/posts\rx HTTP/1.1"),
        get(&format!("GET /api/{} HTTP/1.1", "x".repeat(70_000))),
        [b"GET /api/posts\xff HTTP/1.1\r\n".to_vec(), head.clone().into_bytes(), b"\r\n".to_vec()].concat(),
        with("Content-Length: -1", "{}"),
        with("Content-Length: abc", "{}"),
        with("Content-Length: 99999999999999999999999", "{}"),
        with("Content-Length: 2\r\nContent-Length: 3", "{}x"),
        with("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        with("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        with("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
        with("Transfer-Encoding: nonsense", "{}"),
        with("Transfer-Encoding: chunked", "2;ext=\"\u{0}\"\r\n{}\r\n0\r\n\r\n"),
        with("Transfer-Encoding: chunked", "2\n{}\n0\n\n"),
        with("No colon here", "{}"),
        with(": no name", "{}"),
        with("Bad Name: x", "{}"),
        with("X-Bare: a\rb", "{}"),
        with("X-Nul: a\0b", "{}"),
        with("X-Folded: a\r\n  b", "{}"),
        with(&"X-Many: 1\r\n".repeat(500), "{}"),
        with(&format!("X-Long: {}", "x".repeat(300_000)), "{}"),
        with(&format!("Authorization: Bearer {}", "x".repeat(60_000)), "{}"),
        with("Authorization: Basic x", "{}"),
        with("Expect: 100-continue\r\nContent-Length: 2", "{}"),
        with("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA", "{}"),
    ];

    thread::scope(|scope| {
        for bytes in &garbage {
            scope.spawn(move || {
                let mut stream = connect(victim());
                stream.set_read_timeout(Some(Duration::from_millis(700))).expect("a timeout");
                // The server may hang up in the middle.
                stream.write_all(bytes).ok();
                let mut received = Vec::new();
                match stream.read_to_end(&mut received) {
                    Err(why) if !matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::ConnectionReset) => {
                        panic!("{why}: {:?}", String::from_utf8_lossy(bytes))
                    }
                    _ => {}
                }
                let received = String::from_utf8_lossy(&received).to_lowercase();
                let of = format!("{:.200}\n{received}", String::from_utf8_lossy(bytes));
                assert!(!received.contains("http/1.1 5") && !received.contains("http/1.0 5"), "{of}");
                assert!(!received.contains("<html") && !received.contains("text/html"), "{of}");
            });
        }
    });

    alice.get("/api/profile").ok();
}

#[test]
fn an_error_of_a_route_has_a_body_even_for_the_oldest_clients() {
    let mut stream = connect(victim());

    stream.write_all(b"GET /api/profile HTTP/1.0\r\n\r\n").expect("a server that reads");
    let mut received = Vec::new();
    stream.read_to_end(&mut received).expect("an answer");

    parse(&received).expect("an answer").expect(401);
}
