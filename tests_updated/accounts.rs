//! The user's own account: changing it, exporting its data, deleting it.

use std::{
    fs,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use photo_app::{config::SignInLimits, db::DbUrl};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::{
    cli::Serving,
    test_app::{Answer, TestApp, TestUser, app, claims, new_database, next_number},
};

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": password})).send()
}

fn delete(user: &TestUser, body: Value) -> Answer {
    user.request("DELETE", "/api/profile").json(body).send()
}

#[test]
fn names_and_images_are_changed_one_by_one() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    alice.publish("x");
    bob.get("/api/posts").ok();

    let changed = alice.patch("/api/profile", json!({"first_name": "Alicia", "thumb_url": "/t.jpg"})).ok();

    assert_eq!(
        changed,
        json!({"id": alice.id, "first_name": "Alicia", "last_name": "Tester", "username": alice.username,
            "email": format!("{}@example.org", alice.username), "image_url": null, "thumb_url": "/t.jpg",
            "bio": null, "pronouns": null, "link": null, "is_private": false, "role": "member"})
    );
    assert_eq!(alice.get("/api/profile").ok(), changed);
    assert_eq!(bob.get("/api/posts").ok()[0]["user"], alice.as_shown());
    let pictures = json!({"image_url": "https://example.org/a.jpg", "last_name": "", "first_name": null});
    let changed = alice.patch("/api/profile/", pictures).ok();
    assert_eq!(
        [&changed["image_url"], &changed["last_name"], &changed["first_name"]],
        [&json!("https://example.org/a.jpg"), &json!(""), &json!("Alicia")]
    );
    let emptied = alice.patch("/api/profile", json!({"image_url": "", "thumb_url": ""})).ok();
    assert_eq!((&emptied["image_url"], &emptied["thumb_url"]), (&Value::Null, &Value::Null));
    assert_eq!(alice.patch("/api/profile", json!({"id": 1, "is_disabled": true})).ok(), emptied);
}

#[test]
fn a_change_that_breaks_a_rule_changes_nothing() {
    let alice = app().user("alice");
    let before = alice.get("/api/profile").ok();

    for body in [
        json!({"first_name": "x".repeat(81), "last_name": "y"}),
        json!({"last_name": "a\nb"}),
        json!({"first_name": "a\u{200b}b"}),
        json!({"last_name": "\u{202e}a"}),
        json!({"first_name": "a\u{0}"}),
        json!({"first_name": 5}),
        json!({"image_url": "javascript:alert(1)"}),
        json!({"image_url": " "}),
        json!({"thumb_url": "//evil.example/x"}),
        json!({"thumb_url": format!("/{}", "x".repeat(2048))}),
        json!({"email": "nonsense", "password": "password"}),
        json!([]),
    ] {
        alice.patch("/api/profile", body).expect(400);
    }

    assert_eq!(alice.get("/api/profile").ok(), before);
}

#[test]
fn users_say_something_about_themselves() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let page = |viewer: &TestUser| {
        let page = viewer.get(&format!("/api/users/{}", alice.username)).ok();
        ["bio", "pronouns", "link"].map(|field| page[field].clone())
    };
    let nothing = [Value::Null, Value::Null, Value::Null];
    assert_eq!(page(&bob), nothing);
    let said =
        json!({"bio": " Mountains,\r\nmostly. ", "pronouns": "she/her", "link": "https://example.org/a?b=c#d"});

    let changed = alice.patch("/api/profile", said).ok();

    let expected = ["Mountains,\nmostly.", "she/her", "https://example.org/a?b=c#d"].map(Value::from);
    assert_eq!(["bio", "pronouns", "link"].map(|field| changed[field].clone()), expected);
    assert_eq!(alice.get("/api/profile").ok(), changed);
    assert_eq!([page(&alice), page(&bob)], [expected.clone(), expected.clone()]);
    alice.patch("/api/profile", json!({"bio": null, "first_name": "A"})).ok();
    assert_eq!(page(&bob), expected);
    alice.patch("/api/profile", json!({"bio": "", "pronouns": " ", "link": ""})).ok();
    assert_eq!(page(&bob), nothing);
}

