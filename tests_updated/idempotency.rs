//! The header `Idempotency-Key`: a repeated request creates nothing again.

mod killed;
mod operations;

use std::{collections::BTreeSet, thread};

use photo_app::{config::WriteLimits, models::KeyedRequest};
use serde_json::{Value, json};

use crate::{
    images::files::{jpeg, textured},
    test_app::{Answer, TestApp, TestUser, app, now},
};

/// A key that no other test uses.
fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

fn post_with(key: &str, user: &TestUser, path: &str, body: &Value) -> Answer {
    user.request("POST", path).header("Idempotency-Key", key).json(body.clone()).send()
}

fn comment_with(key: &str, user: &TestUser, post: i64, text: &str) -> Answer {
    post_with(key, user, "/api/comments", &json!({"post_id": post, "text": text}))
}

fn comments_on(app: &TestApp, post: i64) -> i64 {
    app.number(&format!("SELECT count(*) AS n FROM comments WHERE post_id = {post}"))
}

fn rows_of(app: &TestApp, user: &TestUser) -> i64 {
    app.number(&format!("SELECT count(*) AS n FROM idempotency_keys WHERE user_id = {}", user.id))
}

#[test]
fn a_repeated_request_gets_the_first_answer_and_creates_nothing() {
    let alice = app().user("alice");
    let (post, key) = (alice.publish("x"), new_key());

    let first = comment_with(&key, &alice, post, "hello");
    let again = comment_with(&key, &alice, post, "hello");

    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    assert_eq!((again.status, again.text()), (201, first.text()));
    assert_eq!(comments_on(app(), post), 1);
}

#[test]
fn another_request_with_the_key_is_refused() {
    let alice = app().user("alice");
    let (post, key) = (alice.publish("x"), new_key());
    comment_with(&key, &alice, post, "hello").created();

    for other in [
        comment_with(&key, &alice, post, "hello!"),
        post_with(&key, &alice, "/api/comments/", &json!({"post_id": post, "text": "hello"})),
        post_with(&key, &alice, "/api/posts/likes", &json!({"post_id": post})),
    ] {
        let error = other.expect(422);
        assert_eq!(error["code"], "idempotency_key_reused");
        assert_eq!(error["msg"], Value::Null, "the session is valid");
    }
    assert_eq!(comments_on(app(), post), 1);
}

#[test]
fn keys_of_different_users_are_independent() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let (post, key) = (alice.publish("x"), new_key());

    let [first, other] = [&alice, &bob].map(|user| comment_with(&key, user, post, "hello").created());

    assert_ne!(first["id"], other["id"]);
    assert_eq!(other["user"]["id"], bob.id);
}

#[test]
fn without_a_key_nothing_is_stored() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for _ in 0..2 {
        alice.post("/api/comments", json!({"post_id": post, "text": "hello"})).created();
    }

    assert_eq!((comments_on(app(), post), rows_of(app(), &alice)), (2, 0));
}

#[test]
fn an_invalid_key_is_refused() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let short = "x".repeat(15);
    let long = "x".repeat(129);
    let body = json!({"post_id": post, "text": "hello"});

    for key in ["", &short, &long, "0123456789 abcdef", "0123456789abcde\u{e4}", "0123456789abcde\t"] {
        let error = post_with(key, &alice, "/api/comments", &body).expect(400);
        assert_eq!(error["code"], "invalid_idempotency_key", "{key:?}");
    }
    let twice = alice.request("POST", "/api/comments").header("Idempotency-Key", new_key());
    twice.header("Idempotency-Key", new_key()).json(body.clone()).send().expect(400);
    assert_eq!(comments_on(app(), post), 0);

    for key in ["~".repeat(16), "!".repeat(128)] {
        post_with(&key, &alice, "/api/comments", &body).created();
    }
}

#[test]
fn a_refused_request_may_be_sent_again() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let (post, key) = (alice.publish("x"), new_key());

    comment_with(&key, &bob, post, "hello").expect(404);
    assert_eq!(rows_of(app(), &bob), 0);
    bob.follow(&alice);
    let made = comment_with(&key, &bob, post, "hello").created();

    assert_eq!(comment_with(&key, &bob, post, "hello").created(), made);
}

#[test]
fn the_first_answer_remains_when_its_resource_is_gone() {
    let alice = app().user("alice");
    let (post, key) = (alice.publish("x"), new_key());
    let made = comment_with(&key, &alice, post, "hello").created();
    alice.delete(&format!("/api/comments/{}", made["id"])).ok();

    assert_eq!(comment_with(&key, &alice, post, "hello").created(), made);
    assert_eq!(comments_on(app(), post), 0);
}

#[test]
fn the_first_answer_remains_when_the_request_would_be_refused_now() {
    let [alice, ben] = ["alice", "ben"].map(|name| app().user(name));
    ben.follow(&alice);
    let post = alice.publish("x");
    let audience = alice.post("/api/audiences", json!({"name": "Family"})).created()["id"].clone();
    let member = (format!("/api/audiences/{audience}/members"), json!({"user_id": ben.id}));
    let link = ("/api/guest-links".to_owned(), json!({"post_ids": [post]}));
    let sent = [member, link].map(|(path, body)| {
        let key = new_key();
        let first = post_with(&key, &alice, &path, &body).created();
        (key, path, body, first)
    });

    alice.delete(&format!("/api/audiences/{audience}")).ok();
    alice.delete(&format!("/api/posts/{post}")).ok();

    for (key, path, body, first) in sent {
        assert_eq!(post_with(&key, &alice, &path, &body).created(), first, "{path}");
        post_with(&new_key(), &alice, &path, &body).expect(404);
    }
}

