//! The operator's pages: `/api/admin/storage` and `/api/admin/service`.

use std::{fs, path::PathBuf, thread, time::Duration};

use photo_app::{config::SignInLimits, media::storage::StorageUrl, models::Quota};
use serde_json::{Value, json};

use crate::{
    admin::{proven, with_role},
    basics::url_text,
    cli::{photo_app, succeeds},
    images::files::{jpeg, textured},
    test_app::{TestApp, TestUser, assert_recent, ids, on_postgres},
};

/// A server whose images are in a folder, as is usual.
fn with_folder() -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = StorageUrl::Folder(folder.path().to_owned());
    (TestApp::start(|config| config.storage_url = url), folder)
}

/// Writes a file of an image that no row knows, two hours old.
fn orphan(folder: &tempfile::TempDir, number: u8, bytes: usize) -> PathBuf {
    let key = format!("{number:032x}-16x16-808080-abcdefgh");
    let file = folder.path().join(key).join("large.jpg");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, vec![0; bytes]).expect("a file");
    let old = std::time::SystemTime::now() - Duration::from_secs(7200);
    fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(old)).expect("a time");
    file
}

fn start_cleanup(admin: &TestUser, dry_run: bool) {
    let started = admin.post("/api/admin/storage/cleanup", json!({"dry_run": dry_run})).created();
    assert_eq!((&started["state"], &started["dry_run"]), (&json!("running"), &json!(dry_run)));
}

