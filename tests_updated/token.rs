//! `/api/token` and `/api/token/refresh`: signing in, and staying signed in.

mod refresh;

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use photo_app::config::SignInLimits;
use serde_json::{Value, json};

use crate::test_app::{Answer, TestApp, TestUser, app, claims, next_number, now};

const ACCESS_LIFE: i64 = 15 * 60;

const REFRESH_LIFE: i64 = 30 * 24 * 60 * 60;

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": password})).send()
}

fn refresh(app: &TestApp, token: &str) -> Answer {
    app.request("POST", "/api/token/refresh").json(json!({"refresh_token": token})).send()
}

/// The access and the refresh token of an answer that has both.
#[track_caller]
fn tokens(answer: Answer) -> (String, String) {
    let body = answer.ok();
    let names: HashSet<&str> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, HashSet::from(["access_token", "refresh_token"]));
    let token = |name: &str| body[name].as_str().expect("a string").to_owned();
    (token("access_token"), token("refresh_token"))
}

/// The message of an answer with this status.
#[track_caller]
fn message(answer: Answer, status: u16) -> String {
    answer.expect(status)["message"].as_str().expect("a message").to_owned()
}

/// A part of a token as it was written, before it was encoded.
fn part(token: &str, number: usize) -> String {
    let encoded = token.split('.').nth(number).expect("three parts");
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(encoded).expect("base64url")).expect("UTF-8")
}

#[track_caller]
fn check_uuid4(value: &Value) {
    let text = value.as_str().expect("a string");
    let uuid = uuid::Uuid::parse_str(text).expect("a UUID");
    assert_eq!(uuid.get_version_num(), 4, "{text}");
    assert_eq!(uuid.to_string(), text, "the usual spelling");
}

/// Checks everything that the contract says about a token that the server made.
#[track_caller]
pub fn check_token(app: &TestApp, token: &str, kind: &str, sub: &Value, life: i64) {
    let claims = claims(token);
    let iat = claims["iat"].as_i64().expect("an integer");
    let (jti, csrf, exp) = (&claims["jti"], &claims["csrf"], iat + life);
    assert_eq!(
        part(token, 1),
        format!(
            r#"{{"fresh":false,"iat":{iat},"jti":{jti},"type":"{kind}","sub":{sub},"nbf":{iat},"csrf":{csrf},"exp":{exp}}}"#
        )
    );
    assert!((now() - iat).abs() <= 5, "issued now: {claims}");
    check_uuid4(jti);
    check_uuid4(csrf);
    assert_ne!(jti, csrf);

    let header = part(token, 0);
    assert!([r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"typ":"JWT","alg":"HS256"}"#].contains(&header.as_str()));

    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let key = EncodingKey::from_secret(app.secret.as_bytes());
    let expected = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).expect("a signature");
    assert_eq!(signature, expected);
}

