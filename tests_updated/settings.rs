//! Settings and limits that admins change while the service runs.

use std::{
    thread,
    time::{Duration, Instant},
};

use photo_app::{
    config::{Signup, WriteLimits},
    models::Quota,
};
use serde_json::{Value, json};

use crate::{
    admin::{proven, with_role},
    images::files::{jpeg, textured},
    test_app::{Answer, TestApp, TestUser, app},
};

const SETTINGS: &str = "/api/admin/settings";

fn limits_of(user: &TestUser) -> String {
    format!("/api/admin/users/{}/limits", user.id)
}

/// The limit of a name in an answer.
fn limit<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let limits = answer["limits"].as_array().expect("limits");
    limits.iter().find(|limit| limit["name"] == name).unwrap_or_else(|| panic!("no {name} in {answer}"))
}

/// What the audit log says about settings and limits: action, name or user, and detail; oldest first.
fn log(admin: &TestUser) -> Vec<[String; 3]> {
    let entries = admin.get("/api/admin/audit-log?limit=50").ok();
    let entries = entries.as_array().expect("a list").iter().rev();
    let changes = entries.filter(|entry| {
        let action = entry["action"].as_str().expect("an action");
        action.starts_with("setting_") || action.starts_with("limit_")
    });
    changes
        .map(|entry| ["action", "subject_name", "detail"].map(|name| entry[name].as_str().expect(name).to_owned()))
        .collect()
}

fn register(app: &TestApp, username: &str) -> Answer {
    let account = json!({"username": username, "email": format!("{username}@example.org"),
        "password": "four unrelated words"});
    app.request("POST", "/api/users").json(account).send()
}

fn comment(user: &TestUser, post: i64) -> Answer {
    user.post("/api/comments", json!({"post_id": post, "text": "hi"}))
}

/// Asks until `is_so`, or fails after half a minute.
#[track_caller]
fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "it does not become so");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn settings_are_those_of_the_configuration_until_an_admin_changes_them() {
    let app = TestApp::start(|config| {
        config.signup = Signup::Closed;
        config.user_quota = Quota { bytes: 1 << 30, images: 7 };
    });
    let admin = proven(&app, "admin");

    let before = admin.get(SETTINGS).ok();

    assert_eq!((&before["signup"], &before["default_signup"]), (&Value::Null, &json!("closed")));
    assert_eq!((&before["message"], &before["rules"]), (&Value::Null, &Value::Null));
    assert_eq!(before["are_writes_limited"], true);
    assert_eq!(limit(&before, "quota_images"), &json!({"name": "quota_images", "value": null, "default": 7}));
    assert_eq!(limit(&before, "comments_per_hour")["default"], json!(WriteLimits::default().comments));
    assert_eq!(before["limits"].as_array().map(Vec::len), Some(9));
    assert_eq!(admin.patch(SETTINGS, json!({})).ok(), before);
    register(&app, "too-early").expect(400);

    let changed = json!({"signup": "open", "message": "Hello\r\nthere", "rules": "Be kind.",
        "limits": {"comments_per_hour": 5, "quota_bytes": 1_125_899_906_842_624_i64, "quota_images": 0}});
    let after = admin.patch(SETTINGS, changed).ok();

    assert_eq!(after["signup"], "open");
    assert_eq!((&after["message"], &after["rules"]), (&json!("Hello\nthere"), &json!("Be kind.")));
    assert_eq!(limit(&after, "comments_per_hour")["value"], 5);
    assert_eq!(limit(&after, "quota_bytes")["value"], json!(1_u64 << 50));
    assert_eq!(limit(&after, "quota_images"), &json!({"name": "quota_images", "value": 0, "default": 7}));
    assert_eq!(limit(&after, "posts_per_hour")["value"], Value::Null);
    assert_eq!(admin.get(SETTINGS).ok(), after);
    register(&app, "just-in-time").created();

    // What is not named stays, and null restores the configuration.
    let less = admin.patch(SETTINGS, json!({"signup": null, "limits": {"quota_images": null}})).ok();
    assert_eq!((&less["signup"], &less["rules"]), (&Value::Null, &json!("Be kind.")));
    assert_eq!(limit(&less, "quota_images")["value"], Value::Null);
    assert_eq!(limit(&less, "comments_per_hour")["value"], 5);
    register(&app, "too-late").expect(400);
    let all = ["comments_per_hour", "quota_bytes"].map(|name| (name.to_owned(), Value::Null));
    let reset = json!({"message": " \n", "rules": null, "limits": serde_json::Map::from_iter(all)});
    assert_eq!(admin.patch(SETTINGS, reset).ok(), before);
}

