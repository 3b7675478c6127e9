//! Wrong guesses always count, whatever happens meanwhile, and right passwords do not.

use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use photo_app::{
    config::{Config, SignInLimits},
    models::LimitedAttempts,
};
use serde_json::{Value, json};

use crate::{
    raw::{connect, request_bytes},
    test_app::{Answer, TestApp, TestUser, now, on_postgres},
};

fn limited(limit: u32) -> impl Fn(&mut Config) {
    move |config| config.sign_in_limits = Some(SignInLimits { per_address: limit, per_username: limit })
}

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": password})).send()
}

/// The statuses of requests made at once.
fn at_once(requests: Vec<Box<dyn Fn() -> u16 + Send + '_>>) -> Vec<u16> {
    thread::scope(|scope| {
        let requests: Vec<_> = requests.into_iter().map(|request| scope.spawn(request)).collect();
        requests.into_iter().map(|request| request.join().expect("an answer")).collect()
    })
}

/// The status of each way to have a password checked, with this one.
fn every_check<'a>(alice: &'a TestUser, password: &'a str) -> Vec<Box<dyn Fn() -> u16 + Send + 'a>> {
    let username = alice.username.as_str();
    vec![
        Box::new(move || sign_in(alice.app, username, password).status),
        Box::new(move || {
            let form = [("username", username), ("password", password)];
            alice.app.request("POST", "/login").form(&form).send().status
        }),
        Box::new(move || {
            alice.post("/api/profile/password", json!({"current": password, "new": "another password"})).status
        }),
        Box::new(move || {
            let changes = json!({"email": format!("{username}@example.com"), "password": password});
            alice.patch("/api/profile", changes).status
        }),
        Box::new(move || {
            let body = json!({"username": username, "password": password});
            alice.request("DELETE", "/api/profile").json(body).send().status
        }),
    ]
}

/// How many attempts count for the address of the tests.
fn counted(app: &TestApp) -> i64 {
    app.number("SELECT coalesce(sum(failures), 0) AS n FROM failed_sign_ins WHERE origin = '127.0.0.1'")
}

/// Makes every write to the count fail, as on a full disk.
fn fill_the_disk(app: &TestApp) {
    app.sql(match on_postgres() {
        true => {
            "CREATE FUNCTION disk_full() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no space left on device' \
             USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON failed_sign_ins EXECUTE FUNCTION disk_full();"
        }
        false => {
            "CREATE TRIGGER disk_full BEFORE INSERT ON failed_sign_ins BEGIN \
             SELECT RAISE(FAIL, 'database or disk is full'); END;"
        }
    });
}

fn make_room(app: &TestApp) {
    app.sql(match on_postgres() {
        true => "DROP TRIGGER disk_full ON failed_sign_ins",
        false => "DROP TRIGGER disk_full",
    });
}

#[test]
fn while_attempts_cannot_be_counted_no_answer_reveals_whether_a_password_is_right() {
    let app = TestApp::start(limited(10));
    let alice = app.user("alice");

    fill_the_disk(&app);
    let wrong = at_once(every_check(&alice, "wrong"));
    let right = at_once(every_check(&alice, "password"));
    make_room(&app);

    assert_eq!((wrong, right), (vec![503; 5], vec![503; 5]));
    sign_in(&app, &alice.username, "password").ok();
}

#[test]
fn while_attempts_wait_for_the_writer_no_answer_reveals_whether_a_password_is_right() {
    let app = TestApp::start(limited(10));
    let alice = app.user("alice");
    let (username, app) = (alice.username.as_str(), &app);
    let attempt =
        |password| -> Box<dyn Fn() -> u16 + Send> { Box::new(move || sign_in(app, username, password).status) };
    let mut harness = app.conn();
    let hold = if on_postgres() { "BEGIN; LOCK TABLE failed_sign_ins IN SHARE MODE" } else { "BEGIN IMMEDIATE" };
    harness.batch_execute(hold).expect(hold);

    let statuses = at_once(vec![attempt("wrong"), attempt("password")]);
    harness.batch_execute("ROLLBACK").expect("an end");

    assert_eq!(statuses, [503, 503]);
    sign_in(app, username, "password").ok();
}

/// Sends a guess and resets the connection while its password is being hashed. A socket that is closed while there is
/// something left to read is reset.
fn guess_and_reset(app: &TestApp, username: &str) {
    let mut stream = connect(app);
    let body = json!({"username": username, "password": "wrong"}).to_string();
    let probe = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let guess = request_bytes("POST", "/api/token", &[("Content-Type", b"application/json")], body.as_bytes());
    stream.write_all(&[&probe[..], &guess].concat()).expect("a server that reads");
    stream.peek(&mut [0]).expect("the answer to the first request");
    thread::sleep(Duration::from_millis(150));
}