/// Gives somebody another password, as the hash of it.
fn set_hash(user: &TestUser, hash: &str) {
    user.app.sql(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", user.id));
}

fn has_hash(user: &TestUser, pattern: &str) -> bool {
    let count = "SELECT count(*) AS n FROM users WHERE";
    user.app.number(&format!("{count} id = {} AND password_hash LIKE '{pattern}'", user.id)) == 1
}

fn refresh_token(user: &TestUser, changes: Value) -> String {
    let mut all = json!({"sub": user.id, "type": "refresh", "exp": now() + 1000});
    all.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    user.app.token(all)
}

#[test]
fn signing_in_gives_an_access_token_and_a_refresh_token_of_the_promised_layout() {
    let alice = app().user("alice");

    let (access, refresh) = tokens(sign_in(app(), &alice.username, "password"));

    check_token(app(), &access, "access", &json!(alice.id), ACCESS_LIFE);
    check_token(app(), &refresh, "refresh", &json!(alice.id), REFRESH_LIFE);
}

#[test]
fn an_access_token_from_signing_in_opens_the_api() {
    let alice = app().user("alice");

    let (access, _) = tokens(sign_in(app(), &alice.username, "password"));

    assert_eq!(app().request("GET", "/api/profile").bearer(&access).send().ok()["id"], alice.id);
}

#[test]
fn no_two_tokens_share_a_jti_or_a_csrf_claim() {
    let alice = app().user("alice");
    let (first, second) =
        (tokens(sign_in(app(), &alice.username, "password")), tokens(sign_in(app(), &alice.username, "password")));

    let all = [first.0, first.1, second.0, second.1];
    let seen: HashSet<String> = all
        .iter()
        .map(|token| claims(token))
        .flat_map(|claims| [claims["jti"].to_string(), claims["csrf"].to_string()])
        .collect();

    assert_eq!(seen.len(), 8);
}

#[test]
fn a_refresh_token_is_one_character_longer_than_the_access_token_for_short_ids() {
    let app = TestApp::start(|_| {});
    let hash = crate::test_app::PASSWORD_HASH;

    for id in [1, 2, 9, 10, 42, 99] {
        app.sql(&format!(
            "INSERT INTO users (id, first_name, last_name, username, password_hash, email) \
             VALUES ({id}, 'A', 'B', 'user{id}', '{hash}', 'user{id}@example.org')"
        ));
        let (access, refreshing) = tokens(sign_in(&app, &format!("user{id}"), "password"));
        let (renewed, _) = tokens(refresh(&app, &refreshing));

        assert_eq!(refreshing.len(), access.len() + 1, "user {id}");
        assert_eq!(renewed.len(), access.len(), "user {id}");
    }
}

#[test]
fn the_lives_of_both_tokens_are_configurable() {
    let app = TestApp::start(|config| {
        config.tokens.access_life = time::Duration::seconds(77);
        config.tokens.refresh_life = time::Duration::seconds(777);
    });
    let alice = app.user("alice");

    let (access, refreshing) = tokens(sign_in(&app, &alice.username, "password"));
    let (renewed, _) = tokens(refresh(&app, &refreshing));

    check_token(&app, &access, "access", &json!(alice.id), 77);
    check_token(&app, &refreshing, "refresh", &json!(alice.id), 777);
    check_token(&app, &renewed, "access", &json!(alice.id), 77);
}

#[test]
fn both_token_routes_answer_with_a_trailing_slash_too() {
    let alice = app().user("alice");
    let body = json!({"username": alice.username, "password": "password"});

    let (_, refreshing) = tokens(app().request("POST", "/api/token/").json(body).send());
    tokens(app().request("POST", "/api/token/refresh/").json(json!({"refresh_token": refreshing})).send());
}

#[test]
fn a_wrong_username_a_wrong_password_and_a_disabled_user_get_one_text() {
    let app = TestApp::start(|_| {});
    let [alice, disabled] = ["alice", "disabled"].map(|name| app.user(name));
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    let wrong_password = message(sign_in(&app, &alice.username, "Password"), 401);

    assert_eq!(message(sign_in(&app, "nobody", "password"), 401), wrong_password);
    assert_eq!(message(sign_in(&app, &disabled.username, "password"), 401), wrong_password);
    assert_eq!(message(sign_in(&app, &disabled.username, "wrong"), 401), wrong_password);
}

#[test]
fn missing_credentials_are_unauthorized() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");

    for body in [
        json!({}),
        json!({"username": alice.username}),
        json!({"password": "password"}),
        json!({"username": null, "password": null}),
        json!({"username": alice.username, "password": null}),
        json!({"username": "", "password": ""}),
        json!({"username": alice.username, "password": ""}),
        json!({"user": alice.username, "pass": "password"}),
    ] {
        let answer = app.request("POST", "/api/token").json(body.clone()).send();
        assert_eq!(answer.status, 401, "{body}: {answer:?}");
        answer.expect(401);
    }
}

#[test]
fn credentials_of_a_wrong_type_are_refused() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");

    for wrong in [json!(5), json!(1.5), json!(true), json!([]), json!({}), json!(["password"])] {
        for body in [
            json!({"username": alice.username, "password": wrong}),
            json!({"username": wrong, "password": "password"}),
        ] {
            let answer = app.request("POST", "/api/token").json(body.clone()).send();
            assert!([400, 401].contains(&answer.status), "{body}: {answer:?}");
            let status = answer.status;
            answer.expect(status);
        }
    }
}

#[test]
fn credentials_that_are_not_a_json_object_are_a_bad_request() {
    for route in ["/api/token", "/api/token/refresh"] {
        for body in ["[]", "5", "\"text\"", "null", "{", "username=a&password=b", "{}{}"] {
            let answer = app().request("POST", route).header("Content-Type", "application/json").body(body).send();
            assert_eq!(answer.status, 400, "{route} {body}: {answer:?}");
            answer.expect(400);
        }
    }
}

