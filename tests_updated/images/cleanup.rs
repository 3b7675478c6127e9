//! Which images are deleted when, and that images in use stay.

use std::{fs, thread, time::Duration};

use photo_app::{
    db::Conn,
    media::{CleanupMode, CleanupReport},
    models::{Image, User},
};
use serde_json::json;

use super::{age, age_files, cleaned_up, folder_of, is_known, publish, uploaded};
use crate::{
    basics::url_text,
    cli::{photo_app, succeeds},
    test_app::{SECRET, TestApp},
};

#[test]
fn images_that_are_unused_for_an_hour_are_deleted_and_no_others() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let [unused, posted, in_profile, thumbed, copied] = [0; 5].map(|_| uploaded(&alice));
    publish(&alice, &posted.0);
    for (column, path) in [("image_url", &in_profile.0), ("thumb_url", &thumbed.0)] {
        app.sql(&format!("UPDATE users SET {column} = '{path}' WHERE id = {}", alice.id));
    }
    // Somebody else copied the whole address.
    publish(&bob, &format!("https://photos.example.org{}", copied.0));
    age(&app, 3700);
    let young = uploaded(&alice);

    let looked = cleaned_up(&app, CleanupMode::DryRun);
    assert_eq!((looked.unused, looked.orphaned.len()), (vec![unused.1.clone()], 0));
    assert!(is_known(&app, &unused.1));
    let removed = cleaned_up(&app, CleanupMode::Automatic);
    assert_eq!(removed.unused, std::slice::from_ref(&unused.1));

    assert!(!is_known(&app, &unused.1) && !folder_of(&app, &unused.1).exists());
    for (path, key) in [posted, in_profile, thumbed, copied, young] {
        assert!(is_known(&app, &key), "{key}");
        assert_eq!(app.get(&path).status, 200);
    }
    assert_eq!(cleaned_up(&app, CleanupMode::Automatic), CleanupReport::default());
}

#[test]
fn files_that_were_written_halfway_are_deleted_after_an_hour() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    let folder = app.images.as_ref().expect("a folder").path();
    let gone = folder.join(format!("{:032x}-1x1-000000", 0));
    fs::create_dir(&gone).expect("a folder");
    let old = [gone.join("large.jpg#1"), folder.join(&key).join("thumb.jpg#12")];
    old.iter().for_each(|file| fs::write(file, "x").expect("a file"));
    age_files(&gone);
    age_files(&folder.join(&key));
    let young = folder.join(&key).join("medium.jpg#1");
    fs::write(&young, "x").expect("a file");

    let mut found = cleaned_up(&app, CleanupMode::DryRun).unfinished;
    found.sort();
    assert_eq!(found, old);
    assert!(old.iter().all(|file| file.exists()), "{found:?}");
    assert_eq!(cleaned_up(&app, CleanupMode::Automatic).unfinished.len(), old.len());

    assert!(!gone.exists() && !old[1].exists() && young.exists());
    assert_eq!(app.get(&path).status, 200);
    assert_eq!(cleaned_up(&app, CleanupMode::Full), CleanupReport::default());
}

#[test]
fn files_without_a_row_are_deleted_unless_there_are_suspiciously_many() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let folder = app.images.as_ref().expect("a folder").path();
    let orphan = |number: u32| {
        let key = format!("{number:032x}-1x1-000000");
        fs::create_dir(folder.join(&key)).expect("a folder");
        fs::write(folder.join(&key).join("large.jpg"), "x").expect("a file");
        key
    };
    let kept = uploaded(&alice);
    publish(&alice, &kept.0);
    fs::write(folder.join("notes.txt"), "mine").expect("a file");
    let first = orphan(0);
    for key in [&kept.1, &first] {
        age_files(&folder.join(key));
    }
    let young = orphan(1);

    assert_eq!(cleaned_up(&app, CleanupMode::Automatic).orphaned, std::slice::from_ref(&first));
    assert!(!folder.join(&first).exists() && folder.join(&young).exists() && folder.join(&kept.1).exists());

    let many: Vec<String> = (2..40).map(orphan).collect();
    many.iter().for_each(|key| age_files(&folder.join(key)));
    let report = cleaned_up(&app, CleanupMode::Automatic);
    assert_eq!((report.orphaned.len(), report.kept), (0, many.len()));
    assert_eq!(cleaned_up(&app, CleanupMode::Full).orphaned, many);

    assert!(folder.join("notes.txt").exists() && folder.join(&kept.1).exists());
    assert_eq!(app.get(&kept.0).status, 200);
}

