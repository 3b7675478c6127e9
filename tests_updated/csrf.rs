//! Requests with the cookie: what they need in addition, and how an active user stays signed in.

mod renewal;

use serde_json::{Value, json};

use crate::test_app::{Answer, Request, TestApp, TestUser, app, now};

const CSRF: &str = "the-csrf-claim";

const ALL_COOKIES: [&str; 2] = ["access_token_cookie", "csrf_access_token"];

fn by_cookie<'a>(user: &TestUser<'a>, method: &str, path: &str) -> Request<'a> {
    user.app.request(method, path).cookie(&user.token)
}

fn picture() -> Value {
    json!({"image_url": "/a.jpg"})
}

#[track_caller]
fn refused(answer: Answer) {
    let body = answer.expect(401);
    assert_eq!(body["message"], body["msg"]);
}

#[track_caller]
fn check_no_cookies(answer: &Answer) {
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
}

#[test]
fn reading_by_cookie_needs_no_csrf_token() {
    let alice = app().user("alice");

    assert_eq!(by_cookie(&alice, "GET", "/api/profile").send().ok()["id"], alice.id);
    assert_eq!(by_cookie(&alice, "HEAD", "/api/profile").send().status, 200);
    assert!(by_cookie(&alice, "OPTIONS", "/api/profile").send().status < 300);
    by_cookie(&alice, "GET", "/api/profile").header("X-CSRF-TOKEN", "wrong").send().ok();
}

#[test]
fn writing_by_cookie_needs_the_csrf_claim_in_a_header() {
    let alice = app().user("alice");
    let write = |method: &str, path: &str| by_cookie(&alice, method, path).header("X-CSRF-TOKEN", CSRF);

    let post = write("POST", "/api/posts").json(picture()).send().created();
    let path = format!("/api/posts/{}", post["id"]);

    assert_eq!(write("PATCH", &path).json(json!({"caption": "x"})).send().ok()["caption"], "x");
    write("DELETE", &path).send().ok();
}

#[test]
fn writing_by_cookie_without_a_csrf_token_is_refused_and_changes_nothing() {
    let alice = app().user("alice");
    let post = alice.publish("before");
    let path = format!("/api/posts/{post}");

    by_cookie(&alice, "POST", "/api/posts").json(picture()).send().refused(401, "Missing CSRF token");
    by_cookie(&alice, "PATCH", &path).json(json!({"caption": "x"})).send().refused(401, "Missing CSRF token");
    by_cookie(&alice, "DELETE", &path).send().refused(401, "Missing CSRF token");

    let feed = alice.get("/api/posts").ok();
    assert_eq!(feed.as_array().map(Vec::len), Some(1));
    assert_eq!(feed[0]["caption"], "before");
}

#[test]
fn every_route_that_writes_asks_for_the_csrf_token() {
    let alice = app().user("alice");

    for (method, path, access) in photo_app::api::routes() {
        if method == "GET" || access == photo_app::api::routes::Access::Public {
            continue;
        }
        let path = path.replace("{id}", "1").replace("{like_id}", "1").replace("{comment_id}", "1");
        let answer = by_cookie(&alice, method.as_str(), &path).send();
        assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
        answer.refused(401, "Missing CSRF token");
    }
}

#[test]
fn a_csrf_token_must_be_exactly_the_claim() {
    let alice = app().user("alice");
    let twice = CSRF.repeat(2);

    for wrong in [
        "x",
        "the-csrf-clai",
        "the-csrf-claimX",
        "The-Csrf-Claim",
        "THE-CSRF-CLAIM",
        "\"the-csrf-claim\"",
        "the-csrf-claim, the-csrf-claim",
        "the%2Dcsrf%2Dclaim",
        "null",
        "undefined",
        "jti",
        &twice,
        &alice.token,
    ] {
        let request = by_cookie(&alice, "POST", "/api/posts").header("X-CSRF-TOKEN", wrong).json(picture());
        request.send().refused(401, "CSRF double submit tokens do not match");
    }
    assert_eq!(alice.get("/api/posts").ok(), json!([]));
}

#[test]
fn a_csrf_token_that_is_not_text_is_refused() {
    let alice = app().user("alice");

    let request = by_cookie(&alice, "POST", "/api/posts").header("X-CSRF-TOKEN", b"\xff\xfe").json(picture());

    refused(request.send());
}

