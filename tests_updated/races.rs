//! Concurrent requests of several users.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::test_app::{Answer, TestUser, app, ids};

const AT_ONCE: usize = 8;

/// Does something on many threads at the same moment and gives the answers.
fn at_once(act: impl Fn(usize) -> Answer + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(AT_ONCE);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE)
            .map(|number| {
                let (act, barrier) = (&act, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    act(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    })
}

/// Checks that one got the first status and all others the second.
#[track_caller]
fn check_one_of(answers: Vec<Answer>, one: u16, others: u16) {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable_by_key(|status| *status != one);
    let mut expected = vec![others; AT_ONCE];
    expected[0] = one;
    assert_eq!(statuses, expected, "{answers:?}");
    for answer in answers {
        let status = answer.status;
        answer.expect(status);
    }
}

fn count(table: &str, condition: &str) -> i64 {
    app().number(&format!("SELECT count(*) AS n FROM {table} WHERE {condition}"))
}

#[test]
fn one_of_many_simultaneous_likes_counts() {
    for _ in 0..5 {
        let alice = app().user("alice");
        let post = alice.publish("x");

        let answers = at_once(|number| match number % 3 {
            0 => alice.post("/api/likes", json!({"post_id": post})),
            1 => alice.post("/api/posts/likes", json!({"post_id": post})),
            _ => alice.post(&format!("/api/posts/{post}/likes"), json!({})),
        });

        check_one_of(answers, 201, 400);
        assert_eq!(count("likes_posts", &format!("post_id = {post}")), 1);
    }
}

#[test]
fn one_of_many_simultaneous_bookmarks_counts() {
    for _ in 0..5 {
        let alice = app().user("alice");
        let post = alice.publish("x");

        let answers = at_once(|number| {
            let path = if number % 2 == 0 { "/api/bookmarks" } else { "/api/posts/bookmarks" };
            alice.post(path, json!({"post_id": post}))
        });

        check_one_of(answers, 201, 400);
        assert_eq!(alice.get("/api/bookmarks").ok().as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn one_of_many_simultaneous_followings_counts() {
    for _ in 0..5 {
        let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

        let answers = at_once(|_| alice.post("/api/following", json!({"user_id": bob.id})));

        check_one_of(answers, 201, 400);
        assert_eq!(bob.get("/api/followers").ok().as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn one_of_many_simultaneous_deletions_finds_something() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let made = |path: &str, body: Value| alice.post(path, body).created()["id"].clone();
    let bob = app().user("bob");

    for path in [
        format!("/api/likes/{}", made("/api/likes", json!({"post_id": post}))),
        format!("/api/bookmarks/{}", made("/api/bookmarks", json!({"post_id": post}))),
        format!("/api/comments/{}", made("/api/comments", json!({"post_id": post, "text": "x"}))),
        format!("/api/following/{}", made("/api/following", json!({"user_id": bob.id}))),
        format!("/api/posts/{post}"),
    ] {
        check_one_of(at_once(|_| alice.delete(&path)), 200, 404);
    }
}

#[test]
fn likes_agree_with_what_was_answered_after_a_storm_of_them() {
    let alice = app().user("alice");
    let posts: Vec<i64> = (0..3).map(|_| alice.publish("x")).collect();
    let fans: Vec<TestUser> = (0..AT_ONCE).map(|_| app().user("fan")).collect();
    for fan in &fans {
        fan.follow(&alice);
    }
    let balance = AtomicI64::new(0);
    let end = Instant::now() + Duration::from_secs(2);

    thread::scope(|scope| {
        // Two clients for each user, which get in each other's way.
        for (number, fan) in fans.iter().chain(&fans).enumerate() {
            let (posts, balance) = (&posts, &balance);
            scope.spawn(move || {
                for round in number.. {
                    if Instant::now() > end {
                        break;
                    }
                    let post = posts[round % posts.len()];
                    let answer = fan.post("/api/likes", json!({"post_id": post}));
                    let like = match answer.status {
                        201 => {
                            balance.fetch_add(1, Ordering::Relaxed);
                            (round % 4 != 0).then(|| answer.json()["id"].clone())
                        }
                        400 => fan.get(&format!("/api/posts/{post}")).ok().get("current_user_like_id").cloned(),
                        _ => panic!("{answer:?}"),
                    };
                    let Some(like) = like else { continue };
                    let answer = fan.delete(&format!("/api/posts/{post}/likes/{like}"));
                    // The other client of the same user may have been faster.
                    assert!([200, 404].contains(&answer.status), "{answer:?}");
                    if answer.status == 200 {
                        balance.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });

    let posts: Vec<String> = posts.iter().map(i64::to_string).collect();
    assert_eq!(count("likes_posts", &format!("post_id IN ({})", posts.join(", "))), balance.into_inner());
}

#[test]
fn comments_on_a_post_that_is_being_deleted_are_made_or_not_found() {
    for _ in 0..5 {
        let alice = app().user("alice");
        let post = alice.publish("x");
        let path = format!("/api/posts/{post}");

        let answers = at_once(|number| match number {
            3 => {
                thread::sleep(Duration::from_millis(3));
                alice.delete(&path)
            }
            _ => {
                let comment = || alice.post("/api/comments", json!({"post_id": post, "text": "x"}));
                let answers: Vec<Answer> = (0..5).map(|_| comment()).collect();
                let odd = answers.iter().find(|answer| ![201, 404].contains(&answer.status));
                assert!(odd.is_none(), "{odd:?}");
                comment()
            }
        });

        assert_eq!(answers[3].status, 200, "{:?}", answers[3]);
        for answer in &answers {
            assert!([200, 201, 404].contains(&answer.status), "{answer:?}");
        }
        assert_eq!(count("comments", &format!("post_id = {post}")), 0);
    }
}

#[test]
fn likes_and_bookmarks_of_a_post_that_is_being_deleted_are_made_or_not_found() {
    for _ in 0..5 {
        let alice = app().user("alice");
        let fans: Vec<TestUser> = (0..AT_ONCE).map(|_| app().user("fan")).collect();
        for fan in &fans {
            fan.follow(&alice);
        }
        let post = alice.publish("x");

        let answers = at_once(|number| match number {
            0 => alice.delete(&format!("/api/posts/{post}")),
            odd if odd % 2 == 1 => fans[odd].post("/api/likes", json!({"post_id": post})),
            even => fans[even].post("/api/bookmarks", json!({"post_id": post})),
        });

        assert_eq!(answers[0].status, 200, "{:?}", answers[0]);
        for answer in &answers[1..] {
            assert!([201, 404].contains(&answer.status), "{answer:?}");
        }
        for table in ["likes_posts", "bookmarks"] {
            assert_eq!(count(table, &format!("post_id = {post}")), 0, "{table}");
        }
    }
}

#[test]
fn reading_goes_on_while_posts_come_and_go() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let done = AtomicBool::new(false);

    thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        for path in ["/api/posts", "/api/bookmarks", "/api/profile"] {
                            bob.get(path).ok();
                        }
                    }
                })
            })
            .collect();
        for _ in 0..20 {
            let post = alice.publish("x");
            let bookmark = bob.post("/api/bookmarks", json!({"post_id": post}));
            assert_eq!(bookmark.status, 201, "{bookmark:?}");
            alice.patch(&format!("/api/posts/{post}"), json!({"caption": "y"})).ok();
            alice.delete(&format!("/api/posts/{post}")).ok();
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.join().expect("a reader that saw nothing odd");
        }
    });
}

#[test]
fn a_user_deleted_during_a_write_is_refused_and_leaves_nothing_behind() {
    for _ in 0..3 {
        let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
        alice.follow(&bob);
        let post = bob.publish("x");

        let answers = at_once(|number| match number % 4 {
            0 if number == 0 => {
                app().sql(&format!("DELETE FROM users WHERE id = {}", alice.id));
                app().get("/api/nothing")
            }
            1 => alice.post("/api/posts", json!({"image_url": "/a.jpg"})),
            2 => alice.post("/api/comments", json!({"post_id": post, "text": "x"})),
            3 => alice.get("/api/posts"),
            _ => alice.post("/api/bookmarks", json!({"post_id": post})),
        });

        for answer in &answers {
            assert!([200, 201, 400, 401, 404].contains(&answer.status), "{answer:?}");
        }
        alice.get("/api/posts").expect(401);
        for (table, column) in [("posts", "user_id"), ("comments", "user_id"), ("bookmarks", "user_id")] {
            assert_eq!(count(table, &format!("{column} = {}", alice.id)), 0, "{table}");
        }
    }
}

#[test]
fn a_user_of_the_original_service_can_sign_in_on_many_devices_at_once() {
    let alice = app().user("alice");
    let hash = "pbkdf2:sha256:1000$Nd8cX2kQ$aebf174dc661a4c8691940fdec8f72b3bb9f1d23754d36d1001c13c98b184a31";
    app().sql(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", alice.id));
    let credentials = json!({"username": alice.username, "password": "password"});

    for answer in at_once(|_| app().request("POST", "/api/token").json(credentials.clone()).send()) {
        answer.ok();
    }

    assert_eq!(count("users", &format!("id = {} AND password_hash LIKE '$2%'", alice.id)), 1);
}

#[test]
fn two_changes_of_a_post_at_once_leave_one_of_them() {
    let alice = app().user("alice");
    let path = format!("/api/posts/{}", alice.publish("x"));

    for answer in at_once(|number| alice.patch(&path, json!({"caption": format!("caption {number}")}))) {
        answer.ok();
    }

    let caption = alice.get(&path).ok()["caption"].as_str().expect("a caption").to_owned();
    assert!(caption.starts_with("caption "), "{caption}");
}

#[test]
fn audiences_of_posts_change_while_one_of_them_is_deleted() {
    for _ in 0..20 {
        let author = app().user("author");
        let [kept, doomed] = ["Kept", "Doomed"]
            .map(|name| author.post("/api/audiences", json!({"name": name})).created()["id"].clone());
        let shared = json!({"image_url": "https://example.org/x.jpg", "audience_ids": [kept, doomed]});
        let posts: Vec<Value> =
            (1..AT_ONCE).map(|_| author.post("/api/posts", shared.clone()).created()["id"].clone()).collect();

        let answers = at_once(|number| match number.checked_sub(1) {
            None => author.delete(&format!("/api/audiences/{doomed}")),
            Some(post) => {
                let path = format!("/api/posts/{}", posts[post]);
                author.patch(&path, json!({"audience_ids": [kept, doomed]}))
            }
        });

        assert_eq!(answers[0].status, 200, "{:?}", answers[0]);
        for (answer, post) in answers[1..].iter().zip(&posts) {
            assert!([200, 404].contains(&answer.status), "{answer:?}");
            let left = author.get(&format!("/api/posts/{post}/audiences")).ok();
            assert_eq!(ids(&left), [kept.as_i64().expect("an id")]);
        }
    }
}
