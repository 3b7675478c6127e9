//! `/api/followers`

use serde_json::json;

use crate::{
    paging::pages,
    test_app::{app, ids},
};

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

#[test]
fn pages_of_followers_and_followed_users_hold_each_once_newest_first() {
    let alice = app().user("alice");
    let made: Vec<(i64, i64)> =
        (0..5).map(|_| app().user("other")).map(|other| (other.follow(&alice), alice.follow(&other))).collect();
    let (followers, following): (Vec<i64>, Vec<i64>) = made.into_iter().rev().unzip();
    for (path, expected) in [("/api/followers", followers), ("/api/following", following)] {
        for limit in [1, 2, 5, 50] {
            assert_eq!(pages(&alice, &format!("{path}?limit={limit}")).concat(), expected, "{path} {limit}");
        }
        let whole = ids(&alice.get(path).ok());
        assert_eq!(whole.into_iter().rev().collect::<Vec<_>>(), expected, "{path}");
        for odd in ["limit=0", "limit=51", "before=x"] {
            alice.get(&format!("{path}?{odd}")).expect(400);
        }
    }
}