#[test]
fn what_users_say_about_themselves_has_limits() {
    let alice = app().user("alice");
    let link = |length: usize| format!("https://example.org/{}", "x".repeat(length - 20));
    for (field, longest) in [("bio", "é".repeat(500)), ("pronouns", "é".repeat(40)), ("link", link(300))] {
        assert_eq!(alice.patch("/api/profile", json!({field: longest})).ok()[field], json!(longest));
    }
    let before = alice.get("/api/profile").ok();

    for (field, value) in [
        ("bio", json!("x".repeat(501))),
        ("bio", json!("a\u{7}b")),
        ("bio", json!(5)),
        ("pronouns", json!("x".repeat(41))),
        ("pronouns", json!("she\nher")),
        ("link", json!(link(301))),
        ("link", json!("javascript:alert(1)")),
        ("link", json!("/p/1")),
        ("link", json!("example.org")),
        ("link", json!("https://a\n.example")),
    ] {
        let refused = alice.patch("/api/profile", json!({field: value})).expect(400);
        assert_eq!(refused["field"], field, "{refused}");
    }

    assert_eq!(alice.get("/api/profile").ok(), before);
}

#[test]
fn profile_image_addresses_have_at_most_512_bytes() {
    let alice = app().user("alice");
    let longest = format!("/{}", "x".repeat(511));
    let more_bytes = format!("/{}", "\u{1f98a}".repeat(128));

    for field in ["image_url", "thumb_url"] {
        assert_eq!(alice.patch("/api/profile", json!({field: longest})).ok()[field], json!(longest));
        for long in [&format!("{longest}x"), &more_bytes] {
            let message = format!("{field} may be at most 512 bytes long.");
            assert_eq!(alice.patch("/api/profile", json!({field: long})).expect(400)["message"], json!(message));
        }
    }
    alice.post("/api/posts", json!({"image_url": format!("/{}", "x".repeat(2_047))})).created();
}

#[test]
fn another_e_mail_address_takes_the_password() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let (own, new) = (format!("{}@example.org", alice.username), format!("{}@new.example", alice.username));
    let change =
        |email: &str, password: Value| alice.patch("/api/profile", json!({"email": email, "password": password}));

    change(&new, Value::Null).expect(400);
    change(&new, json!("wrong")).expect(400);
    let taken = change(&format!("{}@example.org", bob.username), json!("password")).expect(400);
    assert!(taken["message"].as_str().is_some_and(|text| text.contains("cannot be used")));
    assert_eq!(alice.get("/api/profile").ok()["email"], json!(own));

    assert_eq!(change(&new, json!("password")).ok()["email"], json!(new));
    // A client may send back all it knows.
    assert_eq!(change(&new, Value::Null).ok()["email"], json!(new));
}

#[test]
fn addresses_and_passwords_cannot_be_guessed_by_changing_a_profile_or_ending_an_account() {
    let app =
        TestApp::start(|config| config.sign_in_limits = Some(SignInLimits { per_address: 3, per_username: 3 }));
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let taken = json!({"email": format!("{}@example.org", bob.username), "password": "password"});

    let addresses = [0; 4].map(|_| alice.patch("/api/profile", taken.clone()).status);
    let wrong = json!({"username": alice.username, "password": "wrong"});
    let passwords = [0; 4].map(|_| delete(&alice, wrong.clone()).status);

    assert_eq!((addresses, passwords), ([400, 400, 400, 429], [400, 400, 400, 429]));
}

