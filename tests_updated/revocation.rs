//! Revoked tokens, a changed password, a new secret.

use std::{thread, time::Duration};

use photo_app::config::SecretString;
use serde_json::{Value, json};

use crate::test_app::{Answer, TestApp, TestUser, app, claims, now};

const ENDED: &str = "The session ended, or the user was deleted or disabled";

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": password})).send()
}

fn revoke(app: &TestApp, body: Value) -> Answer {
    app.request("POST", "/api/token/revoke").json(body).send()
}

fn profile(app: &TestApp, token: &str) -> Answer {
    app.request("GET", "/api/profile").bearer(token).send()
}

fn pair(user: &TestUser) -> (String, String) {
    let tokens = sign_in(user.app, &user.username, "password").ok();
    let [access, refresh] =
        ["access_token", "refresh_token"].map(|name| tokens[name].as_str().expect("a token").to_owned());
    (access, refresh)
}

#[test]
fn a_revoked_access_token_is_refused_everywhere_and_no_other() {
    let alice = app().user("alice");
    let (access, refresh) = pair(&alice);
    let (other, _) = pair(&alice);

    revoke(app(), json!({"token": access})).ok();

    profile(app(), &access).refused(401, ENDED);
    app().request("GET", "/api/profile").cookie(&access).send().refused(401, ENDED);
    assert_eq!(app().request("GET", "/").cookie(&access).send().header("location"), Some("/login"));
    profile(app(), &other).ok();
    app().request("POST", "/api/token/refresh").json(json!({"refresh_token": refresh})).send().ok();
}

#[test]
fn both_tokens_of_a_sign_in_can_be_revoked_together_and_again() {
    let alice = app().user("alice");
    let (access, refresh) = pair(&alice);

    for _ in 0..2 {
        revoke(app(), json!({"access_token": access, "refresh_token": refresh})).ok();
    }

    profile(app(), &access).refused(401, ENDED);
    app().request("POST", "/api/token/refresh").json(json!({"refresh_token": refresh})).send().refused(401, ENDED);
}

#[test]
fn only_tokens_of_this_server_can_be_revoked() {
    let alice = app().user("alice");
    let forged = format!("{}x", alice.token);

    for token in [forged.as_str(), "x", ""] {
        revoke(app(), json!({"token": token})).expect(422);
    }
    for body in [json!({}), json!({"token": 1}), json!({"other": alice.token})] {
        revoke(app(), body).expect(400);
    }
    let nameless = app().token(json!({"sub": alice.id, "jti": null}));
    revoke(app(), json!({"token": nameless})).expect(400);
    revoke(app(), json!({"access_token": alice.token, "refresh_token": nameless})).expect(400);
    profile(app(), &nameless).ok();
    profile(app(), &alice.token).ok();
    let odd = app().token(json!({"sub": alice.id, "jti": "a\u{0}b"}));
    profile(app(), &odd).ok();
    revoke(app(), json!({"token": odd})).expect(400);
}

#[test]
fn signing_out_ends_the_session_also_for_who_has_copied_its_cookie() {
    let alice = app().user("alice");
    let (access, _) = pair(&alice);

    let answer = app().request("GET", "/logout").cookie(&access).send();

    assert_eq!(answer.status, 302);
    profile(app(), &access).refused(401, ENDED);
    // A renewed one has the same jti.
    let mut renewed = claims(&access);
    renewed["exp"] = json!(now() + 3600);
    profile(app(), &app().sign(&renewed)).refused(401, ENDED);
}

#[test]
fn signing_in_again_ends_the_session_before() {
    let alice = app().user("alice");
    let (access, refresh) = pair(&alice);
    let form = |password| {
        let fields = [("username", alice.username.as_str()), ("password", password)];
        app().request("POST", "/login").cookie(&access).form(&fields).send().status
    };

    assert_eq!(form("wrong"), 200);
    profile(app(), &access).ok();
    assert_eq!(form("password"), 302);
    profile(app(), &access).refused(401, ENDED);
    app().request("POST", "/api/token/refresh").json(json!({"refresh_token": refresh})).send().ok();
}