#[test]
fn additional_fields_beside_the_credentials_do_not_matter() {
    let alice = app().user("alice");
    let body = json!({"username": alice.username, "password": "password", "remember": true, "sub": 1, "id": 1});

    let (access, _) = tokens(app().request("POST", "/api/token").json(body).send());

    assert_eq!(claims(&access)["sub"], alice.id);
}

#[test]
fn a_password_must_match_to_the_last_character() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");

    for password in ["passwor", "password ", " password", "PASSWORD", "passw0rd", "password\n", "p\u{e4}ssword"] {
        message(sign_in(&app, &alice.username, password), 401);
    }
    assert_ne!(sign_in(&app, &alice.username, "password\0").status, 200);
    assert_ne!(sign_in(&app, &alice.username, "password\0and more").status, 200);
    tokens(sign_in(&app, &alice.username, "password"));
}

#[test]
fn a_password_of_more_than_71_bytes_is_an_ordinary_wrong_password() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let wrong = message(sign_in(&app, &alice.username, "wrong"), 401);

    for length in [72, 73, 100, 1000, 100_000] {
        assert_eq!(message(sign_in(&app, &alice.username, &"x".repeat(length)), 401), wrong, "{length} bytes");
    }
    // bcrypt reads 72 bytes and no more: what lies beyond must not be left out of the comparison.
    set_hash(&alice, &bcrypt::hash("x".repeat(71), 4).expect("a hash"));
    tokens(sign_in(&app, &alice.username, &"x".repeat(71)));
    for length in [70, 72, 73, 100] {
        assert_eq!(message(sign_in(&app, &alice.username, &"x".repeat(length)), 401), wrong, "{length} bytes");
    }
}

#[test]
fn passwords_in_any_script_sign_in() {
    let alice = app().user("alice");

    for password in ["пароль", "🦊🦊🦊", "  spaces  ", "quo\"te\\'s", "<b>&amp;"] {
        set_hash(&alice, &bcrypt::hash(password, 4).expect("a hash"));
        tokens(sign_in(app(), &alice.username, password));
    }
}

#[test]
fn whether_a_user_is_verified_does_not_matter() {
    let alice = app().user("alice");

    for verified in [true, false] {
        app().sql(&format!("UPDATE users SET is_verified = {verified} WHERE id = {}", alice.id));
        let (access, refreshing) = tokens(sign_in(app(), &alice.username, "password"));
        tokens(refresh(app(), &refreshing));
        app().request("GET", "/api/profile").bearer(&access).send().ok();
    }
}

/// "password" as the original service kept it.
const WERKZEUG_HASHES: [&str; 2] = [
    "pbkdf2:sha256:1000$Nd8cX2kQ$aebf174dc661a4c8691940fdec8f72b3bb9f1d23754d36d1001c13c98b184a31",
    "scrypt:32768:8:1$Nd8cX2kQ$a6f107001a82f39154977ef37abba28747bcb153c2271db4a4b08822a05f0e3d\
     7c4a01eaa8b49e5f34ea25b6de7ee15d23c4c062aa254c1f8ce865b78d601bf2",
];

#[test]
fn users_of_the_original_service_sign_in_and_have_bcrypt_afterwards() {
    for hash in WERKZEUG_HASHES {
        let alice = app().user("alice");
        set_hash(&alice, hash);

        let (access, _) = tokens(sign_in(app(), &alice.username, "password"));

        check_token(app(), &access, "access", &json!(alice.id), ACCESS_LIFE);
        assert!(has_hash(&alice, "$2%"), "{hash}");
        tokens(sign_in(app(), &alice.username, "password"));
        message(sign_in(app(), &alice.username, "Password"), 401);
    }
}

#[test]
fn a_wrong_password_keeps_the_hash_of_the_original_service() {
    let app = TestApp::start(|_| {});
    for hash in WERKZEUG_HASHES {
        let alice = app.user("alice");
        set_hash(&alice, hash);

        message(sign_in(&app, &alice.username, "wrong"), 401);
        message(sign_in(&app, &alice.username, &"x".repeat(1000)), 401);

        assert!(has_hash(&alice, hash));
    }
}

#[test]
fn a_disabled_user_of_the_original_service_cannot_sign_in() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    set_hash(&alice, WERKZEUG_HASHES[0]);
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", alice.id));

    message(sign_in(&app, &alice.username, "password"), 401);
}