/// Somebody with a row in every table that knows users, and their doings with somebody else.
fn busy<'a>(app: &'a TestApp, other: &TestUser) -> TestUser<'a> {
    let alice = app.user("alice");
    alice.follow(other);
    other.follow(&alice);
    let (own, theirs) = (alice.publish("mine"), other.publish("theirs"));
    app.sql(&format!("INSERT INTO post_images (post_id, position, image_url) VALUES ({own}, 2, '/second.jpg')"));
    for post in [own, theirs] {
        alice.post("/api/likes", json!({"post_id": post})).created();
        alice.post("/api/bookmarks", json!({"post_id": post})).created();
        alice.post("/api/comments", json!({"post_id": post, "text": "Lovely \"light\"."})).created();
        other.post("/api/likes", json!({"post_id": post})).created();
        other.post("/api/comments", json!({"post_id": post, "text": "By the other."})).created();
    }
    app.sql(&format!("INSERT INTO stories (text, user_id) VALUES ('A story', {})", alice.id));
    let story = other.post("/api/stories", json!({"text": "Theirs"})).created();
    alice.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).ok();
    app.sql(&format!(
        "INSERT INTO likes_comments (user_id, comment_id) SELECT {}, max(id) FROM comments WHERE post_id = {theirs}",
        alice.id
    ));
    app.sql(&format!(
        "INSERT INTO likes_comments (user_id, comment_id) SELECT {}, max(id) FROM comments WHERE user_id = {}",
        other.id, alice.id
    ));
    other.post("/api/comments", json!({"post_id": own, "text": format!("@{}", alice.username)})).created();
    app.sql(&format!(
        "INSERT INTO mentions (user_id, author_id, post_id, is_reply, created_at) VALUES ({}, {}, {own}, FALSE, '2026-01-01')",
        other.id, alice.id
    ));
    alice.post("/api/notifications/seen", json!({})).ok();
    app.sql(&format!(
        "INSERT INTO images (key, user_id, extension, created) VALUES ('of {0}', {0}, 'jpg', 0)",
        alice.id
    ));
    let third = app.user("third");
    app.sql(&format!(
        "INSERT INTO follow_requests (user_id, target_id) VALUES ({0}, {1}), ({1}, {0})",
        alice.id, third.id
    ));
    let [blocked, blocking] = ["blocked", "blocking"].map(|name| app.user(name));
    alice.post("/api/blocks", json!({"user_id": blocked.id})).created();
    blocking.post("/api/blocks", json!({"user_id": alice.id})).created();
    alice.post("/api/mutes", json!({"user_id": other.id})).created();
    alice.post("/api/push/subscriptions", push_subscription()).created();
    other.post("/api/mutes", json!({"user_id": alice.id, "posts": false})).created();
    alice.post("/api/guest-links", json!({"post_ids": [own]})).created();
    alice.post("/api/audiences", json!({"name": "Family"})).created();
    app.sql(&format!("INSERT INTO audiences (user_id, name) VALUES ({}, 'Class')", other.id));
    app.sql(&format!(
        "INSERT INTO audience_members (audience_id, user_id) SELECT id, {} FROM audiences WHERE name = 'Class'",
        alice.id
    ));
    for sql in [
        "INSERT INTO user_limits (user_id, name, value) VALUES ({0}, 'quota_bytes', 1)",
        "INSERT INTO password_proofs (user_id, session, expires) VALUES ({0}, 'x', 1)",
        "INSERT INTO audit_log (actor_id, actor_name, action, subject_kind, subject_name) VALUES ({0}, '', '', '', '')",
        "INSERT INTO invites (hash, expires, creator_id) VALUES ('by {0}', 1, {0})",
        "INSERT INTO reports (reporter_id, subject_kind, subject_id, author_id, reason, text, image_urls) \
         VALUES ({0}, 'user', {1}, {1}, 'spam', '', '[]'), ({1}, 'user', {0}, {0}, 'spam', '', '[]')",
        "INSERT INTO reports (subject_kind, subject_id, author_id, reason, text, image_urls, closed_by_id) \
         VALUES ('user', {1}, {1}, 'spam', '', '[]', {0})",
        "INSERT INTO reports (subject_kind, subject_id, author_id, reason, text, image_urls, decision, warning) \
         VALUES ('user', {0}, {0}, 'reason of another', '', '[]', 'user_warned', 'Be kind.')",
    ] {
        app.sql(&sql.replace("{0}", &alice.id.to_string()).replace("{1}", &third.id.to_string()));
    }
    app.sql(&format!(
        "INSERT INTO password_resets (hash, user_id, expires) VALUES ('of {0}', {0}, 99999999999)",
        alice.id
    ));
    alice
}

