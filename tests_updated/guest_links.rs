//! Guest links: `/api/guest-links`, and their pages below `/g`.

mod page;

use photo_app::{
    config::{SignInLimits, WriteLimits},
    models::GuestLink,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::test_app::{Answer, TestApp, TestUser, app, assert_recent, ids, now};

/// Makes a link to these posts, with other fields.
fn create(user: &TestUser, post_ids: &[i64], more: Value) -> Value {
    let mut body = json!({"post_ids": post_ids});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    user.post("/api/guest-links", body).created()
}

/// The address of a new link.
fn link_to(user: &TestUser, post_ids: &[i64], more: Value) -> String {
    create(user, post_ids, more)["url"].as_str().expect("an address").to_owned()
}

fn list(user: &TestUser) -> Value {
    user.get("/api/guest-links").ok()
}

fn hours_left(link: &Value) -> i64 {
    let text = link["expires_at"].as_str().expect("a time");
    let expires = OffsetDateTime::parse(text, &Rfc3339).expect("ISO 8601");
    (expires.unix_timestamp() - now() + 1800) / 3600
}

#[test]
fn a_link_is_made_listed_and_revoked_by_its_owner_alone() {
    let [alice, mallory] = ["alice", "mallory"].map(|name| app().user(name));
    let posts = [alice.publish("one"), alice.publish("two")];

    let made = create(&alice, &posts, json!({"title": " Summer ", "passphrase": "blue heron"}));

    assert_recent(&made["created_at"]);
    let mut listed = made.clone();
    let url = listed.as_object_mut().expect("an object").remove("url").expect("an address");
    assert_eq!(
        listed,
        json!({"id": made["id"], "title": "Summer", "has_passphrase": true, "posts_count": 2, "openings": 0,
            "created_at": made["created_at"], "expires_at": made["expires_at"]})
    );
    assert_eq!(list(&alice), json!([listed]));
    assert_eq!(list(&mallory), json!([]));
    let path = format!("/api/guest-links/{}", made["id"]);
    mallory.delete(&path).expect(404);
    alice.delete(&path).ok();
    alice.delete(&path).expect(404);
    assert_eq!(list(&alice), json!([]));
    assert_eq!(app().get(url.as_str().expect("an address")).status, 404);
}

#[test]
fn only_hashes_of_the_secrets_of_a_link_are_stored() {
    let alice = app().user("alice");

    let made = create(&alice, &[alice.publish("x")], json!({"passphrase": "blue heron"}));

    let token = made["url"].as_str().and_then(|url| url.strip_prefix("/g/")).expect("an address").to_owned();
    assert_eq!(token.len(), 43, "256 bits");
    let hash: String = Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect();
    let stored = format!(
        "SELECT count(*) AS n FROM guest_links WHERE id = {} AND token_hash = '{hash}' \
         AND passphrase_hash LIKE '$2b$%'",
        made["id"]
    );
    assert_eq!(app().number(&stored), 1);
}

#[test]
fn a_link_lives_for_a_week_or_as_long_as_its_owner_chooses() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    for (more, hours) in
        [(json!({}), 168), (json!({"expires_in_hours": 1}), 1), (json!({"expires_in_hours": 2160}), 2160)]
    {
        assert_eq!(hours_left(&create(&alice, &[post], more)), hours);
    }
}

#[test]
fn invalid_fields_are_named() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let with = |field: &str, value: Value| {
        let mut body = json!({"post_ids": [post]});
        body[field] = value;
        body
    };

    for (field, values) in [
        ("post_ids", vec![json!([]), json!(vec![post; 51]), json!(post), json!("x"), json!([true]), Value::Null]),
        ("expires_in_hours", [json!(0), json!(2161), json!(-1), json!(1.5), json!("24"), json!([])].to_vec()),
        ("title", vec![json!("x".repeat(101)), json!("two\nlines"), json!(7)]),
        (
            "passphrase",
            vec![json!(""), json!("abc"), json!("x".repeat(73)), json!("é".repeat(37)), json!("tab\there")],
        ),
    ] {
        for value in values {
            let answer = alice.post("/api/guest-links", with(field, value.clone())).expect(400);
            let named = answer["field"].as_str().expect("a field");
            assert!(named == field || named == format!("{field}[0]"), "{value}: {answer}");
        }
    }
    assert_eq!(list(&alice), json!([]));
}

