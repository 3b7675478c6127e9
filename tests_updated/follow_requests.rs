//! Private users: `/api/follow-requests`, and who follows them.

use std::thread;

use serde_json::{Value, json};

use crate::{
    test_app::{TestApp, TestUser, app, assert_recent, ids},
    visibility::data_export,
};

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

/// A user who has made themself private.
fn private_user(name: &str) -> TestUser<'static> {
    let user = app().user(name);
    let profile = user.patch("/api/profile", json!({"is_private": true})).ok();
    assert_eq!(profile["is_private"], true);
    user
}

/// Asks a private user for permission to follow them, and returns the id of the request.
fn ask(user: &TestUser, target: &TestUser) -> i64 {
    let answer = user.post("/api/following", json!({"user_id": target.id})).expect(202);
    assert_eq!(answer, json!({"following": target.as_shown(), "status": "requested"}));
    outgoing(user)[0]["id"].as_i64().expect("an id")
}

fn incoming(user: &TestUser) -> Value {
    user.get("/api/follow-requests").ok()
}

fn outgoing(user: &TestUser) -> Value {
    user.get("/api/follow-requests?direction=outgoing").ok()
}

/// The page of a user.
fn page(viewer: &TestUser, of: &TestUser) -> Value {
    viewer.get(&format!("/api/users/{}", of.username)).ok()
}

#[test]
fn following_a_private_user_makes_a_request_that_they_accept() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let post = bob.publish("x");

    let request = ask(&alice, &bob);

    assert_eq!(alice.get("/api/following").ok(), json!([]));
    alice.get(&format!("/api/posts/{post}")).expect(404);
    let [received, sent] = [incoming(&bob), outgoing(&alice)];
    assert_recent(&received[0]["created_at"]);
    let created_at = &received[0]["created_at"];
    assert_eq!(received, json!([{"id": request, "user": alice.as_shown(), "created_at": created_at}]));
    assert_eq!(sent, json!([{"id": request, "user": bob.as_shown(), "created_at": created_at}]));
    assert_eq!([incoming(&alice), outgoing(&bob)], [json!([]), json!([])]);
    assert_eq!(page(&alice, &bob)["follow_request_id"], request);
    assert_eq!(page(&bob, &alice)["incoming_request_id"], request);
    assert_eq!(page(&alice, &bob)["is_private"], true);

    let follower = bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();

    assert_eq!(follower["follower"], alice.as_shown());
    assert_eq!(bob.get("/api/followers").ok(), json!([follower]));
    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
    assert_eq!([incoming(&bob), outgoing(&alice)], [json!([]), json!([])]);
    let shown = page(&alice, &bob);
    assert_eq!((&shown["following_id"], shown.get("follow_request_id")), (&follower["id"], None));
    let again = alice.post("/api/following", json!({"user_id": bob.id})).expect(400);
    assert_eq!(again["message"], "You already follow this user.");
}

#[test]
fn asking_twice_is_a_bad_request() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let request = ask(&alice, &bob);

    let again = alice.post("/api/following", json!({"user_id": bob.id})).expect(400);

    assert_eq!(again, json!({"message": "You have already asked to follow this user.", "code": "already_exists"}));
    assert_eq!(ids(&incoming(&bob)), [request]);
}

#[test]
fn of_two_requests_at_once_one_is_made() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");

    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let ask = || alice.post("/api/following", json!({"user_id": bob.id})).status;
        let both = [scope.spawn(ask), scope.spawn(ask)];
        both.map(|one| one.join().expect("an answer")).to_vec()
    });

    statuses.sort_unstable();
    assert_eq!(statuses, [202, 400]);
    assert_eq!(ids(&incoming(&bob)).len(), 1);
}

#[test]
fn a_request_is_declined_by_its_target_and_withdrawn_by_its_author() {
    let [alice, mallory] = users(["alice", "mallory"]);
    let bob = private_user("bob");

    for ending in [&bob, &alice] {
        let request = format!("/api/follow-requests/{}", ask(&alice, &bob));
        mallory.delete(&request).expect(404);
        ending.delete(&request).ok();
        ending.delete(&request).expect(404);
        assert_eq!([incoming(&bob), outgoing(&alice)], [json!([]), json!([])]);
    }
    assert_eq!(bob.get("/api/followers").ok(), json!([]));
}

#[test]
fn nobody_but_the_target_accepts_a_request() {
    let [alice, mallory] = users(["alice", "mallory"]);
    let bob = private_user("bob");
    let path = format!("/api/follow-requests/{}/accept", ask(&alice, &bob));

    for other in [&alice, &mallory] {
        other.post(&path, json!({})).expect(404);
    }

    assert_eq!(bob.get("/api/followers").ok(), json!([]));
    bob.post(&path, json!({})).ok();
    bob.post(&path, json!({})).expect(404);
}