#[test]
fn every_change_is_in_the_audit_log_once() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let bob = app.user("bob");

    for _ in 0..2 {
        let changes = json!({"signup": "open", "message": "secret", "limits": {"posts_per_hour": 3}});
        admin.patch(SETTINGS, changes).ok();
        admin.patch(&limits_of(&bob), json!({"quota_bytes": 1000, "reports_per_hour": null})).ok();
    }
    for _ in 0..2 {
        admin.patch(SETTINGS, json!({"signup": null, "rules": null})).ok();
        admin.patch(&limits_of(&bob), json!({"quota_bytes": null})).ok();
    }

    let expected = [
        ["setting_changed", "signup", "open"],
        ["setting_changed", "message", ""],
        ["setting_changed", "posts_per_hour", "3"],
        ["limit_changed", &bob.username, "quota_bytes: 1000"],
        ["setting_reset", "signup", ""],
        ["limit_reset", &bob.username, "quota_bytes"],
    ];
    assert_eq!(log(&admin), expected);
}

#[test]
fn nonsense_changes_nothing_and_the_wrong_field_is_named() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let bob = app.user("bob");
    let (before, limits) = (admin.get(SETTINGS).ok(), admin.get(&limits_of(&bob)).ok());
    let refused = |path: &str, body: Value, field: Value| {
        let answer = admin.patch(path, body.clone()).expect(400);
        assert_eq!(answer["field"], field, "{body}: {answer}");
    };

    for value in [json!("everybody"), json!(""), json!(1), json!(true), json!([])] {
        refused(SETTINGS, json!({"signup": value, "rules": "x"}), json!("signup"));
    }
    for value in [json!("x".repeat(501)), json!("a\u{7}b"), json!(5), json!({}), json!(["x"])] {
        refused(SETTINGS, json!({"message": value, "rules": "x"}), json!("message"));
    }
    refused(SETTINGS, json!({"rules": "x".repeat(20_001)}), json!("rules"));
    refused(SETTINGS, json!({"limits": 5, "rules": "x"}), json!("limits"));
    for value in [json!(-1), json!(1_000_001), json!(1.5), json!("5"), json!(true), json!([]), json!({})] {
        refused(
            SETTINGS,
            json!({"limits": {"comments_per_hour": value}, "rules": "x"}),
            json!("limits.comments_per_hour"),
        );
        refused(
            &limits_of(&bob),
            json!({"quota_images": 1, "comments_per_hour": value}),
            json!("comments_per_hour"),
        );
    }
    for value in [json!((1_u64 << 50) + 1), json!(u64::MAX), json!(1e30)] {
        refused(&limits_of(&bob), json!({"quota_bytes": value}), json!("quota_bytes"));
    }
    for body in [json!([]), json!("x"), json!({"rules": "a\u{0}b"})] {
        refused(SETTINGS, body, Value::Null);
    }
    for path in ["/api/admin/users/2000000000/limits", "/api/admin/users/0/limits", "/api/admin/users/x/limits"] {
        admin.get(path).expect(404);
        admin.patch(path, json!({"quota_bytes": 5})).expect(404);
    }

    assert_eq!(admin.get(SETTINGS).ok(), before);
    assert_eq!(admin.get(&limits_of(&bob)).ok(), limits);
    assert_eq!(app.number("SELECT count(*) AS n FROM settings"), 0);
    assert_eq!(log(&admin), [[""; 3]; 0]);
    // The longest that are allowed.
    admin.patch(SETTINGS, json!({"message": "é".repeat(500), "rules": "é".repeat(20_000)})).ok();
}

#[test]
fn admins_alone_read_and_change_settings_and_limits() {
    let app = TestApp::start(|_| {});
    let bob = app.user("bob");
    let [moderator, admin] = ["moderator", "admin"].map(|role| with_role(&app, role));

    for path in [SETTINGS.to_owned(), limits_of(&bob)] {
        for user in [&bob, &moderator] {
            assert_eq!(user.get(&path).expect(403)["code"], "forbidden");
            assert_eq!(user.patch(&path, json!({})).expect(403)["code"], "forbidden");
        }
        admin.get(&path).ok();
        assert_eq!(admin.patch(&path, json!({})).expect(403)["code"], "password_proof_needed");
    }
}

