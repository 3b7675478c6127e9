//! `/api/blocks`: users who do not find each other.

use std::thread;

use serde_json::{Value, json};

use crate::{
    all_answers::{Said, all_answers},
    paging::pages,
    test_app::{TestApp, TestUser, app, assert_recent, ids, on_postgres},
    visibility::data_export,
};

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

/// Blocks a user, and returns the id of the block.
fn block(user: &TestUser, other: &TestUser) -> i64 {
    user.post("/api/blocks", json!({"user_id": other.id})).created()["id"].as_i64().expect("an id")
}

/// Adds users whose usernames begin with `other-of-` and the id of this one.
pub fn add_users(user: &TestUser, number: u32) {
    user.app.sql(&format!(
        "INSERT INTO users (first_name, last_name, username, password_hash, email) \
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {number}) \
         SELECT '', '', 'other-of-{0}-' || n, '', 'other-of-{0}-' || n FROM n",
        user.id
    ));
}

/// Whether the server looks for blocks and mutes of a user.
fn is_flagged(user: &TestUser) -> bool {
    user.app.number(&format!("SELECT count(*) AS n FROM users WHERE has_blocks_or_mutes AND id = {}", user.id))
        == 1
}

#[test]
fn a_block_is_listed_for_who_made_it_and_can_be_ended_by_them_alone() {
    let [alice, bob] = users(["alice", "bob"]);

    let made = alice.post("/api/blocks", json!({"user_id": bob.id})).created();

    assert_recent(&made["created_at"]);
    assert_eq!(made, json!({"id": made["id"], "user": bob.as_shown(), "created_at": made["created_at"]}));
    assert_eq!(alice.get("/api/blocks").ok(), json!([made]));
    assert_eq!(bob.get("/api/blocks").ok(), json!([]));
    let again = alice.post("/api/blocks", json!({"user_id": bob.id})).expect(400);
    assert_eq!(
        (&again["code"], &again["message"]),
        (&json!("already_exists"), &json!("You already block this user."))
    );
    let export = data_export(alice.get("/api/profile/archive"));
    assert_eq!(export["blocks"][0]["user"]["username"], bob.username);
    assert_eq!((is_flagged(&alice), is_flagged(&bob)), (true, true));
    let path = format!("/api/blocks/{}", made["id"]);
    bob.delete(&path).expect(404);

    alice.delete(&path).ok();

    alice.delete(&path).expect(404);
    assert_eq!((is_flagged(&alice), is_flagged(&bob)), (false, false));
    bob.get(&format!("/api/users/{}", alice.username)).ok();
    bob.follow(&alice);
}

#[test]
fn nobody_blocks_themself_or_a_user_who_is_not_there() {
    let [alice] = users(["alice"]);
    let own = alice.post("/api/blocks", json!({"user_id": alice.id})).expect(400);
    assert_eq!((&own["field"], &own["message"]), (&json!("user_id"), &json!("user_id is your own.")));
    alice.post("/api/blocks", json!({"user_id": 2_000_000_000})).expect(404);
    alice.post("/api/blocks", json!({})).expect(400);
    alice.delete("/api/blocks/2000000000").expect(404);
}

#[test]
fn a_block_ends_following_and_requests_both_ways_and_does_not_restore_them() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let post = bob.publish("x");
    alice.patch("/api/profile", json!({"is_private": true})).ok();
    bob.post("/api/following", json!({"user_id": alice.id})).expect(202);
    alice.post("/api/bookmarks", json!({"post_id": post})).created();

    let id = block(&bob, &alice);

    assert_eq!([alice.get("/api/following").ok(), bob.get("/api/followers").ok()], [json!([]), json!([])]);
    assert_eq!(alice.get("/api/follow-requests").ok(), json!([]));
    assert_eq!(bob.get("/api/follow-requests?direction=outgoing").ok(), json!([]));
    assert_eq!(alice.get("/api/bookmarks").ok(), json!([]));
    bob.delete(&format!("/api/blocks/{id}")).ok();
    assert_eq!(alice.get("/api/following").ok(), json!([]));
    alice.get(&format!("/api/posts/{post}")).expect(404);
    alice.follow(&bob);
    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
}

