//! Databases that are locked or opened by several processes at once, and floods of requests.

use std::{thread, time::Duration};

use diesel::connection::SimpleConnection;
use photo_app::db::migrate;
use serde_json::json;

use crate::test_app::{TestApp, new_database, on_postgres};

/// How many migrations there are.
const MIGRATIONS: usize = 25;

#[test]
fn several_processes_may_migrate_one_empty_database_at_once() {
    let (db_url, _folder) = new_database();

    let applied: usize = thread::scope(|scope| {
        let starts: Vec<_> =
            (0..4).map(|_| scope.spawn(|| migrate(&db_url).expect("a migration").applied.len())).collect();
        starts.into_iter().map(|start| start.join().expect("a start")).sum()
    });

    assert_eq!(applied, MIGRATIONS);
}

#[test]
fn migrating_twice_changes_nothing() {
    let (db_url, _folder) = new_database();

    let first = migrate(&db_url).expect("a migration");
    let second = migrate(&db_url).expect("no migration");

    assert_eq!((first.applied.len(), second.applied.len()), (MIGRATIONS, 0));
    assert!(!first.adopted && !second.adopted && !first.plaintext_passwords);
}

#[test]
fn a_harness_that_holds_the_database_for_a_moment_delays_writes_and_no_reads() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let mut harness = app.conn();
    let hold = if on_postgres() { "BEGIN; LOCK TABLE posts IN SHARE MODE" } else { "BEGIN IMMEDIATE" };
    harness.batch_execute(hold).expect(hold);

    let written = thread::scope(|scope| {
        let write = scope.spawn(|| alice.post("/api/posts", json!({"image_url": "/a.jpg"})).created());
        assert_eq!(alice.get("/api/posts").ok(), json!([]));
        thread::sleep(Duration::from_millis(300));
        assert!(!write.is_finished());
        harness.batch_execute("COMMIT").expect("an end");
        write.join().expect("the write")
    });

    assert_eq!(alice.get("/api/posts").ok(), json!([written]));
}

#[test]
fn a_lock_that_nobody_gives_back_holds_nobody_up_for_ever() {
    let app = TestApp::start(|config| config.pool_size = 2);
    let alice = app.user("alice");
    let mut harness = app.conn();
    let hold = if on_postgres() { "BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE" } else { "BEGIN IMMEDIATE" };
    harness.batch_execute(hold).expect(hold);

    let statuses: Vec<u16> = thread::scope(|scope| {
        let write = || alice.post("/api/posts", json!({"image_url": "/a.jpg"}));
        let writes: Vec<_> = (0..6).map(|_| scope.spawn(write)).collect();
        let answers = writes.into_iter().map(|write| write.join().expect("an answer"));
        answers.map(|answer| answer.header("retry-after").map_or(0, |_| answer.status)).collect()
    });

    assert_eq!(statuses, [503; 6]);
    harness.batch_execute("ROLLBACK").expect("an end");
    alice.publish("x");
}

#[test]
fn a_burst_of_sign_ins_meets_an_end_of_the_line_and_everybody_else_is_served() {
    // Costly checks, so that the burst arrives faster than they end.
    let app = TestApp::start(|config| config.bcrypt_cost = 10);
    let alice = app.user("alice");
    let sign_in = || {
        let body = json!({"username": alice.username, "password": "wrong"});
        let answer = app.request("POST", "/api/token").json(body).send();
        (answer.status, answer.header("retry-after").map(str::to_owned))
    };

    let answers: Vec<_> = thread::scope(|scope| {
        let burst: Vec<_> = (0..150).map(|_| scope.spawn(sign_in)).collect();
        for _ in 0..20 {
            alice.get("/api/posts").ok();
        }
        burst.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    let turned_away = answers.iter().filter(|(status, _)| *status == 503).count();
    assert!(turned_away > 0 && turned_away < 150, "{turned_away}");
    for (status, retry_after) in answers {
        assert_eq!((status == 503, status == 401), (retry_after.is_some(), retry_after.is_none()), "{status}");
    }
}
