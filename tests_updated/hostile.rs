//! Requests of hostile size and shape: each is refused with a status that says why, or served as what it is, and the
//! server goes on for others.

use std::{
    io::{Read, Write},
    net::Shutdown,
    sync::OnceLock,
    time::Duration,
};

use photo_app::{api, api::routes::Access};
use serde_json::json;

use crate::{
    cli::Serving,
    memory::peak,
    raw::{connect, raw, request_bytes},
    test_app::{Answer, SECRET, TestApp, TestUser, new_database, now},
};

const LIMIT: usize = api::MAX_BODY_BYTES;
const JSON: (&str, &[u8]) = ("Content-Type", b"application/json");

/// The server that gets all of this, apart from the one that other tests measure.
fn victim() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|_| {}))
}

fn bearer(user: &TestUser) -> Vec<u8> {
    format!("Bearer {}", user.token).into_bytes()
}

/// Sends a body as JSON.
fn send(user: &TestUser, method: &str, path: &str, body: &[u8]) -> Answer {
    raw(user.app, method, path, &[("Authorization", &bearer(user)), JSON], body)
}

/// Sends headers of a request for one's profile, after the token.
fn get_profile(user: &TestUser, headers: &[(&str, &[u8])]) -> Answer {
    let token = bearer(user);
    raw(user.app, "GET", "/api/profile", &[&[("Authorization", token.as_slice())], headers].concat(), b"")
}

/// Every route that takes a body, with ids that exist.
fn write_routes(user: &TestUser) -> Vec<(String, String)> {
    let post = user.publish("x").to_string();
    let routes = api::routes().into_iter().filter(|(method, ..)| matches!(method.as_str(), "POST" | "PATCH"));
    // Pictures may be larger, see `images`; `admin` has the routes for moderators and admins.
    let of_json = routes.filter(|(_, path, access)| path != "/api/images" && *access != Access::Staff);
    let audience = user.post("/api/audiences", json!({"name": "Family"})).created()["id"].to_string();
    let filled =
        |path: &str| path.replace("/audiences/{id}", &format!("/audiences/{audience}")).replace("{id}", &post);
    let routes: Vec<_> = of_json.map(|(method, path, _)| (method.to_string(), filled(&path))).collect();
    assert!(routes.len() >= 10 && routes.iter().all(|(_, path)| !path.contains('{')), "{routes:?}");
    routes
}

/// All that comes back for these bytes, until the server or its patience ends.
fn exchange(bytes: &[u8]) -> String {
    let mut stream = connect(victim());
    // The server may hang up in the middle.
    stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write)).ok();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).ok();
    String::from_utf8_lossy(&received).into_owned()
}

/// The statuses of all answers in what came over a connection.
fn statuses(received: &str) -> Vec<&str> {
    received.match_indices("HTTP/1.").filter_map(|(at, _)| received.get(at + 9..at + 12)).collect()
}

/// Checks that this is the only answer, if it arrived: who hangs up on a client that still sends may take the answer
/// along.
#[track_caller]
fn check_cut_off(received: &str, status: &str, of: &str) {
    assert!(matches!(statuses(received)[..], [] | [_]), "{of}: {received}");
    assert!(statuses(received).iter().all(|found| *found == status), "{of}: {received}");
}

/// A request of one line and these further ones, as this user.
fn request(user: &TestUser, line: &str, headers: &str) -> String {
    format!("{line}\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n{headers}\r\n", user.token)
}