/// Compares all answers about a user before and after a block that `viewer` made or that was made against them.
fn check_answers(blocks_viewer: bool) {
    let app = TestApp::start(|_| {});
    let [viewer, friend, other, posting] = ["viewer", "friend", "other", "posting"].map(|name| app.user(name));
    viewer.follow(&other);
    other.follow(&viewer);
    viewer.follow(&friend);
    friend.follow(&other);
    viewer.follow(&posting);
    other.follow(&posting);
    let post = other.publish("by other");
    let seen = posting.publish("by posting");
    other.post("/api/stories", json!({"text": "by other"})).created();
    let story = viewer.post("/api/stories", json!({"text": "x"})).created();
    other.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).ok();
    other.post("/api/posts/likes", json!({"post_id": seen})).created();
    let comment = other.post("/api/comments", json!({"post_id": seen, "text": "by other"})).created();
    let own = viewer.post("/api/comments", json!({"post_id": seen, "text": "hello"})).created();
    other.post(&format!("/api/comments/{}/likes", own["id"]), json!({})).created();
    viewer.post("/api/bookmarks", json!({"post_id": post})).created();
    viewer.get("/api/posts").ok();

    if blocks_viewer {
        block(&other, &viewer)
    } else {
        block(&viewer, &other)
    };

    let lists_of_blocks = ["/api/blocks", "/api/profile/archive"];
    for Said { path, status, text } in all_answers(&viewer, &other, post, &story) {
        if blocks_viewer || !lists_of_blocks.contains(&path.as_str()) {
            assert!(!text.contains(&other.username), "{path}: {text}");
        }
        assert!(!text.contains("by other"), "{path}: {text}");
        let about_them =
            path.contains(&format!("/{}", other.username)) || path.contains(&format!("/posts/{post}"));
        assert_eq!(status, if about_them { 404 } else { 200 }, "{path}: {text}");
    }
    let [from_feed, alone] = [&viewer.get("/api/posts").ok()[0], &viewer.get(&format!("/api/posts/{seen}")).ok()];
    for shown in [from_feed, alone] {
        assert_eq!((&shown["likes"], &shown["comments_count"]), (&json!([]), &json!(1)));
        assert_eq!(
            (ids(&shown["comments"]), &shown["comments"][0]["likes_count"]),
            (ids(&json!([own])), &json!(0))
        );
    }
    assert_eq!(viewer.get(&format!("/api/posts/{seen}?comments=1")).ok()["comments"][0]["id"], own["id"]);
    viewer.post(&format!("/api/comments/{}/likes", comment["id"]), json!({})).expect(404);
    viewer.post("/api/following", json!({"user_id": other.id})).expect(404);
    assert_eq!(friend.get(&format!("/api/posts/{post}")).ok()["user"]["id"], json!(other.id));
    assert_eq!(posting.get(&format!("/api/posts/{seen}")).ok()["comments_count"], json!(2));
}

#[test]
fn no_answer_shows_a_user_whom_the_viewer_blocks() {
    check_answers(false);
}

#[test]
fn no_answer_shows_a_user_who_blocks_the_viewer() {
    check_answers(true);
}

