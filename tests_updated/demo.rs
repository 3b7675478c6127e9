//! The demo data: what each demo user can see and do.

use std::collections::HashSet;

use photo_app::{
    db::Db,
    imaging::Limits,
    media::{
        MediaStore, UploadLimits,
        storage::{DiskReserve, FreeSpace, Storage, StorageUrl},
    },
    models::{self, Quota, Settings, SettingsCache, Signup, WriteLimits},
    seed::{self, SeedError, Size},
};
use serde_json::{Value, json};

use crate::{
    images::files::Shown,
    test_app::{TestApp, ids},
};

/// A server with demo data.
fn demo(users: u32, seed: u64) -> TestApp {
    let app = TestApp::start(|_| {});
    seed::fill(&mut app.conn(), Size { users }, seed, 10).expect("demo data");
    app
}

/// Publishes the photos, as `serve --demo` does once it is ready. Returns the number of images.
fn publish_photos(app: &TestApp) -> usize {
    let folder = app.images.as_ref().expect("a folder").path().to_owned();
    let storage = Storage::open(&StorageUrl::Folder(folder)).expect("a folder");
    let limits = UploadLimits {
        image: Limits { bytes: 20 << 20, pixels: 50_000_000 },
        free_space: FreeSpace::new(Vec::new(), DiskReserve::Bytes(0)),
    };
    let db = Db::new(&app.db_url, 4).expect("threads");
    let settings = SettingsCache::new(Settings {
        signup: Signup::Invite,
        message: None,
        rules: None,
        limits: models::Limits { writes: WriteLimits::default(), quota: Quota::default() },
        are_writes_limited: true,
    });
    let media = MediaStore::new(db.clone(), storage, limits, settings);
    actix_web::rt::System::new().block_on(seed::publish_photos(&db, &media)).expect("photos")
}

fn get(app: &TestApp, user: i64, path: &str) -> Value {
    app.request("GET", path).bearer(&app.token(json!({"sub": user}))).send().ok()
}