#[test]
fn other_processes_follow_a_change_within_seconds() {
    let here = TestApp::start(|_| {});
    let there = TestApp::start_on(here.db_url.clone(), None, |_| {});
    let admin = proven(&here, "admin");
    let alice = here.user("alice");
    let post = alice.publish("x");
    let beside =
        TestUser { app: &there, id: alice.id, username: alice.username.clone(), token: alice.token.clone() };
    let message = |user: &TestUser| user.get("/api/service").ok()["message"].clone();
    assert_eq!(message(&beside), Value::Null);

    let changes = json!({"message": "Hello", "signup": "open", "limits": {"comments_per_hour": 1}});
    admin.patch(SETTINGS, changes).ok();

    assert_eq!(message(&alice), "Hello");
    wait_until(|| message(&beside) == "Hello");
    register(&there, "newcomer").created();
    comment(&beside, post).created();
    comment(&alice, post).expect(429);
    comment(&beside, post).expect(429);

    admin.patch(SETTINGS, json!({"message": null, "limits": {"comments_per_hour": null}})).ok();

    wait_until(|| message(&beside).is_null());
    comment(&beside, post).created();
}

#[test]
fn changes_of_other_programs_are_followed_and_rows_without_meaning_are_ignored() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let before = admin.get(SETTINGS).ok();
    app.sql(
        "INSERT INTO settings (name, value) VALUES ('signup', 'everybody'), ('posts_per_hour', '-1'), \
         ('reports_per_hour', 'many'), ('later', 'x')",
    );
    app.sql(&format!("INSERT INTO user_limits (user_id, name, value) VALUES ({}, 'later', 1)", admin.id));

    assert_eq!(admin.get(SETTINGS).ok(), before);
    assert_eq!(limit(&admin.get(&limits_of(&admin)).ok(), "quota_bytes")["value"], Value::Null);
    app.sql("INSERT INTO settings (name, value) VALUES ('message', 'From elsewhere')");

    wait_until(|| admin.get("/api/service").ok()["message"] == "From elsewhere");
}

#[test]
fn users_see_the_message_and_everybody_the_rules() {
    let app = TestApp::start(|config| config.signup = Signup::Open);
    let admin = proven(&app, "admin");
    let bob = app.user("bob");
    assert_eq!(bob.get("/api/service").ok(), json!({"message": null, "has_rules": false}));
    assert_eq!(app.get("/rules").status, 404);
    assert!(!app.get("/signup").text().contains("/rules"));

    let rules = "1. <b>Be kind</b> & fair.\n2. \"No\" spam.";
    admin.patch(SETTINGS, json!({"message": "Hello", "rules": rules})).ok();

    assert_eq!(bob.get("/api/service").ok(), json!({"message": "Hello", "has_rules": true}));
    let page = app.get("/rules");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{page:?}");
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")));
    let page = page.text();
    assert!(page.contains("1. &#60;b&#62;Be kind&#60;/b&#62; &#38; fair.\n2. &#34;No&#34; spam."), "{page}");
    let failed = app.request("POST", "/signup").form(&[("username", "x")]).send().text();
    for form in [app.get("/signup").text(), failed] {
        assert!(form.contains("you accept the <a href=\"/rules\""), "{form}");
    }
    app.get("/api/service").expect(401);
}

#[test]
fn each_hourly_limit_of_the_service_is_adjustable() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let post = alice.publish("x");
    bob.follow(&alice);
    let picture = jpeg(&textured(16, 16), 16, 16);
    let writes: [(&str, &dyn Fn() -> Answer); 7] = [
        ("comments_per_hour", &|| comment(&alice, post)),
        ("posts_per_hour", &|| alice.post("/api/posts", json!({"image_url": "/x.jpg"}))),
        ("uploads_per_hour", &|| alice.upload(&picture)),
        ("follows_per_hour", &|| alice.post("/api/following", json!({"user_id": bob.id}))),
        ("changes_per_hour", &|| alice.patch("/api/profile", json!({"first_name": "A"}))),
        ("reports_per_hour", &|| alice.post("/api/reports", json!({"user_id": bob.id, "reason": "spam"}))),
        ("guest_links_per_hour", &|| alice.post("/api/guest-links", json!({"post_ids": [post]}))),
    ];

    for (name, write) in writes {
        admin.patch(SETTINGS, json!({"limits": {name: 0}})).ok();
        let refused = write();
        let seconds: u32 = refused.header("retry-after").expect("Retry-After").parse().expect("seconds");
        assert!((1..=3600).contains(&seconds), "{name}: {seconds}");
        assert_eq!(refused.expect(429)["code"], "hourly_limit_reached", "{name}");
        admin.patch(SETTINGS, json!({"limits": {name: null}})).ok();
        assert!((200..300).contains(&write().status), "{name}");
    }
}

