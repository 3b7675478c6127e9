//! `/api/images`, `/images`, and what becomes of pictures.

mod corpus;
pub mod files;
mod limits;
mod memory;
mod s3;

use std::{fs, path::PathBuf, thread, time::Duration};

use photo_app::{
    db::Conn,
    imaging::Limits,
    media::{
        CleanupMode, CleanupReport, clean_up,
        storage::{Storage, StorageUrl},
    },
    models::{Image, User},
};
use serde_json::{Value, json};

use self::files::{RED, jpeg, png, quarters, textured};
use crate::{
    basics::url_text,
    cli::{photo_app, succeeds},
    raw::{connect, parse, raw, request_bytes},
    test_app::{Answer, Person, SECRET, TestApp, app},
};

fn small() -> Vec<u8> {
    jpeg(&textured(64, 48), 64, 48)
}

/// Uploads a picture and gives its path and its key.
fn uploaded(person: &Person) -> (String, String) {
    let body = person.upload(&small()).expect(201);
    let path = body["image_url"].as_str().expect("a path").to_owned();
    let key = path.split('/').nth(2).expect("a key").to_owned();
    (path, key)
}

fn publish(person: &Person, path: &str) -> i64 {
    person.post("/api/posts", json!({"image_url": path})).created()["id"].as_i64().expect("an id")
}

fn folder_of(app: &TestApp, key: &str) -> PathBuf {
    app.images.as_ref().expect("a folder").path().join(key)
}

fn is_known(app: &TestApp, key: &str) -> bool {
    app.number(&format!("SELECT count(*) AS n FROM images WHERE key = '{key}'")) == 1
}

/// Makes a picture, or all of them, seem older.
fn age(app: &TestApp, seconds: i64) {
    app.sql(&format!("UPDATE images SET created = created - {seconds}"));
}

fn swept(app: &TestApp, manner: CleanupMode) -> CleanupReport {
    let url = StorageUrl::Folder(app.images.as_ref().expect("a folder").path().to_owned());
    let storage = Storage::open(&url).expect("a folder");
    actix_web::rt::System::new().block_on(clean_up(&app.db_url, &storage, manner)).expect("a sweep")
}

#[test]
fn an_uploaded_picture_can_be_posted_and_seen_without_a_token() {
    let alice = app().person("alice");

    let body = alice.upload(&small()).expect(201);
    let fields: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["image_url", "thumb_url", "width", "height"]);
    let path = body["image_url"].as_str().expect("a path");
    let id = publish(&alice, path);

    assert_eq!(alice.get(&format!("/api/posts/{id}")).ok()["image_url"].as_str(), Some(path));
    let answer = app().get(path);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!(answer.header("cache-control"), Some("private, max-age=31536000, immutable"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; frame-ancestors 'none'"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    let head = raw(app(), "HEAD", path, &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), answer.header("content-length"));
    assert_eq!(head.header("content-type"), Some("image/jpeg"));
    raw(app(), "POST", path, &[], b"").expect(405);
}

#[test]
fn keys_cannot_be_guessed_and_tell_size_and_colour() {
    let alice = app().person("alice");
    let red = jpeg(&quarters(64, 48, [RED; 4]), 64, 48);

    let keys = [0; 2].map(|_| alice.upload(&red).expect(201)["image_url"].as_str().expect("a path").to_owned());

    assert_ne!(keys[0], keys[1]);
    for path in keys {
        let key = path.strip_prefix("/images/").and_then(|rest| rest.strip_suffix("/large.jpg")).expect("a path");
        let [random, size, colour] = key.split('-').collect::<Vec<_>>().try_into().expect("three parts");
        assert_eq!((random.len(), size), (32, "64x48"), "{key}");
        files::assert_alike(&hex::decode(colour).expect("hex"), &RED, key);
    }
}

#[test]
fn names_that_are_none_are_not_found_and_lead_nowhere() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    let folder = app.images.as_ref().expect("a folder").path();
    fs::write(folder.join("secret.jpg"), "a secret").expect("a file");
    fs::create_dir(folder.join("other")).expect("a folder");
    fs::write(folder.join("other").join("large.jpg"), "a secret").expect("a file");
    let unknown = format!("{}-64x48-000000", "0".repeat(32));

    for bad in [
        format!("/images/{unknown}/large.jpg"),
        format!("/images/{key}/large.png"),
        format!("/images/{key}/huge.jpg"),
        format!("/images/{key}/"),
        format!("/images/{key}"),
        format!("/images/{}/large.jpg", key.to_uppercase()),
        format!("/images/{key}/..%2f..%2fsecret.jpg"),
        format!("/images/{key}/%2e%2e/secret.jpg"),
        "/images/other/large.jpg".to_owned(),
        "/images/../secret.jpg".to_owned(),
        "/images/..%2fsecret.jpg".to_owned(),
        "/images/%2e%2e/large.jpg".to_owned(),
        "/images//large.jpg".to_owned(),
        "/images/%00/large.jpg".to_owned(),
        "/images/%ff/large.jpg".to_owned(),
        "/images".to_owned(),
        "/images/".to_owned(),
        format!("/images/{key}/large.jpg/x"),
        format!("/images/{}/large.jpg", "a".repeat(5000)),
    ] {
        for accept in ["*/*", "text/html"] {
            let answer = raw(&app, "GET", &bad, &[("Accept", accept.as_bytes())], b"");
            // The addresses of the client begin elsewhere; `/images` itself may be one.
            let signed_out = bad == "/images" && answer.status == 302;
            assert!(answer.status == 404 || signed_out, "{bad} {accept}: {answer:?}");
            assert!(!answer.body.windows(8).any(|part| part == b"a secret"), "{bad}");
        }
    }
    assert_eq!(app.get(&path).status, 200);
}