#[test]
fn files_from_before_a_restore_are_kept_until_the_operator_deletes_them() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    age_files(&folder_of(&app, &key));
    app.sql("DELETE FROM images; INSERT INTO epochs (started) VALUES (4102444800)");

    let report = cleaned_up(&app, CleanupMode::Automatic);

    assert_eq!((report.orphaned.len(), report.kept), (0, 1));
    assert_eq!(app.get(&path).status, 200);
    assert_eq!(cleaned_up(&app, CleanupMode::Full).orphaned, [key]);
}

#[test]
fn cleanup_lists_what_it_would_delete_and_then_deletes_it() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    age(&app, 3700);
    let folder = tempfile::tempdir().expect("a folder");
    let cleanup = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app.db_url)).env("JWT_SECRET", SECRET);
        command.env("STORAGE_URL", app.images.as_ref().expect("a folder").path()).arg("cleanup").args(arguments);
        succeeds(&mut command)
    };

    let said = cleanup(&["--dry-run"]);
    assert!(said.contains(&key) && said.contains("Would delete 1 image"), "{said}");
    assert_eq!(app.get(&path).status, 200);
    let said = cleanup(&[]);
    assert!(said.contains(&key) && said.contains("Deleted 1 image "), "{said}");
    app.get(&path).expect(404);
    assert!(cleanup(&[]).contains("Deleted 0 images"));
}

#[test]
fn an_image_that_is_posted_during_a_cleanup_stays_or_the_post_is_refused() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let mut outcomes = [0; 2];

    for round in 0..12 {
        let (path, key) = uploaded(&alice);
        age(&app, 3700);
        let status = thread::scope(|scope| {
            let cleanups: Vec<_> = (0..2)
                .map(|number| {
                    let app = &app;
                    scope.spawn(move || {
                        thread::sleep(Duration::from_millis((round * 3 + number) % 20));
                        cleaned_up(app, CleanupMode::Automatic)
                    })
                })
                .collect();
            thread::sleep(Duration::from_millis(8));
            let answer = alice.post("/api/posts", json!({"image_url": path}));
            cleanups.into_iter().for_each(|cleanup| drop(cleanup.join().expect("a cleanup")));
            answer.status
        });
        match status {
            201 => assert_eq!((app.get(&path).status, is_known(&app, &key)), (200, true), "{round}"),
            400 => assert!(!is_known(&app, &key), "{round}"),
            other => panic!("{other}"),
        }
        outcomes[usize::from(status == 201)] += 1;
    }
    assert_eq!(outcomes.iter().sum::<i32>(), 12);
}

#[test]
fn a_cleanup_waits_for_a_post_that_is_being_written() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    age(&app, 3700);
    let user = |conn: &mut Conn| User::by_id(conn, alice.id).expect("alice");

    // Cleanup has found the image unused, and a post attaches it before cleanup deletes its row.
    let (attached, may_clean_up) = std::sync::mpsc::channel();
    let deleted = thread::scope(|scope| {
        scope.spawn(|| {
            let mut conn = app.conn();
            let alice = user(&mut conn);
            conn.writing(|conn| {
                Image::attach(conn, alice.id, "image_url", &path)?.expect("her image");
                attached.send(()).expect("a cleanup");
                thread::sleep(Duration::from_millis(400));
                diesel::RunQueryDsl::execute(
                    diesel::sql_query(format!(
                        "INSERT INTO posts (image_url, user_id) VALUES ('{path}', {})",
                        alice.id
                    )),
                    conn,
                )
            })
            .expect("a post");
        });
        may_clean_up.recv().expect("an image");
        app.conn().writing(|conn| Image::delete_row_if_unused(conn, &key)).expect("a cleanup")
    });

    assert!(!deleted && is_known(&app, &key));
    assert_eq!(app.get(&path).status, 200);
}

#[test]
fn all_images_of_a_user_are_listed_before_the_account_is_deleted() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let mut keys = [uploaded(&alice).1, uploaded(&alice).1];
    uploaded(&bob);
    keys.sort();

    let mut found = Image::all_of(&mut app.conn(), alice.id).expect("keys");
    found.sort();
    assert_eq!(found, keys);
    app.sql(&format!("DELETE FROM users WHERE id = {}", alice.id));
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 1);
}
