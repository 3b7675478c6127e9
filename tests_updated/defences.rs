//! Security headers, trusted proxies, limits on guessing, and slow clients.

use std::{thread, time::Duration};

use photo_app::config::{Config, SignInLimits};
use serde_json::json;

use crate::{
    raw::raw,
    test_app::{TestApp, app},
};

#[test]
fn every_answer_keeps_browsers_from_doing_what_nobody_asked_for() {
    let alice = app().user("alice");

    for path in ["/", "/login", "/api", "/api/posts", "/api/nothing", "/static/pages.css", "/nothing", "/healthz"]
    {
        let answer = alice.request("GET", path).cookie(&alice.token).header("Accept", "*/*").send();
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        assert!(answer.header("permissions-policy").is_some_and(|policy| policy.contains("camera=()")), "{path}");
        let policy = answer.header("content-security-policy").expect(path);
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        let scripts =
            policy.split(';').find(|part| part.trim_start().starts_with("script-src")).unwrap_or_default();
        assert!(!scripts.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
    }
}

#[test]
fn a_secure_service_asks_for_https_from_then_on() {
    let app = TestApp::start(|config| config.cookie_secure = true);

    assert!(
        app.get("/login").header("strict-transport-security").is_some_and(|value| value.starts_with("max-age="))
    );
}

#[test]
fn behind_a_trusted_proxy_each_address_has_failures_of_its_own() {
    let proxied = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: 2, per_username: 2 });
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let direct =
        TestApp::start(|config| config.sign_in_limits = Some(SignInLimits { per_address: 2, per_username: 2 }));
    let fails = |app: &TestApp, from: &str| {
        let body = json!({"username": "nobody", "password": "wrong"});
        app.request("POST", "/api/token").header("X-Forwarded-For", from).json(body).send().status
    };

    let one = [0; 3].map(|_| fails(&proxied, "203.0.113.1"));
    let other = fails(&proxied, "198.51.100.9, 203.0.113.2");
    let untrusted = ["203.0.113.1", "203.0.113.2", "203.0.113.3"].map(|from| fails(&direct, from));

    assert_eq!((one, other), ([401, 401, 429], 401));
    assert_eq!(untrusted, [401, 401, 429]);
}

/// The status of a sign-in that fails.
fn fails(app: &TestApp, username: &str) -> u16 {
    app.request("POST", "/api/token").json(json!({"username": username, "password": "wrong"})).send().status
}

#[test]
fn processes_that_share_a_database_share_the_failures() {
    let limits =
        |config: &mut Config| config.sign_in_limits = Some(SignInLimits { per_address: 3, per_username: 3 });
    let one = TestApp::start(limits);
    let other = TestApp::start_on(one.db_url.clone(), None, limits);

    let statuses = [&one, &other, &one, &other, &one].map(|app| fails(app, "nobody"));

    assert_eq!(statuses, [401, 401, 401, 429, 429]);
}

#[test]
fn a_username_has_a_limit_of_its_own_at_each_address_and_none_elsewhere() {
    let app = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: 5, per_username: 2 });
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let alice = app.user("alice");

    let of_alice = [0; 3].map(|_| fails(&app, &alice.username));
    let of_others = ["a", "b", "c", "d"].map(|username| fails(&app, username));
    let right = json!({"username": alice.username, "password": "password"});
    let elsewhere = app.request("POST", "/api/token").header("X-Forwarded-For", "203.0.113.1").json(right).send();

    assert_eq!(of_alice, [401, 401, 429]);
    assert_eq!(of_others, [401, 401, 401, 429]);
    elsewhere.ok();
}

#[test]
fn guesses_made_at_once_do_not_slip_through_together() {
    const LIMIT: u32 = 3;
    let app = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: LIMIT, per_username: LIMIT });
    });

    let statuses: Vec<u16> = thread::scope(|scope| {
        let guesses: Vec<_> = (0..40).map(|_| scope.spawn(|| fails(&app, "nobody"))).collect();
        guesses.into_iter().map(|guess| guess.join().expect("an answer")).collect()
    });

    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    // As many more may be looked at as passwords are checked at the same time.
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    assert!((LIMIT as usize..=LIMIT as usize + at_once).contains(&looked_at), "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
}

#[test]
fn clients_that_send_a_body_too_slowly_get_408_and_others_are_served() {
    let app = TestApp::start(|config| config.request_timeout = Duration::from_secs(1));
    let alice = app.user("alice");
    let bearer = format!("Bearer {}", alice.token);
    let half = |path: &str, kind: &str, body: &str| {
        let headers =
            [("Authorization", bearer.as_bytes()), ("Content-Type", kind.as_bytes()), ("Content-Length", b"100")];
        raw(&app, "POST", path, &headers, body.as_bytes())
    };

    thread::scope(|scope| {
        let json = scope.spawn(|| half("/api/posts", "application/json", "{\"image_url\":"));
        let form = scope.spawn(|| half("/login", "application/x-www-form-urlencoded", "username=a"));
        alice.get("/api/posts").ok();
        json.join().expect("an answer").expect(408);
        form.join().expect("an answer").expect(408);
    });
}