#[test]
fn accepting_a_user_who_already_follows_keeps_one_row() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let request = ask(&alice, &bob);
    app().sql(&format!("INSERT INTO following (user_id, following_id) VALUES ({}, {})", alice.id, bob.id));

    let follower = bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();

    assert_eq!(ids(&bob.get("/api/followers").ok()), [follower["id"].as_i64().expect("an id")]);
}

#[test]
fn a_user_who_becomes_public_accepts_all_requests() {
    let [alice, carol] = users(["alice", "carol"]);
    let bob = private_user("bob");
    ask(&alice, &bob);
    ask(&carol, &bob);

    bob.patch("/api/profile", json!({"first_name": "Bob", "is_private": null})).ok();
    assert_eq!(ids(&incoming(&bob)).len(), 2);
    let profile = bob.patch("/api/profile", json!({"is_private": false})).ok();

    assert_eq!(profile["is_private"], false);
    assert_eq!(incoming(&bob), json!([]));
    let followers = bob.get("/api/followers").ok();
    let followers: Vec<_> =
        followers.as_array().expect("a list").iter().map(|row| row["follower"]["id"].clone()).collect();
    assert_eq!(followers, [json!(alice.id), json!(carol.id)]);
}

#[test]
fn ids_that_another_program_took_ahead_of_the_server_are_stepped_over() {
    let app = TestApp::start(|_| {});
    let users: Vec<TestUser> = (0..6).map(|_| app.user("user")).collect();
    let last = users[0].follow(&users[1]);
    for (id, other) in (last + 1..).zip(&users[2..4]) {
        let values = format!("({id}, {}, {})", users[0].id, other.id);
        app.sql(&format!("INSERT INTO following (id, user_id, following_id) VALUES {values}"));
    }
    assert_eq!(users[0].follow(&users[4]), last + 3);

    let target = &users[5];
    target.patch("/api/profile", json!({"is_private": true})).ok();
    let request = ask(&users[1], target);
    let values = format!("({}, {}, {})", request + 1, users[2].id, target.id);
    app.sql(&format!("INSERT INTO follow_requests (id, user_id, target_id) VALUES {values}"));
    assert_eq!(ask(&users[3], target), request + 2);
    let ahead = last + 4;
    let values = format!("({ahead}, {}, {})", users[4].id, users[0].id);
    app.sql(&format!("INSERT INTO following (id, user_id, following_id) VALUES {values}"));

    target.patch("/api/profile", json!({"is_private": false})).ok();

    assert_eq!(ids(&target.get("/api/followers").ok()), [ahead + 1, ahead + 2, ahead + 3]);
}

#[test]
fn a_user_who_accepts_and_becomes_public_at_once_gets_each_follower_once() {
    let bob = private_user("bob");
    let asking: Vec<TestUser> = (0..8).map(|_| app().user("asking")).collect();
    for user in &asking {
        ask(user, &bob);
    }
    let requests = ids(&incoming(&bob));

    thread::scope(|scope| {
        for request in &requests {
            let bob = &bob;
            scope.spawn(move || {
                let answer = bob.post(&format!("/api/follow-requests/{request}/accept"), json!({}));
                assert!(matches!(answer.status, 200 | 404), "{answer:?}");
            });
        }
        scope.spawn(|| bob.patch("/api/profile", json!({"is_private": false})).ok());
    });

    assert_eq!(incoming(&bob), json!([]));
    assert_eq!(ids(&bob.get("/api/followers").ok()).len(), asking.len());
}

#[test]
fn followers_stay_when_a_user_becomes_private() {
    let [alice, bob] = users(["alice", "bob"]);
    alice.follow(&bob);
    let post = bob.publish("x");

    bob.patch("/api/profile", json!({"is_private": true})).ok();

    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
}

#[test]
fn requests_made_while_their_target_becomes_public_are_accepted() {
    let bob = private_user("bob");
    let asking: Vec<TestUser> = (0..12).map(|_| app().user("asking")).collect();

    thread::scope(|scope| {
        for user in &asking {
            scope.spawn(|| user.post("/api/following", json!({"user_id": bob.id})));
        }
        scope.spawn(|| bob.patch("/api/profile", json!({"is_private": false})).ok());
    });

    assert_eq!(incoming(&bob), json!([]));
    assert_eq!(ids(&bob.get("/api/followers").ok()).len(), asking.len());
}

#[test]
fn an_expired_request_is_gone_and_can_be_made_again() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let request = ask(&alice, &bob);
    app().sql(&format!("UPDATE follow_requests SET expires = 1 WHERE id = {request}"));

    assert_eq!([incoming(&bob), outgoing(&alice)], [json!([]), json!([])]);
    assert_eq!(page(&alice, &bob).get("follow_request_id"), None);
    bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).expect(404);

    assert_ne!(ask(&alice, &bob), request);
}