#[test]
fn an_empty_csrf_token_matches_nothing() {
    let alice = app().user("alice");
    let tokens = [
        alice.token.clone(),
        app().token(json!({"sub": alice.id, "csrf": ""})),
        app().token(json!({"sub": alice.id, "csrf": null})),
    ];

    for token in &tokens {
        for header in [None, Some("")] {
            let mut request = app().request("POST", "/api/posts").cookie(token).json(picture());
            if let Some(value) = header {
                request = request.header("X-CSRF-TOKEN", value);
            }
            let answer = request.send();
            assert!([401, 422].contains(&answer.status), "{header:?}: {answer:?}");
        }
    }
    assert_eq!(alice.get("/api/posts").ok(), json!([]));
}

#[test]
fn a_token_without_a_csrf_claim_writes_nothing_by_cookie() {
    let alice = app().user("alice");
    let token = app().token(json!({"sub": alice.id, "csrf": null}));

    for value in ["null", "None", "x", "undefined"] {
        let request = app().request("POST", "/api/posts").cookie(&token).header("X-CSRF-TOKEN", value);
        let answer = request.json(picture()).send();
        assert!([401, 422].contains(&answer.status), "{value}: {answer:?}");
    }
}

#[test]
fn the_csrf_claim_of_another_token_does_not_count() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let tokens = [&alice, &bob].map(|user| app().token(json!({"sub": user.id, "csrf": user.username})));
    let write = |token: &str, csrf: &str| {
        let request = app().request("POST", "/api/posts").cookie(token).header("X-CSRF-TOKEN", csrf);
        request.json(picture()).send()
    };

    write(&tokens[0], &alice.username).created();
    write(&tokens[0], &bob.username).refused(401, "CSRF double submit tokens do not match");
}

#[test]
fn a_copy_of_the_csrf_token_elsewhere_does_not_count() {
    let alice = app().user("alice");
    let cookies = format!(
        "access_token_cookie={}; csrf_access_token={CSRF}; X-CSRF-TOKEN={CSRF}; csrf_token={CSRF}",
        alice.token
    );
    let query = format!("/api/posts?X-CSRF-TOKEN={CSRF}&csrf_token={CSRF}&csrf_access_token={CSRF}");
    let body = json!({"image_url": "/a.jpg", "csrf_token": CSRF, "X-CSRF-TOKEN": CSRF, "csrf": CSRF});

    let request = app().request("POST", &query).header("Cookie", &cookies).json(body.clone());
    request.send().refused(401, "Missing CSRF token");
    let request = app().request("POST", "/api/posts").header("Cookie", &cookies).header("X-XSRF-TOKEN", CSRF);
    request.header("X-CSRFToken", CSRF).json(body).send().refused(401, "Missing CSRF token");
}

#[test]
fn a_csrf_token_alone_does_not_authenticate() {
    let request = app().request("POST", "/api/posts").header("X-CSRF-TOKEN", CSRF);
    refused(request.header("Cookie", format!("csrf_access_token={CSRF}")).json(picture()).send());
}

#[test]
fn a_token_from_the_header_needs_no_csrf_token() {
    let alice = app().user("alice");
    let write = || alice.request("POST", "/api/posts").json(picture());

    write().send().created();
    write().header("X-CSRF-TOKEN", "wrong").send().created();
    write().cookie(&alice.token).send().created();
    write().cookie("broken").send().created();
}

#[test]
fn a_bearer_header_decides_valid_or_not_and_never_falls_through_to_the_cookie() {
    let alice = app().user("alice");
    let expired = app().token(json!({"sub": alice.id, "exp": now() - 1}));
    let refresh = app().token(json!({"sub": alice.id, "type": "refresh"}));
    let nobody = app().token(json!({"sub": 2_000_000_000}));
    let get = |header: String| by_cookie(&alice, "GET", "/api/profile").header("Authorization", header).send();

    for scheme in ["Bearer", "bearer", "BEARER"] {
        get(format!("{scheme} x.y.z")).expect(422);
        get(format!("{scheme} {expired}")).refused(401, "Token has expired");
        get(format!("{scheme} {refresh}")).expect(422);
        get(format!("{scheme} {nobody}")).expect(401);
        for empty in [scheme.to_owned(), format!("{scheme} ")] {
            let answer = get(empty);
            assert!([401, 422].contains(&answer.status), "{answer:?}");
        }
    }
}

#[test]
fn a_bearer_header_decides_who_the_user_is() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

    let profile = alice.request("GET", "/api/profile").cookie(&bob.token).send().ok();

    assert_eq!(profile["id"], alice.id);
}

#[test]
fn any_other_authorization_header_is_ignored() {
    let alice = app().user("alice");
    let basic = format!("Basic {}", alice.token);

    for header in ["", " ", "Basic YWxpY2U6cGFzc3dvcmQ=", &basic, "Digest x", "Bearerx y", "Token x", "nonsense"] {
        let request = |method, path| by_cookie(&alice, method, path).header("Authorization", header);
        assert_eq!(request("GET", "/api/profile").send().ok()["id"], alice.id, "{header}");
        request("POST", "/api/posts").json(picture()).send().refused(401, "Missing CSRF token");
        request("POST", "/api/posts").header("X-CSRF-TOKEN", CSRF).json(picture()).send().created();
    }
}

