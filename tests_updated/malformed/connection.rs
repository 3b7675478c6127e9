//! Bytes that are no proper HTTP.

use std::{
    io::{ErrorKind, Read, Write},
    net::Shutdown,
    thread,
    time::Duration,
};

use serde_json::json;

use super::{bearer, victim};
use crate::raw::{connect, parse, request_bytes};

#[test]
fn a_body_shorter_than_announced_breaks_nothing() {
    let alice = victim().user("alice");
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
    let alice = victim().user("alice");
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
fn bytes_that_are_not_http_get_no_server_error_and_no_html() {
    let alice = victim().user("alice");
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