#[test]
fn a_guess_whose_connection_is_reset_counts() {
    const LIMIT: i64 = 3;
    const GUESSES: usize = 8;
    let app = TestApp::start(|config| {
        limited(3)(config);
        config.bcrypt_cost = 13;
    });
    let alice = app.user("alice");

    for _ in 0..GUESSES {
        let before = counted(&app);
        if before == LIMIT {
            break;
        }
        guess_and_reset(&app, &alice.username);
        let end = Instant::now() + Duration::from_secs(2);
        while counted(&app) == before && Instant::now() < end {
            thread::sleep(Duration::from_millis(20));
        }
    }

    assert_eq!(counted(&app), LIMIT);
    assert_eq!(sign_in(&app, &alice.username, "password").status, 429);
}

#[test]
fn a_right_password_whose_connection_is_reset_does_not_stay_counted() {
    let app = TestApp::start(limited(3));
    let alice = app.user("alice");
    let body = json!({"username": alice.username, "password": "password"}).to_string();
    let request = request_bytes("POST", "/api/token", &[("Content-Type", b"application/json")], body.as_bytes());

    for _ in 0..6 {
        let mut stream = connect(&app);
        let probe = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(&[&probe[..], &request].concat()).expect("a server that reads");
        stream.peek(&mut [0]).expect("the answer to the first request");
        thread::sleep(Duration::from_millis(20));
    }

    let end = Instant::now() + Duration::from_secs(10);
    while counted(&app) > 0 && Instant::now() < end {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(counted(&app), 0);
    sign_in(&app, &alice.username, "password").ok();
}

#[test]
fn a_class_that_signs_in_at_once_from_one_address_is_let_in() {
    // Also where not one failure more than one is allowed.
    for limit in [1, 10] {
        let app = TestApp::start(limited(limit));
        let other = TestApp::start_on(app.db_url.clone(), None, limited(limit));
        let class: Vec<TestUser> = (0..30).map(|_| app.user("pupil")).collect();
        let servers = if limit > 1 { [&app, &other] } else { [&app, &app] };

        let statuses = at_once(
            class
                .iter()
                .zip(servers.iter().cycle())
                .map(|(pupil, server)| -> Box<dyn Fn() -> u16 + Send> {
                    Box::new(|| sign_in(server, &pupil.username, "password").status)
                })
                .collect(),
        );

        assert_eq!(statuses, [200; 30], "limit {limit}");
        assert_eq!(counted(&app), 0);
    }
}

#[test]
fn a_right_password_takes_back_its_own_attempt_and_no_other() {
    let app = TestApp::start(limited(3));
    let alice = app.user("alice");
    let try_with = |password| sign_in(&app, &alice.username, password).status;

    let statuses = ["password", "wrong", "password", "wrong", "password", "password", "wrong", "password"];

    assert_eq!(statuses.map(try_with), [200, 401, 200, 401, 200, 200, 401, 429]);
}

#[test]
fn successful_attempts_are_refunded_in_their_own_minute_only() {
    let app = TestApp::start(limited(3));
    let mut conn = app.conn();
    let origins = [("here".to_owned(), 3), ("here as somebody".to_owned(), 2)];
    let keys = origins.clone().map(|(key, _)| key);
    let mut add =
        |now| conn.writing_or_refuse(|conn| LimitedAttempts::add(conn, &origins, now)).expect("a statement");
    let mut other = app.conn();
    let mut failures = |now| -> Vec<i32> {
        let found = LimitedAttempts::of(&mut other, &keys, now).expect("counts");
        found.iter().map(|one| one.failures).collect()
    };
    // The server removes what is over by its own clock.
    let start = now();

    let first = add(start).expect("a count");
    add(start + 59).expect("a count");
    assert_eq!(failures(start + 59), [2, 2]);
    add(start + 59).expect_err("one beyond the limit");
    assert_eq!(failures(start + 59), [2, 2]);
    let next = add(start + 60).expect("a count of the next minute");
    assert_eq!(failures(start + 60), [1, 1]);

    LimitedAttempts::refund(&mut app.conn(), &first).expect("nothing to take back");
    assert_eq!(failures(start + 60), [1, 1]);
    LimitedAttempts::refund(&mut app.conn(), &next).expect("a refund");
    LimitedAttempts::refund(&mut app.conn(), &next).expect("nothing to take back");
    assert_eq!(failures(start + 60), [0, 0]);
    let again = add(start + 80).expect("a count");
    assert!(again.iter().all(|one| (one.since, one.failures) == (start + 80, 1)), "{again:?}");
}

#[test]
fn guesses_made_at_once_with_several_processes_are_no_more_than_the_limit() {
    const LIMIT: u32 = 3;
    let one = TestApp::start(limited(LIMIT));
    let other = TestApp::start_on(one.db_url.clone(), None, limited(LIMIT));

    let guess = |app| -> Box<dyn Fn() -> u16 + Send> { Box::new(move || sign_in(app, "nobody", "wrong").status) };
    let statuses = at_once((0..20).flat_map(|_| [guess(&one), guess(&other)]).collect());

    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), LIMIT as usize, "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
}