#[test]
fn only_who_uploaded_a_picture_may_show_it() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().person(name));
    let (path, key) = uploaded(&alice);
    let own = publish(&bob, "https://example.org/a.jpg");
    let mine = publish(&alice, &path);
    let refusal = json!({
        "message": "image_url must be a picture that you uploaded.", "code": "image_not_yours", "field": "image_url",
    });

    for theirs in [
        path.clone(),
        path.replace("large", "thumb"),
        path.replace(".jpg", ".png"),
        format!("{path}?x"),
        format!("/images/{key}"),
        "/images/".to_owned(),
        "/images/x/large.jpg".to_owned(),
        format!("/images/{}-1x1-000000/large.jpg", "0".repeat(32)),
    ] {
        let post = json!({"image_url": theirs});
        assert_eq!(bob.post("/api/posts", post.clone()).expect(400), refusal, "{theirs}");
        assert_eq!(bob.patch(&format!("/api/posts/{own}"), post).expect(400), refusal, "{theirs}");
    }
    let wrong = json!({"image_url": path.replace(".jpg", ".png")});
    assert_eq!(alice.post("/api/posts", wrong).expect(400), refusal);

    let unchanged = bob.get(&format!("/api/posts/{own}")).ok();
    assert_eq!(unchanged["image_url"], json!("https://example.org/a.jpg"));
    assert_eq!(bob.get("/api/posts").ok().as_array().map(Vec::len), Some(1));
    for size in ["thumb", "medium"] {
        alice.patch(&format!("/api/posts/{mine}"), json!({"image_url": path.replace("large", size)})).ok();
    }
    // Whose post it is is judged first.
    bob.patch(&format!("/api/posts/{mine}"), json!({"image_url": path})).expect(404);
    publish(&bob, "/static/demo/posts/08.svg");
}