/// A subscription with keys of a browser (RFC 8291, section 5).
pub fn push_subscription() -> Value {
    let keys = json!({
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    });
    json!({"endpoint": format!("https://push.example.org/{}", next_number()), "keys": keys})
}

/// Tables and the columns of them that hold the id of a user.
const REFERENCES: [(&str, &str); 35] = [
    ("users", "id"),
    ("posts", "user_id"),
    ("comments", "user_id"),
    ("likes_posts", "user_id"),
    ("likes_comments", "user_id"),
    ("bookmarks", "user_id"),
    ("following", "user_id"),
    ("following", "following_id"),
    ("follow_requests", "user_id"),
    ("follow_requests", "target_id"),
    ("blocks", "user_id"),
    ("blocks", "blocked_id"),
    ("mutes", "user_id"),
    ("mutes", "muted_id"),
    ("stories", "user_id"),
    ("story_views", "user_id"),
    ("guest_links", "user_id"),
    ("audiences", "user_id"),
    ("audience_members", "user_id"),
    ("password_resets", "user_id"),
    ("password_proofs", "user_id"),
    ("audit_log", "actor_id"),
    ("invites", "creator_id"),
    ("reports", "author_id"),
    ("reports", "reporter_id"),
    ("reports", "closed_by_id"),
    ("images", "user_id"),
    ("user_limits", "user_id"),
    ("likes_posts", "post_author_id"),
    ("comments", "post_author_id"),
    ("likes_comments", "comment_author_id"),
    ("mentions", "user_id"),
    ("mentions", "author_id"),
    ("notification_states", "user_id"),
    ("push_subscriptions", "user_id"),
];

#[test]
fn a_deleted_account_leaves_nothing_behind() {
    let app = TestApp::start(|_| {});
    let bob = app.user("bob");
    let alice = busy(&app, &bob);
    let rows = || {
        let count = |(table, column): (&str, &str)| {
            app.number(&format!("SELECT count(*) AS n FROM {table} WHERE {column} = {}", alice.id))
        };
        REFERENCES.map(count)
    };
    let versions = || app.number("SELECT count(*) AS n FROM post_versions");
    assert!(rows().iter().all(|count| *count > 0), "{:?}", rows());
    assert_eq!(versions(), 2);
    let bobs = app.number(&format!("SELECT count(*) AS n FROM posts WHERE user_id = {}", bob.id));

    let answer = delete(&alice, json!({"username": alice.username, "password": "password"}));

    for cookie in ["access_token_cookie", "csrf_access_token"] {
        assert!(answer.cookie(cookie).is_some_and(|cookie| cookie.contains("Max-Age=0")), "{answer:?}");
    }
    assert_eq!(answer.ok(), json!({"message": "Your account was deleted."}));
    assert_eq!(rows(), [0; REFERENCES.len()]);
    assert_eq!(versions(), 1);
    assert_eq!(app.number("SELECT count(*) AS n FROM post_images"), 0);
    assert_eq!(app.number("SELECT count(*) AS n FROM comments"), 1);
    assert_eq!(app.number(&format!("SELECT count(*) AS n FROM posts WHERE user_id = {}", bob.id)), bobs);
    alice.get("/api/profile").expect(401);
    sign_in(&app, &alice.username, "password").expect(401);
    let feed = bob.get("/api/posts").ok();
    assert_eq!(feed[0]["comments"].as_array().map(Vec::len), Some(1), "{feed}");
    bob.get(&format!("/api/users/{}", alice.username)).expect(404);
}

