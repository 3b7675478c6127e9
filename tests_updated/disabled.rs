//! Disabled users: they cannot sign in (see `token` and `login`), and other users do not see them.

use serde_json::json;

use crate::{
    all_answers::{Said, all_answers},
    test_app::{TestApp, TestUser, app, ids},
};

/// Disables or enables a user beside the server.
fn set_disabled(user: &TestUser, disabled: bool) {
    user.app.sql(&format!("UPDATE users SET is_disabled = {disabled} WHERE id = {}", user.id));
}

#[test]
fn no_answer_shows_a_disabled_user_and_all_show_them_again_once_enabled() {
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
    viewer.post("/api/bookmarks", json!({"post_id": post})).created();
    viewer.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
    app.sql(&format!("INSERT INTO follow_requests (user_id, target_id) VALUES ({}, {})", other.id, viewer.id));
    let before = all_answers(&viewer, &other, post, &story);
    let shown = before.iter().filter(|said| said.text.contains(&other.username)).count();
    assert!(shown >= 10, "only {shown} routes show the user");

    set_disabled(&other, true);

    for Said { path, status, text } in all_answers(&viewer, &other, post, &story) {
        assert!(!text.contains(&other.username), "{path}: {text}");
        assert!(!text.contains("by other"), "{path}: {text}");
        let about_them =
            path.contains(&format!("/{}", other.username)) || path.contains(&format!("/posts/{post}"));
        assert_eq!(status, if about_them { 404 } else { 200 }, "{path}: {text}");
    }
    assert_eq!(ids(&viewer.get("/api/posts").ok()), [seen]);
    assert_eq!(viewer.get("/api/posts").ok()[0]["likes"][0]["user_id"], json!(other.id));
    assert_eq!(viewer.get("/api/bookmarks").ok(), json!([]));
    assert_eq!(viewer.get("/api/bookmarks?limit=5").ok(), json!([]));
    let own = viewer.get(&format!("/api/users/{}", viewer.username)).ok();
    assert_eq!((&own["followers_count"], &own["following_count"]), (&json!(0), &json!(2)));

    set_disabled(&other, false);

    for (before, after) in before.iter().zip(all_answers(&viewer, &other, post, &story)) {
        assert_eq!((after.status, &after.text), (before.status, &before.text), "{}", after.path);
    }
}

#[test]
fn nobody_can_follow_a_disabled_user_or_act_on_what_they_have_made() {
    let [viewer, other] = ["viewer", "other"].map(|name| app().user(name));
    let stranger = app().user("stranger");
    viewer.follow(&other);
    other.follow(&viewer);
    let post = other.publish("x");
    let own = viewer.publish("x");
    let comment = other.post("/api/comments", json!({"post_id": own, "text": "x"})).created()["id"].clone();
    set_disabled(&other, true);

    let unknown = stranger.post("/api/following", json!({"user_id": 2_000_000_000})).expect(404);
    for user in [&stranger, &viewer] {
        assert_eq!(user.post("/api/following", json!({"user_id": other.id})).expect(404), unknown);
    }
    for path in ["/api/posts/likes", "/api/likes", "/api/bookmarks"] {
        viewer.post(path, json!({"post_id": post})).expect(404);
    }
    viewer.post(&format!("/api/posts/{post}/likes"), json!({})).expect(404);
    viewer.post("/api/comments", json!({"post_id": post, "text": "y"})).expect(404);
    viewer.post(&format!("/api/comments/{comment}/likes"), json!({})).expect(404);

    set_disabled(&other, false);

    stranger.follow(&other);
    viewer.post("/api/bookmarks", json!({"post_id": post})).created();
    viewer.post(&format!("/api/comments/{comment}/likes"), json!({})).created();
}

#[test]
fn disabled_users_are_not_suggested_and_displace_no_suggestion() {
    let app = TestApp::start(|_| {});
    let users: Vec<_> = (0..10).map(|_| app.user("somebody")).collect();
    set_disabled(&users[0], true);
    set_disabled(&users[4], true);

    let expected: Vec<i64> = [1, 2, 3, 5, 6, 7, 8].map(|place: usize| i64::from(users[place].id)).to_vec();
    assert_eq!(ids(&users[9].get("/api/suggestions").ok()), expected);
}

#[test]
fn a_page_of_the_feed_begins_behind_a_post_whose_author_was_disabled_meanwhile() {
    let app = TestApp::start(|_| {});
    let [viewer, other, friend] = ["viewer", "other", "friend"].map(|name| app.user(name));
    viewer.follow(&other);
    viewer.follow(&friend);
    let [first, _, third] = [friend.publish("1"), other.publish("2"), friend.publish("3")];
    let page = viewer.get("/api/posts?limit=2");
    let link = page.header("link").expect("a next page").to_owned();
    let next = link.split(['<', '>']).nth(1).expect("an address").to_owned();
    set_disabled(&other, true);

    assert_eq!(ids(&viewer.get(&next).ok()), [first]);
    assert_eq!(ids(&viewer.get("/api/posts?limit=2").ok()), [third, first]);
}

#[test]
fn disabling_a_user_changes_the_versions_of_the_posts_they_commented_on_only() {
    let app = TestApp::start(|_| {});
    let [author, commenter] = ["author", "commenter"].map(|name| app.user(name));
    commenter.follow(&author);
    let (with, without) = (author.publish("with"), author.publish("without"));
    commenter.post("/api/comments", json!({"post_id": with, "text": "x"})).created();
    let version =
        |post: i64| app.number(&format!("SELECT version AS n FROM post_versions WHERE post_id = {post}"));
    let (mut last, unchanged) = (version(with), version(without));

    for disabled in [true, false] {
        set_disabled(&commenter, disabled);
        let now = version(with);
        assert_ne!(now, last);
        last = now;
    }
    set_disabled(&commenter, false);
    commenter.patch("/api/profile", json!({})).ok();
    assert_eq!((version(with), version(without)), (last, unchanged), "nothing changed");
}

#[test]
fn a_place_in_a_list_of_comments_does_not_tell_whether_there_is_a_hidden_one() {
    let app = app();
    let [author, hidden] = ["author", "hidden"].map(|name| app.user(name));
    hidden.follow(&author);
    let post = author.publish("x");
    author.post("/api/comments", json!({"post_id": post, "text": "later"})).created();
    let comment = hidden.post("/api/comments", json!({"post_id": post, "text": "hi"})).created()["id"].clone();
    app.sql(&format!("UPDATE comments SET pub_date = '2024-01-01 10:00:00' WHERE id = {comment}"));
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", hidden.id));
    let behind = |id: &str| author.get(&format!("/api/posts/{post}/comments?before=253402300799999999-{id}")).ok();

    assert_eq!(behind(&comment.to_string()), behind("2000000000"));
    assert_eq!(behind(&comment.to_string()).as_array().map(Vec::len), Some(1));
}