#[test]
fn an_unreadable_hash_accepts_no_password_and_breaks_nothing() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let wrong = message(sign_in(&app, &alice.username, "wrong"), 401);

    for hash in [
        "",
        "password",
        "$2b$10$",
        "$2b$99$9jdbXoobfNHKtIq9zROwf.CuiyH7/t3UCLePH6cAIb8IoROIFqkP6",
        "$2x$10$\u{e9}\u{e9}\u{e9}",
        "pbkdf2:sha256",
        "pbkdf2:sha256:1000",
        "pbkdf2:sha256:1000$salt",
        "pbkdf2:sha256:1000$salt$",
        "pbkdf2:sha256:0$salt$00",
        "pbkdf2:sha256:-1$salt$00",
        "pbkdf2:sha256:many$salt$00",
        "pbkdf2:md4:1000$salt$00",
        "pbkdf2:sha256:1000$salt$zz",
        "scrypt:0:0:0$salt$00",
        "scrypt:32768:8:1$salt$",
        "scrypt:32767:8:1$salt$00",
        "scrypt:1073741824:1024:1024$salt$00",
        "plain$$password",
        "argon2:x$y$z",
    ] {
        set_hash(&alice, hash);
        assert_eq!(message(sign_in(&app, &alice.username, "password"), 401), wrong, "{hash}");
        assert_eq!(message(sign_in(&app, &alice.username, ""), 401), wrong, "{hash}");
    }
}

#[test]
fn an_unknown_user_costs_as_much_time_as_a_wrong_password() {
    let app = TestApp::start(|_| {});
    let [alice, disabled] = ["alice", "disabled"].map(|name| app.user(name));
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
    let mut fastest = [Duration::MAX; 3];

    for _ in 0..4 {
        for (username, fastest) in
            [alice.username.as_str(), "nobody", &disabled.username].into_iter().zip(&mut fastest)
        {
            let start = Instant::now();
            message(sign_in(&app, username, "wrong"), 401);
            *fastest = start.elapsed().min(*fastest);
        }
    }

    let [known, unknown, disabled] = fastest;
    assert!(unknown * 3 > known && known * 3 > unknown, "known {known:?}, unknown {unknown:?}");
    assert!(disabled * 3 > known && known * 3 > disabled, "known {known:?}, disabled {disabled:?}");
}

#[test]
fn too_many_failed_sign_ins_get_a_time_to_try_again() {
    let app =
        TestApp::start(|config| config.sign_in_limits = Some(SignInLimits { per_address: 10, per_username: 10 }));
    let alice = app.user("alice");

    for _ in 0..10 {
        sign_in(&app, &alice.username, "password").ok();
        sign_in(&app, &alice.username, "wrong").expect(401);
    }
    let refused = sign_in(&app, &alice.username, "password");

    let seconds: u32 = refused.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=60).contains(&seconds));
    refused.expect(429);
    let form =
        app.request("POST", "/login").form(&[("username", &alice.username), ("password", "password")]).send();
    assert_eq!(form.status, 429);
    assert!(form.header("retry-after").is_some() && form.text().contains("role=\"alert\""), "{form:?}");
}

#[test]
fn signing_in_needs_no_token_and_ignores_a_broken_one() {
    let alice = app().user("alice");
    let body = json!({"username": alice.username, "password": "password"});

    let request = app().request("POST", "/api/token").bearer("x.y.z").cookie("broken").json(body);
    let (_, refreshing) = tokens(request.send());
    let request = app().request("POST", "/api/token/refresh").bearer("x.y.z").cookie(&alice.token);
    tokens(request.json(json!({"refresh_token": refreshing})).send());
}

#[test]
fn a_user_inserted_beside_the_server_can_sign_in_at_once_with_any_username() {
    for username in ["o'hara", "Анна", "a b", "a@b.c", "🦊", "%00", "NULL"] {
        let alice = app().user("alice");
        let username = format!("{username}-{}", next_number());
        let quoted = username.replace('\'', "''");
        app().sql(&format!("UPDATE users SET username = '{quoted}' WHERE id = {}", alice.id));

        let (access, _) = tokens(sign_in(app(), &username, "password"));

        assert_eq!(claims(&access)["sub"], alice.id, "{username}");
    }
}

#[test]
fn a_username_is_data_and_never_sql() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");

    for username in ["' OR '1'='1", "' OR 1=1 --", "%", "_", "*", &format!("{}' --", alice.username), "alice%"] {
        message(sign_in(&app, username, "password"), 401);
    }
}
