//! Health checks, metrics and the log.

use std::{fs, net::TcpListener, process::Stdio, thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    basics::url_text,
    cli::{Serving, photo_app},
    raw::raw,
    test_app::{SECRET, TestApp, app, new_database},
};

#[test]
fn health_needs_no_token() {
    assert_eq!(app().get("/healthz").ok(), json!({"status": "alive"}));
    assert_eq!(app().get("/readyz").ok(), json!({"status": "ready"}));
}

#[test]
fn a_database_of_an_earlier_version_is_not_ready() {
    let app = TestApp::start(|_| {});
    app.sql("DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)");

    let answer = app.get("/readyz");
    assert!(answer.header("retry-after").is_some());
    answer.expect(503);
    app.get("/healthz").ok();

    app.sql("DROP TABLE __diesel_schema_migrations");
    app.get("/readyz").expect(503);
}

#[test]
fn every_answer_says_under_which_id_the_log_knows_it() {
    let alice = app().user("alice");
    let mut seen = std::collections::HashSet::new();
    for path in ["/", "/login", "/api/posts", "/api/nothing", "/static/pages.css", "/nothing", "/healthz"] {
        let answer = alice.request("GET", path).header("X-Request-Id", "chosen by the client").send();
        let id = answer.header("x-request-id").unwrap_or_else(|| panic!("{path}: {answer:?}"));
        assert!(id.len() == 36 && seen.insert(id.to_owned()), "{path}: {id}");
    }
}

/// A port that nobody listens on. Somebody else could take it before it is used, but hardly does.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

#[test]
fn metrics_are_served_at_a_separate_address() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let metrics = format!("127.0.0.1:{}", free_port());
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).env("METRICS_ADDR", &metrics);
    let serving = Serving::start(&mut command);
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let alice = app.user("alice");
    let post = alice.publish("x");
    for id in [post, post, 0] {
        alice.get(&format!("/api/posts/{id}"));
    }
    app.get("/nothing/at/all").expect(404);
    app.request("GET", "/somewhere").header("Accept", "text/html").send();
    raw(&app, "BREW", "/api/posts", &[], b"");
    app.request("POST", "/api/token")
        .json(json!({"username": alice.username, "password": "password"}))
        .send()
        .ok();
    app.request("POST", "/api/token").json(json!({"username": "x", "password": "y"})).send().expect(401);

    let answer = TestApp::beside(&format!("http://{metrics}"), db_url, SECRET).get("/metrics");

    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("application/openmetrics-text")));
    let text = answer.text();
    let duration = "photo_app_http_request_duration_seconds_count";
    for line in [
        format!("{duration}{{method=\"GET\",route=\"/api/posts/{{id}}\",status=\"200\"}} 2"),
        format!("{duration}{{method=\"GET\",route=\"/api/posts/{{id}}\",status=\"404\"}} 1"),
        format!("{duration}{{method=\"GET\",route=\"none\",status=\"404\"}} 1"),
        format!("{duration}{{method=\"GET\",route=\"/{{address}}\",status=\"302\"}} 1"),
        format!("{duration}{{method=\"other\",route=\"/api/posts\",status=\"405\"}} 1"),
        "photo_app_sign_ins_total{outcome=\"succeeded\"} 1".to_owned(),
        "photo_app_sign_ins_total{outcome=\"refused\"} 1".to_owned(),
        "photo_app_passwords_waiting 0".to_owned(),
        "photo_app_db_reads_waiting 0".to_owned(),
    ] {
        assert!(text.lines().any(|told| told == line), "{line} is missing from\n{text}");
    }
    assert!(!text.contains(&alice.username) && !text.contains(&format!("posts/{post}")), "{text}");
    let documented = fs::read_to_string("docs/deployment.md").expect("the document");
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
        assert!(documented.contains(&format!("| `{name}")), "docs/deployment.md lacks {name}");
    }
    app.get("/metrics").expect(404);
    alice.get("/metrics").expect(404);
}

#[test]
fn a_taken_or_malformed_metrics_address_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    let folder = tempfile::tempdir().expect("a folder");

    let output =
        photo_app(folder.path()).env("PORT", "0").env("METRICS_ADDR", &address).output().expect("the binary");
    let off = Serving::start(photo_app(folder.path()).env("METRICS_ADDR", "off"));
    let odd = photo_app(folder.path()).env("METRICS_ADDR", "9464").output().expect("the binary");

    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&address) && said.contains("METRICS_ADDR"), "{said}");
    assert_eq!(ureq::get(format!("{}/healthz", off.url)).call().expect("an answer").status(), 200);
    assert!(String::from_utf8_lossy(&odd.stderr).contains("127.0.0.1:9464, or off"));
}

#[test]
fn the_log_can_be_json_and_contains_no_credentials() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET);
    command
        .env("LOG_LEVEL", "trace")
        .env("LOG_FORMAT", "json")
        .stderr(Stdio::from(fs::File::create(&log).expect("a log")));
    let serving = Serving::start(&mut command);
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let alice = app.user("alice");

    let (password, query) = ("the-word-that-opens", "the-query-string");
    let signed_in = alice.get(&format!("/api/posts?before={query}"));
    let id = signed_in.header("x-request-id").expect("an id").to_owned();
    let body = json!({"username": alice.username, "password": password});
    app.request("POST", &format!("/api/token?next={query}")).json(body).send().expect(401);
    app.request("POST", "/login").form(&[("username", &alice.username), ("password", password)]).send();
    let page = app.request("GET", "/api/posts").cookie(&alice.token).send();
    page.ok();
    app.sql("ALTER TABLE stories RENAME TO stories_elsewhere");
    let failed = alice.get("/api/stories");
    let failed_id = failed.header("x-request-id").expect("an id").to_owned();
    failed.expect(503);
    // Lines are written by a thread of their own, which may be a little behind the answers.
    let written = || fs::read_to_string(&log).expect("a log");
    let is_told = |id: &str| written().lines().any(|line| line.contains(id) && line.contains("\"status\":"));
    for _ in 0..200 {
        if is_told(&failed_id) {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    drop(serving);

    let log = written();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"))).collect();
    let of = |id: &str| lines.iter().filter(|line| line["span"]["id"] == id).cloned().collect::<Vec<_>>();
    assert!(of(&id).iter().any(|line| line["status"] == 400 && line["span"]["path"] == "/api/posts"), "{log}");
    assert!(of(&failed_id).iter().any(|line| line["level"] == "ERROR" && line["cause"].is_string()), "{log}");
    let secrets = [password, query, &alice.token, SECRET];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
