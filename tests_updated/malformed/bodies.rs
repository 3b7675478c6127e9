//! Bodies that are too large, of another type, or that do not arrive as they should.

use std::{
    io::{Read, Write},
    thread,
};

use super::{LIMIT, bearer, post_of, send, takes_a_body, victim, victim_with_routes};
use crate::raw::{connect, raw};

#[test]
fn a_body_of_256_kib_is_accepted_and_one_byte_more_is_too_large() {
    let alice = victim().user("alice");

    assert_eq!(send(&alice, "POST", "/api/posts", &post_of(LIMIT)).status, 201);
    send(&alice, "POST", "/api/posts", &post_of(LIMIT + 1)).expect(413);
}

#[test]
fn a_body_in_chunks_has_the_same_limit() {
    let alice = victim().user("alice");
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
fn a_client_that_sends_a_megabyte_gets_a_readable_error_on_every_route() {
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
fn a_client_that_sends_a_megabyte_without_a_token_gets_a_readable_error() {
    let alice = victim().user("alice");
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
fn after_refusing_a_megabyte_the_server_answers_other_clients() {
    let alice = victim().user("alice");

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
    let alice = victim().user("alice");
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
fn authentication_comes_before_the_body() {
    let json: (&str, &[u8]) = ("Content-Type", b"application/json");
    let text: (&str, &[u8]) = ("Content-Type", b"text/plain");

    raw(victim(), "POST", "/api/posts", &[json], b"{nonsense").expect(401);
    raw(victim(), "POST", "/api/posts", &[text], b"{}").expect(401);
    raw(victim(), "POST", "/api/comments", &[], b"").expect(401);
}

#[test]
fn a_connection_stays_usable_after_a_refused_body() {
    let alice = victim().user("alice");
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