#[test]
fn guesses_beyond_the_limit_need_no_writer() {
    let app = TestApp::start(limited(1));
    assert_eq!(sign_in(&app, "nobody", "wrong").status, 401);
    let mut harness = app.conn();
    let hold = if on_postgres() { "BEGIN; LOCK TABLE failed_sign_ins IN SHARE MODE" } else { "BEGIN IMMEDIATE" };
    harness.batch_execute(hold).expect(hold);

    let statuses = [0; 3].map(|_| sign_in(&app, "nobody", "wrong").status);
    harness.batch_execute("ROLLBACK").expect("an end");

    assert_eq!(statuses, [429; 3]);
}

/// Guesses a password from a page, of which a browser says these things.
fn guess_from(app: &TestApp, path: &str, headers: &[(&str, &str)], body: &Value) -> u16 {
    let request = app.request("POST", path).json(body.clone());
    headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().status
}

#[test]
fn pages_of_other_origins_use_up_no_attempts_of_those_who_visit_them() {
    let app = TestApp::start(|config| {
        limited(2)(config);
        config.public_url = "https://photos.example.org".to_owned();
        config.cors_origins = Some(vec!["https://client.example".to_owned()]);
    });
    let alice = app.user("alice");
    let host = app.url.clone();
    let elsewhere: [&[(&str, &str)]; 4] = [
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", "https://blog.example.org")],
        &[("Origin", "https://invented.example")],
        &[("Origin", "null")],
    ];
    let ours: [&[(&str, &str)]; 4] = [
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &host)],
        &[("Origin", &host)],
        &[("Origin", "https://photos.example.org")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://client.example")],
    ];

    for (path, body, refused) in [
        ("/api/token", json!({"username": alice.username, "password": "wrong"}), 401),
        ("/api/users", json!({}), 400),
    ] {
        // All of them together have as many as one address, and no more.
        let foreign = elsewhere.map(|headers| guess_from(&app, path, headers, &body));
        assert_eq!(foreign, [refused, refused, 429, 429], "{path}");
        let own = ours.map(|headers| guess_from(&app, path, headers, &body));
        assert_eq!(own, [refused, refused, 429, 429], "{path}");
    }
    assert_eq!(sign_in(&app, &alice.username, "password").status, 429);
}

#[test]
fn a_form_of_another_site_uses_up_no_tries_to_set_a_password() {
    let app = TestApp::start(limited(2));
    let reset = |site: &str| {
        let form = [("token", "nonsense"), ("password", "x")];
        app.request("POST", "/reset").header("Sec-Fetch-Site", site).form(&form).send().status
    };

    assert_eq!([0; 3].map(|_| reset("cross-site")), [400, 400, 400]);
    assert_eq!([0; 3].map(|_| reset("same-origin")), [400, 400, 429]);
}

/// How long it takes at least until it is said that a password is wrong: that of a username that nobody has, and that of this
/// one. What else the machine does makes some of them slower.
fn time_of_guesses(app: &TestApp, username: &str) -> (Duration, Duration) {
    let time = |username: &str| {
        let begun = Instant::now();
        sign_in(app, username, "wrong").expect(401);
        begun.elapsed()
    };
    let pairs = (0..4).map(|_| (time("nobody"), time(username)));
    pairs.fold((Duration::MAX, Duration::MAX), |least, pair| (least.0.min(pair.0), least.1.min(pair.1)))
}

/// Checks that a wrong password for this user takes about as long as one for nobody. A busy machine spoils some attempts, but
/// not all of them.
fn check_not_revealed(app: &TestApp, username: &str) {
    let mut times = (0..5).map(|_| time_of_guesses(app, username));
    assert!(times.any(|(nobody, known)| known * 4 > nobody * 3), "{username}: every time");
}