#[test]
fn no_roundabout_path_leads_to_the_picture_of_somebody_else() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().person(name));
    let (path, key) = uploaded(&alice);
    let rest = path.strip_prefix("/images/").expect("a path of a picture");
    let own = publish(&bob, "/static/a%20b.jpg");

    for roundabout in [
        format!("/%69mages/{rest}"),
        format!("/./images/{rest}"),
        format!("/%2e/images/{rest}"),
        format!("/static/../images/{rest}"),
        format!("/static/%2e%2E/images/{rest}"),
        format!("/images/../images/{rest}"),
        format!("/images/{key}/../{rest}"),
        format!("/../images/{rest}?x"),
    ] {
        let said = |answer: Answer| answer.expect(400)["message"].as_str().expect("a message").to_owned();
        for field in ["image_url", "thumb_url"] {
            let said = said(bob.patch("/api/profile", json!({field: roundabout})));
            assert!(said.starts_with(field) && said.contains("upload"), "{roundabout}: {said}");
        }
        let body = json!({"image_url": roundabout});
        let answers = [
            bob.post("/api/posts", body.clone()),
            bob.patch(&format!("/api/posts/{own}"), body.clone()),
            bob.post("/api/stories", body.clone()),
            // Of one's own, the plain path is as good.
            alice.post("/api/posts", body),
        ];
        for said in answers.map(said) {
            assert!(said.starts_with("image_url") && said.contains("upload"), "{roundabout}: {said}");
        }
    }

    for plain in ["/", "/images", "/static/a%20b.jpg", "/static/50%25.jpg?of=/../images/", "/static/../a.jpg"] {
        bob.patch(&format!("/api/posts/{own}"), json!({"image_url": plain})).ok();
    }
    bob.patch(&format!("/api/posts/{own}"), json!({"image_url": format!("https://a.example/./images/{rest}")}))
        .ok();
}

#[test]
fn a_picture_goes_with_the_last_post_that_shows_it() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    let [one, other] = [0; 2].map(|_| publish(&alice, &path));

    alice.delete(&format!("/api/posts/{one}")).ok();
    assert_eq!((app.get(&path).status, is_known(&app, &key)), (200, true));
    alice.patch(&format!("/api/posts/{other}"), json!({"caption": "x", "image_url": path})).ok();
    assert_eq!(app.get(&path).status, 200);
    alice.patch(&format!("/api/posts/{other}"), json!({"image_url": "https://example.org/a.jpg"})).ok();

    app.get(&path).expect(404);
    assert!(!is_known(&app, &key) && !folder_of(&app, &key).exists());

    let (path, key) = uploaded(&alice);
    app.sql(&format!("UPDATE users SET thumb_url = '{path}' WHERE id = {}", alice.id));
    let last = publish(&alice, &path);
    alice.delete(&format!("/api/posts/{last}")).ok();
    assert!(is_known(&app, &key), "it is on the profile");
    app.sql(&format!("UPDATE users SET thumb_url = NULL WHERE id = {}", alice.id));
    let last = publish(&alice, &path);
    alice.delete(&format!("/api/posts/{last}")).ok();
    assert!(!is_known(&app, &key) && !folder_of(&app, &key).exists());
}

#[test]
fn what_nothing_refers_to_for_an_hour_is_swept_and_nothing_else() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.person(name));
    let [unused, posted, pictured, thumbed, copied] = [0; 5].map(|_| uploaded(&alice));
    publish(&alice, &posted.0);
    for (column, path) in [("image_url", &pictured.0), ("thumb_url", &thumbed.0)] {
        app.sql(&format!("UPDATE users SET {column} = '{path}' WHERE id = {}", alice.id));
    }
    // Somebody else copied the whole address.
    publish(&bob, &format!("https://photos.example.org{}", copied.0));
    age(&app, 3700);
    let young = uploaded(&alice);

    let looked = swept(&app, CleanupMode::Look);
    assert_eq!((looked.unused, looked.stray.len()), (vec![unused.1.clone()], 0));
    assert!(is_known(&app, &unused.1));
    let removed = swept(&app, CleanupMode::Careful);
    assert_eq!(removed.unused, std::slice::from_ref(&unused.1));

    assert!(!is_known(&app, &unused.1) && !folder_of(&app, &unused.1).exists());
    for (path, key) in [posted, pictured, thumbed, copied, young] {
        assert!(is_known(&app, &key), "{key}");
        assert_eq!(app.get(&path).status, 200);
    }
    assert_eq!(swept(&app, CleanupMode::Careful), CleanupReport::default());
}

/// Makes all files in a picture's folder older.
fn age_files(folder: &std::path::Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = fs::File::open(entry.expect("an entry").path()).expect("a file");
        let past = std::time::SystemTime::now() - Duration::from_secs(4000);
        file.set_modified(past).expect("a time");
    }
}

