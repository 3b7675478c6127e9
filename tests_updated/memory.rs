//! How much memory the server takes, in a process of its own, and how much clients that do not read can hold.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    basics::url_text,
    cli::{Serving, photo_app},
    process::connect_from,
    raw::{connect, request_bytes},
    test_app::{SECRET, TestApp, TestUser, new_database, on_postgres},
    threads::{add_comments, numbers},
};

/// In MiB.
const MOST: u64 = 128;

/// The most memory that a process has had, in MiB.
pub fn peak(process: u32) -> u64 {
    status(process, "VmHWM:")
}

/// The memory of a process without the files that are mapped into it, such as the database of SQLite, in MiB.
fn own_memory(process: u32) -> u64 {
    status(process, "RssAnon:")
}

fn status(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the name of a line");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") >> 10
}

/// SQL for a text of so many equal characters.
fn text_of(character: char, length: u32) -> String {
    let code = u32::from(character);
    if on_postgres() {
        format!("repeat(chr({code}), {length})")
    } else {
        format!("replace(hex(zeroblob({length})), '00', char({code}))")
    }
}

/// Asks for something and leaves the answer unread.
fn ask(user: &TestUser, path: &str) -> TcpStream {
    let bearer = format!("Bearer {}", user.token);
    let mut stream = connect(user.app);
    stream
        .write_all(&request_bytes("GET", path, &[("Authorization", bearer.as_bytes())], b""))
        .expect("a server that reads");
    stream
}

/// Whether the server still has its end of a connection.
fn is_open(stream: &TcpStream) -> bool {
    let [server, client] =
        [stream.peer_addr(), stream.local_addr()].map(|address| address.expect("an address").port());
    let table = fs::read_to_string("/proc/net/tcp").expect("Linux");
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let [from, to] = [(); 2].map(|()| fields.next().expect("an address").to_owned());
        let established = fields.next() == Some("01");
        established && from.ends_with(&format!(":{server:04X}")) && to.ends_with(&format!(":{client:04X}"))
    })
}

