//! Rows written beside the server: orphans, unusual times and texts. None of them may break a response.

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::test_app::{TestApp, ids, on_postgres};

/// Writes without foreign keys, as a harness on SQLite may. On PostgreSQL the constraints are dropped for it.
fn write_unchecked(app: &TestApp, sql: &str) {
    let mut conn = app.conn();
    let first = if on_postgres() { "SET session_replication_role = replica" } else { "PRAGMA foreign_keys=OFF" };
    conn.batch_execute(first).expect(first);
    conn.batch_execute(sql).expect(sql);
}

#[test]
fn orphans_are_not_shown_and_break_nothing() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let post = alice.publish("x");
    write_unchecked(
        &app,
        &format!(
            "INSERT INTO following (user_id, following_id) VALUES ({0}, 990), (991, {0}); \
             INSERT INTO posts (image_url, user_id) VALUES ('/orphan.jpg', 990); \
             INSERT INTO comments (text, user_id, post_id) VALUES ('orphan', 990, {post}), ('lost', {0}, 992); \
             INSERT INTO likes_posts (user_id, post_id) VALUES (990, {post}), ({0}, 992); \
             INSERT INTO bookmarks (user_id, post_id) VALUES ({0}, 992); \
             INSERT INTO stories (text, user_id) VALUES ('orphan', 990);",
            alice.id
        ),
    );

    let feed = alice.get("/api/posts").ok();
    assert_eq!(ids(&feed), [post]);
    assert_eq!(feed[0]["comments"], json!([]));
    for path in ["/api/bookmarks", "/api/stories", "/api/following", "/api/followers", "/api/suggestions"] {
        assert_eq!(alice.get(path).ok(), json!([]), "{path}");
    }
    let orphan = app.number("SELECT max(id) AS n FROM posts");
    let status = alice.get(&format!("/api/posts/{orphan}")).status;
    assert_eq!(status, 404);
    let status = alice.post("/api/bookmarks", json!({"post_id": orphan})).status;
    assert_eq!(status, 404);
}

#[test]
fn times_in_other_formats_are_shown_and_invalid_ones_count_as_old() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let spellings: &[&str] = if on_postgres() {
        &["2024-05-01 10:00:00", "2024-05-01", "epoch", "infinity", "-infinity", "0001-01-01 BC", "294276-01-01"]
    } else {
        &[
            "2024-05-01 10:00:00.5",
            "2024-05-01T10:00:00",
            "2024-05-01T10:00:00Z",
            "2024-05-01",
            "yesterday",
            "",
            "17",
        ]
    };
    for (number, spelling) in spellings.iter().enumerate() {
        let id = alice.publish(&number.to_string());
        app.sql(&format!("UPDATE posts SET pub_date = '{spelling}' WHERE id = {id}"));
    }

    let feed = alice.get("/api/posts").ok();

    let posts = feed.as_array().expect("the feed");
    assert_eq!(posts.len(), spellings.len());
    for post in posts {
        let told = post["display_time"].as_str().expect("a text");
        assert!(told.ends_with(" ago") || told == "Just now", "{post}");
    }
}

#[test]
fn a_column_added_beside_the_server_disturbs_nothing() {
    let app = TestApp::start(|_| {});
    app.sql("ALTER TABLE users ADD COLUMN password_plaintext TEXT; ALTER TABLE posts ADD COLUMN mood TEXT DEFAULT 'fine'");

    let alice = app.user("alice");
    let post = alice.publish("x");

    assert_eq!(ids(&alice.get("/api/posts").ok()), [post]);
    assert_eq!(app.number("SELECT count(*) AS n FROM posts WHERE mood = 'fine'"), 1);
}

#[test]
fn a_username_shared_but_for_case_belongs_to_two_people() {
    let app = TestApp::start(|_| {});
    let hash = crate::test_app::PASSWORD_HASH;
    app.sql(&format!(
        "INSERT INTO users (first_name, last_name, username, password_hash, email) VALUES \
         ('A', 'B', 'Ada', '{hash}', 'A@example.org'), ('A', 'B', 'ada', 'none', 'a@example.org')"
    ));
    let sign_in = |username: &str| {
        app.request("POST", "/api/token").json(json!({"username": username, "password": "password"})).send().status
    };

    assert_eq!((sign_in("Ada"), sign_in("ada"), sign_in("ADA")), (200, 401, 401));
}

#[test]
fn text_that_is_not_utf_8_is_marked_and_hides_nothing_else() {
    if on_postgres() {
        return; // PostgreSQL refuses it.
    }
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let post = alice.publish("x");
    alice.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
    app.sql("INSERT INTO stories (text, user_id) SELECT x'ff', id FROM users");
    app.sql(
        "UPDATE posts SET caption = x'ff00', alt_text = cast(x'c328' AS text); UPDATE comments SET text = x'ff'",
    );
    app.sql("UPDATE users SET first_name = x'ff', image_url = x'fe'");

    let feed = alice.get("/api/posts").ok();
    assert_eq!(feed[0]["caption"], json!("\u{fffd}"));
    assert_eq!(feed[0]["comments"][0]["user"]["first_name"], json!("\u{fffd}"));
    for path in ["/api/profile", "/api/stories", "/api/followers", "/api/following", "/api/suggestions"] {
        alice.get(path).ok();
    }
}
