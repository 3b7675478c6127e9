//! Images in an S3-compatible service, which the test starts (the crate `s3s-fs`).

use std::{fs, net::TcpListener, path::Path, process::Command, sync::mpsc, thread};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use photo_app::db::DbUrl;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use serde_json::json;

use super::small;
use crate::{
    basics::url_text,
    cli::{Serving, photo_app, succeeds},
    test_app::{SECRET, TestApp, new_database},
};

/// Starts a service on a free port, which keeps its buckets in `folder`; gives its address.
fn start_s3(folder: &Path) -> String {
    let files = s3s_fs::FileSystem::new(folder).expect("a folder");
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single("the-key", "the-secret"));
    let service = builder.build().into_shared();
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = actix_web::rt::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            listener.set_nonblocking(true).expect("a listener");
            let listener = actix_web::rt::net::TcpListener::from_std(listener).expect("a listener");
            ready.send(listener.local_addr().expect("an address")).expect("somebody who waits");
            loop {
                let (socket, _) = listener.accept().await.expect("a connection");
                let service = service.clone();
                actix_web::rt::spawn(async move {
                    let _ =
                        Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
    });
    format!("http://{}", address.recv().expect("a service"))
}

fn with_s3<'a>(command: &'a mut Command, endpoint: &str, db_url: &DbUrl) -> &'a mut Command {
    command
        .env("DB_URL", url_text(db_url))
        .env("JWT_SECRET", SECRET)
        .env("METRICS_ADDR", "off")
        .env("STORAGE_URL", "s3://pictures/of/ours")
        .env("AWS_ENDPOINT", endpoint)
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "the-key")
        .env("AWS_SECRET_ACCESS_KEY", "the-secret")
}

#[test]
fn images_are_stored_shown_and_deleted_in_a_bucket() {
    let [buckets, folder] = [0; 2].map(|_| tempfile::tempdir().expect("a folder"));
    fs::create_dir(buckets.path().join("pictures")).expect("a bucket");
    let endpoint = start_s3(buckets.path());
    let (db_url, _database) = new_database();
    let serving = Serving::start(with_s3(&mut photo_app(folder.path()), &endpoint, &db_url));
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let alice = app.user("alice");

    let path = alice.upload(&small()).expect(201)["image_url"].as_str().expect("a path").to_owned();
    let key = path.split('/').nth(2).expect("a key");
    let kept = buckets.path().join("pictures/of/ours").join(key);
    assert!(["large.jpg", "medium.jpg", "thumb.jpg"].iter().all(|name| kept.join(name).is_file()));
    let answer = app.get(&path);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, fs::read(kept.join("large.jpg")).expect("a file"));
    app.get(&path.replace("large.jpg", "large.png")).expect(404);

    let post = alice.post("/api/posts", json!({"image_url": path})).created()["id"].as_i64().expect("an id");
    app.sql("UPDATE images SET created = 0");
    let cleanup = || succeeds(with_s3(&mut photo_app(folder.path()), &endpoint, &db_url).arg("cleanup"));
    assert!(cleanup().contains("Deleted 0 images"));
    assert_eq!(app.get(&path).status, 200);
    alice.delete(&format!("/api/posts/{post}")).ok();
    app.get(&path).expect(404);
    assert!(!kept.join("large.jpg").exists() && !kept.join("thumb.jpg").exists());

    let unused = alice.upload(&small()).expect(201)["image_url"].as_str().expect("a path").to_owned();
    app.sql("UPDATE images SET created = 0");
    assert!(cleanup().contains("Deleted 1 image "));
    app.get(&unused).expect(404);
}

#[test]
fn a_service_that_is_away_is_unavailable_and_others_are_served() {
    let folder = tempfile::tempdir().expect("a folder");
    // A port that nobody listens on.
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let (db_url, _database) = new_database();
    let endpoint = format!("http://{nobody}");
    let serving = Serving::start(with_s3(&mut photo_app(folder.path()), &endpoint, &db_url));
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let alice = app.user("alice");

    let answer = alice.upload(&small());

    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    answer.expect(503);
    alice.get("/api/posts").ok();
    assert_eq!(app.number("SELECT count(*) AS n FROM images"), 0);
}
