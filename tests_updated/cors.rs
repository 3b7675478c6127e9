//! Which scripts of other origins may call the API.

use std::sync::OnceLock;

use photo_app::api;
use serde_json::json;

use crate::test_app::{Answer, TestApp, app, now};

const ORIGIN: &str = "http://localhost:3000";
const CORS_HEADERS: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

/// Checks that scripts of this origin may read the answer.
#[track_caller]
fn check_open_to(answer: &Answer, origin: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"), "{answer:?}");
    let varies = answer.headers.get_all("vary").iter().any(|value| {
        let value = value.to_str().expect("a header of text").to_lowercase();
        value.split(',').any(|name| name.trim() == "origin")
    });
    assert!(varies, "Vary: Origin is missing: {answer:?}");
    assert_eq!(answer.headers.get_all("access-control-allow-origin").iter().count(), 1);
}

#[track_caller]
fn check_no_cors(answer: &Answer) {
    for name in CORS_HEADERS {
        assert!(!answer.headers.contains_key(name), "{name}: {answer:?}");
    }
}

fn preflight(app: &TestApp, path: &str, origin: &str, method: &str, headers: &str) -> Answer {
    app.request("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", headers)
        .send()
}

/// What a preflight's answer lists under a header, in lower case.
fn listed(answer: &Answer, name: &str) -> Vec<String> {
    let value = answer.header(name).unwrap_or_default().to_lowercase();
    value.split(',').map(|item| item.trim().to_owned()).collect()
}

#[test]
fn any_origin_may_read_what_the_api_answers() {
    let alice = app().user("alice");

    for origin in [ORIGIN, "https://photos.example.org", "http://127.0.0.1:5173", "http://localhost", "null"] {
        let answer = alice.request("GET", "/api/profile").header("Origin", origin).send();
        check_open_to(&answer, origin);
        answer.ok();
    }
}

#[test]
fn a_script_of_another_origin_may_write() {
    let alice = app().user("alice");

    let request = alice.request("POST", "/api/posts").header("Origin", ORIGIN);
    let answer = request.json(json!({"image_url": "/a.jpg"})).send();

    check_open_to(&answer, ORIGIN);
    answer.created();
}

#[test]
fn a_script_of_another_origin_may_sign_in() {
    let alice = app().user("alice");
    let body = json!({"username": alice.username, "password": "password"});

    for path in ["/api/token", "/api/token/"] {
        let answer = app().request("POST", path).header("Origin", ORIGIN).json(body.clone()).send();
        check_open_to(&answer, ORIGIN);
        answer.ok();
    }
}

#[test]
fn errors_can_be_read_from_another_origin_too() {
    let alice = app().user("alice");
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));
    let open = |method, path| app().request(method, path).header("Origin", ORIGIN);
    let signed = |method, path| alice.request(method, path).header("Origin", ORIGIN);
    let json = "application/json";

    for (answer, status) in [
        (open("GET", "/api/profile").send(), 401),
        (open("GET", "/api/profile").bearer(&expired).send(), 401),
        (open("GET", "/api/profile").bearer("x.y.z").send(), 422),
        (open("GET", "/api/profile").cookie("x.y.z").send(), 422),
        (open("POST", "/api/posts").cookie(&alice.token).send(), 401),
        (open("GET", "/api/nothing").send(), 404),
        (signed("GET", "/api/nothing").send(), 404),
        (signed("GET", "/api/posts/abc").send(), 404),
        (signed("GET", "/api/posts/2000000000").send(), 404),
        (open("PUT", "/api/posts").send(), 405),
        (open("GET", "/api/token").send(), 405),
        (signed("GET", "/api/posts?limit=0").send(), 400),
        (signed("POST", "/api/posts").header("Content-Type", json).body("{").send(), 400),
        (signed("POST", "/api/posts").header("Content-Type", "text/plain").body("{}").send(), 415),
        (signed("POST", "/api/posts").header("Content-Type", json).body(vec![b' '; 300_000]).send(), 413),
        (open("POST", "/api/token").json(json!({"username": "nobody"})).send(), 401),
        (open("POST", "/api/token").header("Content-Type", json).body("[").send(), 400),
        (open("POST", "/api/token/refresh").json(json!({})).send(), 400),
        (open("POST", "/api/token/refresh").json(json!({"refresh_token": "x"})).send(), 422),
    ] {
        check_open_to(&answer, ORIGIN);
        answer.expect(status);
    }
}

#[test]
fn a_preflight_of_every_route_needs_no_token() {
    for (method, path, _) in api::routes() {
        let path = path.replace("{id}", "1").replace("{like_id}", "1").replace("{comment_id}", "1");
        for path in [path.clone(), format!("{path}/")] {
            let answer =
                preflight(app(), &path, ORIGIN, method.as_str(), "authorization, content-type, x-csrf-token");
            assert!([200, 204].contains(&answer.status), "{method} {path}: {answer:?}");
            check_open_to(&answer, ORIGIN);
            let methods = listed(&answer, "access-control-allow-methods");
            assert!(methods.contains(&method.as_str().to_lowercase()), "{method} {path}: {methods:?}");
            let headers = listed(&answer, "access-control-allow-headers");
            for header in ["authorization", "content-type", "x-csrf-token"] {
                assert!(headers.iter().any(|allowed| allowed == header), "{method} {path}: {headers:?}");
            }
        }
    }
}

