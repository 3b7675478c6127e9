//! Adopting a database of the original Flask application, on both databases.

use diesel::connection::SimpleConnection;
use photo_app::{
    config::{Config, Signup},
    db::{Conn, migrate},
};
use serde_json::json;

use crate::{
    accounts::data,
    test_app::{Answer, TestApp, ids, new_database, now, on_postgres},
};

// As werkzeug.security.generate_password_hash("password", …) makes them.
const PBKDF2: &str =
    "pbkdf2:sha256:1000$b7mVx0QpRk2LsT9d$65c02f64e554408597f9af49b2ec3aa9694913b0c68a9bf7f189667840adc460";
const SCRYPT: &str = "scrypt:32768:8:1$b7mVx0QpRk2LsT9d$26fe91c66622bf5475ecdf3d2d357cf8ac1db3bc7fbe6e75ef1dfc0e91460d243945727e18f5e234afd9f4c0fda8336f4d1fdea80cab0131c219f3ef85c4c1f9";

/// The tables as SQLAlchemy made them: no indexes of ours, no cascades, narrow columns, NULLs allowed where we allow
/// none, and the demo passwords in the clear.
fn original_tables() -> String {
    let (id, now) =
        if on_postgres() { ("SERIAL NOT NULL", "now()") } else { ("INTEGER NOT NULL", "CURRENT_TIMESTAMP") };
    format!(
        "CREATE TABLE users (id {id}, first_name VARCHAR(64) NOT NULL, last_name VARCHAR(64) NOT NULL, \
           username VARCHAR(64) NOT NULL, password_hash VARCHAR(255) NOT NULL, password_plaintext VARCHAR(64) NOT NULL, \
           email VARCHAR(128) NOT NULL, image_url VARCHAR(255), thumb_url VARCHAR(255), \
           date_created TIMESTAMP DEFAULT {now}, is_verified BOOLEAN, is_disabled BOOLEAN, \
           PRIMARY KEY (id), UNIQUE (username), UNIQUE (email)); \
         CREATE TABLE posts (id {id}, image_url VARCHAR(255) NOT NULL, caption TEXT, alt_text VARCHAR(255), \
           pub_date TIMESTAMP DEFAULT {now}, user_id INTEGER NOT NULL, PRIMARY KEY (id), \
           FOREIGN KEY (user_id) REFERENCES users (id)); \
         CREATE TABLE comments (id {id}, text VARCHAR(255) NOT NULL, pub_date TIMESTAMP DEFAULT {now}, \
           user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, PRIMARY KEY (id), \
           FOREIGN KEY (user_id) REFERENCES users (id), FOREIGN KEY (post_id) REFERENCES posts (id)); \
         CREATE TABLE likes_posts (id {id}, user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, \
           timestamp TIMESTAMP DEFAULT {now}, PRIMARY KEY (id), UNIQUE (user_id, post_id), \
           FOREIGN KEY (user_id) REFERENCES users (id), FOREIGN KEY (post_id) REFERENCES posts (id)); \
         CREATE TABLE bookmarks (id {id}, user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, \
           timestamp TIMESTAMP DEFAULT {now}, PRIMARY KEY (id), UNIQUE (user_id, post_id)); \
         CREATE TABLE likes_comments (id {id}, user_id INTEGER NOT NULL, comment_id INTEGER NOT NULL, \
           timestamp TIMESTAMP DEFAULT {now}, PRIMARY KEY (id), UNIQUE (user_id, comment_id)); \
         CREATE TABLE following (id {id}, user_id INTEGER NOT NULL, following_id INTEGER NOT NULL, PRIMARY KEY (id), \
           UNIQUE (user_id, following_id), FOREIGN KEY (user_id) REFERENCES users (id)); \
         CREATE TABLE stories (id {id}, text VARCHAR(255) NOT NULL, pub_date TIMESTAMP DEFAULT {now}, \
           user_id INTEGER NOT NULL, PRIMARY KEY (id));"
    )
}