#[test]
fn a_token_in_the_query_string_the_body_or_another_place_is_not_read() {
    let alice = app().user("alice");
    let token = &alice.token;
    let none = app().get("/api/profile").expect(401);

    for name in ["access_token", "jwt", "token", "access_token_cookie", "Authorization", "bearer"] {
        assert_eq!(app().get(&format!("/api/profile?{name}={token}")).expect(401), none, "{name}");
        let mut body = picture();
        body[name] = json!(token);
        refused(app().request("POST", "/api/posts").json(body).send());
        let cookie = format!("x{name}={token}; refresh_token_cookie={token}; ACCESS_TOKEN_COOKIE={token}");
        assert_eq!(app().request("GET", "/api/profile").header("Cookie", cookie).send().expect(401), none);
    }
    for name in ["X-Access-Token", "X-Authorization", "Proxy-Authorization", "access_token_cookie"] {
        let request = app().request("GET", "/api/profile").header(name, format!("Bearer {token}"));
        assert_eq!(request.send().expect(401), none, "{name}");
    }
}

#[test]
fn a_cookie_with_a_bad_token_is_answered_as_the_header_would_be() {
    let alice = app().user("alice");
    let get = |token: &str| app().request("GET", "/api/profile").cookie(token).send();

    get("x.y.z").expect(422);
    get("garbage").expect(422);
    get(&app().token(json!({"sub": alice.id, "type": "refresh"}))).expect(422);
    get(&app().token(json!({"sub": alice.id, "exp": now()}))).refused(401, "Token has expired");
    get(&app().token(json!({"sub": 2_000_000_000}))).expect(401);
}

#[test]
fn cookies_of_others_on_the_same_host_do_not_get_in_the_way() {
    let alice = app().user("alice");
    let token = &alice.token;

    for cookies in [
        format!("a=1; access_token_cookie={token}; z=2"),
        format!("a; access_token_cookie={token}"),
        format!("=; access_token_cookie={token}"),
        format!(";; access_token_cookie={token};;"),
        format!("a=1;access_token_cookie={token}"),
        format!("prefs={{\"a\":1,\"b\":[2]}}; access_token_cookie={token}"),
        format!("a=%zz%; access_token_cookie={token}"),
        format!("a=b c d; access_token_cookie={token}"),
        format!("caf\u{e9}=\u{e9}; access_token_cookie={token}"),
        format!("xaccess_token_cookie=nonsense; access_token_cookie={token}"),
        format!("access_token_cookie2=nonsense; access_token_cookie={token}"),
    ] {
        let answer = app().request("GET", "/api/profile").header("Cookie", &cookies).send();
        assert_eq!(answer.status, 200, "{cookies}: {answer:?}");
    }
}

#[test]
fn a_user_deleted_or_disabled_a_moment_ago_is_refused_with_the_cookie_too() {
    let [gone, disabled] = ["gone", "disabled"].map(|name| app().user(name));
    for user in [&gone, &disabled] {
        by_cookie(user, "GET", "/api/profile").send().ok();
    }

    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    for user in [&gone, &disabled] {
        refused(by_cookie(user, "GET", "/api/profile").send());
        refused(by_cookie(user, "POST", "/api/posts").header("X-CSRF-TOKEN", CSRF).json(picture()).send());
    }
}

#[test]
fn the_csrf_token_is_judged_before_the_body() {
    let alice = app().user("alice");
    let request = || by_cookie(&alice, "POST", "/api/posts").header("Content-Type", "application/json");

    request().body("{nonsense").send().refused(401, "Missing CSRF token");
    request().header("X-CSRF-TOKEN", CSRF).body("{nonsense").send().expect(400);
}

#[test]
fn signing_in_by_script_needs_no_csrf_token_whatever_the_cookies() {
    let alice = app().user("alice");
    let body = json!({"username": alice.username, "password": "password"});

    let answer = by_cookie(&alice, "POST", "/api/token").json(body).send();

    answer.ok();
}

const FROM_ANOTHER_ORIGIN: &str = "Request from another origin";

/// Writes by cookie and with the CSRF token, in three ways, and gives the answers.
fn writes_with(user: &TestUser, headers: &[(&str, &str)]) -> [Answer; 3] {
    let post = user.publish("x");
    let path = format!("/api/posts/{post}");
    let request = |method: &str, path: &str| {
        let request = by_cookie(user, method, path).header("X-CSRF-TOKEN", CSRF);
        headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    };
    [
        request("POST", "/api/posts").json(picture()).send(),
        request("PATCH", &path).json(json!({"caption": "changed"})).send(),
        request("DELETE", &path).send(),
    ]
}

