//! A database server that goes away and comes back. The run on SQLite leaves this file out by name.

use std::{sync::Barrier, thread};

use diesel::connection::SimpleConnection;
use photo_app::{
    db::{Conn, DbUrl},
    models::User,
};
use serde_json::json;

use crate::test_app::TestApp;

/// Runs `sql` in the cluster, beside the database of `app`.
fn in_cluster(app: &TestApp, sql: &str) {
    let DbUrl::Postgres(url) = &app.db_url else { panic!("run these with TEST_DATABASE=postgres") };
    let mut cluster = url.clone();
    cluster.set_path("/postgres");
    let name = url.path().trim_start_matches('/');
    let mut conn = Conn::open(&DbUrl::Postgres(cluster)).expect("the cluster");
    conn.batch_execute(&sql.replace("{name}", name)).expect(sql);
}

const CLOSE_CONNECTIONS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'";

#[test]
fn connections_that_the_database_closed_are_replaced_unseen() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    thread::scope(|scope| (0..16).for_each(|_| drop(scope.spawn(|| alice.get("/api/posts").ok()))));

    for _ in 0..3 {
        in_cluster(&app, CLOSE_CONNECTIONS);
        alice.publish("x");
        in_cluster(&app, CLOSE_CONNECTIONS);
        alice.get("/api/posts").ok();
    }
}

#[test]
fn a_database_that_is_away_is_503_with_retry_after_until_it_is_back() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    alice.get("/api/posts").ok();

    // One after the other: both in one batch would be one transaction, and let new connections in meanwhile.
    in_cluster(&app, "ALTER DATABASE {name} ALLOW_CONNECTIONS false");
    in_cluster(&app, CLOSE_CONNECTIONS);
    for answer in [
        alice.get("/api/posts"),
        alice.post("/api/posts", json!({"image_url": "/a.jpg"})),
        app.request("GET", "/").bearer(&alice.token).send(),
        app.request("POST", "/api/token").json(json!({"username": "a", "password": "b"})).send(),
    ] {
        assert_eq!(answer.header("retry-after"), Some("1"), "{answer:?}");
        answer.expect(503);
    }

    in_cluster(&app, "ALTER DATABASE {name} ALLOW_CONNECTIONS true");
    alice.get("/api/posts").ok();
    alice.publish("x");
}

/// Each has commented on the posts in another order, so that the database would lock what changes with them in another.
#[test]
fn two_who_leave_at_once_do_not_wait_for_each_other_for_ever() {
    const POSTS: usize = 150;
    let app = TestApp::start(|_| {});
    let author = app.user("author");
    app.sql(&format!(
        "INSERT INTO posts (image_url, user_id) SELECT '/static/a.jpg', {} FROM generate_series(1, {POSTS})",
        author.id
    ));

    for _ in 0..8 {
        let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
        for (user, order) in [(&alice, "ASC"), (&bob, "DESC")] {
            app.sql(&format!(
                "INSERT INTO comments (text, user_id, post_id) SELECT 'x', {}, id FROM posts ORDER BY id {order}",
                user.id
            ));
        }
        let barrier = Barrier::new(2);
        thread::scope(|scope| {
            for id in [alice.id, bob.id] {
                let (app, barrier) = (&app, &barrier);
                scope.spawn(move || {
                    let mut conn = app.conn();
                    barrier.wait();
                    conn.writing(|conn| User::delete(conn, id)).expect("gone");
                });
            }
        });
    }
    assert_eq!(app.number("SELECT count(*) AS n FROM comments"), 0);
}