#[test]
fn every_column_that_refers_to_users_is_checked() {
    let sql = match app().db_url {
        DbUrl::Sqlite(_) => {
            "SELECT count(*) AS n FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
             AND f.\"table\" = 'users'"
        }
        DbUrl::Postgres(_) => {
            "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f' AND confrelid = 'users'::regclass"
        }
    };

    let references = app().number(sql);

    let without_foreign_key = ["users.id", "post_author_id", "post_author_id", "comment_author_id"].len();
    let expected = i64::try_from(REFERENCES.len() - without_foreign_key).expect("few");
    assert_eq!(references, expected, "a new table: look at it here");
}

#[test]
fn deleting_an_account_needs_its_username_and_password() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));

    for body in [
        json!({}),
        json!({"username": alice.username}),
        json!({"password": "password"}),
        json!({"username": alice.username, "password": "wrong"}),
        json!({"username": bob.username, "password": "password"}),
        json!({"username": alice.username.to_uppercase(), "password": "password"}),
        json!({"username": [alice.username], "password": "password"}),
    ] {
        delete(&alice, body).expect(400);
    }
    alice.delete("/api/profile").expect(400);
    let body = json!({"username": alice.username, "password": "password"});
    let by_cookie = || app().request("DELETE", "/api/profile").cookie(&alice.token).json(body.clone());
    by_cookie().send().expect(401);
    alice.get("/api/profile").ok();
    let csrf = claims(&alice.token)["csrf"].as_str().expect("a claim").to_owned();
    by_cookie().header("X-CSRF-TOKEN", csrf).send().ok();
    alice.get("/api/profile").expect(401);
    bob.get("/api/profile").ok();
}

/// The files of an archive, by name.
fn files(archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("a ZIP file");
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).expect("a file");
            let mut content = Vec::new();
            // Reading to the end compares the checksum too.
            file.read_to_end(&mut content).expect("its content");
            (file.name().expect("a name").into_owned(), content)
        })
        .collect()
}

pub fn data(archive: Vec<u8>) -> Value {
    let files = files(archive);
    let (_, content) = files.iter().find(|(name, _)| name == "data.json").expect("data.json");
    serde_json::from_slice(content).expect("JSON")
}

