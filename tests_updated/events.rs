//! `/api/events`: server-sent events that tell what changes.

mod reconnections;

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    process::Command,
};

use serde_json::{Value, json};

use crate::{
    cli::Serving,
    raw::{connect, raw, request_bytes},
    test_app::{SECRET, TestApp, TestUser, app, ids, new_database},
};

/// The event stream of a user.
struct Stream(BufReader<TcpStream>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    id: String,
    name: String,
    data: Value,
}

impl Stream {
    fn open(user: &TestUser, path: &str) -> Self {
        Self::open_after(user, path, None)
    }

    fn open_after(user: &TestUser, path: &str, last_id: Option<&str>) -> Self {
        let bearer = format!("Bearer {}", user.token);
        let mut headers: Vec<(&str, &[u8])> =
            vec![("Authorization", bearer.as_bytes()), ("Accept", b"text/event-stream")];
        if let Some(id) = last_id {
            headers.push(("Last-Event-ID", id.as_bytes()));
        }
        let mut stream = connect(user.app);
        stream.write_all(&request_bytes("GET", path, &headers, b"")).expect("a server that reads the request");
        let mut stream = Self(BufReader::new(stream));
        assert_eq!(stream.line().as_deref(), Some("HTTP/1.1 200 OK"));
        stream
    }

