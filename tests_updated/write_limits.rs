//! How much a user may write per hour, and which texts are accepted.

use std::thread;

use photo_app::config::WriteLimits;
use serde_json::{Value, json};

use crate::{
    images::files::{jpeg, textured},
    test_app::{Answer, TestApp, TestUser, app},
};

fn limited(limit: u32) -> TestApp {
    TestApp::start(|config| {
        config.write_limits = Some(WriteLimits {
            comments: limit,
            posts: limit,
            uploads: limit,
            follows: limit,
            changes: limit,
            reports: limit,
            guest_links: limit,
        });
    })
}

#[track_caller]
fn refused(answer: Answer) {
    let seconds: u32 = answer.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=3600).contains(&seconds), "{seconds}");
    let message = answer.expect(429)["message"].as_str().expect("a message").to_owned();
    assert!(message.starts_with("You have ") && message.contains("within an hour"), "{message}");
}

fn small_image() -> Vec<u8> {
    jpeg(&textured(16, 16), 16, 16)
}

fn comment(user: &TestUser, post: i64) -> Answer {
    user.post("/api/comments", json!({"post_id": post, "text": "hi"}))
}

fn story(user: &TestUser) -> Answer {
    user.post("/api/stories", json!({"text": "hi"}))
}

#[test]
fn users_who_write_too_much_learn_when_to_try_again() {
    let app = limited(2);
    let [alice, bob, carol, dan] = ["alice", "bob", "carol", "dan"].map(|name| app.user(name));
    let follow = |whom: &TestUser| alice.post("/api/following", json!({"user_id": whom.id}));
    let post = alice.publish("x");

    for _ in 0..2 {
        comment(&alice, post).created();
        alice.upload(&small_image()).created();
    }
    refused(comment(&alice, post));
    refused(alice.upload(&small_image()));
    story(&alice).created();
    refused(story(&alice));
    refused(alice.post("/api/posts", json!({"image_url": "/x.jpg"})));
    follow(&bob).created();
    follow(&carol).created();
    refused(follow(&dan));

    alice.patch(&format!("/api/posts/{post}"), json!({"caption": "y"})).ok();
    alice.patch("/api/profile", json!({"first_name": "Alice"})).ok();
    refused(alice.patch(&format!("/api/posts/{post}"), json!({"caption": "z"})));
    refused(alice.patch("/api/profile", json!({"first_name": "Alicia"})));
    assert_eq!(alice.get("/api/profile").ok()["first_name"], "Alice");

    // What is not limited, and whoever else writes.
    alice.post("/api/posts/likes", json!({"post_id": post})).created();
    alice.post("/api/bookmarks", json!({"post_id": post})).created();
    bob.follow(&alice);
    comment(&bob, post).created();

    // What a clock counted that was a day ahead counts no more.
    app.sql("UPDATE write_counts SET since = since + 86400 WHERE kind = 'posts'");
    story(&alice).created();
    story(&alice).created();
    refused(story(&alice));

    app.sql("UPDATE write_counts SET since = since - 3601");
    comment(&alice, post).created();
    story(&alice).created();
    follow(&dan).created();
    alice.upload(&small_image()).created();
}

#[test]
fn what_fails_is_not_counted() {
    let app = limited(1);
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let post = alice.publish("x");

    for _ in 0..3 {
        comment(&alice, 2_000_000_000).expect(404);
        alice.post("/api/comments", json!({"post_id": post, "text": ""})).expect(400);
        alice.post("/api/following", json!({"user_id": 2_000_000_000})).expect(404);
    }

    comment(&alice, post).created();
    refused(comment(&alice, post));
    alice.follow(&bob);
}

#[test]
fn of_many_writes_at_once_no_more_than_allowed_pass_in_all_processes() {
    let app = limited(5);
    let beside = TestApp::start_on(app.db_url.clone(), None, |config| {
        config.write_limits = Some(WriteLimits { comments: 5, ..WriteLimits::default() });
    });
    let alice = app.user("alice");
    let there =
        TestUser { app: &beside, id: alice.id, username: alice.username.clone(), token: alice.token.clone() };
    let post = alice.publish("x");

    let statuses: Vec<u16> = thread::scope(|scope| {
        let users = [&alice, &there].into_iter().cycle().take(12);
        let threads: Vec<_> = users.map(|user| scope.spawn(move || comment(user, post).status)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a status")).collect()
    });

    let passed = statuses.iter().filter(|status| **status == 201).count();
    assert_eq!(passed, 5, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 429].contains(status)), "{statuses:?}");
    assert_eq!(app.number(&format!("SELECT count(*) AS n FROM comments WHERE post_id = {post}")), 5);
}

#[test]
fn the_limits_can_be_switched_off() {
    let app = TestApp::start(|config| config.write_limits = None);
    let alice = app.user("alice");
    let post = alice.publish("x");

    comment(&alice, post).created();

    assert_eq!(app.number("SELECT count(*) AS n FROM write_counts"), 0);
}

#[test]
fn control_characters_other_than_newlines_and_tabs_are_refused() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let path = format!("/api/posts/{post}");

    for odd in ["\u{1}", "a\u{7}b", "a\rb", "a\r", "\u{1b}[31m", "a\u{7f}", "a\u{85}b", "\u{9b}"] {
        for answer in [
            alice.post("/api/comments", json!({"post_id": post, "text": odd})),
            alice.post("/api/stories", json!({"text": odd})),
            alice.post("/api/posts", json!({"image_url": "/x.jpg", "caption": odd})),
            alice.post("/api/posts", json!({"image_url": "/x.jpg", "alt_text": odd})),
            alice.patch(&path, json!({"caption": odd})),
            alice.patch(&path, json!({"alt_text": odd})),
        ] {
            let message = answer.expect(400)["message"].to_string();
            assert!(message.contains("control characters"), "{odd:?}: {message}");
        }
    }
}

#[test]
fn lines_of_windows_are_taken_and_end_with_a_newline() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    let comment = alice.post("/api/comments", json!({"post_id": post, "text": "one\r\ntwo\n\tthree\r\n"}));
    assert_eq!(comment.created()["text"], "one\ntwo\n\tthree\n");
    let changed = alice.patch(&format!("/api/posts/{post}"), json!({"caption": "a\r\nb"}));
    assert_eq!(changed.ok()["caption"], "a\nb");
    // Counted as they are kept.
    let longest = "x".repeat(4_999) + "\r\n";
    alice.post("/api/comments", json!({"post_id": post, "text": longest})).created();
}

#[test]
fn control_characters_that_others_wrote_are_shown() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    app().sql(&format!(
        "INSERT INTO comments (text, user_id, post_id) VALUES ('a\u{1}\u{7f}\rb', {}, {post})",
        alice.id
    ));

    let seen: Value = alice.get(&format!("/api/posts/{post}")).ok();

    assert_eq!(seen["comments"][0]["text"], "a\u{1}\u{7f}\rb");
}
