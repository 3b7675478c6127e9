//! `/api/stories`

use serde_json::json;

use crate::test_app::{Person, app, ids};

/// Puts a story into the database beside the server, as the API has no route for it.
fn tell(person: &Person, text: &str, time: &str) {
    app()
        .sql(&format!("INSERT INTO stories (text, user_id, pub_date) VALUES ('{text}', {}, '{time}')", person.id));
}

#[test]
fn stories_of_oneself_and_of_the_followed_are_listed_and_nobody_elses() {
    let [alice, bob, stranger] = ["alice", "bob", "stranger"].map(|name| app().person(name));
    alice.follow(&bob);
    tell(&alice, "mine", "2024-05-01 10:00:00");
    tell(&bob, "followed", "2024-05-01 10:00:01");
    tell(&stranger, "hidden", "2024-05-01 10:00:02");

    let stories = alice.get("/api/stories").ok();

    let expected = json!([
        {"id": stories[0]["id"].as_i64().expect("an id"), "text": "followed", "user": bob.get("/api/profile").ok()},
        {"id": stories[1]["id"].as_i64().expect("an id"), "text": "mine", "user": alice.get("/api/profile").ok()},
    ]);
    assert_eq!(stories, expected);
    assert_eq!(alice.get("/api/stories/").ok(), stories);
}

#[test]
fn stories_are_newest_first_and_ties_are_broken_by_id() {
    let alice = app().person("alice");
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
fn somebody_who_follows_nobody_and_tells_nothing_sees_none() {
    assert_eq!(app().person("loner").get("/api/stories").ok(), json!([]));
}