#[test]
fn a_block_cannot_be_told_from_a_user_who_does_not_exist() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let post = bob.publish("x");
    let comment = bob.post("/api/comments", json!({"post_id": post, "text": "x"})).created()["id"].clone();
    let story = bob.post("/api/stories", json!({"text": "x"})).created()["id"].clone();
    block(&bob, &alice);

    let told = |method: &str, path: String, body: Value| {
        let answer = match method {
            "GET" => alice.get(&path),
            "DELETE" => alice.delete(&path),
            _ => alice.post(&path, body),
        };
        (answer.status, answer.text())
    };
    let absent = 2_000_000_000;
    for (method, path, hidden) in [
        ("GET", "/api/posts/{}", json!(post)),
        ("GET", "/api/posts/{}/comments", json!(post)),
        ("GET", "/api/posts/{}/likes", json!(post)),
        ("POST", "/api/posts/{}/likes", json!(post)),
        ("POST", "/api/comments/{}/likes", comment.clone()),
        ("POST", "/api/stories/{}/seen", story.clone()),
        ("GET", "/api/stories/{}/viewers", story),
        ("DELETE", "/api/comments/{}", comment.clone()),
    ] {
        let [hidden, absent] =
            [hidden, json!(absent)].map(|id| told(method, path.replace("{}", &id.to_string()), json!({})));
        assert_eq!(hidden, absent, "{method} {path}");
        assert_eq!(hidden.0, 404, "{method} {path}");
    }
    for path in ["/api/users/{}", "/api/users/{}/posts"] {
        let [hidden, absent] =
            [bob.username.as_str(), "nobody-at-all"].map(|name| told("GET", path.replace("{}", name), json!({})));
        assert_eq!(hidden, absent, "{path}");
    }
    for (path, field, id) in [
        ("/api/following", "user_id", i64::from(bob.id)),
        ("/api/blocks", "user_id", bob.id.into()),
        ("/api/mutes", "user_id", bob.id.into()),
        ("/api/reports", "user_id", bob.id.into()),
        ("/api/reports", "post_id", post),
        ("/api/reports", "comment_id", comment.as_i64().expect("an id")),
        ("/api/likes", "post_id", post),
        ("/api/bookmarks", "post_id", post),
    ] {
        let body = |id: i64| json!({ field: id, "reason": "Spam" });
        let [hidden, absent] = [id, absent].map(|id| told("POST", path.to_owned(), body(id)));
        assert_eq!(hidden, absent, "{path}");
    }
}

#[test]
fn a_user_can_report_whom_they_block() {
    let [alice, bob] = users(["alice", "bob"]);
    block(&alice, &bob);
    alice.post("/api/reports", json!({"user_id": bob.id, "reason": "Spam"})).created();
}

#[test]
fn profiles_count_neither_the_blocked_nor_the_blocking_user() {
    let [alice, bob, friend] = users(["alice", "bob", "friend"]);
    for user in [&alice, &bob] {
        user.follow(&friend);
        friend.follow(user);
    }
    let counts = |viewer: &TestUser| {
        let page = viewer.get(&format!("/api/users/{}", friend.username)).ok();
        (page["followers_count"].clone(), page["following_count"].clone())
    };
    assert_eq!(counts(&alice), (json!(2), json!(2)));
    block(&bob, &alice);
    for viewer in [&alice, &bob] {
        assert_eq!(counts(viewer), (json!(1), json!(1)));
    }
    assert_eq!(counts(&friend), (json!(2), json!(2)));
}

#[test]
fn the_author_of_a_post_can_delete_a_comment_of_a_user_behind_a_block() {
    for author_blocks in [true, false] {
        let [author, commenter] = users(["author", "commenter"]);
        commenter.follow(&author);
        let post = author.publish("x");
        let comment = commenter.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
        if author_blocks {
            block(&author, &commenter)
        } else {
            block(&commenter, &author)
        };

        assert_eq!(author.get(&format!("/api/posts/{post}/comments")).ok(), json!([]));
        author.delete(&format!("/api/posts/{post}/comments/{}", comment["id"])).ok();
    }
}

#[test]
fn a_place_in_a_list_does_not_tell_whether_there_is_a_comment_of_a_blocked_user() {
    let [author, hidden] = users(["author", "hidden"]);
    hidden.follow(&author);
    let post = author.publish("x");
    author.post("/api/comments", json!({"post_id": post, "text": "later"})).created();
    let comment = hidden.post("/api/comments", json!({"post_id": post, "text": "hi"})).created()["id"].clone();
    app().sql(&format!("UPDATE comments SET pub_date = '2024-01-01 10:00:00' WHERE id = {comment}"));
    block(&hidden, &author);
    let behind = |id: &str| author.get(&format!("/api/posts/{post}/comments?before=253402300799999999-{id}")).ok();

    assert_eq!(behind(&comment.to_string()), behind("2000000000"));
    assert_eq!(behind(&comment.to_string()).as_array().map(Vec::len), Some(1));
}

