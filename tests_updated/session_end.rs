//! Sessions that end while they are in use: no token issued meanwhile may stay valid.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use photo_app::models::{EndingSessions, end_sessions_now};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    basics::url_text,
    cli::{photo_app, succeeds, with_password},
    raw::{connect, request_bytes},
    test_app::{Answer, SECRET, TestApp, TestUser, app, claims, now, on_postgres},
};

/// What stands in `users.tokens_valid_after` between the two transactions that end sessions.
const FIRST_MARK: i64 = 1 << 40;

/// How long the database takes to commit a change that ends sessions: more than a second, so that another begins.
const GAP: Duration = Duration::from_millis(1500);

/// Makes every statement that ends sessions slow, so that a long time passes before its commit. `factor` is how much
/// slower than that.
fn delay_commits(app: &TestApp, factor: u32) {
    if on_postgres() {
        return app.sql(&format!(
            "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN PERFORM pg_sleep({}); RETURN NULL; END $$; \
             DROP TRIGGER IF EXISTS slow ON users; \
             CREATE TRIGGER slow AFTER UPDATE OF tokens_valid_after ON users \
             FOR EACH ROW EXECUTE FUNCTION slow()",
            GAP.as_secs_f64()
        ));
    }
    let count = |rows: u64| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
             SELECT count(*) AS n FROM n"
        )
    };
    const SAMPLE: u32 = 300_000;
    let begun = Instant::now();
    app.number(&count(SAMPLE.into()));
    let rows = f64::from(SAMPLE * factor) * GAP.as_secs_f64() / begun.elapsed().as_secs_f64();
    app.sql(&format!(
        "DROP TRIGGER IF EXISTS slow; DROP VIEW IF EXISTS slow_count; CREATE VIEW slow_count AS {}; \
         CREATE TRIGGER slow AFTER UPDATE OF tokens_valid_after ON users BEGIN SELECT n FROM slow_count; END",
        count(rows as u64)
    ));
}

fn refresh(app: &TestApp, token: &str) -> Answer {
    app.request("POST", "/api/token/refresh").json(json!({"refresh_token": token})).send()
}

fn profile(app: &TestApp, token: &str) -> u16 {
    app.request("GET", "/api/profile").bearer(token).send().status
}

/// Refreshes a stolen token all the time while `end` ends the sessions of its user, and checks that nothing of what came
/// of it is valid afterwards.
fn check_that_nothing_survives(app: &TestApp, end: impl Fn(&TestUser) + Sync) {
    for factor in [1, 2, 4, 8] {
        let alice = app.user("alice");
        let stolen = app.token(json!({"sub": alice.id, "type": "refresh", "iat": now() - 60}));
        delay_commits(app, factor);

        let issued: Vec<String> = thread::scope(|scope| {
            let ending = scope.spawn(|| end(&alice));
            let mut issued = Vec::new();
            while !ending.is_finished() {
                let answer = refresh(app, &stolen);
                if answer.status == 200 {
                    issued.push(answer.json()["access_token"].as_str().expect("a token").to_owned());
                }
                thread::sleep(Duration::from_millis(20));
            }
            ending.join().expect("an end");
            issued
        });

        let seconds: Vec<i64> =
            issued.iter().map(|token| claims(token)["iat"].as_i64().expect("a time")).collect();
        refresh(app, &stolen).expect(401);
        for token in &issued {
            assert_eq!(profile(app, token), 401, "a token of {} is valid", claims(token)["iat"]);
        }
        // Otherwise the commit was too fast to show anything.
        if seconds.last().zip(seconds.first()).is_some_and(|(last, first)| last > first) {
            return;
        }
    }
    panic!("the commit could not be delayed for a second");
}

#[test]
fn tokens_issued_while_a_password_change_is_committed_have_ended_with_it() {
    let app = TestApp::start(|_| {});

    check_that_nothing_survives(&app, |alice| {
        let body = json!({"current": "password", "new": "another password"});
        let fresh = alice.post("/api/profile/password", body).created();
        assert_eq!(profile(&app, fresh["access_token"].as_str().expect("a token")), 200);
    });
}

#[test]
fn tokens_issued_while_a_password_reset_is_committed_have_ended_with_it() {
    let app = TestApp::start(|_| {});

    check_that_nothing_survives(&app, |alice| {
        let code = format!("code of {}", alice.id);
        let hash = hex::encode(Sha256::digest(&code));
        app.sql(&format!(
            "INSERT INTO password_resets (hash, user_id, expires) VALUES ('{hash}', {}, {})",
            alice.id,
            now() + 60
        ));
        let fields = [("token", code.as_str()), ("password", "another password")];
        let answer = app.request("POST", "/reset").form(&fields).send();
        assert_eq!(answer.header("location"), Some("/login?reset"), "{answer:?}");
    });
}

