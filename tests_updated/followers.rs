//! `/api/followers`

use serde_json::json;

use crate::test_app::{app, ids};

#[test]
fn followers_are_listed_by_id_with_who_they_are() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| app().user(name));
    let second = carol.follow(&alice);
    let third = bob.follow(&alice);

    let followers = alice.get("/api/followers").ok();

    assert_eq!(ids(&followers), [second, third]);
    assert_eq!(followers[0], json!({"id": second, "follower": carol.as_shown()}));
    assert_eq!(alice.get("/api/followers/").ok(), followers);
}

#[test]
fn those_one_follows_are_no_followers() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);

    assert_eq!(alice.get("/api/followers").ok(), json!([]));
}

#[test]
fn a_user_who_unfollows_is_no_longer_listed() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let entry = bob.follow(&alice);

    bob.delete(&format!("/api/following/{entry}")).ok();

    assert_eq!(alice.get("/api/followers").ok(), json!([]));
}

#[test]
fn a_following_is_not_ended_through_its_own_path_by_the_user_who_is_followed() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let entry = bob.follow(&alice);

    alice.delete(&format!("/api/following/{entry}")).expect(404);

    assert_eq!(ids(&alice.get("/api/followers").ok()), [entry]);
}