#[test]
fn a_jti_that_others_use_too_ends_for_all_of_them() {
    let (alice, bob) = (app().user("alice"), app().user("bob"));
    let [one, other] = [&alice, &bob].map(|user| app().token(json!({"sub": user.id, "jti": "shared-by-hand"})));

    revoke(app(), json!({"token": one})).ok();

    profile(app(), &other).refused(401, ENDED);
}

#[test]
fn tokens_up_to_the_second_of_a_change_are_ended_and_later_ones_are_not() {
    let alice = app().user("alice");
    let second = now() - 100;
    app().sql(&format!("UPDATE users SET tokens_valid_after = {second} WHERE id = {}", alice.id));
    let issued =
        |iat: Value| profile(app(), &app().token(json!({"sub": alice.id, "iat": iat, "nbf": second - 10}))).status;

    let statuses = [json!(second - 1), json!(second), json!(second + 1), json!(null)].map(issued);

    assert_eq!(statuses, [401, 401, 200, 401]);
}

#[test]
fn a_changed_password_ends_every_earlier_token_and_the_answer_is_a_new_one() {
    let alice = app().user("alice");
    let (access, refresh) = pair(&alice);
    let change = |current: &str, new: &str| {
        let body = json!({"current": current, "new": new});
        app().request("POST", "/api/profile/password").bearer(&access).json(body).send()
    };

    change("wrong", "another password").expect(400);
    change("password", "short").expect(400);
    change("password", "baseball").expect(400);
    change("password", &"x".repeat(72)).expect(400);
    change("password", "\u{0}".repeat(9).as_str()).expect(400);
    profile(app(), &access).ok();
    let answer = change("password", "another password");
    assert_eq!(answer.cookie("access_token_cookie"), None);
    let fresh = answer.created();

    profile(app(), &access).refused(401, ENDED);
    app().request("POST", "/api/token/refresh").json(json!({"refresh_token": refresh})).send().refused(401, ENDED);
    profile(app(), fresh["access_token"].as_str().expect("a token")).ok();
    sign_in(app(), &alice.username, "password").expect(401);
    let again = sign_in(app(), &alice.username, "another password").ok();
    profile(app(), again["access_token"].as_str().expect("a token")).ok();
}

#[test]
fn who_changes_the_password_in_a_browser_stays_signed_in_there() {
    let alice = app().user("alice");
    let csrf = claims(&alice.token)["csrf"].as_str().expect("a claim").to_owned();
    let body = json!({"current": "password", "new": "another password"});
    let request = app().request("POST", "/api/profile/password").cookie(&alice.token).json(body);

    let answer = request.header("X-CSRF-TOKEN", csrf).send();

    let cookie =
        answer.cookie("access_token_cookie").expect("a cookie").split(';').next().expect("a value").to_owned();
    assert!(answer.cookie("csrf_access_token").is_some());
    answer.created();
    profile(app(), &cookie).ok();
}

#[test]
fn tokens_of_the_secret_before_are_accepted_and_none_is_made_with_it() {
    const BEFORE: &str = "the secret before the last change of secrets";
    let app = TestApp::start(|config| config.tokens.previous_secret = Some(SecretString::from(BEFORE)));
    let alice = app.user("alice");
    let before = TestApp::beside(&app.url, app.db_url.clone(), BEFORE);
    let others = TestApp::beside(&app.url, app.db_url.clone(), "a secret that this server never had, at all");

    profile(&app, &before.token(json!({"sub": alice.id}))).ok();
    assert_eq!(profile(&app, &others.token(json!({"sub": alice.id}))).status, 422);
    let refresh = before.token(json!({"sub": alice.id, "type": "refresh"}));
    let answer = app.request("POST", "/api/token/refresh").json(json!({"refresh_token": refresh})).send().ok();
    let made = answer["access_token"].as_str().expect("a token");
    let only_now = TestApp::start_on(app.db_url.clone(), None, |_| {});
    profile(&only_now, made).ok();
}

