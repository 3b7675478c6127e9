//! One user who asks for a great deal does not keep others waiting.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

use crate::test_app::TestApp;

#[test]
fn a_flood_of_profile_changes_delays_the_writes_of_others_by_a_few_of_them_alone() {
    const REQUESTS_AT_ONCE: usize = 120;
    const LIKES: usize = 5;
    let app = TestApp::start(|_| {});
    let (flooder, other) = (app.person("flooder"), app.person("other"));
    let posts: Vec<i64> = (0..LIKES).map(|number| other.publish(&format!("post {number}"))).collect();
    // Every post of a user gets a new version with each change of the profile.
    app.sql(&format!(
        "INSERT INTO posts (image_url, user_id) WITH RECURSIVE numbers(n) AS \
         (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000) \
         SELECT 'https://example.org/a.jpg', {} FROM numbers",
        flooder.id
    ));
    let (answered, over) = (AtomicUsize::new(0), AtomicBool::new(false));

    let likes: Vec<(u16, usize)> = thread::scope(|scope| {
        for number in 0..REQUESTS_AT_ONCE {
            let (flooder, answered, over) = (&flooder, &answered, &over);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    flooder.patch("/api/profile", json!({"first_name": format!("Name {number}")}));
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // All of them wait by then.
        while answered.load(Ordering::Relaxed) < 10 {
            thread::sleep(Duration::from_millis(10));
        }
        let likes = posts.iter().map(|id| {
            let before = answered.load(Ordering::Relaxed);
            let like = other.post("/api/posts/likes", json!({"post_id": id}));
            (like.status, answered.load(Ordering::Relaxed) - before)
        });
        let likes = likes.collect();
        over.store(true, Ordering::Relaxed);
        likes
    });

    assert!(likes.iter().all(|(status, _)| *status == 201), "{likes:?}");
    let mut between: Vec<usize> = likes.iter().map(|(_, between)| *between).collect();
    between.sort_unstable();
    assert!(between[LIKES / 2] <= REQUESTS_AT_ONCE / 4, "profile changes answered before each like: {between:?}");
}
