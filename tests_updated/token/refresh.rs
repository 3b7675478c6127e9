//! `POST /api/token/refresh`.

use serde_json::json;

use super::{ACCESS_LIFE, check_token, message, refresh, refresh_token, sign_in, tokens};
use crate::test_app::{app, claims, now};

#[test]
fn refreshing_gives_a_new_access_token_and_the_same_refresh_token_back() {
    let alice = app().user("alice");
    let (access, refreshing) = tokens(sign_in(app(), &alice.username, "password"));

    let (renewed, same) = tokens(refresh(app(), &refreshing));

    assert_eq!(same, refreshing);
    check_token(app(), &renewed, "access", &json!(alice.id), ACCESS_LIFE);
    assert_ne!(claims(&renewed)["jti"], claims(&access)["jti"]);
    assert_ne!(claims(&renewed)["jti"], claims(&refreshing)["jti"]);
    assert_eq!(app().request("GET", "/api/profile").bearer(&renewed).send().ok()["id"], alice.id);
}

#[test]
fn a_refresh_token_can_be_used_again_and_again() {
    let alice = app().user("alice");
    let refreshing = refresh_token(&alice, json!({}));

    for _ in 0..3 {
        assert_eq!(tokens(refresh(app(), &refreshing)).1, refreshing);
    }
}

#[test]
fn refreshing_keeps_the_type_of_the_sub_claim() {
    let alice = app().user("alice");

    for sub in [json!(alice.id), json!(alice.id.to_string())] {
        let (renewed, _) = tokens(refresh(app(), &refresh_token(&alice, json!({"sub": sub}))));

        check_token(app(), &renewed, "access", &sub, ACCESS_LIFE);
        assert_eq!(app().request("GET", "/api/profile").bearer(&renewed).send().ok()["id"], alice.id);
    }
}

#[test]
fn additional_claims_of_a_refresh_token_are_not_copied_to_the_access_token() {
    let alice = app().user("alice");
    let odd = json!({"fresh": true, "iss": "me", "aud": ["you"], "admin": true, "csrf": "mine", "jti": "x"});

    let (renewed, _) = tokens(refresh(app(), &refresh_token(&alice, odd)));

    check_token(app(), &renewed, "access", &json!(alice.id), ACCESS_LIFE);
}

#[test]
fn an_access_token_may_outlive_the_refresh_token_it_came_from() {
    let alice = app().user("alice");

    let (renewed, _) = tokens(refresh(app(), &refresh_token(&alice, json!({"exp": now() + 30}))));

    check_token(app(), &renewed, "access", &json!(alice.id), ACCESS_LIFE);
}

#[test]
fn a_missing_or_empty_refresh_token_is_a_bad_request() {
    let alice = app().user("alice");

    for body in [
        json!({}),
        json!({"refresh_token": null}),
        json!({"refresh_token": ""}),
        json!({"token": refresh_token(&alice, json!({}))}),
    ] {
        let answer = app().request("POST", "/api/token/refresh").json(body.clone()).send();
        assert_eq!(answer.status, 400, "{body}: {answer:?}");
        answer.expect(400);
    }
    app().request("POST", "/api/token/refresh").send().expect(400);
}

#[test]
fn a_refresh_token_of_a_wrong_json_type_is_a_bad_request() {
    for wrong in [json!(5), json!(true), json!(1.5), json!([]), json!({}), json!(["a.b.c"])] {
        app().request("POST", "/api/token/refresh").json(json!({"refresh_token": wrong})).send().expect(400);
    }
}

#[test]
fn a_refresh_token_counts_in_the_body_alone() {
    let alice = app().user("alice");
    let token = refresh_token(&alice, json!({}));

    let by_header = app().request("POST", "/api/token/refresh").bearer(&token).json(json!({}));
    by_header.send().expect(400);
    let cookie = format!("refresh_token_cookie={token}; access_token_cookie={token}");
    app().request("POST", "/api/token/refresh").header("Cookie", cookie).json(json!({})).send().expect(400);
    let query = format!("/api/token/refresh?refresh_token={token}");
    app().request("POST", &query).json(json!({})).send().expect(400);
}

#[test]
fn an_access_token_does_not_refresh() {
    let alice = app().user("alice");
    let (access, _) = tokens(sign_in(app(), &alice.username, "password"));

    message(refresh(app(), &access), 422);
    message(refresh(app(), &alice.token), 422);
}

#[test]
fn an_expired_refresh_token_gets_its_own_error() {
    let alice = app().user("alice");

    let answer = refresh(app(), &refresh_token(&alice, json!({"exp": now() - 1})));

    assert_eq!(message(answer, 401), "Token has expired");
}

#[test]
fn users_who_are_deleted_or_disabled_cannot_refresh_any_more() {
    let [gone, disabled] = ["gone", "disabled"].map(|name| app().user(name));
    let both = [&gone, &disabled].map(|user| tokens(sign_in(app(), &user.username, "password")).1);
    for refreshing in &both {
        tokens(refresh(app(), refreshing));
    }

    app().sql(&format!("DELETE FROM users WHERE id = {}", gone.id));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    let texts = both.map(|refreshing| message(refresh(app(), &refreshing), 401));
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn a_user_who_is_enabled_again_can_refresh() {
    let alice = app().user("alice");
    let (access, refreshing) = tokens(sign_in(app(), &alice.username, "password"));
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", alice.id));
    message(refresh(app(), &refreshing), 401);

    app().sql(&format!("UPDATE users SET is_disabled = false WHERE id = {}", alice.id));

    tokens(refresh(app(), &refreshing));
    app().request("GET", "/api/profile").bearer(&access).send().ok();
}