/// Waits until `done`, for as long as a busy machine may take.
#[track_caller]
fn eventually(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn posts_with_many_long_comments_leave_the_server_small() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::on(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let [author, follower] = ["author", "follower"].map(|name| app.user(name));
    follower.follow(&author);
    let posts: Vec<i64> = (0..10).map(|_| author.publish("x")).collect();
    add_comments(&author, posts[0], 1_000, &text_of('\u{1}', 5_000));
    add_comments(&author, posts[1], 5_000, &text_of('x', 5_000));
    let before = peak(serving.child.id());

    let path = format!("/api/posts/{}", posts[0]);
    let unread: Vec<_> = (0..30).map(|_| ask(&author, &path)).collect();
    let feeds: Vec<_> = thread::scope(|scope| {
        let feed = || follower.request("GET", "/api/posts?limit=10&comments=3").try_send();
        let readers: Vec<_> = (0..6).map(|_| scope.spawn(feed)).collect();
        readers.into_iter().map(|reader| reader.join().expect("a reader")).collect()
    });
    let after = peak(serving.child.id());
    println!("{before} MiB before, {after} MiB after six feeds beside thirty unread answers");
    assert!(after < MOST, "{after} MiB");
    for feed in feeds {
        let feed = feed.expect("an answer").ok();
        let newest = |post: &Value| post["comments"].as_array().map(Vec::len);
        assert_eq!((newest(&feed[9]), newest(&feed[8])), (Some(3), Some(3)));
        assert_eq!(feed[8]["comments_count"], 5_000);
    }

    for (post, number) in [(posts[0], 1_000), (posts[1], 5_000)] {
        let whole = follower.get(&format!("/api/posts/{post}")).ok();
        let comments = whole["comments"].as_array().expect("a list");
        assert_eq!(comments.len(), number);
        assert!(comments.iter().all(|comment| comment["text"].as_str().map(str::len) == Some(5_000)));
    }
    let feed = follower.get("/api/posts?limit=10").ok();
    assert_eq!(feed[8]["comments"].as_array().map(Vec::len), Some(5_000));

    let after = peak(serving.child.id());
    println!("{after} MiB after whole threads");
    assert!(after < MOST, "{after} MiB");
    drop(unread);
}

#[test]
fn comments_of_users_with_long_profiles_leave_the_server_small() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::on(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let [author, commenter] = ["author", "commenter"].map(|name| app.user(name));
    // Longer than the server itself would store.
    let long = text_of('x', 60_000);
    app.sql(&format!("UPDATE users SET image_url = {long}, thumb_url = {long} WHERE id = {}", commenter.id));
    app.sql(&format!(
        "INSERT INTO posts (image_url, user_id) SELECT '/a.jpg', {} FROM {}",
        author.id,
        numbers(50)
    ));
    app.sql(&format!(
        "INSERT INTO comments (text, user_id, post_id) SELECT 'x', {}, posts.id FROM posts, {}",
        commenter.id,
        numbers(20)
    ));
    let before = peak(serving.child.id());

    let feed = author.get("/api/posts?limit=50&comments=0").ok();
    let newest = author.get("/api/posts?limit=50&comments=1").ok();
    let whole = author.get(&format!("/api/posts/{}", feed[0]["id"])).ok();

    let after = peak(serving.child.id());
    println!("{before} MiB before, {after} MiB after the feeds");
    assert!(after < MOST, "{after} MiB");
    for (feed, number) in [(&feed, 0), (&newest, 1)] {
        let posts = feed.as_array().expect("a list");
        assert_eq!(posts.len(), 50);
        assert!(posts.iter().all(|post| post["comments_count"] == 20));
        assert!(posts.iter().all(|post| post["comments"].as_array().map(Vec::len) == Some(number)));
    }
    let length = |comment: &Value| comment["user"]["image_url"].as_str().map(str::len);
    let comments = whole["comments"].as_array().expect("a list");
    assert_eq!(comments.len(), 20);
    assert!(comments.iter().all(|comment| length(comment) == Some(60_000)));
}

#[test]
fn clients_that_do_not_read_are_cut_off() {
    let app = TestApp::start(|config| config.response_timeout = Duration::from_secs(1));
    let author = app.user("author");
    let post = author.publish("x");
    add_comments(&author, post, 2_000, &text_of('x', 5_000));

    let unread = ask(&author, &format!("/api/posts/{post}"));
    eventually("the server begins to answer", || is_open(&unread));

    eventually("the server closes the connection", || !is_open(&unread));
}

#[test]
fn unread_answers_of_one_user_leave_room_for_others() {
    let app = TestApp::start(|_| {});
    let [author, follower] = ["author", "follower"].map(|name| app.user(name));
    follower.follow(&author);
    let post = author.publish("x");
    add_comments(&author, post, 2_000, &text_of('x', 5_000));
    let path = format!("/api/posts/{post}");

    let unread: Vec<_> = (0..60).map(|_| ask(&author, &path)).collect();
    let refusals = || {
        unread.iter().filter(|stream| {
            let mut head = [0; 12];
            stream.peek(&mut head).is_ok_and(|length| length == 12) && head.ends_with(b"503")
        })
    };
    // Some have no room, and are told so.
    eventually("answers that have no room are refused", || refusals().count() > 0);

    assert_eq!(follower.get(&path).ok()["comments"].as_array().map(Vec::len), Some(2_000));
    author.get("/api/profile").ok();
    let refused = refusals().next().expect("a refusal");
    let mut answer = String::new();
    { refused }.read_to_string(&mut answer).expect("an answer");
    assert!(answer.to_ascii_lowercase().contains("retry-after: 1"), "{answer}");
    drop(unread);
    eventually("room is free again", || author.get(&path).status == 200);
}

#[test]
fn stories_of_many_users_leave_the_server_small() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::on(&db_url, folder.path());
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let follower = app.user("follower");
    // As much as the server itself would store, in letters of four bytes.
    let (text, address) = (text_of('🌄', 5_000), text_of('x', 8_000));
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        let author = app.user(name);
        follower.follow(&author);
        app.sql(&format!(
            "INSERT INTO stories (text, image_url, user_id) SELECT {text}, {address}, {} FROM {}",
            author.id,
            numbers(100)
        ));
    }
    let process = serving.child.id();
    let before = own_memory(process);

    let stories = follower.get("/api/stories").ok();
    let unread: Vec<_> = (0..30).map(|_| ask(&follower, "/api/stories")).collect();

    let samples = (0..60).map(|_| {
        thread::sleep(Duration::from_millis(50));
        own_memory(process)
    });
    let most = samples.max().expect("samples");
    println!("{before} MiB before, {most} MiB while thirty lists of stories are unread");
    assert!(most < before + 64, "{most} MiB");
    drop(unread);
    let list = stories.as_array().expect("a list");
    assert_eq!(list.len(), 800);
    assert!(list.iter().all(|story| story["text"].as_str().map(|text| text.chars().count()) == Some(5_000)));
}

