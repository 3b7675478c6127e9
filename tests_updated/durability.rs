//! Acknowledged writes survive a crash of the process.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

use crate::{
    cli::Serving,
    test_app::{SECRET, TestApp, new_database},
};

#[test]
fn every_acknowledged_write_survives_a_kill() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let mut acknowledged: Vec<i64> = Vec::new();

    for round in 0..5 {
        let serving = Serving::on(&db_url, folder.path());
        let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
        let writer = app.user("writer");
        let (answered, killed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let written: Vec<i64> = thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let mut ids = Vec::new();
                        while !killed.load(Ordering::Relaxed) {
                            let post = json!({"image_url": "/a.jpg"});
                            match writer.request("POST", "/api/posts").json(post).try_send() {
                                Ok(answer) => {
                                    ids.push(answer.created()["id"].as_i64().expect("an id"));
                                    answered.fetch_add(1, Ordering::Relaxed);
                                }
                                Err(_) => break,
                            }
                        }
                        ids
                    })
                })
                .collect();
            // However busy the machine is, something has been written when it dies.
            while answered.load(Ordering::Relaxed) == 0 {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(Duration::from_millis(37 * round));
            // SIGKILL: no handler runs, nothing is flushed.
            drop(serving);
            killed.store(true, Ordering::Relaxed);
            writers.into_iter().flat_map(|writer| writer.join().expect("a writer")).collect()
        });
        assert!(!written.is_empty());
        acknowledged.extend(written);
    }

    let app = TestApp::beside("http://nowhere", db_url, SECRET);
    let list = acknowledged.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let found = app.number(&format!("SELECT count(*) AS n FROM posts WHERE id IN ({list})"));
    assert_eq!(found, i64::try_from(acknowledged.len()).expect("a number"));
}
