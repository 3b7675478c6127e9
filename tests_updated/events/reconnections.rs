//! Clients whose connection breaks again and again.

use std::{
    io::{BufRead, ErrorKind},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Event, Stream};
use crate::test_app::{TestApp, TestUser};

const CONNECTIONS: usize = 1000;

/// The longest that a connection lasts without an event, in milliseconds.
const LONGEST_WAIT: u64 = 12;

impl Stream {
    /// The next whole event that arrives in time.
    fn next_within(&mut self, wait: Duration) -> Option<Event> {
        self.0.get_ref().set_read_timeout(Some(wait)).expect("a timeout");
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            match self.0.read_line(&mut line) {
                Ok(0) => panic!("the stream has ended"),
                Ok(_) => lines.push(line.trim_end().to_owned()),
                Err(why) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return None,
                Err(why) => panic!("{why}"),
            }
            let value =
                |name: &str| lines.iter().rev().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            if let (Some(id), Some(name), Some(data)) = (value("id: "), value("event: "), value("data: "))
                && lines.last().is_some_and(String::is_empty)
            {
                return Some(Event { id, name, data: serde_json::from_str(&data).expect("JSON") });
            }
        }
    }
}

/// Checks that no event of a name tells the same as the one before it, and that the numbers only grow.
fn check_order(events: &[Event]) {
    for name in ["notifications", "posts", "post"] {
        let told: Vec<&Value> =
            events.iter().filter(|event| event.name == name).map(|event| &event.data).collect();
        for pair in told.windows(2) {
            assert_ne!(pair[0], pair[1], "an event came twice");
            for (field, before) in pair[0].as_object().expect("an object") {
                assert!(pair[1][field].as_i64() >= before.as_i64(), "{} came after {}", pair[1], pair[0]);
            }
        }
    }
}

#[test]
fn a_client_that_connects_a_thousand_times_misses_nothing_and_gets_nothing_twice() {
    let here = TestApp::start(|config| config.write_limits = None);
    let there = TestApp::start_on(here.db_url.clone(), None, |_| {});
    let [alice, ben] = ["alice", "ben"].map(|name| here.user(name));
    let beside =
        TestUser { app: &there, id: alice.id, username: alice.username.clone(), token: alice.token.clone() };
    ben.follow(&alice);
    let post = alice.publish("x");
    let path = format!("/api/events?post_id={post}");
    let is_over = AtomicBool::new(false);
    let (mut events, mut last_id): (Vec<Event>, Option<String>) = (Vec::new(), None);

    let written = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !is_over.load(Ordering::Relaxed) {
                ben.post("/api/comments", json!({"post_id": post, "text": "hi"})).created();
                written += 1;
                thread::sleep(Duration::from_millis(rand::random_range(0..30)));
            }
            written
        });
        for number in 0..CONNECTIONS {
            let user = if number % 2 == 0 { &alice } else { &beside };
            let mut stream = Stream::open_after(user, &path, last_id.as_deref());
            let wait = Duration::from_millis(rand::random_range(1..=LONGEST_WAIT));
            while let Some(event) = stream.next_within(wait) {
                last_id = Some(event.id.clone());
                events.push(event);
            }
        }
        is_over.store(true, Ordering::Relaxed);
        writer.join().expect("a writer")
    });
    let mut stream = Stream::open_after(&beside, &path, last_id.as_deref());
    events.extend(std::iter::from_fn(|| stream.next_within(Duration::from_millis(1500))));

    check_order(&events);
    let last = events.iter().rfind(|event| event.name == "post").expect("an event of the post");
    assert_eq!(last.data, json!({"post_id": post, "likes_count": 0, "comments_count": written}));
    let unseen = alice.get("/api/notifications/count").ok();
    let told = events.iter().rfind(|event| event.name == "notifications").expect("an event of notifications");
    assert_eq!(told.data, unseen);
    assert!(events.len() > 20, "{} events", events.len());
}