#[test]
fn every_method_passes_a_preflight() {
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
        let answer = preflight(app(), "/api/posts", ORIGIN, method, "content-type");
        assert!([200, 204].contains(&answer.status), "{method}: {answer:?}");
        let methods = listed(&answer, "access-control-allow-methods");
        assert!(methods.contains(&method.to_lowercase()), "{method}: {methods:?}");
    }
}

#[test]
fn the_headers_of_the_api_pass_a_preflight_one_by_one_and_in_any_case() {
    for headers in ["authorization", "Authorization", "CONTENT-TYPE", "x-csrf-token", "X-CSRF-TOKEN,Content-Type"]
    {
        let answer = preflight(app(), "/api/posts", ORIGIN, "POST", headers);
        assert!([200, 204].contains(&answer.status), "{headers}: {answer:?}");
        check_open_to(&answer, ORIGIN);
    }
}

#[test]
fn a_preflight_may_name_no_headers() {
    let request = app().request("OPTIONS", "/api/posts").header("Origin", ORIGIN);
    let answer = request.header("Access-Control-Request-Method", "DELETE").send();

    assert!([200, 204].contains(&answer.status), "{answer:?}");
    check_open_to(&answer, ORIGIN);
}

#[test]
fn an_odd_preflight_is_answered_with_cors_headers_too() {
    let odd = [("POST", ""), ("POST", ","), ("POST", "x-unknown"), ("BREW", "content-type")];
    let without: Vec<_> = odd
        .into_iter()
        .filter(|(method, headers)| {
            let answer = preflight(app(), "/api/posts", ORIGIN, method, headers);
            assert!(answer.status < 500, "{answer:?}");
            answer.header("access-control-allow-origin") != Some(ORIGIN)
        })
        .collect();

    assert_eq!(without, []);
}

#[test]
fn a_preflight_of_an_unknown_path_asks_for_no_token_either() {
    let answer = preflight(app(), "/api/nothing", ORIGIN, "GET", "authorization");

    assert!([200, 204, 404].contains(&answer.status), "{answer:?}");
    check_open_to(&answer, ORIGIN);
}

#[test]
fn a_preflight_does_nothing() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    preflight(app(), &format!("/api/posts/{post}"), ORIGIN, "DELETE", "authorization");

    alice.get(&format!("/api/posts/{post}")).ok();
}

#[test]
fn the_pages_have_no_cors_headers() {
    let alice = app().user("alice");

    for path in
        ["/", "/api", "/login", "/logout", "/bookmarks", "/static/pages.css", "/static/nothing", "/nothing"]
    {
        for accept in ["text/html", "*/*"] {
            let request = |user: bool| {
                let request = app().request("GET", path).header("Origin", ORIGIN).header("Accept", accept);
                if user { request.bearer(&alice.token) } else { request }
            };
            check_no_cors(&request(true).send());
            check_no_cors(&request(false).send());
        }
        check_no_cors(&preflight(app(), path, ORIGIN, "POST", "content-type"));
    }
    let form = [("username", alice.username.as_str()), ("password", "password")];
    check_no_cors(&app().request("POST", "/login").header("Origin", ORIGIN).form(&form).send());
}

#[test]
fn a_cookie_may_be_sent_from_another_origin_where_cookies_are_not_secure() {
    let alice = app().user("alice");

    let answer = app().request("GET", "/api/profile").header("Origin", ORIGIN).cookie(&alice.token).send();

    check_open_to(&answer, ORIGIN);
    answer.ok();
}

/// A server that lets scripts of two origins in.
fn narrow() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| {
        TestApp::start(|config| {
            config.cors_origins = Some(vec![ORIGIN.to_owned(), "https://photos.example.org".to_owned()]);
        })
    })
}

#[test]
fn the_listed_origins_may_read_answers_and_errors() {
    let alice = narrow().user("alice");

    for origin in [ORIGIN, "https://photos.example.org"] {
        check_open_to(&alice.request("GET", "/api/profile").header("Origin", origin).send(), origin);
        check_open_to(&narrow().request("GET", "/api/profile").header("Origin", origin).send(), origin);
        check_open_to(&narrow().request("GET", "/api/nothing").header("Origin", origin).send(), origin);
        let answer = preflight(narrow(), "/api/posts", origin, "POST", "authorization");
        assert!([200, 204].contains(&answer.status), "{answer:?}");
        check_open_to(&answer, origin);
    }
}