#[test]
fn files_without_a_picture_are_swept_unless_there_are_suspiciously_many() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let folder = app.images.as_ref().expect("a folder").path();
    let stray = |number: u32| {
        let key = format!("{number:032x}-1x1-000000");
        fs::create_dir(folder.join(&key)).expect("a folder");
        fs::write(folder.join(&key).join("large.jpg"), "x").expect("a file");
        key
    };
    let kept = uploaded(&alice);
    publish(&alice, &kept.0);
    fs::write(folder.join("notes.txt"), "mine").expect("a file");
    let first = stray(0);
    for key in [&kept.1, &first] {
        age_files(&folder.join(key));
    }
    let young = stray(1);

    assert_eq!(swept(&app, CleanupMode::Careful).stray, std::slice::from_ref(&first));
    assert!(!folder.join(&first).exists() && folder.join(&young).exists() && folder.join(&kept.1).exists());

    let many: Vec<String> = (2..40).map(stray).collect();
    many.iter().for_each(|key| age_files(&folder.join(key)));
    let careful = swept(&app, CleanupMode::Careful);
    assert_eq!((careful.stray.len(), careful.left), (0, many.len()));
    assert_eq!(swept(&app, CleanupMode::Thorough).stray, many);

    assert!(folder.join("notes.txt").exists() && folder.join(&kept.1).exists());
    assert_eq!(app.get(&kept.0).status, 200);
}

#[test]
fn files_of_before_a_restore_are_left_until_somebody_asks_for_their_removal() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    age_files(&folder_of(&app, &key));
    app.sql("DELETE FROM images; INSERT INTO epochs (started) VALUES (4102444800)");

    let careful = swept(&app, CleanupMode::Careful);

    assert_eq!((careful.stray.len(), careful.left), (0, 1));
    assert_eq!(app.get(&path).status, 200);
    assert_eq!(swept(&app, CleanupMode::Thorough).stray, [key]);
}

#[test]
fn gc_says_what_it_would_remove_and_then_removes_it() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    age(&app, 3700);
    let folder = tempfile::tempdir().expect("a folder");
    let gc = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app.db_url)).env("JWT_SECRET", SECRET);
        command.env("STORAGE_URL", app.images.as_ref().expect("a folder").path()).arg("gc").args(arguments);
        succeeds(&mut command)
    };

    let said = gc(&["--check"]);
    assert!(said.contains(&key) && said.contains(": 1."), "{said}");
    assert_eq!(app.get(&path).status, 200);
    let said = gc(&[]);
    assert!(said.contains(&key) && said.contains("removed"), "{said}");
    app.get(&path).expect(404);
    assert!(gc(&[]).contains(": 0."));
}