/// The origin by which the tests reach a server.
fn own_origin(app: &TestApp) -> String {
    app.request("GET", "/").url().trim_end_matches('/').to_owned()
}

#[test]
fn a_page_of_another_origin_cannot_write_with_the_cookie() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let port = own_origin(&app).rsplit(':').next().and_then(|port| port.parse::<u16>().ok()).expect("a port");
    let other_port = format!("http://127.0.0.1:{}", port ^ 1);
    let own = own_origin(&app);

    for headers in [
        &[("Origin", "https://evil.example")][..],
        &[("Origin", &other_port)],
        &[("Origin", "http://127.0.0.1")],
        &[("Origin", "null")],
        &[("Origin", "")],
        &[("Origin", "https://photos.example.org.evil.example")],
        &[("Origin", "http://photos.example.org")],
        &[("Origin", "https://sub.photos.example.org")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &other_port)],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", &own), ("Origin", "https://evil.example")],
        &[("Origin", "https://evil.example"), ("X-Forwarded-Host", "evil.example")],
    ] {
        let before = app.number("SELECT count(*) AS n FROM posts");
        for answer in writes_with(&alice, headers) {
            assert_eq!(answer.status, 401, "{headers:?}: {answer:?}");
            check_no_cookies(&answer);
            answer.refused(401, FROM_ANOTHER_ORIGIN);
        }
        assert_eq!(app.number("SELECT count(*) AS n FROM posts"), before + 1, "{headers:?}");
    }
    assert_eq!(app.number("SELECT count(*) AS n FROM posts WHERE caption <> 'x'"), 0);
}

#[test]
fn pages_of_our_own_origin_and_clients_without_an_origin_write_with_the_cookie() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let own = own_origin(&app);
    let with_https = own.replace("http:", "https:");

    for headers in [
        &[][..],
        &[("Origin", &*own)],
        // TLS may end at a proxy.
        &[("Origin", &with_https)],
        // That of PUBLIC_URL, where the proxy sends another host.
        &[("Origin", "https://photos.example.org")],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", "https://behind-a-proxy.example")],
        &[("Sec-Fetch-Site", "none")],
    ] {
        let [created, changed, deleted] = writes_with(&alice, headers);
        assert_eq!((created.status, changed.status, deleted.status), (201, 200, 200), "{headers:?}");
    }
}

#[test]
fn pages_of_listed_origins_write_with_the_cookie_and_others_do_not() {
    let app = TestApp::start(|config| config.cors_origins = Some(vec!["http://localhost:3000".to_owned()]));
    let alice = app.user("alice");

    for site in ["same-site", "cross-site"] {
        let listed = [("Sec-Fetch-Site", site), ("Origin", "http://localhost:3000")];
        let [created, changed, deleted] = writes_with(&alice, &listed);
        assert_eq!((created.status, changed.status, deleted.status), (201, 200, 200), "{site}");
        let other = [("Sec-Fetch-Site", site), ("Origin", "http://localhost:3001")];
        writes_with(&alice, &other).into_iter().for_each(|answer| answer.refused(401, FROM_ANOTHER_ORIGIN));
    }
}

#[test]
fn another_origin_may_read_with_the_cookie_and_write_with_a_token_in_the_header() {
    let alice = app().user("alice");
    let from_elsewhere = |request: Request<'static>| {
        request.header("Origin", "https://evil.example").header("Sec-Fetch-Site", "cross-site")
    };

    from_elsewhere(app().request("GET", "/api/profile")).cookie(&alice.token).send().ok();
    from_elsewhere(app().request("POST", "/api/posts")).bearer(&alice.token).json(picture()).send().created();
    let both = from_elsewhere(app().request("POST", "/api/posts")).bearer(&alice.token).cookie(&alice.token);
    both.json(picture()).send().created();
}

#[test]
fn every_route_that_writes_checks_the_origin_of_the_request() {
    let alice = app().user("alice");

    for (method, path, access) in photo_app::api::routes() {
        if method == "GET" || access == photo_app::api::routes::Access::Public {
            continue;
        }
        let path = path.replace("{id}", "1").replace("{like_id}", "1").replace("{comment_id}", "1");
        let request = by_cookie(&alice, method.as_str(), &path).header("X-CSRF-TOKEN", CSRF);
        request.header("Origin", "https://evil.example").send().refused(401, FROM_ANOTHER_ORIGIN);
    }
}
