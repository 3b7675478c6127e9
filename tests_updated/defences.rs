//! What browsers are told, what proxies are believed, and whether the service says how it is.

use serde_json::json;

use crate::test_app::{TestApp, app};

#[test]
fn every_answer_keeps_browsers_from_doing_what_nobody_asked_for() {
    let alice = app().person("alice");

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
        config.login_rate_limit = Some(2);
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let direct = TestApp::start(|config| config.login_rate_limit = Some(2));
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

#[test]
fn health_is_told_to_everybody() {
    assert_eq!(app().get("/healthz").ok(), json!({"status": "alive"}));
    assert_eq!(app().get("/readyz").ok(), json!({"status": "ready"}));
}
