//! `/api/images`, `/images`, and the life of an uploaded image.

mod cleanup;
mod corpus;
pub mod files;
mod limits;
mod memory;
mod posts;
mod previews;
mod removed_data;
mod s3;

use std::{fs, path::PathBuf, thread, time::Duration};

use photo_app::{
    imaging::Limits,
    media::{
        CleanupMode, CleanupReport, clean_up,
        storage::{Storage, StorageUrl},
    },
};
use serde_json::{Value, json};

use self::{
    files::{RED, jpeg, png, quarters, textured},
    previews::assert_preview,
};
use crate::{
    raw::{connect, parse, raw, request_bytes},
    test_app::{Answer, TestApp, TestUser, app},
};

fn small() -> Vec<u8> {
    jpeg(&textured(64, 48), 64, 48)
}

/// Uploads an image and gives its path and its key.
fn uploaded(user: &TestUser) -> (String, String) {
    let body = user.upload(&small()).expect(201);
    let path = body["image_url"].as_str().expect("a path").to_owned();
    let key = path.split('/').nth(2).expect("a key").to_owned();
    (path, key)
}

fn publish(user: &TestUser, path: &str) -> i64 {
    user.post("/api/posts", json!({"image_url": path})).created()["id"].as_i64().expect("an id")
}

fn folder_of(app: &TestApp, key: &str) -> PathBuf {
    app.images.as_ref().expect("a folder").path().join(key)
}

fn is_known(app: &TestApp, key: &str) -> bool {
    app.number(&format!("SELECT count(*) AS n FROM images WHERE key = '{key}'")) == 1
}

/// Makes an image, or all of them, seem older.
fn age(app: &TestApp, seconds: i64) {
    app.sql(&format!("UPDATE images SET created = created - {seconds}"));
}

fn cleaned_up(app: &TestApp, mode: CleanupMode) -> CleanupReport {
    let url = StorageUrl::Folder(app.images.as_ref().expect("a folder").path().to_owned());
    let storage = Storage::open(&url).expect("a folder");
    actix_web::rt::System::new().block_on(clean_up(&app.db_url, &storage, mode)).expect("a cleanup")
}

#[test]
fn an_uploaded_image_can_be_posted_and_seen_without_a_token() {
    let alice = app().user("alice");

    let body = alice.upload(&small()).expect(201);
    let fields: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["image_url", "thumb_url", "width", "height", "removed"]);
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
fn keys_cannot_be_guessed_and_contain_size_color_and_preview() {
    let alice = app().user("alice");
    let red = jpeg(&quarters(64, 48, [RED; 4]), 64, 48);

    let keys = [0; 2].map(|_| alice.upload(&red).expect(201)["image_url"].as_str().expect("a path").to_owned());

    assert_ne!(keys[0], keys[1]);
    for path in keys {
        let key = path.strip_prefix("/images/").and_then(|rest| rest.strip_suffix("/large.jpg")).expect("a path");
        let [random, size, colour, preview] =
            key.splitn(4, '-').collect::<Vec<_>>().try_into().expect("four parts");
        assert_eq!((random.len(), size), (32, "64x48"), "{key}");
        files::assert_alike(&hex::decode(colour).expect("hex"), &RED, key);
        assert_preview(preview, &[RED; 4]);
    }
}

#[test]
fn invalid_image_paths_are_not_found() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
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
fn only_the_uploader_of_an_image_may_post_it() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
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
fn no_disguised_path_leads_to_an_image_of_another_user() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let (path, key) = uploaded(&alice);
    let rest = path.strip_prefix("/images/").expect("a path of an image");
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
fn an_image_is_deleted_with_the_last_post_that_shows_it() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
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

/// Makes all files in an image's folder older.
fn age_files(folder: &std::path::Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = fs::File::open(entry.expect("an entry").path()).expect("a file");
        let past = std::time::SystemTime::now() - Duration::from_secs(4000);
        file.set_modified(past).expect("a time");
    }
}

#[test]
fn a_form_must_have_an_image_in_the_field_image() {
    let alice = app().user("alice");
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
fn limits_on_bytes_and_pixels_are_configurable_and_named_in_the_error() {
    let app = TestApp::start(|config| config.image_limits = Limits { bytes: 300_000, pixels: 5_000 });
    let alice = app.user("alice");
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
    let alice = app().user("alice");
    let mut bytes = small();
    bytes.resize(25 << 20, 0);

    let body = alice.upload(&bytes).expect(413);

    assert!(body["message"].as_str().is_some_and(|text| text.contains("20 MiB")), "{body}");
}

#[test]
fn a_slow_upload_is_accepted_and_a_stalled_one_is_not() {
    let app = TestApp::start(|config| {
        config.request_timeout = Duration::from_secs(1);
        config.min_upload_rate = 100;
    });
    let alice = app.user("alice");
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
    let alice = app.user("alice");
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
fn stories_and_profiles_show_only_own_images_which_are_deleted_with_them() {
    let app = TestApp::start(|_| {});
    let [alice, bob] = ["alice", "bob"].map(|name| app.user(name));
    let [told, in_profile, bobs] = [&alice, &alice, &bob].map(uploaded);

    alice.post("/api/stories", json!({"image_url": bobs.0})).expect(400);
    alice.patch("/api/profile", json!({"image_url": bobs.0})).expect(400);
    alice.patch("/api/profile", json!({"thumb_url": bobs.0})).expect(400);
    let story = alice.post("/api/stories", json!({"image_url": told.0})).created();
    alice.patch("/api/profile", json!({"image_url": in_profile.0, "thumb_url": in_profile.0})).ok();
    alice.patch("/api/profile", json!({"image_url": ""})).ok();
    assert!(is_known(&app, &told.1) && is_known(&app, &in_profile.1));

    alice.delete(&format!("/api/stories/{}", story["id"])).ok();
    alice.patch("/api/profile", json!({"thumb_url": ""})).ok();

    for (_, key) in [told, in_profile] {
        assert!(!is_known(&app, &key) && !folder_of(&app, &key).exists());
    }
    assert!(is_known(&app, &bobs.1));
}

#[test]
fn images_are_in_the_data_export_and_deleted_with_the_account() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let (path, key) = uploaded(&alice);
    publish(&alice, &path);
    let image = app.get(&path).body;

    let archive = alice.get("/api/profile/archive").body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("a ZIP file");
    let mut packed = Vec::new();
    let name = path.replacen("/images", "pictures", 1);
    std::io::Read::read_to_end(&mut archive.by_name(&name).expect("the image"), &mut packed).expect("all of it");
    let body = json!({"username": alice.username, "password": "password"});
    alice.request("DELETE", "/api/profile").json(body).send().ok();

    assert_eq!(packed, image);
    assert!(!folder_of(&app, &key).exists());
    app.get(&path).expect(404);
}

#[test]
fn of_images_that_are_replaced_concurrently_only_the_last_stays() {
    let alice = app().user("alice");
    let post = publish(&alice, "/static/demo/posts/01.svg");
    for path in ["/api/profile".to_owned(), format!("/api/posts/{post}")] {
        let mut all = Vec::new();
        for _ in 0..4 {
            let new = [uploaded(&alice), uploaded(&alice)];
            thread::scope(|scope| {
                for (image, _) in &new {
                    let (alice, path) = (&alice, &path);
                    scope.spawn(move || alice.patch(path, json!({"image_url": image})).ok());
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
