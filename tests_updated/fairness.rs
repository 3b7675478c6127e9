//! A user who sends many requests does not delay other users.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

use crate::test_app::{Answer, TestApp};

/// The number of requests that one user sends at the same time. Without fair turns, another user waits for all of them. With
/// fair turns, another user waits for a few, or for some more while other tests run.
const REQUESTS_AT_ONCE: usize = 120;

/// Runs `flood` again and again, many times at once, and meanwhile each of these `requests` of somebody else. Gives their
/// statuses, and how many of the flood were answered while they waited, sorted.
fn beside_a_flood(
    flood: impl Fn(usize) -> Answer + Sync,
    mut requests: impl Iterator<Item = Answer>,
) -> (Vec<u16>, Vec<usize>) {
    let (answered, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (statuses, mut between): (Vec<u16>, Vec<usize>) = thread::scope(|scope| {
        for number in 0..REQUESTS_AT_ONCE {
            let (flood, answered, over) = (&flood, &answered, &over);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    flood(number);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // All of them wait by then.
        while answered.load(Ordering::Relaxed) < 10 {
            thread::sleep(Duration::from_millis(10));
        }
        // The iterator makes each request when it is asked for its answer.
        let told = std::iter::from_fn(|| {
            let before = answered.load(Ordering::Relaxed);
            let answer = requests.next()?;
            Some((answer.status, answered.load(Ordering::Relaxed) - before))
        });
        let told = told.unzip();
        over.store(true, Ordering::Relaxed);
        told
    });
    between.sort_unstable();
    (statuses, between)
}

#[test]
fn a_flood_of_profile_changes_delays_the_writes_of_others_by_a_few_of_them_alone() {
    let app = TestApp::start(|_| {});
    let (flooder, other) = (app.user("flooder"), app.user("other"));
    let posts: Vec<i64> = (0..5).map(|number| other.publish(&format!("post {number}"))).collect();
    // Every post of a user gets a new version with each change of the profile.
    app.sql(&format!(
        "INSERT INTO posts (image_url, user_id) WITH RECURSIVE numbers(n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000) \
         SELECT 'https://example.org/a.jpg', {} FROM numbers",
        flooder.id
    ));

    let (statuses, between) = beside_a_flood(
        |number| flooder.patch("/api/profile", json!({"first_name": format!("Name {number}")})),
        posts.iter().map(|id| other.post("/api/posts/likes", json!({"post_id": id}))),
    );

    assert_eq!(statuses, [201; 5]);
    assert!(between[2] <= REQUESTS_AT_ONCE / 2, "profile changes answered before each like: {between:?}");
}

#[test]
fn a_flood_of_searches_delays_the_reads_of_others_by_a_few_of_them_alone() {
    let app = TestApp::start(|_| {});
    let (flooder, other) = (app.user("flooder"), app.user("other"));
    app.sql(
        "INSERT INTO users (first_name, last_name, username, password_hash, email) WITH RECURSIVE numbers(n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) \
         SELECT 'First', 'Last', 'user' || n, 'x', 'user' || n || '@example.org' FROM numbers",
    );

    let (statuses, between) =
        beside_a_flood(|_| flooder.get("/api/users?q=last"), (0..5).map(|_| other.get("/api/profile")));

    assert_eq!(statuses, [200; 5]);
    assert!(between[2] <= REQUESTS_AT_ONCE / 2, "searches answered before each profile: {between:?}");
}