#[test]
fn likes_of_a_blocked_user_are_left_out_of_long_threads() {
    let [alice, bob, author] = users(["alice", "bob", "author"]);
    for user in [&alice, &bob] {
        user.follow(&author);
    }
    let post = author.publish("x");
    for _ in 0..101 {
        author.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
    }
    app().sql(&format!(
        "INSERT INTO likes_comments (user_id, comment_id) SELECT {}, id FROM comments WHERE post_id = {post}",
        bob.id
    ));
    let likes = |viewer: &TestUser| {
        let comments = viewer.get(&format!("/api/posts/{post}")).ok()["comments"].clone();
        let comments = comments.as_array().expect("a list").iter();
        comments.map(|comment| comment["likes_count"].as_i64().expect("a number")).sum::<i64>()
    };
    assert_eq!((likes(&alice), likes(&author)), (101, 101));
    block(&alice, &bob);
    assert_eq!((likes(&alice), likes(&author)), (0, 101));
}

#[test]
fn comments_of_a_blocked_user_are_left_out_of_long_threads() {
    let [alice, bob, author] = users(["alice", "bob", "author"]);
    for user in [&alice, &bob] {
        user.follow(&author);
    }
    let post = author.publish("x");
    for (user, number) in [(&bob, 90), (&alice, 90), (&bob, 3)] {
        for _ in 0..number {
            user.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
        }
    }
    block(&alice, &bob);

    let shown = alice.get(&format!("/api/posts/{post}")).ok();

    assert_eq!((&shown["comments_count"], ids(&shown["comments"]).len()), (&json!(90), 90));
    for number in [2, 50] {
        let newest = alice.get(&format!("/api/posts/{post}?comments={number}")).ok();
        assert_eq!(ids(&newest["comments"]), ids(&shown["comments"])[90 - number..], "{number}");
    }
    assert!(shown["comments"].as_array().expect("a list").iter().all(|one| one["user"]["id"] == json!(alice.id)));
    assert_eq!(ids(&bob.get(&format!("/api/posts/{post}")).ok()["comments"]).len(), 93);
    assert_eq!(author.get(&format!("/api/posts/{post}")).ok()["comments_count"], json!(183));
}

#[test]
fn pages_of_blocks_hold_each_once() {
    let [alice] = users(["alice"]);
    let mut made: Vec<i64> = (0..5).map(|_| block(&alice, &app().user("other"))).collect();
    made.reverse();
    assert_eq!(pages(&alice, "/api/blocks?limit=2").concat(), made);
}

#[test]
fn nobody_blocks_more_than_a_thousand_users() {
    let [alice, bob] = users(["alice", "bob"]);
    add_users(&alice, 1_000);
    app().sql(&format!(
        "INSERT INTO blocks (user_id, blocked_id) SELECT {0}, id FROM users WHERE username LIKE 'other-of-{0}-%'",
        alice.id
    ));
    let refused = alice.post("/api/blocks", json!({"user_id": bob.id})).expect(400);
    assert_eq!(refused["code"], "too_many_blocks");
}

#[test]
fn following_and_blocking_at_the_same_moment_leave_no_follower() {
    for round in 0..if on_postgres() { 20 } else { 5 } {
        let [alice, bob] = users(["alice", "bob"]);
        if round % 2 == 0 {
            bob.patch("/api/profile", json!({"is_private": true})).ok();
            alice.post("/api/following", json!({"user_id": bob.id})).expect(202);
        }
        let request = bob.get("/api/follow-requests").ok()[0]["id"].clone();
        thread::scope(|scope| {
            scope.spawn(|| block(&alice, &bob));
            scope.spawn(|| match request.is_null() {
                true => alice.post("/api/following", json!({"user_id": bob.id})),
                false => bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})),
            });
        });
        let rows = format!("SELECT count(*) AS n FROM following WHERE user_id = {}", alice.id);
        assert_eq!(app().number(&rows), 0);
    }
}

#[test]
fn two_users_who_block_each_other_at_the_same_moment_get_one_block() {
    for _ in 0..10 {
        let [alice, bob] = users(["alice", "bob"]);
        let statuses = thread::scope(|scope| {
            let other = scope.spawn(|| bob.post("/api/blocks", json!({"user_id": alice.id})).status);
            [alice.post("/api/blocks", json!({"user_id": bob.id})).status, other.join().expect("no panic")]
        });
        assert!(matches!(statuses, [201, 404] | [404, 201]), "{statuses:?}");
    }
}
