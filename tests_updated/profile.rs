//! `/api/profile`

use serde_json::{Value, json};

use crate::test_app::{TestUser, app};

#[test]
fn the_profile_is_the_caller_with_exactly_the_promised_fields() {
    let alice = app().user("alice");

    for path in ["/api/profile", "/api/profile/"] {
        let expected = json!({
            "id": alice.id,
            "first_name": "alice",
            "last_name": "Tester",
            "username": alice.username,
            "email": format!("{}@example.org", alice.username),
            "image_url": Value::Null,
            "thumb_url": Value::Null,
            "bio": Value::Null,
            "pronouns": Value::Null,
            "link": Value::Null,
            "is_private": false,
            "role": "member",
        });
        assert_eq!(alice.get(path).ok(), expected);
    }
}

#[test]
fn a_change_beside_the_server_shows_at_once() {
    let alice = app().user("alice");
    alice.get("/api/profile").ok();

    app().sql(&format!("UPDATE users SET first_name = 'Alicia', thumb_url = '/t.jpg' WHERE id = {}", alice.id));

    let profile = alice.get("/api/profile").ok();
    assert_eq!((&profile["first_name"], &profile["thumb_url"]), (&json!("Alicia"), &json!("/t.jpg")));
}

#[test]
fn a_user_who_was_just_disabled_or_deleted_is_refused() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.get("/api/profile").ok();
    bob.get("/api/profile").ok();

    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", alice.id));
    app().sql(&format!("DELETE FROM users WHERE id = {}", bob.id));

    alice.get("/api/profile").expect(401);
    bob.get("/api/profile").expect(401);

    app().sql(&format!("UPDATE users SET is_disabled = FALSE WHERE id = {}", alice.id));
    alice.get("/api/profile").ok();
}

#[test]
fn the_id_of_a_deleted_user_is_never_given_to_another_user() {
    let alice = app().user("alice");
    app().sql(&format!("DELETE FROM users WHERE id = {}", alice.id));

    let bob = app().user("bob");

    assert!(bob.id > alice.id);
    alice.get("/api/profile").expect(401);
}

#[test]
fn an_email_address_in_another_letter_case_is_taken() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let own = format!("{}@example.org", bob.username);
    let shouted = own.to_uppercase();
    let change =
        |user: &TestUser, email: &str| user.patch("/api/profile", json!({"email": email, "password": "password"}));

    let taken = change(&alice, &shouted).expect(400);

    assert_eq!(taken, change(&alice, &own).expect(400));
    assert_eq!(change(&bob, &shouted).ok()["email"], json!(shouted));
}