#[test]
fn only_posts_of_the_owner_can_be_shared() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let (own, theirs) = (alice.publish("x"), bob.publish("y"));

    for post_ids in [json!([theirs]), json!([own, theirs]), json!([2_000_000_000]), json!([0]), json!([-1])] {
        alice.post("/api/guest-links", json!({"post_ids": post_ids})).expect(404);
    }

    assert_eq!(list(&alice), json!([]));
    let twice = create(&alice, &[own, own], json!({}));
    assert_eq!(twice["posts_count"], 1);
}

#[test]
fn links_are_listed_in_pages_newest_first() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let mut made: Vec<i64> =
        (0..5).map(|_| create(&alice, &[post], json!({}))["id"].as_i64().expect("an id")).collect();
    made.reverse();

    let (mut found, mut path) = (Vec::new(), "/api/guest-links?limit=2".to_owned());
    loop {
        let answer = alice.get(&path);
        let next = answer.header("link").map(|link| link[1..link.find('>').expect("an end")].to_owned());
        found.extend(ids(&answer.ok()));
        match next {
            Some(next) => path = next,
            None => break,
        }
    }

    assert_eq!(found, made);
}

#[test]
fn a_user_has_a_limited_number_of_living_links() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    for number in 0..GuestLink::MOST_LIVING {
        app().sql(&format!(
            "INSERT INTO guest_links (user_id, token_hash, expires) VALUES ({0}, 'many {0} {number}', {1})",
            alice.id,
            now() + 1000
        ));
    }

    let refused = alice.post("/api/guest-links", json!({"post_ids": [post]})).expect(400);

    assert_eq!(refused["code"], "too_many_guest_links");
    app().sql(&format!("UPDATE guest_links SET expires = {} WHERE token_hash = 'many {} 7'", now() - 1, alice.id));
    create(&alice, &[post], json!({}));
}

#[test]
fn a_user_may_make_a_limited_number_of_links_in_an_hour() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    for _ in 0..WriteLimits::default().guest_links {
        create(&alice, &[post], json!({}));
    }

    let refused = alice.post("/api/guest-links", json!({"post_ids": [post]}));

    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok_and(|s| s > 3000)));
    let message = refused.expect(429)["message"].as_str().expect("a message").to_owned();
    assert!(message.starts_with("You have made too many guest links within an hour."), "{message}");
}

#[test]
fn an_id_that_another_program_took_ahead_is_passed_over() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let post = alice.publish("x");
    let id = create(&alice, &[post], json!({}))["id"].as_i64().expect("an id");
    app.sql(&format!(
        "INSERT INTO guest_links (id, user_id, token_hash, expires) VALUES ({}, {}, 'ahead of {id}', {})",
        id + 1,
        alice.id,
        now() + 1000
    ));

    create(&alice, &[post], json!({}));
}

#[test]
fn of_a_link_and_the_deletion_of_its_post_at_once_neither_fails() {
    let alice = app().user("alice");
    for _ in 0..10 {
        let post = alice.publish("x");
        let (made, deleted) = std::thread::scope(|scope| {
            let make = scope.spawn(|| alice.post("/api/guest-links", json!({"post_ids": [post]})).status);
            let delete = scope.spawn(|| alice.delete(&format!("/api/posts/{post}")).status);
            (make.join().expect("an answer"), delete.join().expect("an answer"))
        });
        assert!([201, 404].contains(&made) && deleted == 200, "{made} {deleted}");
    }
}

#[test]
fn expired_links_are_deleted() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let posts = [alice.publish("x")];
    let [kept, expired] = [(); 2].map(|()| create(&alice, &posts, json!({}))["id"].clone());
    app.sql(&format!("UPDATE guest_links SET expires = {} WHERE id = {expired}", now() - 1));

    GuestLink::delete_expired(&mut app.conn(), now()).expect("a deletion");

    assert_eq!(app.number("SELECT id AS n FROM guest_links"), kept.as_i64().expect("an id"));
    assert_eq!(app.number("SELECT count(*) AS n FROM guest_link_posts"), 1);
}

#[test]
fn the_data_export_lists_links_without_their_secrets() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let made = create(&alice, &[post], json!({"title": "Summer", "passphrase": "blue heron"}));

    let data = crate::accounts::data(alice.get("/api/profile/archive").body);

    assert_eq!(
        data["guest_links"],
        json!([{"id": made["id"], "title": "Summer", "post_ids": [post], "has_passphrase": true, "openings": 0,
            "time": made["created_at"], "expires_at": made["expires_at"]}])
    );
}