#[test]
fn a_limit_of_a_user_goes_before_that_of_the_service() {
    let app =
        TestApp::start(|config| config.write_limits = Some(WriteLimits { comments: 2, ..WriteLimits::default() }));
    let admin = proven(&app, "admin");
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let posts = [&alice, &bob].map(|user| (user, user.publish("x")));
    let path = limits_of(&alice);
    let found = |answer: &Value, name: &str| {
        let limit = limit(answer, name);
        (limit["used"].clone(), limit["value"].clone(), limit["default"].clone())
    };
    let expected = |used: i32, value: Value, default: i32| (json!(used), value, json!(default));

    for (user, post) in &posts {
        comment(user, *post).created();
    }
    assert_eq!(found(&admin.get(&path).ok(), "comments_per_hour"), expected(1, Value::Null, 2));
    let changed = admin.patch(&path, json!({"comments_per_hour": 3})).ok();
    assert_eq!(found(&changed, "comments_per_hour"), expected(1, json!(3), 2));
    assert_eq!(found(&changed, "posts_per_hour"), expected(1, Value::Null, 400));

    let statuses = posts.map(|(user, post)| [(); 3].map(|()| comment(user, post).status));
    assert_eq!(statuses, [[201, 201, 429], [201, 429, 429]]);
    let (alice, post) = posts[0];
    assert_eq!(found(&admin.get(&path).ok(), "comments_per_hour"), expected(3, json!(3), 2));

    // A limit of 0 holds in a new hour, and before the first write.
    admin.patch(&path, json!({"comments_per_hour": 0, "reports_per_hour": 0})).ok();
    app.sql("UPDATE write_counts SET since = since - 3601");
    assert_eq!(found(&admin.get(&path).ok(), "comments_per_hour"), expected(0, json!(0), 2));
    for refused in [comment(alice, post), alice.post("/api/reports", json!({"user_id": bob.id, "reason": "x"}))] {
        assert_eq!(refused.header("retry-after"), Some("3600"));
        refused.expect(429);
    }

    admin.patch(&path, json!({"comments_per_hour": null})).ok();
    comment(alice, post).created();
}

#[test]
fn limits_that_are_switched_off_are_off_for_every_user() {
    let app = TestApp::start(|config| config.write_limits = None);
    let admin = proven(&app, "admin");
    let alice = app.user("alice");
    let post = alice.publish("x");

    admin.patch(SETTINGS, json!({"limits": {"comments_per_hour": 0}})).ok();
    let limits = admin.patch(&limits_of(&alice), json!({"comments_per_hour": 0})).ok();

    assert_eq!(limits["are_writes_limited"], false);
    comment(&alice, post).created();
}

#[test]
fn the_quota_is_adjustable_for_the_service_and_for_a_user() {
    let app = TestApp::start(|_| {});
    let admin = proven(&app, "admin");
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let upload = |user: &TestUser| user.upload(&jpeg(&textured(16, 16), 16, 16));
    let storage = |user: &TestUser| {
        let shown = user.get("/api/profile/storage").ok();
        ["bytes_limit", "images_limit"].map(|name| shown[name].clone())
    };
    admin.patch(SETTINGS, json!({"limits": {"quota_images": 1, "quota_bytes": 1_000_000}})).ok();
    admin.patch(&limits_of(&bob), json!({"quota_images": 2})).ok();

    assert_eq!(storage(&alice), [1_000_000, 1]);
    assert_eq!(storage(&bob), [1_000_000, 2]);
    for user in [&alice, &bob, &bob] {
        upload(user).created();
    }
    assert_eq!(upload(&alice).expect(413)["code"], "quota_exceeded");
    let message = upload(&bob).expect(413)["message"].as_str().expect("a message").to_owned();
    assert!(message.contains("the limit of 2 photos"), "{message}");
    let limits = admin.patch(&limits_of(&alice), json!({"quota_images": 5, "quota_bytes": 1})).ok();
    assert_eq!(
        (&limit(&limits, "quota_images")["used"], &limit(&limits, "quota_images")["default"]),
        (&json!(1), &json!(1))
    );
    assert!(limit(&limits, "quota_bytes")["used"].as_u64().is_some_and(|bytes| bytes > 100), "{limits}");
    assert!(
        upload(&alice).expect(413)["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("Your storage is full"))
    );
    admin.patch(&limits_of(&alice), json!({"quota_bytes": null})).ok();
    upload(&alice).created();
}

#[test]
fn the_limits_of_a_user_go_with_the_account() {
    let admin = proven(app(), "admin");
    let bob = app().user("bob");
    admin.patch(&limits_of(&bob), json!({"quota_bytes": 5})).ok();
    let rows = || app().number(&format!("SELECT count(*) AS n FROM user_limits WHERE user_id = {}", bob.id));
    assert_eq!(rows(), 1);

    admin.delete(&format!("/api/admin/users/{}", bob.id)).ok();

    assert_eq!(rows(), 0);
}