#[test]
fn expired_entries_are_swept_when_a_server_starts() {
    let first = TestApp::start(|_| {});
    first.sql(&format!(
        "INSERT INTO revoked_tokens (jti, expires) VALUES ('past', 5), ('future', {})",
        now() + 900
    ));

    let second = TestApp::start_on(first.db_url.clone(), None, |_| {});

    let left = || second.number("SELECT count(*) AS n FROM revoked_tokens");
    for _ in 0..100 {
        if left() == 1 {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(left(), 1);
}

fn change_password(app: &TestApp, token: &str, current: &str, new: &str) -> Answer {
    app.request("POST", "/api/profile/password").bearer(token).json(json!({"current": current, "new": new})).send()
}

#[test]
fn of_two_who_change_a_password_at_once_one_is_left() {
    for _ in 0..3 {
        let alice = app().user("alice");
        let answers = thread::scope(|scope| {
            let all = ["the first new password", "the second new password"]
                .map(|new| scope.spawn(|| change_password(app(), &alice.token, "password", new)));
            all.map(|one| one.join().expect("an answer"))
        });

        let mut statuses = answers.each_ref().map(|answer| answer.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 400], "{answers:?}");
        let winner = answers.iter().find(|answer| answer.status == 201).expect("one").json();
        profile(app(), winner["access_token"].as_str().expect("a token")).ok();
    }
}

/// The old password is checked for longer than a second, and meanwhile there is a new one.
#[test]
fn who_signs_in_while_the_password_changes_is_out_when_it_has() {
    const SLOW: u32 = 14;
    const FAST: u32 = 4;
    let alice = app().user("alice");
    let slow = bcrypt::hash("password", SLOW).expect("a hash");
    let new = bcrypt::hash("another password", FAST).expect("a hash");
    app().sql(&format!("UPDATE users SET password_hash = '{slow}' WHERE id = {}", alice.id));

    let answer = thread::scope(|scope| {
        let early = scope.spawn(|| sign_in(app(), &alice.username, "password"));
        thread::sleep(Duration::from_millis(300));
        app().sql(&format!(
            "UPDATE users SET password_hash = '{new}', tokens_valid_after = {} WHERE id = {}",
            now(),
            alice.id
        ));
        early.join().expect("an answer")
    });

    answer.expect(401);
    sign_in(app(), &alice.username, "another password").ok();
}

#[test]
fn who_changes_the_password_late_in_the_life_of_a_token_keeps_the_new_session() {
    let alice = app().user("alice");
    let old = app().token(json!({"sub": alice.id, "iat": now() - 800, "nbf": now() - 800, "exp": now() + 100}));
    let change = json!({"current": "password", "new": "another password"});

    let answer = app()
        .request("POST", "/api/profile/password")
        .cookie(&old)
        .header("X-CSRF-TOKEN", "the-csrf-claim")
        .json(change)
        .send();

    assert_eq!(answer.status, 201, "{answer:?}");
    let set: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(set.len(), 2, "{set:?}");
}

#[test]
fn a_user_who_revokes_too_many_tokens_is_signed_out_everywhere() {
    let alice = app().user("alice");
    let [other, (access, refresh)] = [pair(&alice), pair(&alice)];
    let rows = |jti: &Value| {
        app().number(&format!(
            "SELECT count(*) AS n FROM revoked_tokens WHERE jti = '{}'",
            jti.as_str().expect("a jti")
        ))
    };
    app().sql(&format!(
        "INSERT INTO write_counts (user_id, kind, since, writes) VALUES ({}, 'revocations', {}, 999)",
        alice.id,
        now()
    ));

    revoke(app(), json!({"token": access})).ok();
    assert_eq!(rows(&claims(&access)["jti"]), 1);
    profile(app(), &other.0).ok();
    revoke(app(), json!({"token": refresh})).ok();

    // Nothing was stored for it, and it has ended all the same; so have the others.
    assert_eq!(rows(&claims(&refresh)["jti"]), 0);
    for token in [&access, &other.0] {
        profile(app(), token).refused(401, ENDED);
    }
    for token in [&refresh, &other.1] {
        app()
            .request("POST", "/api/token/refresh")
            .json(json!({"refresh_token": token}))
            .send()
            .refused(401, ENDED);
    }
    let (access, _) = pair(&alice);
    profile(app(), &access).ok();
}