#[test]
fn after_a_day_the_key_is_new() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (post, key) = (alice.publish("x"), new_key());
    let first = comment_with(&key, &alice, post, "hello").created();

    app.sql("UPDATE idempotency_keys SET since = since - 86390");
    assert_eq!(comment_with(&key, &alice, post, "hello").created(), first);
    app.sql("UPDATE idempotency_keys SET since = since - 10");
    let second = comment_with(&key, &alice, post, "hello").created();
    assert_ne!(second["id"], first["id"]);
    assert_eq!(comment_with(&key, &alice, post, "hello").created(), second);

    let now = now();
    let delete = |now| KeyedRequest::delete_expired(&mut app.conn(), now).expect("a cleanup");
    assert_eq!((delete(now), delete(now + 24 * 3600 + 5)), (0, 1));
}

#[test]
fn a_repeated_request_is_not_counted_and_needs_no_allowance() {
    let app = TestApp::start(|config| {
        config.write_limits = Some(WriteLimits { comments: 1, ..WriteLimits::default() });
    });
    let alice = app.user("alice");
    let (post, key) = (alice.publish("x"), new_key());

    let made = comment_with(&key, &alice, post, "hello").created();
    assert_eq!(comment_with(&key, &alice, post, "hello").created(), made);

    comment_with(&new_key(), &alice, post, "hello").expect(429);
    assert_eq!(rows_of(&app, &alice), 1, "what is refused is not stored");
}

#[test]
fn neither_the_key_nor_the_answer_can_be_read_in_the_database() {
    let alice = app().user("alice");
    let (post, key) = (alice.publish("x"), new_key());
    comment_with(&key, &alice, post, "between you and me").created();
    let link = post_with(
        &key.replace('0', "1").replace('a', "b"),
        &alice,
        "/api/guest-links",
        &json!({"post_ids": [post]}),
    );
    let secret = link.created()["url"].as_str().expect("an address").to_owned();

    for text in [key.as_str(), "you and me", secret.trim_start_matches("/g/"), "created_at"] {
        let found = format!(
            "SELECT count(*) AS n FROM idempotency_keys WHERE user_id = {} \
             AND (key_hash || request_hash || answer) LIKE '%{text}%'",
            alice.id
        );
        assert_eq!(app().number(&found), 0, "{text}");
    }
    assert_eq!(rows_of(app(), &alice), 2);
}

#[test]
fn of_requests_at_once_in_two_processes_one_creates() {
    let app = TestApp::start(|_| {});
    let other = TestApp::start_on(app.db_url.clone(), None, |_| {});
    let alice = app.user("alice");
    let there =
        TestUser { app: &other, id: alice.id, username: alice.username.clone(), token: alice.token.clone() };
    let post = alice.publish("x");

    for round in 1..=10 {
        let key = new_key();
        let answers: Vec<String> = thread::scope(|scope| {
            let send = |user| {
                let key = &key;
                scope.spawn(move || comment_with(key, user, post, "hello"))
            };
            let sent: Vec<_> = [&alice, &there, &alice, &there, &alice, &there].map(send).into_iter().collect();
            sent.into_iter().map(|thread| thread.join().expect("an answer").created().to_string()).collect()
        });

        assert_eq!(answers.iter().collect::<BTreeSet<_>>().len(), 1, "{answers:?}");
        assert_eq!(comments_on(&app, post), round);
    }
}

#[test]
fn a_repeated_upload_gets_the_first_image_while_it_is_there() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let [image, other] = [32, 48].map(|width| jpeg(&textured(width, 32), width, 32));
    let key = new_key();
    let upload = |image: &[u8]| {
        alice.request("POST", "/api/images").header("Idempotency-Key", &key).file("image", image).send()
    };
    let images = || app.number("SELECT count(*) AS n FROM images");

    let first = upload(&image).created();
    assert_eq!(upload(&image).created(), first);
    assert_eq!(upload(&other).expect(422)["code"], "idempotency_key_reused");
    assert_eq!(images(), 1);

    // It was not used in time.
    app.sql("DELETE FROM images");
    let second = upload(&image).created();
    assert_ne!(second["image_url"], first["image_url"]);
    assert_eq!(upload(&image).created(), second);
    assert_eq!(images(), 1);
}

#[test]
fn a_program_on_another_origin_may_send_a_key() {
    let preflight = app().request("OPTIONS", "/api/comments").header("Origin", "https://other.example");
    let preflight = preflight.header("Access-Control-Request-Method", "POST");

    let answer = preflight.header("Access-Control-Request-Headers", "idempotency-key").send();

    let allowed = answer.header("access-control-allow-headers").expect("a list").to_ascii_lowercase();
    assert!(allowed.contains("idempotency-key"), "{allowed}");
}