/// The cleanup, once it has ended.
fn ended(admin: &TestUser) -> Value {
    for _ in 0..200 {
        let cleanup = admin.get("/api/admin/storage").ok()["cleanup"].clone();
        if cleanup["state"] != "running" {
            return cleanup;
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("the cleanup does not end");
}

#[test]
fn admins_see_what_is_stored_and_delete_what_is_unused() {
    let (app, folder) = with_folder();
    let admin = proven(&app, "admin");
    let user = app.user("user");
    let image = user.upload(&jpeg(&textured(16, 16), 16, 16)).created();
    user.post("/api/posts", json!({"image_url": image["image_url"]})).created();
    let unused = user.upload(&jpeg(&textured(16, 16), 16, 16)).created()["image_url"].clone();
    app.sql("UPDATE images SET created = created - 7200");
    let orphans = [orphan(&folder, 1, 700), orphan(&folder, 2, 300)];

    let before = admin.get("/api/admin/storage").ok();
    assert_eq!((&before["images_used"], &before["cleanup"]), (&json!(2), &Value::Null));
    assert!(before["bytes_used"].as_u64().is_some_and(|bytes| bytes > 0), "{before}");
    assert!(before["bytes_free"].as_u64().is_some_and(|bytes| bytes > 0), "{before}");
    assert_eq!(before["place"], folder.path().display().to_string());

    start_cleanup(&admin, true);
    let found = ended(&admin);
    assert_recent(&found["finished_at"]);
    let numbers = |cleanup: &Value| {
        ["unused_images", "orphaned_images", "orphaned_bytes", "unfinished_files"]
            .map(|name| cleanup[name].as_i64().expect(name))
    };
    assert_eq!((&found["state"], numbers(&found)), (&json!("done"), [1, 2, 1000, 0]));
    assert!(orphans.iter().all(|file| file.exists()));
    let noted = "SELECT count(*) AS n FROM audit_log WHERE action = 'storage_cleaned'";
    assert_eq!(app.number(noted), 0);

    start_cleanup(&admin, false);
    let deleted = ended(&admin);
    assert_eq!((&deleted["dry_run"], numbers(&deleted)), (&json!(false), [1, 2, 1000, 0]));
    assert!(orphans.iter().all(|file| !file.exists()));
    assert_eq!(user.get(unused.as_str().expect("a path")).status, 404);
    assert_eq!(user.get(image["image_url"].as_str().expect("a path")).status, 200);
    assert_eq!(app.number(noted), 1);
    start_cleanup(&admin, true);
    assert_eq!(numbers(&ended(&admin)), [0, 0, 0, 0]);
    for wrong in [json!({}), json!({"dry_run": "yes"}), json!({"dry_run": null})] {
        assert_eq!(admin.post("/api/admin/storage/cleanup", wrong).expect(400)["field"], "dry_run");
    }
}

#[test]
fn young_files_and_foreign_ones_are_left_alone() {
    let (app, folder) = with_folder();
    let admin = proven(&app, "admin");
    let young = orphan(&folder, 1, 10);
    fs::write(&young, "x").expect("a file");
    let foreign = folder.path().join("notes.txt");
    fs::write(&foreign, "x").expect("a file");

    start_cleanup(&admin, false);

    assert_eq!(ended(&admin)["orphaned_images"], 0);
    assert!(young.exists() && foreign.exists());
}

#[test]
fn of_two_cleanups_at_once_one_is_refused() {
    let (app, folder) = with_folder();
    let admin = proven(&app, "admin");
    for number in 0..50 {
        orphan(&folder, number, 1);
    }

    let statuses = thread::scope(|scope| {
        let both = [(); 4]
            .map(|()| scope.spawn(|| admin.post("/api/admin/storage/cleanup", json!({"dry_run": true})).status));
        both.map(|one| one.join().expect("an answer"))
    });

    assert!(statuses.contains(&201) && statuses.iter().all(|status| [201, 400].contains(status)), "{statuses:?}");
    ended(&admin);
}

#[test]
fn users_are_listed_by_what_they_have_stored() {
    let app = TestApp::start(|config| config.user_quota = Quota { bytes: 1000, images: 7 });
    let admin = proven(&app, "admin");
    let users = ["none", "some", "most", "as much"].map(|name| app.user(name));
    for (user, key, bytes) in [(1, "a", 10), (2, "b", 300), (2, "c", 5), (3, "d", 10)] {
        app.sql(&format!(
            "INSERT INTO images (key, user_id, extension, created, bytes) VALUES ('{key}', {}, 'jpg', 0, {bytes})",
            users[user].id
        ));
    }

    let first = admin.get("/api/admin/storage/users?limit=2");
    let next = first.header("link").and_then(|link| link.split(['<', '>']).nth(1)).expect("a page").to_owned();
    let first = first.ok();
    let expected = json!({"id": users[2].id, "username": users[2].username, "bytes_used": 305, "bytes_limit": 1000,
        "images_used": 2, "images_limit": 7});
    assert_eq!(first[0], expected);
    assert_eq!(ids(&first), [users[2].id, users[3].id].map(i64::from));
    let second = admin.get(&next).ok();
    assert_eq!(ids(&second), [users[1].id, users[0].id].map(i64::from));
}

#[test]
fn the_service_page_has_versions_health_and_numbers() {
    let app =
        TestApp::start(|config| config.sign_in_limits = Some(SignInLimits { per_address: 2, per_username: 2 }));
    let admin = with_role(&app, "admin");
    let before = admin.get("/api/admin/service").ok();
    for _ in 0..3 {
        let body = json!({"username": "nobody", "password": "wrong"});
        app.request("POST", "/api/token").json(body).send();
    }

    let service = admin.get("/api/admin/service").ok();

    assert_eq!(service["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(service["database"], if on_postgres() { "PostgreSQL" } else { "SQLite" });
    let version = service["database_version"].as_str().expect("a version");
    assert!(version.starts_with(|first: char| first.is_ascii_digit()), "{version}");
    assert_eq!((&service["is_current"], &service["is_disk_low"]), (&json!(true), &json!(false)));
    assert!(service["migration"].as_str().is_some_and(|version| version.starts_with("20261")), "{service}");
    assert_recent(&service["started_at"]);
    assert_eq!(service["last_backup_at"], Value::Null);
    let grown = |name: &str| {
        let number = |service: &Value| service[name].as_i64().expect(name);
        number(&service) - number(&before)
    };
    assert_eq!(["sign_ins_refused", "sign_ins_limited", "sign_ins_succeeded"].map(grown), [2, 1, 0]);
    assert_eq!(["requests", "client_errors", "server_errors"].map(grown), [4, 3, 0]);
}

#[test]
fn a_backup_is_noted_with_its_time() {
    let (app, folder) = with_folder();
    if on_postgres() {
        return;
    }
    let admin = with_role(&app, "admin");

    succeeds(photo_app(folder.path()).env("DB_URL", url_text(&app.db_url)).args(["backup", "copy.sqlite"]));

    assert_recent(&admin.get("/api/admin/service").ok()["last_backup_at"]);
    let log = admin.get("/api/admin/audit-log").ok();
    assert_eq!((&log[0]["action"], &log[0]["subject_kind"]), (&json!("backup_created"), &json!("service")));
}