fn original_rows() -> String {
    format!(
        "INSERT INTO users (first_name, last_name, username, password_hash, password_plaintext, email, is_verified) VALUES \
           ('Ada', 'L', 'ada', '{PBKDF2}', 'password', 'ada@example.org', TRUE), \
           ('Bob', 'M', 'bob', '{SCRYPT}', 'password', 'bob@example.org', NULL); \
         INSERT INTO posts (image_url, caption, user_id, pub_date) VALUES \
           ('/a.jpg', 'by ada', 1, '2024-01-01 10:00:00.123456'), ('/b.jpg', 'by bob', 2, '2024-01-02 10:00:00'), \
           ('/c.jpg', NULL, 2, NULL); \
         INSERT INTO comments (text, user_id, post_id) VALUES ('hi', 1, 2), ('ho', 2, 1); \
         INSERT INTO likes_posts (user_id, post_id) VALUES (1, 2), (2, 1); \
         INSERT INTO bookmarks (user_id, post_id) VALUES (1, 1), (2, 999); \
         INSERT INTO following (user_id, following_id) VALUES (1, 2); \
         INSERT INTO stories (text, user_id) VALUES ('a story', 2), ('an orphan', 998);"
    )
}

/// SQLAlchemy does not switch SQLite's on, and PostgreSQL's depend on the tables.
fn without_foreign_keys(conn: &mut Conn) {
    if let Conn::Sqlite(_) = conn {
        conn.batch_execute("PRAGMA foreign_keys=OFF").expect("the pragma");
    }
}

/// A server on a database of the original, which `sql` was run on before it started.
fn taken_over(sql: &str) -> TestApp {
    let (db_url, folder) = new_database();
    let mut conn = Conn::open(&db_url).expect("the database");
    without_foreign_keys(&mut conn);
    conn.batch_execute(&original_tables()).expect("the original's tables");
    conn.batch_execute(sql).expect(sql);
    drop(conn);
    TestApp::start_on(db_url, folder, |_: &mut Config| {})
}

/// Why a database of the original with `sql` run on it is not taken over; it must stay as it is.
fn refused(sql: &str) -> String {
    let (db_url, _folder) = new_database();
    let mut conn = Conn::open(&db_url).expect("the database");
    without_foreign_keys(&mut conn);
    conn.batch_execute(&original_tables()).expect("the original's tables");
    conn.batch_execute(&original_rows()).expect("the original's rows");
    conn.batch_execute(sql).expect(sql);
    drop(conn);

    let why = migrate(&db_url).expect_err("a refusal").to_string();

    let mut conn = Conn::open(&db_url).expect("the database");
    conn.batch_execute("SELECT password_plaintext FROM users").expect("the column");
    assert!(conn.batch_execute("SELECT 1 FROM __diesel_schema_migrations").is_err(), "no history was written");
    assert!(!why.trim().contains('\n'), "{why}");
    why
}

fn sign_in(app: &TestApp, username: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": "password"})).send()
}

#[test]
fn a_database_of_the_original_is_taken_over_without_losing_a_row() {
    let app = taken_over(&original_rows());

    for (table, rows) in [
        ("users", 2),
        ("posts", 3),
        ("comments", 2),
        ("likes_posts", 2),
        ("bookmarks", 2),
        ("following", 1),
        ("stories", 2),
    ] {
        assert_eq!(app.number(&format!("SELECT count(*) AS n FROM {table}")), rows, "{table}");
    }
    let ada = app.request("GET", "/api/posts").bearer(&app.token(json!({"sub": 1}))).send().ok();
    assert_eq!(ids(&ada), [3, 2, 1]);
    assert_eq!(ada[1]["comments"][0]["text"], "hi");
    assert_eq!(ada[1]["likes"][0]["user_id"], 1);
    let get = |path: &str, id: i32| app.request("GET", path).bearer(&app.token(json!({"sub": id}))).send().ok();
    assert_eq!(get("/api/stories", 1)[0]["text"], "a story");
    assert_eq!(get("/api/bookmarks", 2), json!([]));
}

#[test]
fn people_sign_in_with_their_old_hashes_which_become_bcrypt() {
    let app = taken_over(&original_rows());

    for username in ["ada", "bob"] {
        sign_in(&app, username).ok();
        let bcrypt = format!(
            "SELECT count(*) AS n FROM users WHERE username = '{username}' AND password_hash LIKE '$2b$%'"
        );
        assert_eq!(app.number(&bcrypt), 1, "{username}");
        sign_in(&app, username).ok();
    }
}

#[test]
fn the_column_of_plaintext_passwords_is_kept_and_may_be_empty() {
    let app = taken_over(&original_rows());

    app.sql("INSERT INTO users (first_name, last_name, username, password_hash, email) VALUES ('C', 'D', 'cy', 'x', 'c@d')");

    assert_eq!(app.number("SELECT count(*) AS n FROM users WHERE password_plaintext = 'password'"), 2);
    assert_eq!(app.number("SELECT count(*) AS n FROM users WHERE password_plaintext IS NULL"), 1);
    let migrated = migrate(&app.db_url).expect("nothing to do");
    assert!(migrated.plaintext_passwords && !migrated.adopted && migrated.applied.is_empty());
}