#[test]
fn a_picture_that_is_posted_while_it_is_swept_is_there_or_the_post_is_refused() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let mut outcomes = [0; 2];

    for round in 0..12 {
        let (path, key) = uploaded(&alice);
        age(&app, 3700);
        let status = thread::scope(|scope| {
            let sweeps: Vec<_> = (0..2)
                .map(|number| {
                    let app = &app;
                    scope.spawn(move || {
                        thread::sleep(Duration::from_millis((round * 3 + number) % 20));
                        swept(app, CleanupMode::Careful)
                    })
                })
                .collect();
            thread::sleep(Duration::from_millis(8));
            let answer = alice.post("/api/posts", json!({"image_url": path}));
            sweeps.into_iter().for_each(|sweep| drop(sweep.join().expect("a sweep")));
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
fn a_sweep_waits_for_a_post_that_is_being_written() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    age(&app, 3700);
    let user = |conn: &mut Conn| -> User {
        User::load_current_user(conn, alice.id, &photo_app::models::TokenId { jti: String::new(), issued: 1 })
            .expect("a user")
            .expect("alice")
    };

    // The sweep has found the picture unused, and a post claims it before the sweep takes it.
    let (claimed, may_sweep) = std::sync::mpsc::channel();
    let taken = thread::scope(|scope| {
        scope.spawn(|| {
            let mut conn = app.conn();
            let alice = user(&mut conn);
            conn.writing(|conn| {
                Image::claim(conn, alice.id, "image_url", &path)?;
                claimed.send(()).expect("a sweep");
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
        may_sweep.recv().expect("a claim");
        app.conn().writing(|conn| Image::take_unused(conn, &key)).expect("a sweep")
    });

    assert!(!taken && is_known(&app, &key));
    assert_eq!(app.get(&path).status, 200);
}

#[test]
fn all_pictures_of_somebody_are_known_before_their_account_goes() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.person(name));
    let mut keys = [uploaded(&alice).1, uploaded(&alice).1];
    uploaded(&bob);
    keys.sort();

    let mut found = Image::all_of(&mut app.conn(), alice.id).expect("keys");
    found.sort();
    assert_eq!(found, keys);
    app.sql(&format!("DELETE FROM users WHERE id = {}", alice.id));
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 1);
}

#[test]
fn a_form_must_have_a_picture_in_the_field_image() {
    let alice = app().person("alice");
    let upload = || alice.request("POST", "/api/images");
    let multipart = |body: &str| {
        upload().header("Content-Type", "multipart/form-data; boundary=x").body(body.replace('\n', "\r\n")).send()
    };

    upload().json(json!({"image": "x"})).send().expect(400);
    upload().body(small()).send().expect(400);
    upload().header("Content-Type", "multipart/form-data").body("x").send().expect(400);
    upload().file("picture", &small()).send().expect(400);
    multipart("").expect(400);
    multipart("--x--\n").expect(400);
    multipart("--x\nContent-Disposition: form-data; name=\"image\"\n\nnot finished").expect(400);
    multipart("--x\nno header\n\n--x--\n").expect(400);
    let beside = "y".repeat(100_000);
    multipart(&format!("--x\nContent-Disposition: form-data; name=\"other\"\n\n{beside}\n--x--\n")).expect(400);
    upload().header("Content-Type", "image/jpeg").body(small()).send().expect(400);

    app().request("POST", "/api/images").file("image", &small()).send().expect(401);
    let cookie = |csrf: &str| {
        let request = app().request("POST", "/api/images").cookie(&alice.token).header("X-CSRF-TOKEN", csrf);
        request.file("image", &small()).send()
    };
    cookie("wrong").expect(401);
    cookie("the-csrf-claim").expect(201);
}

#[test]
fn limits_on_bytes_and_pixels_are_as_configured_and_told() {
    let app = TestApp::start(|config| config.image_limits = Limits { bytes: 300_000, pixels: 5_000 });
    let alice = app.person("alice");
    let padded = |length: usize| {
        let mut bytes = small();
        bytes.resize(length, 0);
        bytes
    };
    let text = |body: Value| body["message"].as_str().expect("a text").to_owned();

    alice.upload(&padded(300_000)).expect(201);
    assert!(text(alice.upload(&padded(300_001)).expect(413)).contains("300000 bytes"));
    // Far too much: the answer can be read all the same.
    assert!(text(alice.upload(&padded(3_000_000)).expect(413)).contains("300000 bytes"));
    assert!(text(alice.upload(&png(&textured(101, 50), 101, 50)).expect(413)).contains("101 × 50"));
    alice.upload(&png(&textured(100, 50), 100, 50)).expect(201);
}

#[test]
fn twenty_five_mebibytes_are_refused_with_a_text_that_arrives() {
    let alice = app().person("alice");
    let mut bytes = small();
    bytes.resize(25 << 20, 0);

    let body = alice.upload(&bytes).expect(413);

    assert!(body["message"].as_str().is_some_and(|text| text.contains("20 MiB")), "{body}");
}

#[test]
fn a_slow_sender_may_take_long_and_a_stalled_one_may_not() {
    let app = TestApp::start(|config| {
        config.request_timeout = Duration::from_secs(1);
        config.min_upload_rate = 100;
    });
    let alice = app.person("alice");
    let head = b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n";
    let body = [&head[..], &small(), b"\r\n--x--\r\n"].concat();
    let length = body.len().to_string();
    let bearer = format!("Bearer {}", alice.token);
    let headers: [(&str, &[u8]); 3] = [
        ("Authorization", bearer.as_bytes()),
        ("Content-Type", b"multipart/form-data; boundary=x"),
        ("Content-Length", length.as_bytes()),
    ];

    let steady = || {
        let mut stream = connect(&app);
        std::io::Write::write_all(&mut stream, &request_bytes("POST", "/api/images", &headers, b""))
            .expect("a head");
        for piece in body.chunks(body.len() / 5 + 1) {
            thread::sleep(Duration::from_millis(500));
            std::io::Write::write_all(&mut stream, piece).expect("a piece");
        }
        let mut received = Vec::new();
        std::io::Read::read_to_end(&mut stream, &mut received).expect("an answer");
        parse(&received).expect("an answer")
    };

    thread::scope(|scope| {
        let steady = scope.spawn(steady);
        raw(&app, "POST", "/api/images", &headers, &body[..body.len() / 2]).expect(408);
        raw(&app, "POST", "/api/images", &headers, &body[..20]).expect(408);
        steady.join().expect("an answer").expect(201);
    });
}

#[test]
fn a_storage_that_fails_is_unavailable_and_leaves_nothing_behind() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, _) = uploaded(&alice);
    let folder = app.images.as_ref().expect("a folder").path().to_owned();
    let aside = folder.with_extension("aside");
    fs::rename(&folder, &aside).expect("another name");
    fs::write(&folder, "no folder").expect("a file");

    let answer = alice.upload(&small());
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    answer.expect(503);
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 1);
    let status = app.get(&path).status;
    assert!([404, 503].contains(&status), "{status}");
    alice.get("/api/posts").ok();

    fs::remove_file(&folder).expect("no file");
    fs::rename(&aside, &folder).expect("the old name");
    assert_eq!(app.get(&path).status, 200);
    alice.upload(&small()).expect(201);
}