#[test]
fn the_data_export_contains_all_data_of_the_user_and_no_others() {
    let app = TestApp::start(|_| {});
    let bob = app.user("bob");
    let alice = busy(&app, &bob);
    app.user("carol").publish("secret");

    let answer = alice.get("/api/profile/archive");

    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/zip")));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"photo-app.zip\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(files(answer.body.clone()).len(), 1);
    let data = data(answer.body);
    let names: Vec<&str> = data.as_object().expect("an object").keys().map(String::as_str).collect();
    let lists = [
        "posts",
        "comments",
        "likes",
        "comment_likes",
        "bookmarks",
        "stories",
        "following",
        "followers",
        "follow_requests_sent",
        "follow_requests_received",
        "story_views",
        "blocks",
        "mutes",
        "guest_links",
        "reports",
        "audiences",
        "notices",
        "push_subscriptions",
    ];
    assert_eq!(names, [&["profile", "notification_settings"][..], &lists].concat());
    assert_eq!(data["profile"], alice.get("/api/profile").ok());
    assert_eq!(
        lists.map(|list| data[list].as_array().map_or(0, Vec::len)),
        [1, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    );
    assert_eq!(data["push_subscriptions"][0]["service"], "https://push.example.org");
    let post = &data["posts"][0];
    assert_eq!((&post["caption"], &post["alt_text"]), (&json!("mine"), &Value::Null));
    let images =
        [&post["image_url"], &json!("/second.jpg")].map(|url| json!({"image_url": url, "alt_text": null}));
    assert_eq!(post["images"], json!(images));
    assert!(post["time"].as_str().is_some_and(|time| time.starts_with("20") && time.ends_with('Z')), "{post}");
    assert_eq!(
        (&data["notices"][0]["warning"], &data["notices"][0]["acknowledged_at"]),
        (&json!("Be kind."), &Value::Null)
    );
    assert_eq!(data["comments"][0]["text"], "Lovely \"light\".");
    assert_eq!((&data["stories"][0]["text"], &data["stories"][0]["image_url"]), (&json!("A story"), &Value::Null));
    assert_eq!(
        data["following"][0]["following"],
        json!({"id": bob.id, "username": bob.username, "first_name": "bob", "last_name": "Tester",
            "image_url": null, "thumb_url": null})
    );
    assert_eq!(data["followers"][0]["follower"]["username"], json!(bob.username));
    let text = data.to_string();
    assert!(
        !text.contains(&format!("{}@", bob.username))
            && !text.contains("By the other")
            && !text.contains("reason of another")
            && !text.contains("secret")
    );
}

#[test]
fn an_archive_is_asked_for_as_anything_else_is() {
    let alice = app().user("alice");

    let [one, other] = ["/api/profile/archive", "/api/profile/archive/"].map(|path| alice.get(path));
    let head = alice.request("HEAD", "/api/profile/archive").send();

    assert_eq!(one.body, other.body);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-disposition"), one.header("content-disposition"));
    assert_eq!(head.header("content-type"), one.header("content-type"));
}

#[test]
fn unusual_rows_do_not_prevent_a_data_export() {
    let alice = app().user("alice");
    alice.publish("x");
    if !crate::test_app::on_postgres() {
        app().sql(&format!(
            "UPDATE posts SET pub_date = 'yesterday', caption = x'ff00' WHERE user_id = {}",
            alice.id
        ));
    }

    let data = data(alice.get("/api/profile/archive").body);

    assert_eq!(data["posts"].as_array().map(Vec::len), Some(1));
}

/// Runs `work`, and gives the most memory of its own that a process had meanwhile, in KiB. What it has of files, as SQLite
/// does of its database, can be taken back at any time.
fn peak_memory<T>(pid: u32, work: impl FnOnce() -> T) -> (T, u64) {
    let memory = || -> u64 {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process that lives");
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    };
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut peak = 0;
            while !done.load(Ordering::Relaxed) {
                peak = peak.max(memory());
                thread::sleep(Duration::from_millis(2));
            }
            peak
        });
        let result = catch_unwind(AssertUnwindSafe(work));
        // Also after a panic: otherwise, the thread would never end.
        done.store(true, Ordering::Relaxed);
        let peak = watch.join().expect("a peak");
        (result.unwrap_or_else(|panic| resume_unwind(panic)), peak)
    })
}

#[test]
fn an_archive_of_twenty_thousand_posts_takes_no_more_memory_than_a_small_one() {
    const POSTS: usize = 20_000;
    let (db_url, folder) = new_database();
    let serving =
        Serving::on(&db_url, folder.as_ref().map_or(std::path::Path::new("/tmp"), |folder| folder.path()));
    let server = TestApp::beside(&serving.url, db_url, crate::test_app::SECRET);
    let [few, many] = ["few", "many"].map(|name| server.user(name));
    // It does not get much smaller when it is compressed.
    let noise = match server.db_url {
        DbUrl::Sqlite(_) => "hex(randomblob(500))",
        DbUrl::Postgres(_) => {
            "(SELECT string_agg(md5(random()::text || n.i || part), '') FROM generate_series(1, 30) part)"
        }
    };
    let fill = |user: &TestUser, posts: usize| {
        server.sql(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {posts}) \
             INSERT INTO posts (image_url, caption, user_id) SELECT '/a.jpg', {noise}, {} FROM n",
            user.id
        ));
    };
    fill(&few, 400);
    fill(&many, POSTS);
    let posts = |user: &TestUser| data(user.get("/api/profile/archive").body)["posts"].as_array().map(Vec::len);
    let pid = serving.child.id();
    let (found, before) = peak_memory(pid, || [0; 4].map(|_| posts(&few)));
    assert_eq!(found, [Some(400); 4]);

    let (found, peak) = peak_memory(pid, || posts(&many));

    assert_eq!(found, Some(POSTS));
    assert!(peak < before + 4 * 1024, "{before} KiB, then {peak} for 20 MB");
}
