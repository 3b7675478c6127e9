//! `/api/following`

use serde_json::{Value, json};

use crate::{
    test_app::{TestApp, app, ids},
    threads::numbers,
};

#[test]
fn following_a_user_returns_and_lists_them() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

    let following = alice.post("/api/following/", json!({"user_id": bob.id})).created();

    let whom = bob.as_shown();
    assert_eq!(following, json!({"id": following["id"].as_i64().expect("an id"), "following": whom}));
    assert_eq!(alice.get("/api/following").ok(), json!([following]));
    assert_eq!(bob.get("/api/following").ok(), json!([]));
}

#[test]
fn those_one_follows_are_listed_by_id() {
    let alice = app().user("alice");
    let others = ["bob", "carol", "dave"].map(|name| app().user(name));
    let order: Vec<i64> = [2, 0, 1].map(|place: usize| alice.follow(&others[place])).to_vec();

    assert_eq!(ids(&alice.get("/api/following").ok()), order);
}

#[test]
fn a_user_id_may_be_a_string_of_digits() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

    let following = alice.post("/api/following", json!({"user_id": bob.id.to_string()})).created();

    assert_eq!(following["following"]["id"], bob.id);
}

#[test]
fn users_cannot_follow_themselves() {
    let alice = app().user("alice");

    alice.post("/api/following", json!({"user_id": alice.id})).expect(400);
    alice.post("/api/following", json!({"user_id": alice.id.to_string()})).expect(400);

    assert_eq!(alice.get("/api/following").ok(), json!([]));
}

#[test]
fn following_a_user_twice_is_a_bad_request() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);

    alice.post("/api/following", json!({"user_id": bob.id})).expect(400);

    assert_eq!(alice.get("/api/following").ok().as_array().map(Vec::len), Some(1));
}

#[test]
fn an_unknown_user_is_not_found_and_an_invalid_id_is_a_bad_request() {
    let alice = app().user("alice");

    for unknown in [json!(2_000_000_000), json!("2000000000"), json!(99_999_999_999_i64), json!(0), json!(-5)] {
        alice.post("/api/following", json!({"user_id": unknown})).expect(404);
    }
    for wrong in [json!("bob"), json!(1.5), json!(true), Value::Null, json!({}), json!([1]), json!("")] {
        alice.post("/api/following", json!({"user_id": wrong})).expect(400);
    }
    alice.post("/api/following", json!({})).expect(400);
}

#[test]
fn users_can_only_delete_their_own_followings() {
    let [alice, bob, mallory] = ["alice", "bob", "mallory"].map(|name| app().user(name));
    let entry = alice.follow(&bob);
    let path = format!("/api/following/{entry}");

    let denied = mallory.delete(&path).expect(404);
    bob.delete(&path).expect(404);
    assert_eq!(denied, mallory.delete("/api/following/2000000000").expect(404));

    assert!(alice.delete(&path).ok()["message"].is_string());
    alice.delete(&path).expect(404);
    assert_eq!(alice.get("/api/following").ok(), json!([]));
}

#[test]
fn a_self_follow_written_beside_the_server_shows_no_post_twice() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    app().sql(&format!("INSERT INTO following (user_id, following_id) VALUES ({0}, {0})", alice.id));

    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
    assert_eq!(alice.get("/api/following").ok()[0]["following"]["id"], alice.id);
    assert_eq!(alice.get("/api/stories").ok(), json!([]));
}

#[test]
fn long_lists_have_everybody_once_and_in_order() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    app.sql(&format!(
        "INSERT INTO users (username, email, password_hash, first_name, last_name, is_disabled) \
         SELECT 'user' || n, 'user' || n, '', '', '', n = 700 FROM {}",
        numbers(1_100)
    ));
    app.sql(&format!(
        "INSERT INTO following (user_id, following_id) SELECT {0}, id FROM users WHERE username LIKE 'user%' \
         UNION ALL SELECT id, {0} FROM users WHERE username LIKE 'user%'",
        alice.id
    ));

    for (path, number, who) in [("/api/following", 1_099, "following"), ("/api/followers", 1_099, "follower")] {
        let list = alice.get(path).ok();
        assert!(ids(&list).is_sorted_by(|one, next| one < next), "{path}");
        let mut users: Vec<_> =
            list.as_array().expect("a list").iter().map(|entry| entry[who]["id"].as_i64()).collect();
        assert_eq!(users.len(), number, "{path}");
        users.sort_unstable();
        users.dedup();
        assert_eq!(users.len(), number, "{path}");
    }
}
