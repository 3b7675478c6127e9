//! `/api/mutes`: users whose posts or stories are left out, without their knowledge.

use serde_json::{Value, json};

use crate::{
    blocks::add_users,
    paging::pages,
    test_app::{TestUser, app, assert_recent, ids},
    visibility::data_export,
};

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

#[test]
fn posts_of_a_muted_user_are_left_out_of_the_feed_alone() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let (post, own) = (bob.publish("by bob #hidden"), alice.publish("mine"));
    let story = bob.post("/api/stories", json!({"text": "x"})).created();

    let mute = alice.post("/api/mutes", json!({"user_id": bob.id, "stories": false})).created();

    assert_recent(&mute["created_at"]);
    let expected = json!({
        "id": mute["id"], "user": bob.as_shown(), "posts": true, "stories": false, "created_at": mute["created_at"],
    });
    assert_eq!(mute, expected);
    assert_eq!(alice.get("/api/mutes").ok(), json!([mute]));
    assert_eq!(alice.get(&format!("/api/users/{}", bob.username)).ok()["mute_id"], mute["id"]);
    assert_eq!(ids(&alice.get("/api/posts").ok()), [own]);
    assert_eq!(ids(&alice.get("/api/posts?limit=1").ok()), [own]);
    alice.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(ids(&alice.get(&format!("/api/users/{}/posts", bob.username)).ok()), [post]);
    assert_eq!(ids(&alice.get("/api/tags/hidden/posts").ok()), [post]);
    assert_eq!(ids(&alice.get("/api/stories").ok()), ids(&json!([story])));
    let export = data_export(alice.get("/api/profile/archive"));
    assert_eq!((&export["mutes"][0]["posts"], &export["mutes"][0]["stories"]), (&json!(true), &json!(false)));

    bob.delete(&format!("/api/mutes/{}", mute["id"])).expect(404);
    alice.delete(&format!("/api/mutes/{}", mute["id"])).ok();

    assert_eq!(ids(&alice.get("/api/posts").ok()), [own, post]);
    assert_eq!(alice.get("/api/mutes").ok(), json!([]));
}

#[test]
fn stories_of_a_muted_user_are_left_out() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let post = bob.publish("x");
    let story = bob.post("/api/stories", json!({"text": "x"})).created();
    alice.post("/api/mutes", json!({"user_id": bob.id, "posts": false})).created();

    assert_eq!(alice.get("/api/stories").ok(), json!([]));
    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
    alice.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).ok();
}

#[test]
fn a_muted_user_does_not_learn_it() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    bob.follow(&alice);
    let told = || {
        let page = bob.get(&format!("/api/users/{}", alice.username)).text();
        [page, bob.get("/api/followers").text(), bob.get("/api/mutes").text()]
    };
    let before = told();
    alice.post("/api/mutes", json!({"user_id": bob.id})).created();
    assert_eq!(told(), before);
}

#[test]
fn wrong_mutes_are_refused() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.post("/api/mutes", json!({"user_id": bob.id})).created();
    let again = alice.post("/api/mutes", json!({"user_id": bob.id, "stories": true})).expect(400);
    assert_eq!(again["message"], "You already mute this user.");
    let own = alice.post("/api/mutes", json!({"user_id": alice.id})).expect(400);
    assert_eq!(own["field"], "user_id");
    let nothing =
        alice.post("/api/mutes", json!({"user_id": bob.id, "posts": false, "stories": false})).expect(400);
    assert_eq!(nothing["field"], "posts");
    alice.post("/api/mutes", json!({"user_id": bob.id, "posts": "no"})).expect(400);
    alice.post("/api/mutes", json!({"user_id": 2_000_000_000})).expect(404);
}

#[test]
fn pages_of_mutes_hold_each_once() {
    let [alice] = users(["alice"]);
    let mute = |user: TestUser| alice.post("/api/mutes", json!({"user_id": user.id})).created();
    let made: Vec<Value> = (0..5).map(|_| mute(app().user("other"))).collect();
    let expected: Vec<i64> = ids(&Value::from(made)).into_iter().rev().collect();
    assert_eq!(pages(&alice, "/api/mutes?limit=2").concat(), expected);
}

#[test]
fn a_second_mute_changes_what_is_muted() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let post = bob.publish("x");
    let first = alice.post("/api/mutes", json!({"user_id": bob.id, "stories": false})).created();
    let second = alice.post("/api/mutes", json!({"user_id": bob.id, "posts": false})).created();

    assert_eq!((&second["id"], &second["posts"], &second["stories"]), (&first["id"], &json!(false), &json!(true)));
    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
    assert_eq!(alice.get("/api/mutes").ok(), json!([second]));
}

#[test]
fn a_mute_of_a_user_behind_a_block_is_not_found() {
    let [alice, bob] = users(["alice", "bob"]);
    let mute = alice.post("/api/mutes", json!({"user_id": bob.id})).created();
    let block = bob.post("/api/blocks", json!({"user_id": alice.id})).created();

    assert_eq!(alice.get("/api/mutes").ok(), json!([]));
    assert_eq!(data_export(alice.get("/api/profile/archive"))["mutes"], json!([]));
    alice.delete(&format!("/api/mutes/{}", mute["id"])).expect(404);

    bob.delete(&format!("/api/blocks/{}", block["id"])).ok();

    assert_eq!(alice.get("/api/mutes").ok(), json!([mute]));
    alice.delete(&format!("/api/mutes/{}", mute["id"])).ok();
}

#[test]
fn nobody_mutes_more_than_a_thousand_users() {
    let [alice, bob] = users(["alice", "bob"]);
    add_users(&alice, 1_000);
    app().sql(&format!(
        "INSERT INTO mutes (user_id, muted_id, mutes_posts, mutes_stories) \
         SELECT {0}, id, TRUE, TRUE FROM users WHERE username LIKE 'other-of-{0}-%'",
        alice.id
    ));
    let refused = alice.post("/api/mutes", json!({"user_id": bob.id})).expect(400);
    assert_eq!(refused["code"], "too_many_blocks");
}