#[test]
fn a_request_that_another_program_wrote_does_not_expire() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    app().sql(&format!("INSERT INTO follow_requests (user_id, target_id) VALUES ({}, {})", alice.id, bob.id));

    let request = ids(&incoming(&bob))[0];

    bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();
}

#[test]
fn requests_of_disabled_users_are_hidden_and_cannot_be_accepted() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let request = ask(&alice, &bob);
    let disable = |disabled: bool, user: &TestUser| {
        app().sql(&format!("UPDATE users SET is_disabled = {disabled} WHERE id = {}", user.id));
    };

    disable(true, &alice);
    assert_eq!(incoming(&bob), json!([]));
    bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).expect(404);
    disable(false, &alice);
    disable(true, &bob);
    assert_eq!(outgoing(&alice), json!([]));
    disable(false, &bob);

    bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();
}

#[test]
fn pages_of_requests_have_each_once_newest_first() {
    let bob = private_user("bob");
    let [alice] = users(["alice"]);
    let mut requests: Vec<i64> = (0..5).map(|_| ask(&app().user("asking"), &bob)).collect();
    let mut sent: Vec<i64> = (0..5).map(|_| ask(&alice, &private_user("target"))).collect();
    requests.reverse();
    sent.reverse();

    for (user, path, expected) in [
        (&bob, "/api/follow-requests?limit=2", requests),
        (&alice, "/api/follow-requests?direction=outgoing&limit=2", sent),
    ] {
        let (mut found, mut next) = (Vec::new(), Some(path.to_owned()));
        while let Some(path) = next {
            let answer = user.get(&path);
            let link = answer.header("Link").map(str::to_owned);
            next = link.map(|link| link[1..link.find('>').expect("an address")].to_owned());
            found.extend(ids(&answer.ok()));
        }
        assert_eq!(found, expected, "{path}");
    }
    for query in ["direction=both", "direction=", "limit=0", "limit=51", "before=x"] {
        bob.get(&format!("/api/follow-requests?{query}")).expect(400);
    }
}

#[test]
fn users_who_were_asked_are_not_suggested_as_friends_of_friends() {
    let app = TestApp::start(|_| {});
    let [alice, bob, friend] = ["alice", "bob", "friend"].map(|name| app.user(name));
    bob.patch("/api/profile", json!({"is_private": true})).ok();
    alice.follow(&friend);
    friend.post("/api/following", json!({"user_id": bob.id})).expect(202);
    let request = ids(&incoming(&bob))[0];
    bob.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();
    let suggested = || ids(&alice.get("/api/suggestions/friends").ok());
    assert_eq!(suggested(), [i64::from(bob.id)]);

    let request = ask(&alice, &bob);

    assert_eq!(suggested(), [0_i64; 0]);
    let found = alice.get(&format!("/api/users?q={}", bob.username)).ok();
    assert_eq!(found[0]["follow_request_id"], request);
}

#[test]
fn a_removed_follower_sees_nothing_more() {
    let [alice, bob, mallory] = users(["alice", "bob", "mallory"]);
    alice.follow(&bob);
    bob.publish("x");
    let row = ids(&bob.get("/api/followers").ok())[0];
    let path = format!("/api/followers/{row}");
    for other in [&mallory, &alice] {
        other.delete(&path).expect(404);
    }

    bob.delete(&path).ok();

    bob.delete(&path).expect(404);
    assert_eq!(bob.get("/api/followers").ok(), json!([]));
    assert_eq!(alice.get("/api/posts").ok(), json!([]));
}

#[test]
fn the_privacy_is_a_boolean() {
    let [alice] = users(["alice"]);

    for wrong in [json!("true"), json!(1), json!([]), json!({})] {
        let refused = alice.patch("/api/profile", json!({"is_private": wrong})).expect(400);
        assert_eq!(refused["field"], "is_private", "{refused}");
    }
    assert_eq!(alice.get("/api/profile").ok()["is_private"], false);
}

#[test]
fn new_accounts_are_private_unless_the_operator_says_otherwise() {
    for (private_accounts, expected) in [(true, true), (false, false)] {
        let app = TestApp::start(|config| {
            config.signup = photo_app::config::Signup::Open;
            config.private_accounts = private_accounts;
        });
        let account =
            json!({"username": "grace", "email": "grace@example.org", "password": "four unrelated words"});

        app.request("POST", "/api/users").json(account).send().created();

        assert_eq!(app.number(&format!("SELECT count(*) AS n FROM users WHERE is_private = {expected}")), 1);
    }
}

#[test]
fn the_data_export_has_the_requests() {
    let [alice] = users(["alice"]);
    let bob = private_user("bob");
    let request = ask(&alice, &bob);

    for (user, list, other) in [(&alice, "follow_requests_sent", &bob), (&bob, "follow_requests_received", &alice)]
    {
        let data = data_export(user.get("/api/profile/archive"));
        assert_eq!((&data[list][0]["id"], &data[list][0]["user"]["id"]), (&json!(request), &json!(other.id)));
    }
}
