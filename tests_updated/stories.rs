//! `/api/stories`

use std::{thread, time::Duration};

use serde_json::json;

use crate::{
    paging::next_of,
    test_app::{TestApp, TestUser, app, assert_recent, ids, now},
    threads::numbers,
};

/// Puts a story into the database beside the server, as harnesses do: it has no end.
fn tell(user: &TestUser, text: &str, time: &str) {
    user.app
        .sql(&format!("INSERT INTO stories (text, user_id, pub_date) VALUES ('{text}', {}, '{time}')", user.id));
}

#[test]
fn only_stories_of_the_viewer_and_of_followed_users_are_listed() {
    let [alice, bob, stranger] = ["alice", "bob", "stranger"].map(|name| app().user(name));
    alice.follow(&bob);
    tell(&alice, "mine", "2024-05-01 10:00:00");
    tell(&bob, "followed", "2024-05-01 10:00:01");
    tell(&stranger, "hidden", "2024-05-01 10:00:02");

    let stories = alice.get("/api/stories").ok();

    let expected = json!([
        {"id": stories[0]["id"].as_i64().expect("an id"), "text": "followed", "user": bob.as_shown(), "image_url": null, "published_at": "2024-05-01T10:00:01Z", "display_time": stories[0]["display_time"], "seen": false, "has_audience": false},
        {"id": stories[1]["id"].as_i64().expect("an id"), "text": "mine", "user": alice.as_shown(), "image_url": null, "published_at": "2024-05-01T10:00:00Z", "display_time": stories[1]["display_time"], "seen": true, "has_audience": false},
    ]);
    assert_eq!(stories, expected);
    assert_eq!(alice.get("/api/stories/").ok(), stories);
}

#[test]
fn stories_are_newest_first_and_ties_are_broken_by_id() {
    let alice = app().user("alice");
    tell(&alice, "old", "2024-05-01 10:00:00");
    tell(&alice, "newest", "2024-05-01 10:00:05.250000");
    tell(&alice, "old too", "2024-05-01 10:00:00");

    let stories = alice.get("/api/stories").ok();

    let texts: Vec<_> = stories.as_array().expect("a list").iter().map(|story| &story["text"]).collect();
    assert_eq!(texts, ["newest", "old too", "old"]);
    let ids = ids(&stories);
    assert!(ids[1] > ids[2]);
}

#[test]
fn a_user_without_stories_who_follows_nobody_sees_none() {
    assert_eq!(app().user("loner").get("/api/stories").ok(), json!([]));
}

#[test]
fn a_story_of_this_server_is_visible_for_a_day_and_one_written_beside_it_stays() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    tell(&bob, "old and stays", "2020-01-01 00:00:00");
    let told = bob.post("/api/stories/", json!({"text": "Today", "image_url": "/static/x.jpg"})).created();

    assert_eq!((&told["text"], &told["image_url"]), (&json!("Today"), &json!("/static/x.jpg")));
    assert_eq!(told["display_time"], json!("Just now"));
    let seen = alice.get("/api/stories").ok();
    let mut unseen = told.clone();
    unseen["seen"] = json!(false);
    assert_eq!(seen[0], unseen);
    assert_eq!(seen.as_array().map(Vec::len), Some(2));

    let id = &told["id"];
    let life = app().number(&format!("SELECT expires AS n FROM stories WHERE id = {id}")) - now();
    assert!((24 * 3600 - 60..=24 * 3600).contains(&life), "{life}");
    app().sql(&format!("UPDATE stories SET expires = {} WHERE id = {id}", now()));
    let seen = alice.get("/api/stories").ok();
    assert_eq!(seen.as_array().map(Vec::len), Some(1));
    assert_eq!(seen[0]["text"], json!("old and stays"));
}

#[test]
fn the_author_of_a_story_learns_who_has_seen_it() {
    let app = TestApp::start(|_| {});
    let [author, fan, other, stranger] = ["author", "fan", "other", "stranger"].map(|name| app.user(name));
    for user in [&fan, &other] {
        user.follow(&author);
    }
    let story = author.post("/api/stories", json!({"text": "Today"})).created();
    let seen = format!("/api/stories/{}/seen", story["id"]);
    let viewers = format!("/api/stories/{}/viewers", story["id"]);
    assert_eq!(story["seen"], true);
    assert_eq!(author.get(&viewers).ok(), json!([]));
    assert_eq!(fan.get("/api/stories").ok()[0]["seen"], false);

    for user in [&fan, &fan, &other, &author] {
        user.post(&seen, json!({})).ok();
    }
    stranger.post(&seen, json!({})).expect(404);
    author.post("/api/stories/2000000000/seen", json!({})).expect(404);

    assert_eq!(fan.get("/api/stories").ok()[0]["seen"], true);
    let list = author.get(&viewers).ok();
    assert_recent(&list[0]["seen_at"]);
    let shown: Vec<_> = list.as_array().expect("a list").iter().map(|view| &view["user"]).collect();
    assert_eq!(shown, [&other.as_shown(), &fan.as_shown()]);
    for user in [&fan, &stranger] {
        user.get(&viewers).expect(404);
    }

    let first = author.get(&format!("{viewers}?limit=1"));
    let link = first.header("link").map(str::to_owned).expect("a next page");
    assert_eq!(ids(&first.ok()), ids(&list)[..1]);
    assert_eq!(ids(&author.get(next_of(&link)).ok()), ids(&list)[1..]);
    app.sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", fan.id));
    assert_eq!(ids(&author.get(&viewers).ok()), ids(&list)[..1]);
}