#[test]
fn everything_works_afterwards_within_the_limits_of_the_contract() {
    let app = taken_over(&original_rows());
    let ada = app.token(json!({"sub": 1}));
    let post = |path: &str, body: serde_json::Value| app.request("POST", path).bearer(&ada).json(body).send();
    let long = "x".repeat(5000);

    let url = format!("https://example.org/{}", "x".repeat(2000));
    let made = post("/api/posts", json!({"image_url": url, "caption": long, "alt_text": long})).created();
    let id = made["id"].as_i64().expect("an id");
    assert!(id > 3);
    post("/api/comments", json!({"post_id": id, "text": long})).created();
    post("/api/posts/likes", json!({"post_id": id})).created();
    post("/api/posts/likes", json!({"post_id": id})).expect(400);
    post("/api/bookmarks", json!({"post_id": id})).created();
    app.request("DELETE", &format!("/api/posts/{id}")).bearer(&ada).send().ok();
    assert_eq!(app.number(&format!("SELECT count(*) AS n FROM comments WHERE post_id = {id}")), 0);
}

#[test]
fn posts_with_several_images_survive_an_export_and_another_adoption() {
    let app = taken_over(&original_rows());
    let ada = app.token(json!({"sub": 1}));
    let image = |url: &str, alt_text: Option<&str>| json!({"image_url": url, "alt_text": alt_text});
    let images = json!([
        image("/first.jpg", Some("one")),
        image("https://example.org/b.jpg", None),
        image("/c.jpg", Some("three"))
    ]);
    let get = |app: &TestApp, path: &str| app.request("GET", path).bearer(&ada).send();

    let body = json!({"images": images, "caption": "several"});
    let made = app.request("POST", "/api/posts").bearer(&ada).json(body).send().created();
    // The original runs beside the server for a while, and knows posts with one image only.
    app.sql("INSERT INTO posts (image_url, alt_text, user_id) VALUES ('/beside.jpg', 'alone', 1)");
    assert!(!migrate(&app.db_url).expect("nothing to do").adopted);
    let again = TestApp::start_on(app.db_url.clone(), None, |_: &mut Config| {});

    let posts = [
        ("several", images),
        ("by ada", json!([image("/a.jpg", None)])),
        ("null", json!([image("/beside.jpg", Some("alone"))])),
    ];
    for app in [&app, &again] {
        let feed = get(app, "/api/posts").ok();
        let exported = data(get(app, "/api/profile/archive").body)["posts"].clone();
        for (caption, images) in &posts {
            for (source, list) in [("feed", &feed), ("export", &exported)] {
                let post = list.as_array().expect("posts").iter().find(|post| {
                    post["caption"].as_str().unwrap_or("null") == *caption && post["images"] == *images
                });
                assert!(post.is_some(), "{caption} in the {source}: {list}");
            }
        }
        assert_eq!(get(app, &format!("/api/posts/{}", made["id"])).ok()["images"], posts[0].1);
    }
}

#[test]
fn ids_in_use_or_still_referred_to_never_come_again() {
    let app = taken_over(&original_rows());

    let user = app.user("new").id;
    let post = app.user("author").publish("x");

    // 998 is the author of an orphaned story, 999 the post of an orphaned bookmark.
    assert!(user > 998, "{user}");
    assert!(post > 999, "{post}");
    app.sql(&format!("DELETE FROM users WHERE id >= {user}"));
    assert!(app.user("newer").id > user);
}

#[test]
fn an_empty_database_of_the_original_and_one_with_some_tables_only_are_taken_over_too() {
    taken_over("SELECT 1").user("first").get("/api/posts").ok();

    let app =
        taken_over("DROP TABLE likes_comments; DROP TABLE stories; ALTER TABLE users DROP COLUMN is_verified;");

    app.user("first").get("/api/stories").ok();
    assert_eq!(app.number("SELECT count(*) AS n FROM users WHERE is_verified"), 0);
    assert_eq!(app.number("SELECT count(*) AS n FROM likes_comments"), 0);
}

