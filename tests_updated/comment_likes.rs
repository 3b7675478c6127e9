//! `/api/comments/{id}/likes`, and likes as part of a comment.

use serde_json::{Value, json};

use crate::test_app::{TestUser, app};

/// A post of `author` with a comment of theirs on it.
fn comment_of(author: &TestUser) -> (i64, i64) {
    let post = author.publish("x");
    let comment = author.post("/api/comments", json!({"post_id": post, "text": "first"})).created();
    (post, comment["id"].as_i64().expect("an id"))
}

fn like(viewer: &TestUser, comment: i64) -> i64 {
    let like = viewer.post(&format!("/api/comments/{comment}/likes"), json!({})).created();
    let id = like["id"].as_i64().expect("an id");
    assert_eq!(like, json!({"id": id, "user_id": viewer.id, "comment_id": comment}));
    id
}

/// The count and the viewer's like of the first comment, the same wherever the viewer sees it.
fn seen(viewer: &TestUser, post: i64) -> (Value, Value) {
    let alone = viewer.get(&format!("/api/posts/{post}")).ok()["comments"][0].clone();
    let feed = viewer.get("/api/posts").ok();
    let feed = feed.as_array().expect("a feed").iter().find(|one| one["id"] == json!(post)).expect("the post");
    let listed = viewer.get(&format!("/api/posts/{post}/comments")).ok();
    let listed = listed.as_array().and_then(|comments| comments.last()).cloned().expect("a comment");
    assert_eq!((&feed["comments"][0], &listed), (&alone, &alone));
    (alone["likes_count"].clone(), alone["current_user_like_id"].clone())
}

#[test]
fn everybody_sees_the_count_and_their_own_like() {
    let [alice, bob, eve] = ["alice", "bob", "eve"].map(|name| app().user(name));
    for viewer in [&bob, &eve] {
        viewer.follow(&alice);
    }
    let (post, comment) = comment_of(&alice);
    assert_eq!(seen(&bob, post), (json!(0), Value::Null));

    let [of_alice, of_bob] = [&alice, &bob].map(|viewer| like(viewer, comment));

    assert_eq!(seen(&alice, post), (json!(2), json!(of_alice)));
    assert_eq!(seen(&bob, post), (json!(2), json!(of_bob)));
    assert_eq!(seen(&eve, post), (json!(2), Value::Null));
    bob.delete(&format!("/api/comments/{comment}/likes/{of_bob}")).ok();
    assert_eq!(seen(&bob, post), (json!(1), Value::Null));
    assert_eq!(seen(&alice, post), (json!(1), json!(of_alice)));
}

#[test]
fn a_comment_is_liked_once() {
    let alice = app().user("alice");
    let (post, comment) = comment_of(&alice);
    let id = like(&alice, comment);

    alice.post(&format!("/api/comments/{comment}/likes"), json!({})).expect(400);
    alice.request("POST", &format!("/api/comments/{comment}/likes/")).send().expect(400);

    assert_eq!(seen(&alice, post), (json!(1), json!(id)));
}

#[test]
fn what_one_may_not_see_cannot_be_liked() {
    let [alice, stranger] = ["alice", "stranger"].map(|name| app().user(name));
    let (_, comment) = comment_of(&alice);

    let unknown = stranger.post("/api/comments/2147483647/likes", json!({})).expect(404);
    assert_eq!(stranger.post(&format!("/api/comments/{comment}/likes"), json!({})).expect(404), unknown);
    for odd in ["0", "-1", "x", "1.0", "99999999999999999999"] {
        alice.post(&format!("/api/comments/{odd}/likes"), json!({})).expect(404);
    }
}

#[test]
fn users_can_only_remove_their_own_like_of_that_comment() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let (post, comment) = comment_of(&alice);
    let (_, other) = comment_of(&alice);
    let id = like(&alice, comment);

    bob.delete(&format!("/api/comments/{comment}/likes/{id}")).expect(404);
    alice.delete(&format!("/api/comments/{other}/likes/{id}")).expect(404);
    assert_eq!(seen(&alice, post).0, json!(1));
    alice.delete(&format!("/api/comments/{comment}/likes/{id}/")).ok();
    alice.delete(&format!("/api/comments/{comment}/likes/{id}")).expect(404);
}

#[test]
fn likes_go_with_the_comment_and_with_the_person() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let (post, comment) = comment_of(&alice);
    like(&bob, comment);
    assert_eq!(seen(&alice, post).0, json!(1));

    app().sql(&format!("DELETE FROM users WHERE id = {}", bob.id));
    assert_eq!(seen(&alice, post).0, json!(0));
    like(&alice, comment);
    alice.delete(&format!("/api/comments/{comment}")).ok();

    assert_eq!(app().number(&format!("SELECT count(*) AS n FROM likes_comments WHERE comment_id = {comment}")), 0);
}