fn length(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

#[test]
fn user_1_is_webdev_and_all_users_have_the_password_password() {
    let app = demo(30, 1);
    let other = get(&app, 2, "/api/profile")["username"].clone();

    assert_eq!(get(&app, 1, "/api/profile")["username"], "webdev");
    for username in [json!("webdev"), other] {
        let body = json!({"username": username, "password": "password"});
        app.request("POST", "/api/token").json(body).send().ok();
    }
}

#[test]
fn every_one_of_the_first_20_has_something_of_everything() {
    for seed in [1, 2, 3] {
        let app = demo(30, seed);
        for user in 1..=20 {
            let context = format!("user {user} of seed {seed}");
            assert_eq!(length(&get(&app, user, "/api/following")), 10, "{context}");
            for path in ["/api/followers", "/api/bookmarks", "/api/stories"] {
                assert!(length(&get(&app, user, path)) > 1, "{path} of {context}");
            }
            assert_eq!(length(&get(&app, user, "/api/suggestions")), 7, "{context}");
            for table in ["likes_posts", "comments", "posts"] {
                let own = app.number(&format!("SELECT count(*) AS n FROM {table} WHERE user_id = {user}"));
                assert!(own >= 1, "{table} of {context}");
            }
            let hidden = app.number(&format!(
                "SELECT count(*) AS n FROM posts WHERE user_id <> {user} AND user_id NOT IN \
                 (SELECT following_id FROM following WHERE user_id = {user})"
            ));
            assert!(hidden >= 1, "{context}");
        }
    }
}

#[test]
fn users_have_6_to_12_posts_with_texts_and_two_of_three_have_a_story() {
    let app = demo(30, 1);

    let posts = |having: &str| {
        app.number(&format!(
            "SELECT count(*) AS n FROM (SELECT user_id FROM posts GROUP BY user_id HAVING count(*) {having}) AS x"
        ))
    };
    assert_eq!(posts("BETWEEN 6 AND 12"), 30);
    let wordless =
        "SELECT count(*) AS n FROM posts WHERE caption IS NULL OR alt_text IS NULL OR length(alt_text) < 10";
    assert_eq!(app.number(wordless), 0);
    assert_eq!(app.number("SELECT count(DISTINCT user_id) AS n FROM stories"), 20);
}

#[test]
fn users_like_bookmark_and_comment_only_on_posts_they_may_see() {
    let app = demo(40, 5);

    for table in ["likes_posts", "bookmarks", "comments"] {
        let unseen = app.number(&format!(
            "SELECT count(*) AS n FROM {table} r JOIN posts p ON p.id = r.post_id WHERE p.user_id <> r.user_id AND NOT EXISTS \
             (SELECT 1 FROM following f WHERE f.user_id = r.user_id AND f.following_id = p.user_id)"
        ));
        assert_eq!(unseen, 0, "{table}");
    }
}

#[test]
fn images_are_served_by_this_server() {
    let app = demo(30, 1);

    for post in get(&app, 1, "/api/posts?limit=50").as_array().expect("the feed") {
        for picture in [&post["image_url"], &post["user"]["thumb_url"]] {
            let answer = app.get(picture.as_str().expect("a path"));
            assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/svg+xml")), "{picture}");
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_world_and_another_another() {
    let told = |app: &TestApp| {
        let feed = get(app, 1, "/api/posts?limit=50");
        let posts = feed.as_array().expect("the feed").iter();
        let captions: Vec<Value> = posts.map(|post| json!([post["caption"], post["user"]["username"]])).collect();
        (ids(&get(app, 1, "/api/bookmarks")), captions)
    };

    let (one, again, other) = (demo(30, 8), demo(30, 8), demo(30, 9));

    assert_eq!(told(&one), told(&again));
    assert_ne!(told(&one), told(&other));
}

#[test]
fn small_and_large_worlds_can_be_made_and_only_once() {
    for users in [2, 3, 9, 200] {
        let app = demo(users, 1);
        assert_eq!(app.number("SELECT count(*) AS n FROM users"), i64::from(users));
        get(&app, 1, "/api/posts");
        let again = seed::fill(&mut app.conn(), Size { users }, 1, 10);
        assert!(matches!(again, Err(SeedError::NotEmpty)), "{again:?}");
    }
}

#[test]
fn the_newest_posts_and_stories_show_photos_that_are_stored_as_uploads() {
    let app = demo(30, 1);
    let posts = app.number("SELECT count(*) AS n FROM posts");

    let published = publish_photos(&app);

    let feed = get(&app, 1, "/api/posts?limit=15");
    let images: Vec<&Value> = feed
        .as_array()
        .expect("the feed")
        .iter()
        .flat_map(|post| post["images"].as_array().expect("images"))
        .collect();
    let mut alt_texts = HashSet::new();
    for image in &images {
        let alt_text = image["alt_text"].as_str().expect("an alternative text");
        assert!(alt_text.len() > 20 && alt_texts.insert(alt_text), "{alt_text}");
        let file = app.get(image["image_url"].as_str().expect("a path"));
        assert_eq!((file.status, file.header("content-type")), (200, Some("image/jpeg")), "{image}");
        let shown = Shown::read(&file.body);
        assert_eq!(
            (Some(shown.width.into()), Some(shown.height.into())),
            (image["width"].as_u64(), image["height"].as_u64())
        );
    }
    let of_several = feed.as_array().expect("the feed").iter().filter(|post| length(&post["images"]) > 1);
    assert!(of_several.count() >= 4);
    let captions = feed.to_string();
    assert!(captions.contains('#') && captions.contains("@webdev"));
    assert!(get(&app, 1, "/api/stories").to_string().matches("/images/").count() >= 3);
    assert!(get(&app, 1, "/api/profile")["thumb_url"].as_str().is_some_and(|path| path.starts_with("/images/")));
    assert!(published > images.len());
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), i64::try_from(published).expect("a count"));
    assert_eq!(app.number("SELECT count(*) AS n FROM posts"), posts);
}

#[test]
fn small_demos_show_as_many_photos_as_they_have_posts_for() {
    let app = demo(2, 1);

    assert!(publish_photos(&app) > 0);

    get(&app, 1, "/api/posts").as_array().expect("the feed");
}
