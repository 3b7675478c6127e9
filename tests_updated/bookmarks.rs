//! `/api/bookmarks` and its alias.

use serde_json::{Value, json};

use crate::{
    test_app::{TestApp, app, ids},
    threads::numbers,
};

#[test]
fn every_spelling_bookmarks_a_post_lists_it_and_forgets_it() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for path in ["/api/bookmarks", "/api/bookmarks/", "/api/posts/bookmarks", "/api/posts/bookmarks/"] {
        let bookmark = alice.post(path, json!({"post_id": post})).created();
        assert_eq!(alice.get(path).ok(), json!([bookmark]), "{path}");

        let message = alice.delete(&format!("{}/{}", path.trim_end_matches('/'), bookmark["id"])).ok();
        assert!(message["message"].is_string(), "{path}");
        assert_eq!(alice.get(path).ok(), json!([]), "{path}");
    }
}

#[test]
fn a_bookmark_holds_its_post_without_the_comments() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    alice.post("/api/comments", json!({"post_id": post, "text": "hi"})).created();
    let like = alice.post("/api/posts/likes", json!({"post_id": post})).created();

    let bookmark = alice.post("/api/bookmarks", json!({"post_id": post})).created();

    let mut expected = alice.get(&format!("/api/posts/{post}")).ok();
    expected.as_object_mut().expect("an object").remove("comments");
    assert_eq!(bookmark, json!({"id": bookmark["id"].as_i64().expect("an id"), "post": expected}));
    assert_eq!(bookmark["post"]["current_user_bookmark_id"], bookmark["id"]);
    assert_eq!(bookmark["post"]["likes"], json!([like]));
}

#[test]
fn bookmarks_are_newest_first_and_private() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let posts: Vec<i64> = (0..3).map(|_| bob.publish("x")).collect();
    let mark = |post: i64| alice.post("/api/bookmarks", json!({"post_id": post})).created()["id"].as_i64();
    let [second, third, first] = [mark(posts[2]), mark(posts[0]), mark(posts[1])].map(|id| id.expect("an id"));
    app().sql(&format!("UPDATE bookmarks SET timestamp = '2024-05-01 10:00:00' WHERE user_id = {}", alice.id));
    app().sql(&format!("UPDATE bookmarks SET timestamp = '2024-05-01 10:00:01' WHERE id = {second}"));

    assert_eq!(ids(&alice.get("/api/bookmarks").ok()), [second, first, third]);
    assert_eq!(bob.get("/api/bookmarks").ok(), json!([]));
}

#[test]
fn a_second_bookmark_is_a_bad_request() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    alice.post("/api/bookmarks", json!({"post_id": post})).created();

    alice.post("/api/bookmarks", json!({"post_id": post})).expect(400);

    assert_eq!(alice.get("/api/bookmarks").ok().as_array().map(Vec::len), Some(1));
}

#[test]
fn a_post_that_one_may_not_see_cannot_be_bookmarked() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let post = bob.publish("x");

    let hidden = alice.post("/api/bookmarks", json!({"post_id": post})).expect(404);

    assert_eq!(hidden, alice.post("/api/bookmarks", json!({"post_id": 2_000_000_000})).expect(404));
    assert_eq!(app().number(&format!("SELECT count(*) AS n FROM bookmarks WHERE user_id = {}", alice.id)), 0);
}

#[test]
fn a_bookmarked_post_is_hidden_as_soon_as_one_stops_following_its_author() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let following = alice.follow(&bob);
    let post = bob.publish("x");
    let bookmark = alice.post("/api/bookmarks", json!({"post_id": post})).created()["id"].clone();

    alice.delete(&format!("/api/following/{following}")).ok();
    assert_eq!(alice.get("/api/bookmarks").ok(), json!([]));

    alice.follow(&bob);
    assert_eq!(alice.get("/api/bookmarks").ok()[0]["id"], bookmark);
}

#[test]
fn deleting_someone_elses_bookmark_is_not_found() {
    let [alice, mallory] = ["alice", "mallory"].map(|name| app().user(name));
    let post = alice.publish("x");
    let bookmark = alice.post("/api/bookmarks", json!({"post_id": post})).created()["id"].clone();

    let denied = mallory.delete(&format!("/api/bookmarks/{bookmark}")).expect(404);

    assert_eq!(denied, mallory.delete("/api/bookmarks/2000000000").expect(404));
    assert_eq!(alice.get("/api/bookmarks").ok()[0]["id"], bookmark);
}

#[test]
fn a_bookmark_restored_beside_the_server_under_its_old_id_is_seen_at_once() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let id = alice.post("/api/bookmarks", json!({"post_id": post})).created()["id"].clone();
    alice.delete(&format!("/api/bookmarks/{id}")).ok();

    app().sql(&format!("INSERT INTO bookmarks (id, user_id, post_id) VALUES ({id}, {}, {post})", alice.id));

    assert_eq!(alice.get("/api/bookmarks").ok()[0]["id"], id);
    assert_eq!(alice.get(&format!("/api/posts/{post}")).ok()["current_user_bookmark_id"], id);
}

#[test]
fn ids_that_a_harness_took_ahead_of_the_server_are_stepped_over() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let posts: Vec<i64> = (0..7).map(|_| alice.publish("x")).collect();
    let newest = alice.post("/api/bookmarks", json!({"post_id": posts[0]})).created()["id"].as_i64();
    let ahead = newest.expect("an id") + 1;
    for (id, post) in (ahead..).zip(&posts[1..6]) {
        app.sql(&format!("INSERT INTO bookmarks (id, user_id, post_id) VALUES ({id}, {}, {post})", alice.id));
    }

    let bookmark = alice.post("/api/bookmarks", json!({"post_id": posts[6]})).created();

    assert_eq!(bookmark["id"], ahead + 5);
    assert_eq!(alice.get("/api/bookmarks").ok().as_array().map(Vec::len), Some(7));
}

#[test]
fn a_list_without_bookmarks_is_an_empty_array() {
    let nobody = app().user("nobody");

    assert_eq!(nobody.get("/api/bookmarks").ok(), Value::Array(Vec::new()));
}

#[test]
fn all_of_many_bookmarks_come_newest_first() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    app.sql(&format!(
        "INSERT INTO posts (image_url, caption, user_id) SELECT '/x.jpg', 'post ' || n, {} FROM {}",
        alice.id,
        numbers(120)
    ));
    app.sql(&format!("INSERT INTO bookmarks (user_id, post_id) SELECT {}, id FROM posts", alice.id));
    // All at the same time on one engine, and not on the other: the id decides where the time does not.
    app.sql("UPDATE bookmarks SET timestamp = '2025-01-01 00:00:00' WHERE id % 2 = 0");
    let expected: Vec<i64> = (0..120)
        .map(|place| {
            app.number(&format!(
                "SELECT id AS n FROM bookmarks ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET {place}"
            ))
        })
        .collect();

    let answer = alice.get("/api/bookmarks");

    assert_eq!(answer.header("link"), None);
    let all = answer.ok();
    assert_eq!(ids(&all), expected);
    assert!(
        all.as_array().expect("a list").iter().all(|one| one["post"]["current_user_bookmark_id"] == one["id"])
    );
}