#[test]
fn indexes_and_triggers_that_people_added_are_kept() {
    let trigger = if on_postgres() {
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.text := upper(NEW.text); RETURN NEW; END $$; \
         CREATE TRIGGER shout BEFORE INSERT ON comments FOR EACH ROW EXECUTE FUNCTION shout();"
    } else {
        "CREATE TRIGGER shout AFTER INSERT ON comments BEGIN UPDATE comments SET text = upper(text) WHERE id = NEW.id; END;"
    };
    let app = taken_over(&format!("{} CREATE INDEX by_caption ON posts (caption); {trigger}", original_rows()));

    app.sql("INSERT INTO comments (text, user_id, post_id) VALUES ('loud', 1, 1)");

    assert_eq!(app.number("SELECT count(*) AS n FROM comments WHERE text = 'LOUD'"), 1);
    let index = if on_postgres() {
        "SELECT count(*) AS n FROM pg_indexes WHERE indexname = 'by_caption'"
    } else {
        "SELECT count(*) AS n FROM sqlite_master WHERE name = 'by_caption'"
    };
    assert_eq!(app.number(index), 1);
}

#[test]
fn foreign_columns_with_names_that_this_program_needs_are_renamed_and_give_no_rights() {
    let app = taken_over(&format!(
        "{} ALTER TABLE users ADD COLUMN role VARCHAR(16) NOT NULL DEFAULT 'admin'; \
         ALTER TABLE users ADD COLUMN is_private INTEGER; UPDATE users SET is_private = 7 WHERE id = 1; \
         ALTER TABLE stories ADD COLUMN image_url VARCHAR(9) DEFAULT 'x'; CREATE INDEX by_role ON users (role);",
        original_rows()
    ));

    let profile = app.request("GET", "/api/profile").bearer(&app.token(json!({"sub": 1}))).send().ok();
    assert_eq!((&profile["role"], &profile["is_private"]), (&json!("member"), &json!(false)));
    for (table, condition) in [
        ("users", "role = 'member' AND before_adoption_role = 'admin'"),
        ("users", "before_adoption_is_private = 7 OR before_adoption_is_private IS NULL"),
        ("stories", "image_url IS NULL AND before_adoption_image_url = 'x'"),
    ] {
        let count = format!("SELECT count(*) AS n FROM {table} WHERE {condition}");
        assert_eq!(app.number(&count), 2, "{condition}");
    }
    app.user("new").get("/api/posts").ok();
}

#[test]
fn a_column_of_an_unexpected_type_stops_the_start_and_nothing_changes() {
    let change = if on_postgres() {
        "ALTER TABLE posts ALTER COLUMN caption TYPE integer USING 0"
    } else {
        "ALTER TABLE posts DROP COLUMN caption; ALTER TABLE posts ADD COLUMN caption INTEGER"
    };

    let why = refused(change).to_lowercase();

    assert!(
        why.contains("posts.caption") && why.contains("integer") && why.contains("nothing was changed"),
        "{why}"
    );
}

#[test]
fn tables_of_another_application_are_left_alone() {
    let why = refused("ALTER TABLE users RENAME COLUMN username TO login");

    assert!(why.contains("no column username"), "{why}");
}

#[test]
fn rows_that_cannot_be_kept_as_they_are_stop_the_start() {
    let loose = "DROP TABLE likes_posts; \
         CREATE TABLE likes_posts (id INTEGER PRIMARY KEY, user_id INTEGER, post_id INTEGER, timestamp TIMESTAMP); \
         INSERT INTO likes_posts (id, user_id, post_id)";

    let twice = refused(&format!("{loose} VALUES (1, 1, 2), (2, 1, 2)"));
    assert!(twice.contains("(post_id, user_id)") && twice.contains("1 rows"), "{twice}");

    let nobody = refused(&format!("{loose} VALUES (1, NULL, 2)"));
    assert!(nobody.contains("likes_posts.user_id is NULL in 1 rows"), "{nobody}");
}

#[test]
fn tokens_of_users_whom_the_original_has_deleted_are_nobodys() {
    let app = taken_over(&format!(
        "{}; DELETE FROM following; DELETE FROM bookmarks; DELETE FROM comments; \
         DELETE FROM likes_posts; DELETE FROM stories; DELETE FROM posts; DELETE FROM users WHERE id = 2;",
        original_rows()
    ));
    let issued = now() - 3600;
    let profile =
        |id: i64| app.request("GET", "/api/profile").bearer(&app.token(json!({"sub": id, "iat": issued}))).send();

    let body =
        json!({"username": "newcomer", "email": "newcomer@example.org", "password": "four unrelated words"});
    let new = TestApp::start_on(app.db_url.clone(), None, |config| config.signup = Signup::Open);
    let id = new.request("POST", "/api/users").json(body).send().created()["id"].as_i64().expect("an id");

    profile(id).expect(401);
    profile(1).ok();
    app.request("GET", "/api/profile").bearer(&app.token(json!({"sub": id}))).send().ok();
}