#[test]
fn fields_nested_a_hundred_thousand_deep_are_of_a_wrong_type_and_no_danger() {
    let alice = victim().user("alice");
    let post = alice.publish("x");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));

    for (method, path, body) in [
        ("POST", "/api/posts", format!(r#"{{"image_url":{deep}}}"#)),
        ("POST", "/api/posts", format!(r#"{{"image_url":"/a.jpg","caption":{deep}}}"#)),
        ("PATCH", &format!("/api/posts/{post}"), format!(r#"{{"alt_text":{deep}}}"#)),
        ("POST", "/api/comments", format!(r#"{{"post_id":{deep},"text":"x"}}"#)),
        ("POST", "/api/comments", format!(r#"{{"post_id":{post},"text":{deep}}}"#)),
        ("POST", "/api/likes", format!(r#"{{"post_id":{deep}}}"#)),
        ("POST", "/api/bookmarks", format!(r#"{{"post_id":{deep}}}"#)),
        ("POST", "/api/following", format!(r#"{{"user_id":{deep}}}"#)),
        ("POST", "/api/profile/password", format!(r#"{{"current":{deep},"new":"password"}}"#)),
        ("POST", "/api/token", format!(r#"{{"username":{deep},"password":"x"}}"#)),
        ("POST", "/api/token/refresh", format!(r#"{{"refresh_token":{deep}}}"#)),
        ("POST", "/api/token/revoke", format!(r#"{{"token":{deep}}}"#)),
        ("POST", "/api/posts", deep.clone()),
        ("POST", &format!("/api/posts/{post}/likes"), deep.clone()),
    ] {
        let answer = send(&alice, method, path, body.as_bytes());
        assert_eq!(answer.status, 400, "{method} {path}: {answer:?}");
        answer.expect(400);
    }
    send(&alice, "POST", "/api/posts", format!(r#"{{"image_url":"/a.jpg","ignored":{deep}}}"#).as_bytes())
        .created();
}

#[test]
fn claims_nested_deeply_are_ignored_or_of_a_wrong_type() {
    let alice = victim().user("alice");
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let deep: Box<serde_json::value::RawValue> = serde_json::from_str(&deep).expect("JSON");
    let exp = now() + 900;

    #[derive(serde::Serialize)]
    struct Claims<'a, S> {
        sub: S,
        r#type: &'a str,
        exp: i64,
        other: &'a serde_json::value::RawValue,
    }
    let ignored = victim().sign(&Claims { sub: alice.id, r#type: "access", exp, other: &deep });
    let wrong = victim().sign(&Claims { sub: &deep, r#type: "access", exp, other: &deep });

    let profile_by = |token: &str| {
        raw(victim(), "GET", "/api/profile", &[("Authorization", format!("Bearer {token}").as_bytes())], b"")
    };
    profile_by(&ignored).ok();
    profile_by(&wrong).expect(422);
    let body = json!({"refresh_token": wrong}).to_string();
    send(&alice, "POST", "/api/token/refresh", body.as_bytes()).expect(422);
}

#[test]
fn every_write_route_has_the_same_limit_with_and_without_an_announced_length() {
    let alice = victim().user("alice");
    let token = bearer(&alice);
    let chunked: (&str, &[u8]) = ("Transfer-Encoding", b"chunked");
    let in_chunks = |body: &[u8]| {
        let chunks = body
            .chunks(50_000)
            .map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
        [chunks.collect::<Vec<_>>().concat(), b"0\r\n\r\n".to_vec()].concat()
    };
    let largest = format!(r#"{{"x":"{}"}}"#, "x".repeat(LIMIT - 8)).into_bytes();
    let too_large = [&largest[..], b" "].concat();
    assert_eq!(largest.len(), LIMIT);

    for (method, path) in write_routes(&alice) {
        for (body, is_too_large) in [(&largest, false), (&too_large, true)] {
            let announced = send(&alice, &method, &path, body);
            let headers = [("Authorization", token.as_slice()), JSON, chunked];
            let in_chunks = raw(victim(), &method, &path, &headers, &in_chunks(body));
            for answer in [announced, in_chunks] {
                let of = format!("{method} {path}, {} bytes: {answer:?}", body.len());
                assert_eq!(answer.status == 413, is_too_large, "{of}");
                assert!(answer.status < 500, "{of}");
                if is_too_large {
                    answer.expect(413);
                }
            }
        }
    }
}

#[test]
fn numbers_of_any_length_are_wrong_or_unknown() {
    let alice = victim().user("alice");
    let post = alice.publish("x");
    let digits = "9".repeat(100_000);
    let comment = |id: &str| {
        send(&alice, "POST", "/api/comments", format!(r#"{{"post_id":{id},"text":"x"}}"#).as_bytes()).status
    };

    assert_eq!(comment(&digits), 404);
    assert_eq!(comment(&format!("-{digits}")), 404);
    assert_eq!(comment(&format!("\"{digits}\"")), 404);
    assert_eq!(comment(&format!("{digits}.0")), 400);
    assert_eq!(comment(&format!("1e{digits}")), 400);
    assert_eq!(comment(&format!("0.{digits}e{digits}")), 400);
    assert_eq!(comment(&format!("\"{}{post}\"", "0".repeat(100_000))), 201);
    let short = "9".repeat(60_000);
    for (method, target, status) in [
        ("GET", format!("/api/posts/{short}"), 404),
        ("DELETE", format!("/api/posts/{post}/likes/{short}"), 404),
        ("GET", format!("/api/posts?limit={short}"), 400),
        ("GET", format!("/api/posts?before={short}-1"), 400),
    ] {
        raw(victim(), method, &target, &[("Authorization", &bearer(&alice))], b"").expect(status);
    }
}

#[test]
fn half_of_a_surrogate_pair_is_not_valid_text() {
    let alice = victim().user("alice");
    let post = alice.publish("x");
    let own = format!("/api/posts/{post}");

    for half in [r"\ud800", r"\udc00", r"\udc00\ud800", r"x\udbff", r"\ud83e\u0041"] {
        for (method, path, body) in [
            ("POST", "/api/posts", format!(r#"{{"image_url":"/{half}"}}"#)),
            ("POST", "/api/posts", format!(r#"{{"image_url":"/a","caption":"{half}"}}"#)),
            ("PATCH", &own, format!(r#"{{"alt_text":"{half}"}}"#)),
            ("POST", "/api/comments", format!(r#"{{"post_id":{post},"text":"{half}"}}"#)),
            ("POST", "/api/likes", format!(r#"{{"post_id":"{half}"}}"#)),
            ("POST", "/api/token", format!(r#"{{"username":"{half}","password":"x"}}"#)),
            ("POST", "/api/token/refresh", format!(r#"{{"refresh_token":"{half}"}}"#)),
        ] {
            let answer = send(&alice, method, path, body.as_bytes());
            assert_eq!(answer.status, 400, "{method} {path} {body}: {answer:?}");
        }
    }
    let whole =
        send(&alice, "POST", "/api/comments", format!(r#"{{"post_id":{post},"text":"\ud83e\udd8a"}}"#).as_bytes());
    assert_eq!(whole.created()["text"], "\u{1f98a}");
}

#[test]
fn a_head_with_very_much_in_it_is_served_up_to_a_limit_and_then_too_large() {
    let alice = victim().user("alice");
    let name = |answer: Answer| answer.ok()["username"].as_str().map(str::to_owned);
    let one: (&str, &[u8]) = ("X-Header", b"1");

    let long = vec![b'x'; 100_000];
    assert_eq!(name(get_profile(&alice, &[("X-Long", &long)])).as_ref(), Some(&alice.username));
    assert_eq!(name(get_profile(&alice, &[one; 80])).as_ref(), Some(&alice.username));
    let cookies = format!("{}access_token_cookie={}", "a=b; ".repeat(15_000), alice.token);
    let answer = raw(victim(), "GET", "/api/profile", &[("Cookie", cookies.as_bytes())], b"");
    assert_eq!(name(answer).as_ref(), Some(&alice.username));

    for headers in [
        "X-Header: 1\r\n".repeat(100),
        "X-Header: 1\r\n".repeat(10_000),
        format!("X-Long: {}\r\n", "x".repeat(140_000)),
        format!("Cookie: {}\r\n", "a=b; ".repeat(30_000)),
        "Cookie: a=b\r\n".repeat(5_000),
    ] {
        let received = exchange(request(&alice, "GET /api/profile HTTP/1.1", &headers).as_bytes());
        check_cut_off(&received, "431", &headers[..20]);
    }
    alice.get("/api/profile").ok();
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let alice = victim().user("alice");
    let head = request(&alice, "GET /api/profile HTTP/1.1", "");
    let endless = format!("{}X-Endless: {}", head.trim_end_matches("\r\n"), "x".repeat(1 << 20));

    let received = exchange(endless.as_bytes());
    check_cut_off(&received, "431", "an endless head");

    alice.get("/api/profile").ok();
}

#[test]
fn a_very_long_path_or_query_is_not_found_or_a_bad_request() {
    let alice = victim().user("alice");
    let token = bearer(&alice);
    let long = "x".repeat(60_000);

    for (target, status) in [
        (format!("/api/{long}"), 404),
        (format!("/api/users/{long}/posts"), 404),
        (format!("/api/{}", "a/".repeat(30_000)), 404),
        (format!("/api/posts/{}", "%41".repeat(20_000)), 404),
        (format!("/api/posts?before={long}"), 400),
        (format!("/api/posts?{}limit=0", "a=b&".repeat(15_000)), 400),
        (format!("/api/posts?{}limit=1", "a=b&".repeat(15_000)), 200),
    ] {
        let answer = raw(victim(), "GET", &target, &[("Authorization", &token)], b"");
        assert_eq!(answer.status, status, "{target:.40}: {answer:?}");
    }
    let received = exchange(request(&alice, &format!("GET /api/{} HTTP/1.1", "x".repeat(70_000)), "").as_bytes());
    check_cut_off(&received, "400", "a long path");
}

/// Requests of which two readers could disagree where they end. If one is taken otherwise than the proxy before took it,
/// the rest is a request that nobody sent.
#[test]
fn a_request_with_two_ends_is_refused_and_nothing_after_it_is_read() {
    let alice = victim().user("alice");
    let post = alice.publish("must stay");
    let smuggled = request(&alice, &format!("DELETE /api/posts/{post} HTTP/1.1"), "");
    let in_chunks = format!("0\r\n\r\n{smuggled}");
    let (rest, all) = (smuggled.len(), in_chunks.len());

    for (headers, body) in [
        (format!("Content-Length: {all}\r\nTransfer-Encoding: chunked\r\n"), &in_chunks),
        (format!("Transfer-Encoding: chunked\r\nContent-Length: {all}\r\n"), &in_chunks),
        (format!("Content-Length: 0\r\nContent-Length: {rest}\r\n"), &smuggled),
        (format!("Content-Length: {rest}\r\nContent-Length: 0\r\n"), &smuggled),
        (format!("Content-Length: 0, {rest}\r\n"), &smuggled),
        ("Content-Length: +0\r\n".to_owned(), &smuggled),
        ("Content-Length: 0x0\r\n".to_owned(), &smuggled),
        ("Content-Length : 0\r\n".to_owned(), &smuggled),
        ("Content-Length: 99999999999999999999999\r\n".to_owned(), &smuggled),
        ("Transfer-Encoding: xchunked\r\n".to_owned(), &in_chunks),
        ("Transfer-Encoding: chunked, identity\r\n".to_owned(), &in_chunks),
        ("Transfer-Encoding: chunked, chunked\r\n".to_owned(), &in_chunks),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n".to_owned(), &in_chunks),
        (format!("Transfer-Encoding:\u{b}chunked\r\nContent-Length: {all}\r\n"), &in_chunks),
        (format!("Transfer-Encoding:\r\n chunked\r\nContent-Length: {all}\r\n"), &in_chunks),
        (format!("Transfer-Encoding : chunked\r\nContent-Length: {all}\r\n"), &in_chunks),
    ] {
        let first = request(
            &alice,
            "POST /api/comments HTTP/1.1",
            &format!("Content-Type: application/json\r\n{headers}"),
        );
        let received = exchange(format!("{first}{body}").as_bytes());
        check_cut_off(&received, "400", &headers);
    }
    let old = request(&alice, "POST /api/comments HTTP/1.0", "Transfer-Encoding: chunked\r\n");
    check_cut_off(&exchange(format!("{old}{in_chunks}").as_bytes()), "400", "HTTP/1.0");
    for chunks in [
        format!("2\r\n{{}}XX0\r\n\r\n{smuggled}"),
        format!("2\n{{}}\n0\n\n{smuggled}"),
        format!("10000000000000002\r\n{{}}\r\n{in_chunks}"),
    ] {
        let first = request(&alice, "POST /api/comments HTTP/1.1", "Transfer-Encoding: chunked\r\n");
        check_cut_off(&exchange(format!("{first}{chunks}").as_bytes()), "400", &chunks);
    }

    assert_eq!(alice.get(&format!("/api/posts/{post}")).ok()["caption"], "must stay");
}

#[test]
fn a_body_of_a_request_that_takes_none_is_no_request_of_its_own() {
    let alice = victim().user("alice");
    let post = alice.publish("must stay");
    let inner = request(&alice, &format!("DELETE /api/posts/{post} HTTP/1.1"), "");
    let outer = request(&alice, "GET /api/profile HTTP/1.1", &format!("Content-Length: {}\r\n", inner.len()));

    let received = exchange(format!("{outer}{inner}").as_bytes());

    assert_eq!(statuses(&received), ["200"], "{received}");
    alice.get(&format!("/api/posts/{post}")).ok();
}

#[test]
fn requests_sent_without_waiting_are_answered_one_by_one_and_in_order() {
    let alice = victim().user("alice");
    let post = alice.publish("x");
    let body = json!({"post_id": post, "text": "one of many"}).to_string();
    let comment = format!(
        "{}{body}",
        request(&alice, "POST /api/comments HTTP/1.1", &format!("Content-Length: {}\r\n", body.len()))
    );
    let wrong = request(&alice, "GET /api/posts?limit=0 HTTP/1.1", "");

    let received = exchange(format!("{comment}{wrong}").repeat(50).as_bytes());

    assert_eq!(statuses(&received), ["201", "400"].repeat(50));
    let post = alice.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(post["comments"].as_array().map(Vec::len), Some(50));
}

#[test]
fn old_and_odd_spellings_of_a_request_are_served_as_what_they_are() {
    let alice = victim().user("alice");
    for (line, status) in [
        ("GET /api/profile HTTP/1.0", "200"),
        // The host is the proxy's affair: this server has one.
        ("GET http://elsewhere.example/api/profile HTTP/1.1", "200"),
        ("GET https://elsewhere.example:8443/api/posts?limit=0 HTTP/1.1", "400"),
        ("GET http://elsewhere.example HTTP/1.1", "200"),
        ("GET elsewhere.example:80 HTTP/1.1", "404"),
        ("CONNECT elsewhere.example:80 HTTP/1.1", "404"),
        ("OPTIONS * HTTP/1.1", "404"),
        ("GET /api/profile HTTP/3.0", "400"),
    ] {
        let received = exchange(request(&alice, line, "").as_bytes());
        assert_eq!(statuses(&received), [status], "{line}: {received}");
    }
    let received = exchange(request(&alice, "GET /api/profile HTTP/1.1", "Host: another\r\n").as_bytes());
    assert_eq!(statuses(&received), ["400"], "two hosts: {received}");
}

#[test]
fn a_client_that_waits_to_be_asked_for_its_body_is_asked_and_answered() {
    let alice = victim().user("alice");
    let body = json!({"image_url": "/a.jpg"}).to_string();
    let length = body.len().to_string();
    let token = bearer(&alice);
    let headers: [(&str, &[u8]); 4] =
        [("Authorization", &token), JSON, ("Expect", b"100-continue"), ("Content-Length", length.as_bytes())];
    let mut stream = connect(victim());

    stream.write_all(&request_bytes("POST", "/api/posts", &headers, b"")).expect("a server that reads");
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).expect("to be asked");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).expect("a server that reads");
    let mut received = String::new();
    stream.read_to_string(&mut received).expect("an answer");

    assert_eq!(statuses(&received), ["201"], "{received}");
}

#[test]
fn large_bodies_that_are_never_finished_take_little_memory_and_others_are_served() {
    const LENGTH: usize = 256 << 10;
    const CONNECTIONS: usize = 400;
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::on(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let ada = app.user("ada");
    let mut unfinished = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = connect(&app);
        stream.set_write_timeout(Some(Duration::from_millis(50))).expect("a timeout");
        let length = LENGTH.to_string();
        let headers: [(&str, &[u8]); 2] =
            [("Content-Type", b"application/json"), ("Content-Length", length.as_bytes())];
        // What the server does not take stays with the system.
        let _ = stream.write_all(&request_bytes("POST", "/api/token", &headers, &vec![b' '; LENGTH - 1]));
        unfinished.push(stream);
    }

    ada.post("/api/posts", json!({"image_url": "/a.jpg", "caption": "served"})).created();

    let peak = peak(serving.child.id());
    assert!(peak < 128, "{peak} MiB with {} unfinished bodies", unfinished.len());
}

#[test]
fn a_chunked_body_that_never_ends_keeps_no_connection_open() {
    let alice = victim().user("alice");
    let bearer = format!("Authorization: Bearer {}\r\n", alice.token);
    for (line, headers, status) in [
        ("GET /login", "", "200"),
        ("GET /", "", "302"),
        ("HEAD /login", "", "200"),
        ("GET /static/pages.css", "", "200"),
        ("GET /nothing", "", "404"),
        ("POST /api/posts", "", "401"),
        ("GET /api/profile", bearer.as_str(), "200"),
        ("DELETE /api/posts/1", bearer.as_str(), "404"),
        ("POST /api/images", bearer.as_str(), "400"),
    ] {
        let mut stream = connect(victim());
        let head =
            format!("{line} HTTP/1.1\r\nHost: localhost\r\n{headers}Transfer-Encoding: chunked\r\n\r\n5\r\nab");
        stream.write_all(head.as_bytes()).expect("a server that reads");

        let mut received = Vec::new();
        stream.read_to_end(&mut received).unwrap_or_else(|why| panic!("{line}: the connection stays open: {why}"));

        let received = String::from_utf8_lossy(&received);
        assert!(received.starts_with(&format!("HTTP/1.1 {status}")), "{line}: {received}");
    }
}
