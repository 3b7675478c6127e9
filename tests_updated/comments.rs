//! `/api/comments`

use serde_json::{Value, json};

use crate::test_app::{app, assert_recent};

#[test]
fn a_comment_has_exactly_the_promised_fields_and_appears_on_its_post() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let post = bob.publish("x");

    for path in ["/api/comments", "/api/comments/"] {
        let comment = alice.post(path, json!({"post_id": post, "text": " Schön! 🌄 "})).created();

        let expected = json!({
            "id": comment["id"].as_i64().expect("an id"),
            "text": " Schön! 🌄 ",
            "post_id": post,
            "user": alice.as_shown(),
            "created_at": comment["created_at"],
            "likes_count": 0,
        });
        assert_eq!(comment, expected);
        assert_recent(&comment["created_at"]);
        let seen = bob.get(&format!("/api/posts/{post}")).ok();
        assert_eq!(seen["comments"].as_array().and_then(|comments| comments.last()), Some(&expected));
    }
}

#[test]
fn the_post_may_be_named_by_a_string_of_digits() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    let comment = alice.post("/api/comments", json!({"post_id": post.to_string(), "text": "hi"})).created();

    assert_eq!(comment["post_id"], post);
}

#[test]
fn a_comment_needs_text_that_is_not_blank() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for text in [Value::Null, json!(""), json!(" \n\t "), json!("\u{3000}"), json!(5), json!(["a"]), json!({})] {
        alice.post("/api/comments", json!({"post_id": post, "text": text})).expect(400);
    }
    alice.post("/api/comments", json!({"post_id": post})).expect(400);
    alice.post("/api/comments", json!({"text": "no post"})).expect(400);
}

#[test]
fn a_comment_may_have_5000_characters() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let comment = |text: String| alice.post("/api/comments", json!({"post_id": post, "text": text}));

    assert_eq!(comment("ß".repeat(5000)).created()["text"].as_str().map(str::len), Some(10_000));
    comment("x".repeat(5001)).expect(400);
}

#[test]
fn a_post_that_one_may_not_see_cannot_be_commented_on() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let post = bob.publish("x");
    let comment = |post: i64| alice.post("/api/comments", json!({"post_id": post, "text": "hi"})).expect(404);

    assert_eq!(comment(post), comment(2_000_000_000));

    assert_eq!(bob.get(&format!("/api/posts/{post}")).ok()["comments"], json!([]));
}

#[test]
fn users_can_only_delete_their_own_comments_even_on_their_own_posts() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let post = bob.publish("x");
    let comment = alice.post("/api/comments", json!({"post_id": post, "text": "hi"})).created()["id"].clone();
    let path = format!("/api/comments/{comment}");

    let denied = bob.delete(&path).expect(404);
    assert_eq!(denied, bob.delete("/api/comments/2000000000").expect(404));

    assert!(alice.delete(&path).ok()["message"].is_string());
    alice.delete(&path).expect(404);
    assert_eq!(bob.get(&format!("/api/posts/{post}")).ok()["comments"], json!([]));
}

#[test]
fn the_author_of_a_post_removes_comments_from_it_and_commenters_their_own() {
    let [author, fan, other] = ["author", "fan", "other"].map(|name| app().user(name));
    for user in [&fan, &other] {
        user.follow(&author);
    }
    let [post, second] = [0; 2].map(|_| author.publish("x"));
    let comment = || fan.post("/api/comments", json!({"post_id": post, "text": "x"})).created()["id"].clone();
    let number = || author.get(&format!("/api/posts/{post}")).ok()["comments_count"].clone();
    let [first, last] = [0; 2].map(|_| comment());
    let path = |post: i64, comment: &Value| format!("/api/posts/{post}/comments/{comment}");

    other.delete(&path(post, &first)).expect(404);
    author.delete(&path(second, &first)).expect(404);
    author.delete(&path(2_000_000_000, &first)).expect(404);
    author.delete(&path(post, &json!(0))).expect(404);
    // The shorter path stays the commenter's alone.
    author.delete(&format!("/api/comments/{first}")).expect(404);
    assert_eq!(number(), 2);

    assert!(author.delete(&path(post, &first)).ok()["message"].is_string());
    author.delete(&path(post, &first)).expect(404);
    assert!(fan.delete(&path(post, &last)).ok()["message"].is_string());
    assert_eq!(number(), 0);
}

#[test]
fn comments_of_strangers_on_a_visible_post_are_part_of_it() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| app().user(name));
    alice.follow(&bob);
    carol.follow(&bob);
    let post = bob.publish("x");
    carol.post("/api/comments", json!({"post_id": post, "text": "from carol"})).created();

    let seen = alice.get(&format!("/api/posts/{post}")).ok();

    assert_eq!(seen["comments"][0]["user"]["id"], carol.id);
}

#[test]
fn text_that_looks_like_markup_or_sql_comes_back_as_it_was() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for text in
        ["<script>alert(1)</script>", "'; DROP TABLE users; --", "%s %n \\ \" \u{202e} \u{1f469}\u{200d}\u{1f680}"]
    {
        let comment = alice.post("/api/comments", json!({"post_id": post, "text": text})).created();
        assert_eq!(comment["text"], text);
    }
}