#[test]
fn views_of_a_story_end_with_it_and_with_the_viewer() {
    let app = TestApp::start(|_| {});
    let [author, fan, other] = ["author", "fan", "other"].map(|name| app.user(name));
    let stories = ["One", "Two"].map(|text| author.post("/api/stories", json!({"text": text})).created());
    for user in [&fan, &other] {
        user.follow(&author);
        for story in &stories {
            user.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).ok();
        }
    }
    let views = || app.number("SELECT count(*) AS n FROM story_views");
    assert_eq!(views(), 4);

    author.delete(&format!("/api/stories/{}", stories[0]["id"])).ok();
    assert_eq!(views(), 2);
    app.sql(&format!("DELETE FROM users WHERE id = {}", fan.id));
    assert_eq!(views(), 1);

    // A story that is over is not seen any more.
    app.sql(&format!("UPDATE stories SET expires = {}", now()));
    fan.app.user("late").post(&format!("/api/stories/{}/seen", stories[1]["id"]), json!({})).expect(404);
    other.post(&format!("/api/stories/{}/seen", stories[1]["id"]), json!({})).expect(404);
}

#[test]
fn stories_that_are_over_are_swept_when_a_server_starts() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    for text in ["over", "not yet"] {
        alice.post("/api/stories", json!({"text": text})).created();
    }
    tell(&alice, "stays", "2020-01-01 00:00:00");
    app.sql("UPDATE stories SET expires = 1 WHERE text = 'over'");

    TestApp::start_on(app.db_url.clone(), None, |_| {});

    let left = || app.number("SELECT count(*) AS n FROM stories");
    (0..100).find(|_| {
        thread::sleep(Duration::from_millis(20));
        left() == 2
    });
    assert_eq!(left(), 2);
}

#[test]
fn a_story_needs_a_text_or_a_picture_that_may_be_shown() {
    let alice = app().user("alice");

    for empty in [json!({}), json!({"text": "  "}), json!({"text": null, "image_url": null})] {
        alice.post("/api/stories", empty).expect(400);
    }
    for odd in [
        json!({"text": 5}),
        json!({"text": "x".repeat(5001)}),
        json!({"text": "a\u{0}b"}),
        json!({"text": "x", "image_url": "javascript:alert(1)"}),
        json!({"text": "x", "image_url": ""}),
    ] {
        alice.post("/api/stories", odd).expect(400);
    }
    assert_eq!(alice.post("/api/stories", json!({"image_url": "/a.jpg"})).created()["text"], json!(""));
}

#[test]
fn users_can_only_delete_their_own_stories() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let story = bob.post("/api/stories", json!({"text": "mine"})).created();
    let path = format!("/api/stories/{}", story["id"]);

    let unknown = alice.delete("/api/stories/2147483647").expect(404);
    assert_eq!(alice.delete(&path).expect(404), unknown);
    bob.delete(&path).ok();
    bob.delete(&path).expect(404);
    assert_eq!(alice.get("/api/stories").ok(), json!([]));
}

#[test]
fn a_hundred_stories_run_at_a_time() {
    let alice = app().user("alice");
    tell(&alice, "without an end", "2024-05-01 10:00:00");
    app().sql(&format!(
        "INSERT INTO stories (text, user_id, expires) SELECT 'x', {}, {} FROM {}",
        alice.id,
        now() + 3600,
        numbers(99)
    ));
    let one_more = || alice.post("/api/stories", json!({"text": "one more"}));

    let last = one_more().created()["id"].clone();
    let refusal = one_more().expect(400);
    assert!(refusal["message"].as_str().expect("a message").contains("100"), "{refusal}");

    alice.delete(&format!("/api/stories/{last}")).ok();
    let ended = one_more().created()["id"].clone();
    app().sql(&format!("UPDATE stories SET expires = 1 WHERE id = {ended}"));
    one_more().created();
}

#[test]
fn a_long_list_has_each_story_once_and_in_order() {
    let app = TestApp::start(|_| {});
    let [alice, bob, stranger] = ["alice", "bob", "stranger"].map(|name| app.user(name));
    alice.follow(&bob);
    for user in [&alice, &bob, &stranger] {
        app.sql(&format!(
            "INSERT INTO stories (text, user_id, pub_date) SELECT 'story ' || n, {}, '2024-05-01 10:00:00' FROM {}",
            user.id,
            numbers(150)
        ));
    }
    tell(&alice, "oldest", "2024-01-01 10:00:00");
    tell(&bob, "newest", "2024-06-01 10:00:00");

    let stories = alice.get("/api/stories").ok();

    let list = stories.as_array().expect("a list");
    assert_eq!(list.len(), 302);
    assert_eq!((&list[0]["text"], &list[301]["text"]), (&json!("newest"), &json!("oldest")));
    assert!(ids(&stories)[1..301].is_sorted_by(|one, next| one > next), "{:?}", ids(&stories));
    assert!(list.iter().all(|story| story["user"]["id"] != json!(stranger.id)));
}
