//! A program that is killed between the commit and the answer.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use photo_app::db::DbUrl;

use super::{comment_with, new_key};
use crate::{
    basics::url_text,
    cli::{Serving, photo_app},
    test_app::{SECRET, TestApp, TestUser, new_database},
};

const KILLS: usize = 20;

/// Sends comments one after the other, each until it is answered, to the program of the moment.
fn send_comments(url: &Mutex<String>, one: &TestUser, post: i64, is_over: &AtomicBool) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let (text, key) = (format!("comment {}", new_key()), new_key());
        loop {
            let url = url.lock().expect("an address").clone();
            let app = TestApp::beside(&url, one.app.db_url.clone(), SECRET);
            let user =
                TestUser { app: &app, id: one.id, username: one.username.clone(), token: one.token.clone() };
            let body = serde_json::json!({"post_id": post, "text": text});
            let request = user.request("POST", "/api/comments").header("Idempotency-Key", &key).json(body);
            match request.try_send() {
                Ok(answer) if answer.status == 201 => break,
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
        acknowledged.push(text);
    }
    acknowledged
}

/// Without limits: a fast machine writes more comments than a user may write in an hour.
fn serve(db_url: &DbUrl, folder: &Path) -> Serving {
    let mut command = photo_app(folder);
    command.env("DB_URL", url_text(db_url)).env("JWT_SECRET", SECRET).env("RATE_LIMITS", "off");
    Serving::start(&mut command)
}

#[test]
fn a_request_that_is_repeated_until_it_is_answered_is_carried_out_once() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let mut serving = serve(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let alice = app.user("alice");
    let post = alice.publish("x");
    comment_with(&new_key(), &alice, post, "the program is there").created();
    let (url, is_over) = (Mutex::new(serving.url.clone()), AtomicBool::new(false));

    let acknowledged: Vec<String> = thread::scope(|scope| {
        let writers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| send_comments(&url, &alice, post, &is_over))).collect();
        for _ in 0..KILLS {
            thread::sleep(Duration::from_millis(rand::random_range(20..250)));
            serving.child.kill().expect("a process");
            serving = serve(&db_url, folder.path());
            *url.lock().expect("an address") = serving.url.clone();
        }
        is_over.store(true, Ordering::Relaxed);
        writers.into_iter().flat_map(|writer| writer.join().expect("a writer")).collect()
    });

    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let count =
        |sql: &str| app.number(&format!("SELECT count({sql}) AS n FROM comments WHERE text LIKE 'comment %'"));
    let made = i64::try_from(acknowledged.len()).expect("a number");
    assert!(made > 0);
    assert_eq!((count("*"), count("DISTINCT text")), (made, made));
}