    /// The next line, or `None` at the end. A server that sends nothing for 15 s fails the test.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let count = self.0.read_line(&mut line).expect("a server that goes on");
        (count > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event, or `None` if the stream has ended.
    fn next(&mut self) -> Option<Event> {
        let mut id = String::new();
        let mut name = String::new();
        loop {
            let line = self.line()?;
            match line.split_once(": ") {
                Some(("id", value)) => value.clone_into(&mut id),
                Some(("event", value)) => value.clone_into(&mut name),
                Some(("data", value)) => {
                    return Some(Event { id, name, data: serde_json::from_str(value).expect("JSON") });
                }
                // The end of a chunk of the body without a further one is the end of the stream.
                _ if line == "0" => return None,
                _ => {}
            }
        }
    }

    fn expect(&mut self, name: &str, data: Value) -> String {
        let event = self.next().expect("an event");
        assert_eq!((event.name.as_str(), &event.data), (name, &data));
        event.id
    }
}

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

#[test]
fn a_like_a_post_and_a_change_of_the_open_post_are_told() {
    let [alice, ben] = users(["alice", "ben"]);
    let post = alice.publish("x");
    alice.follow(&ben);
    let mut stream = Stream::open(&alice, &format!("/api/events?post_id={post}"));
    stream.expect("notifications", json!({"unseen": 0}));
    stream.expect("posts", json!({"post_id": post}));
    stream.expect("post", json!({"post_id": post, "likes_count": 0, "comments_count": 0}));

    ben.follow(&alice);
    stream.expect("notifications", json!({"unseen": 1}));
    ben.post("/api/likes", json!({"post_id": post})).created();
    stream.expect("notifications", json!({"unseen": 2}));
    stream.expect("post", json!({"post_id": post, "likes_count": 1, "comments_count": 0}));
    let other = ben.publish("y");
    stream.expect("posts", json!({"post_id": other}));
    alice.post("/api/comments", json!({"post_id": post, "text": "mine"})).created();
    stream.expect("post", json!({"post_id": post, "likes_count": 1, "comments_count": 1}));

    // Another window of the same user has shown them.
    alice.post("/api/notifications/seen", json!({})).ok();
    let last = stream.expect("notifications", json!({"unseen": 0}));

    // A client that comes back gets what it has missed, and nothing else.
    drop(stream);
    ben.post("/api/comments", json!({"post_id": post, "text": "theirs"})).created();
    let mut stream = Stream::open_after(&alice, &format!("/api/events?post_id={post}"), Some(&last));
    stream.expect("notifications", json!({"unseen": 1}));
    stream.expect("post", json!({"post_id": post, "likes_count": 1, "comments_count": 2}));
}

#[test]
fn what_a_user_may_not_see_is_not_told() {
    let [alice, ben, cleo] = users(["alice", "ben", "cleo"]);
    let secret = ben.publish("x");
    let mut stream = Stream::open(&alice, &format!("/api/events?post_id={secret}"));
    stream.expect("notifications", json!({"unseen": 0}));

    ben.post("/api/likes", json!({"post_id": secret})).created();
    ben.publish("y");
    alice.post("/api/mutes", json!({"user_id": ben.id})).created();
    ben.follow(&alice);
    let audience = cleo.post("/api/audiences", json!({"name": "Family"})).created()["id"].clone();
    alice.follow(&cleo);
    let body = json!({"image_url": "https://example.org/x.jpg", "audience_ids": [audience]});
    cleo.post("/api/posts", body).created();

    // All that was before would have come first.
    cleo.follow(&alice);
    stream.expect("notifications", json!({"unseen": 1}));
    let shown = cleo.publish("z");
    stream.expect("posts", json!({"post_id": shown}));
}

#[test]
fn a_stream_ends_with_the_session() {
    let [alice, ben] = users(["alice", "ben"]);
    let mut stream = Stream::open(&alice, "/api/events");
    stream.expect("notifications", json!({"unseen": 0}));
    alice.post("/api/token/revoke", json!({"access_token": alice.token})).ok();

    ben.follow(&alice);

    assert_eq!(stream.next(), None);
}

#[test]
fn a_further_stream_of_a_user_ends_the_oldest() {
    let alice = app().user("alice");
    let mut streams: Vec<Stream> = (0..9).map(|_| Stream::open(&alice, "/api/events")).collect();
    for stream in &mut streams[1..] {
        stream.expect("notifications", json!({"unseen": 0}));
    }
    while streams[0].next().is_some() {}
    app().user("ben").follow(&alice);
    for stream in &mut streams[1..] {
        stream.expect("notifications", json!({"unseen": 1}));
    }
}

#[test]
fn two_processes_tell_each_others_changes() {
    let here = TestApp::start(|_| {});
    let there = TestApp::start_on(here.db_url.clone(), None, |_| {});
    let [alice, ben] = ["alice", "ben"].map(|name| here.user(name));
    let beside =
        TestUser { app: &there, id: alice.id, username: alice.username.clone(), token: alice.token.clone() };
    let mut stream = Stream::open(&beside, "/api/events");
    stream.expect("notifications", json!({"unseen": 0}));

    ben.follow(&alice);

    let last = stream.expect("notifications", json!({"unseen": 1}));
    // The ids of one process are understood by the other.
    let mut stream = Stream::open_after(&alice, "/api/events", Some(&last));
    alice.publish("x");
    assert_eq!(stream.next().map(|event| event.name).as_deref(), Some("posts"));
}

#[test]
fn events_are_sent_to_those_alone_who_ask_for_them() {
    let alice = app().user("alice");
    assert_eq!(alice.get("/api/events").expect(406)["code"], "not_acceptable");
    let with = |path: &str, id: &str| {
        let request = alice.request("HEAD", path).header("Accept", "text/event-stream");
        request.header("Last-Event-ID", id).send()
    };
    let answer = with("/api/events", "x");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    assert_eq!(answer.header("x-accel-buffering"), Some("no"));
    for odd in ["x", "-1", "1.5"] {
        let path = format!("/api/events?post_id={odd}");
        alice.request("GET", &path).header("Accept", "text/event-stream").send().expect(400);
    }
    let anonymous: [(&str, &[u8]); 1] = [("Accept", b"text/event-stream")];
    assert_eq!(raw(app(), "GET", "/api/events", &anonymous, b"").status, 401);
}

#[test]
fn an_id_that_is_none_counts_as_absent() {
    let [alice, ben] = users(["alice", "ben"]);
    ben.follow(&alice);
    for odd in ["", "x", "1.2.3", "99999999999999999999.1"] {
        Stream::open_after(&alice, "/api/events", Some(odd)).expect("notifications", json!({"unseen": 1}));
    }
    let list = alice.get("/api/notifications").ok();
    assert_eq!(ids(&list[0]["actors"]), [i64::from(ben.id)]);
}

#[test]
fn a_server_that_stops_ends_its_streams_first() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let mut serving = Serving::on(&db_url, folder.path());
    let beside = TestApp::beside(&serving.url, db_url, SECRET);
    let alice = beside.user("alice");
    let mut stream = Stream::open(&alice, "/api/events");
    stream.expect("notifications", json!({"unseen": 0}));

    let pid = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());

    assert_eq!(stream.next(), None);
    assert!(serving.child.wait().expect("an end").success());
}