/// A connection to the server from the address 127.0.0.`last`.
fn from_address(app: &TestApp, last: u8) -> TcpStream {
    let address = app.url.strip_prefix("http://").expect("a plain URL").parse().expect("an address");
    connect_from(Ipv4Addr::new(127, 0, 0, last), address)
}

#[test]
fn files_that_strangers_leave_unread_leave_the_server_small() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let statics = tempfile::tempdir().expect("a folder");
    // More than the system holds for a connection.
    fs::write(statics.path().join("large.bin"), vec![1; 16 << 20]).expect("a file");
    fs::write(statics.path().join("page.css"), vec![b' '; 40 << 10]).expect("a file");
    let mut command = photo_app(folder.path());
    command
        .env("DB_URL", url_text(&db_url))
        .env("JWT_SECRET", SECRET)
        .env("STATIC_DIR", statics.path())
        .arg("serve");
    let serving = Serving::start(&mut command);
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let process = serving.child.id();
    let before = own_memory(process);

    let request = request_bytes("GET", "/static/large.bin", &[], b"");
    let request = String::from_utf8(request).expect("text").replace("Connection: close\r\n", "");
    let unread: Vec<TcpStream> = (0..300_u16)
        .map(|number| {
            let mut stream = from_address(&app, 2 + (number % 4) as u8);
            stream.write_all(request.repeat(8).as_bytes()).expect("a server that reads");
            stream
        })
        .collect();
    let samples = (0..60).map(|_| {
        thread::sleep(Duration::from_millis(50));
        own_memory(process)
    });
    let most = samples.max().expect("samples");
    println!("{before} MiB before, {most} MiB while 300 connections read nothing");
    assert!(most < before + 96, "{most} MiB");
    // The others wait for their share of the memory, or were refused.
    let served = unread.iter().filter(|stream| {
        let mut start = [0; 12];
        stream.set_nonblocking(true).expect("a socket");
        stream.peek(&mut start).is_ok() && start == *b"HTTP/1.1 200"
    });
    let served = served.count();
    assert!((20..=160).contains(&served), "{served} of {} files are being sent", unread.len());

    // Clients at other addresses and users are still served.
    let mut other = from_address(&app, 9);
    other.write_all(&request_bytes("GET", "/static/page.css", &[], b"")).expect("a server that reads");
    let mut answer = String::new();
    other.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{}", &answer[..80.min(answer.len())]);
    app.user("alice").get("/api/profile").ok();
    drop(unread);
}

#[test]
fn bodies_that_strangers_do_not_send_keep_no_user_from_writing() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let post = alice.publish("x");
    let head = b"POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 262144\r\n\r\n{";
    let _open: Vec<TcpStream> = (0..160_u8)
        .map(|number| {
            let mut stream = from_address(&app, 2 + number % 16);
            stream.write_all(head).expect("a server that reads");
            stream
        })
        .collect();
    let stranger = |length: usize| {
        let body = json!({"username": "x".repeat(length), "password": "x"});
        app.request("POST", "/api/token").json(body).send().status
    };
    eventually("strangers have no room for more", || stranger(100_000) == 503);

    alice.post("/api/comments", json!({"post_id": post, "text": "x".repeat(5_000)})).created();
    assert_eq!(stranger(10), 401);
}