fn user_command(app: &TestApp, folder: &Path, command: &str, user: &TestUser) -> Command {
    let mut binary = photo_app(folder);
    binary.args(["user", command, &user.username]).stdin(Stdio::null());
    binary.env("DB_URL", url_text(&app.db_url)).env("JWT_SECRET", SECRET);
    binary
}

#[test]
fn tokens_issued_while_a_user_is_signed_out_everywhere_have_ended_too() {
    let app = TestApp::start(|_| {});
    let folder = tempfile::tempdir().expect("a folder");

    check_that_nothing_survives(&app, |alice| {
        succeeds(&mut user_command(&app, folder.path(), "logout-everywhere", alice));
    });
}

#[test]
fn tokens_issued_while_an_operator_sets_a_password_have_ended_with_it() {
    let app = TestApp::start(|_| {});
    let folder = tempfile::tempdir().expect("a folder");

    check_that_nothing_survives(&app, |alice| {
        let output = with_password(&mut user_command(&app, folder.path(), "passwd", alice), "another password\n");
        assert!(output.status.success(), "{output:?}");
    });
}

#[test]
fn tokens_issued_while_an_account_is_disabled_stay_ended_when_it_is_enabled() {
    let app = TestApp::start(|_| {});
    let folder = tempfile::tempdir().expect("a folder");

    check_that_nothing_survives(&app, |alice| {
        for command in ["disable", "enable"] {
            succeeds(&mut user_command(&app, folder.path(), command, alice));
        }
    });
}

/// The program stopped between the two transactions.
fn leave_unsettled(app: &TestApp, user: &TestUser) {
    app.sql(&format!("UPDATE users SET tokens_valid_after = {} WHERE id = {}", FIRST_MARK + 7, user.id));
}

fn valid_after(app: &TestApp, user: &TestUser) -> i64 {
    app.number(&format!("SELECT tokens_valid_after AS n FROM users WHERE id = {}", user.id))
}

#[test]
fn sessions_whose_end_was_interrupted_have_ended_and_the_next_sign_in_settles_it() {
    let alice = app().user("alice");
    leave_unsettled(app(), &alice);

    assert_eq!(profile(app(), &alice.token), 401);
    let body = json!({"username": alice.username, "password": "password"});
    let tokens = app().request("POST", "/api/token").json(body).send().ok();

    assert_eq!(profile(app(), &alice.token), 401);
    assert_eq!(profile(app(), tokens["access_token"].as_str().expect("a token")), 200);
    assert!((now() - 60..=now()).contains(&valid_after(app(), &alice)));
}

#[test]
fn a_server_that_starts_settles_the_sessions_whose_end_was_interrupted() {
    let first = TestApp::start(|_| {});
    let alice = first.user("alice");
    leave_unsettled(&first, &alice);

    let _second = TestApp::start_on(first.db_url.clone(), None, |_| {});

    let settled = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(50));
        valid_after(&first, &alice) <= now()
    });
    assert!(settled);
}

#[test]
fn nobody_gets_a_token_that_has_ended_already_when_the_clock_was_set_back() {
    let alice = app().user("alice");
    app().sql(&format!("UPDATE users SET tokens_valid_after = {} WHERE id = {}", now() + 1000, alice.id));

    let body = json!({"username": alice.username, "password": "password"});
    let answer = app().request("POST", "/api/token").json(body).send();

    assert!(answer.header("retry-after").is_some());
    answer.expect(503);
}

#[test]
fn what_was_begun_before_the_end_of_a_session_is_not_done_after_it() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let body = json!({"image_url": "/a.jpg", "caption": "begun before"}).to_string();
    let headers: [(&str, &[u8]); 3] = [
        ("Authorization", &format!("Bearer {}", alice.token).into_bytes()),
        ("Content-Type", b"application/json"),
        ("Content-Length", &body.len().to_string().into_bytes()),
    ];
    let mut stream = connect(&app);
    stream.write_all(&request_bytes("POST", "/api/posts", &headers, &body.as_bytes()[..10])).expect("a server");
    thread::sleep(Duration::from_secs(1));

    end_sessions_now(&mut app.conn(), |conn| EndingSessions::begin(conn, alice.id)).expect("an end");
    stream.write_all(&body.as_bytes()[10..]).expect("a server that reads");

    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(app.number(&format!("SELECT count(*) AS n FROM posts WHERE user_id = {}", alice.id)), 0);
}