#[test]
fn a_hash_that_is_cheaper_than_new_ones_is_not_revealed_by_its_time() {
    let app = TestApp::start(|config| config.bcrypt_cost = 12);
    let [cheap, original, disabled] = ["cheap", "original", "disabled"].map(|name| app.user(name));
    let hash =
        "pbkdf2:sha256:1000$Pq3hKx9ZtR7mW2cV$e521b0096e4b31c8bc130dc04448a8eaa0af91b10e40143b19a9be3f1b232bee";
    app.sql(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", original.id));
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    for user in [&cheap, &original, &disabled] {
        check_not_revealed(&app, &user.username);
    }
}

#[test]
fn a_hash_that_is_costlier_than_new_ones_is_not_revealed_by_its_time() {
    let app = TestApp::start(|config| config.bcrypt_cost = 10);
    let dear = app.user("dear");
    // bcrypt of some other password, cost 12.
    let hash = "$2b$12$9jdbXoobfNHKtIq9zROwf.CuiyH7/t3UCLePH6cAIb8IoROIFqkP6";
    app.sql(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", dear.id));
    let app = TestApp::start_on(app.db_url.clone(), None, |config| config.bcrypt_cost = 10);

    // After its start it measures what is in use, which takes a moment.
    let mut times = (0..5).map(|_| time_of_guesses(&app, &dear.username));

    assert!(times.any(|(nobody, known)| nobody * 2 > known), "every time");
}

#[test]
fn the_right_password_of_a_disabled_user_is_not_revealed_by_its_time() {
    let app = TestApp::start(|config| config.bcrypt_cost = 12);
    let disabled = app.user("disabled");
    app.sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));
    let time = |password: &str| {
        let begun = Instant::now();
        sign_in(&app, &disabled.username, password).expect(401);
        begun.elapsed()
    };

    let pairs = [0; 4].map(|_| (time("wrong"), time("password")));

    let wrong: Duration = pairs.iter().map(|pair| pair.0).sum();
    let right: Duration = pairs.iter().map(|pair| pair.1).sum();
    assert!(right < wrong * 3, "wrong {wrong:?}, right {right:?}");
}

#[test]
fn a_password_that_no_hash_can_have_changes_nothing_about_the_time_of_others() {
    let app = TestApp::start(|config| config.bcrypt_cost = 12);
    let cheap = app.user("cheap");
    let nul = app.request("POST", "/login").form(&[("username", "nobody"), ("password", "a\0b")]).send();
    assert_eq!(nul.status, 200);
    sign_in(&app, "nobody", &"x".repeat(1000)).expect(401);

    check_not_revealed(&app, &cheap.username);
}

#[test]
fn a_flood_from_one_network_keeps_nobody_else_from_signing_in() {
    let app = TestApp::start(|config| {
        config.sign_in_limits = Some(SignInLimits { per_address: 10, per_username: 10 });
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    });
    let alice = app.user("alice");
    let sign_in_from = |network: &str, username: &str, password: &str| {
        let credentials = json!({"username": username, "password": password});
        app.request("POST", "/api/token").header("X-Forwarded-For", network).json(credentials).send().status
    };
    let over = AtomicBool::new(false);

    let statuses: Vec<u16> = thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    sign_in_from("203.0.113.1", "nobody", "a wrong password");
                }
            });
        }
        // All of them wait by then.
        thread::sleep(Duration::from_millis(300));
        let statuses = (0..10).map(|_| sign_in_from("198.51.100.7", &alice.username, "password")).collect();
        over.store(true, Ordering::Relaxed);
        statuses
    });

    // All users together may ask for more than a busy machine can check in time.
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    let succeeded = statuses.iter().filter(|status| **status == 200).count();
    assert!(succeeded >= 5, "{statuses:?}");
}

#[test]
fn attempts_that_a_wrong_clock_counted_in_the_future_refuse_nobody() {
    let app = TestApp::start(limited(2));
    let alice = app.user("alice");
    for _ in 0..3 {
        sign_in(&app, &alice.username, "wrong");
    }
    sign_in(&app, &alice.username, "password").expect(429);

    app.sql("UPDATE failed_sign_ins SET since = since + 86400");

    sign_in(&app, &alice.username, "password").ok();
    for _ in 0..2 {
        sign_in(&app, &alice.username, "wrong").expect(401);
    }
    sign_in(&app, &alice.username, "wrong").expect(429);
}