#[test]
fn other_origins_are_not_let_in_where_origins_are_listed() {
    let alice = narrow().user("alice");

    for origin in [
        "http://localhost:30000",
        "http://localhost",
        "https://localhost:3000",
        "http://localhost:3000.evil.example",
        "http://evil-localhost:3000",
        "https://photos.example.org.evil.example",
        "https://sub.photos.example.org",
        "https://photos.example.org:444",
        "https://evil.example/https://photos.example.org",
        "HTTP://LOCALHOST:3000",
        "null",
        "*",
        "http://localhost:3000, https://evil.example",
    ] {
        let answer = alice.request("GET", "/api/profile").header("Origin", origin).send();
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}: {answer:?}");
        let answer = preflight(narrow(), "/api/posts", origin, "POST", "authorization");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}: {answer:?}");
        let answer = narrow().request("GET", "/api/profile").header("Origin", origin).send();
        assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}: {answer:?}");
    }
}

#[test]
fn requests_without_an_origin_are_served_where_origins_are_listed() {
    let alice = narrow().user("alice");

    alice.get("/api/profile").ok();
    alice.request("GET", "/api/profile").header("Origin", "https://evil.example").send();
    narrow().get("/api/profile").expect(401);
}

/// A server behind HTTPS.
fn secure() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|config| config.cookie_secure = true))
}

#[test]
fn a_request_with_our_cookie_gets_no_cors_headers_where_cookies_are_secure() {
    let alice = secure().user("alice");
    let request = |method, path| secure().request(method, path).header("Origin", ORIGIN).cookie(&alice.token);
    let picture = json!({"image_url": "/a.jpg"});

    for (answer, status) in [
        (request("GET", "/api/profile").send(), 200),
        (request("GET", "/api/posts/2000000000").send(), 404),
        (request("GET", "/api/nothing").send(), 404),
        (request("POST", "/api/posts").json(picture.clone()).send(), 401),
        (request("POST", "/api/posts").header("X-CSRF-TOKEN", "the-csrf-claim").json(picture).send(), 401),
        (request("PUT", "/api/posts").send(), 405),
        (request("GET", "/api/profile").bearer(&alice.token).send(), 200),
        (secure().request("GET", "/api/profile").header("Origin", ORIGIN).cookie("x.y.z").send(), 422),
    ] {
        check_no_cors(&answer);
        answer.expect(status);
    }
}

#[test]
fn odd_cookies_beside_ours_do_not_hide_it_where_cookies_are_secure() {
    let alice = secure().user("alice");
    let token = &alice.token;

    for cookies in [
        format!("a; access_token_cookie={token}"),
        format!("=x;access_token_cookie={token}"),
        format!("a=%zz; access_token_cookie={token}"),
        format!("a=\u{e9}; access_token_cookie={token}"),
        format!("access_token_cookie=\"{token}\""),
        format!("access_token_cookie =  {token}"),
    ] {
        let request = secure().request("GET", "/api/profile").header("Origin", ORIGIN).header("Cookie", &cookies);
        let answer = request.send();
        if answer.status == 200 {
            assert_eq!(answer.header("access-control-allow-origin"), None, "{cookies}: {answer:?}");
        }
    }
}

#[test]
fn a_request_without_our_cookie_is_for_everybody_where_cookies_are_secure() {
    let alice = secure().user("alice");
    let request = || alice.request("GET", "/api/profile").header("Origin", ORIGIN);

    check_open_to(&request().send(), ORIGIN);
    check_open_to(&request().header("Cookie", "theme=dark; other=1").send(), ORIGIN);
    check_open_to(&secure().request("GET", "/api/profile").header("Origin", ORIGIN).send(), ORIGIN);
    let answer = preflight(secure(), "/api/posts", ORIGIN, "POST", "authorization");
    assert!([200, 204].contains(&answer.status), "{answer:?}");
    check_open_to(&answer, ORIGIN);
}

#[test]
fn a_listed_origin_may_send_our_cookie_where_cookies_are_secure() {
    let app = TestApp::start(|config| {
        config.cookie_secure = true;
        config.cors_origins = Some(vec![ORIGIN.to_owned()]);
    });
    let alice = app.user("alice");

    let answer = app.request("GET", "/api/profile").header("Origin", ORIGIN).cookie(&alice.token).send();
    check_open_to(&answer, ORIGIN);
    answer.ok();
    let write = app.request("POST", "/api/posts").header("Origin", ORIGIN).header("Sec-Fetch-Site", "cross-site");
    let write = write.cookie(&alice.token).header("X-CSRF-TOKEN", "the-csrf-claim");
    let answer = write.json(json!({"image_url": "/a.jpg"})).send();
    check_open_to(&answer, ORIGIN);
    answer.created();
    let evil = app.request("GET", "/api/profile").header("Origin", "https://evil.example").cookie(&alice.token);
    assert_eq!(evil.send().header("access-control-allow-origin"), None);
}