#[test]
fn only_ones_own_pictures_are_shown_in_stories_and_as_oneself_and_they_go_with_them() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.person(name));
    let [told, pictured, bobs] = [&alice, &alice, &bob].map(uploaded);

    alice.post("/api/stories", json!({"image_url": bobs.0})).expect(400);
    alice.patch("/api/profile", json!({"image_url": bobs.0})).expect(400);
    alice.patch("/api/profile", json!({"thumb_url": bobs.0})).expect(400);
    let story = alice.post("/api/stories", json!({"image_url": told.0})).created();
    alice.patch("/api/profile", json!({"image_url": pictured.0, "thumb_url": pictured.0})).ok();
    alice.patch("/api/profile", json!({"image_url": ""})).ok();
    assert!(is_known(&app, &told.1) && is_known(&app, &pictured.1));

    alice.delete(&format!("/api/stories/{}", story["id"])).ok();
    alice.patch("/api/profile", json!({"thumb_url": ""})).ok();

    for (_, key) in [told, pictured] {
        assert!(!is_known(&app, &key) && !folder_of(&app, &key).exists());
    }
    assert!(is_known(&app, &bobs.1));
}

#[test]
fn pictures_are_in_the_archive_and_go_with_the_account() {
    let app = TestApp::start(|_| {});
    let alice = app.person("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    let picture = app.get(&path).body;

    let archive = alice.get("/api/profile/archive").body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("a ZIP file");
    let mut packed = Vec::new();
    let name = path.replacen("/images", "pictures", 1);
    std::io::Read::read_to_end(&mut archive.by_name(&name).expect("the picture"), &mut packed).expect("all of it");
    let body = json!({"username": alice.username, "password": "password"});
    alice.request("DELETE", "/api/profile").json(body).send().ok();

    assert_eq!(packed, picture);
    assert!(!folder_of(&app, &key).exists());
    app.get(&path).expect(404);
}

#[test]
fn of_pictures_that_are_replaced_at_once_only_the_last_stays() {
    let alice = app().person("alice");
    let post = publish(&alice, "/static/demo/posts/01.svg");
    for path in ["/api/profile".to_owned(), format!("/api/posts/{post}")] {
        let mut all = Vec::new();
        for _ in 0..4 {
            let new = [uploaded(&alice), uploaded(&alice)];
            thread::scope(|scope| {
                for (picture, _) in &new {
                    let (alice, path) = (&alice, &path);
                    scope.spawn(move || alice.patch(path, json!({"image_url": picture})).ok());
                }
            });
            all.extend(new);
        }

        let left: Vec<&String> =
            all.iter().map(|(path, _)| path).filter(|path| app().get(path).status == 200).collect();
        let shown = alice.get(&path).ok()["image_url"].clone();
        assert_eq!(json!(left), json!([shown]), "{path}");
    }
}
