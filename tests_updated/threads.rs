//! Posts with more comments than the cache keeps.

use serde_json::{Value, json};

use crate::test_app::{Answer, TestApp, TestUser, app, ids, on_postgres};

/// Rows `1` to `number`, as `n`.
pub fn numbers(number: u32) -> String {
    if on_postgres() {
        format!("generate_series(1, {number}) AS t (n)")
    } else {
        format!(
            "(WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {number}) SELECT n FROM t) AS t"
        )
    }
}

/// Puts comments into the database beside the server; `text` is SQL that may name `n`.
pub fn add_comments(author: &TestUser, post: i64, number: u32, text: &str) {
    author.app.sql(&format!(
        "INSERT INTO comments (text, user_id, post_id) SELECT {text}, {}, {post} FROM {}",
        author.id,
        numbers(number)
    ));
}

/// A post of `author`'s with 300 comments by two users, some of them long, and of several ages; and their ids, oldest first.
fn long_thread(author: &TestUser, other: &TestUser) -> (i64, Vec<i64>) {
    let post = author.publish("x");
    add_comments(author, post, 150, "'comment ' || n");
    add_comments(other, post, 130, "'{\"\\ü🌄 ' || n");
    let long = if on_postgres() { "repeat('long ', 1000)" } else { "replace(hex(zeroblob(500)), '00', 'long ')" };
    add_comments(author, post, 20, long);
    let app = author.app;
    // The newest by id is the oldest by time.
    app.sql(&format!(
        "UPDATE comments SET pub_date = '2020-01-01 00:00:00' \
         WHERE id = (SELECT max(id) FROM comments WHERE post_id = {post})"
    ));
    let all: Vec<i64> = (0..300)
        .map(|place| {
            app.number(&format!(
                "SELECT id AS n FROM comments WHERE post_id = {post} ORDER BY pub_date, id LIMIT 1 OFFSET {place}"
            ))
        })
        .collect();
    (post, all)
}

fn comments_of(post: &Value) -> Vec<i64> {
    ids(&post["comments"])
}

#[test]
fn a_long_thread_comes_whole_and_in_order_wherever_its_post_is_shown() {
    let app = TestApp::start(|_| {});
    let [author, follower] = ["author", "follower"].map(|name| app.user(name));
    follower.follow(&author);
    let before = author.publish("before");
    follower.post("/api/comments", json!({"post_id": before, "text": "short"})).created();
    let (post, all) = long_thread(&author, &follower);
    let after = author.publish("after");
    let path = format!("/api/posts/{post}");

    let alone = follower.get(&path).ok();
    let feed = follower.get("/api/posts").ok();
    let page = follower.get(&format!("/api/users/{}/posts", author.username)).ok();
    let changed = author.patch(&path, json!({"caption": "y"})).ok();

    assert_eq!(comments_of(&alone), all);
    assert_eq!(alone["comments_count"], 300);
    for list in [&feed, &page] {
        assert_eq!(ids(list), [after, post, before]);
        assert_eq!(list[1], alone);
        assert_eq!(list[2]["comments"][0]["text"], "short");
    }
    assert_eq!((comments_of(&changed), &changed["caption"]), (all.clone(), &json!("y")));
    let mut paged = Vec::new();
    let mut next = Some(format!("{path}/comments?limit=50"));
    while let Some(path) = next {
        let answer = follower.get(&path);
        let link = answer.header("link").map(|link| link[1..].split('>').next().expect("a path").to_owned());
        paged.extend(answer.ok().as_array().expect("a list").clone());
        next = link;
    }
    paged.reverse();
    assert_eq!(Value::Array(paged), alone["comments"]);
}

#[test]
fn the_newest_of_a_long_thread_are_the_end_of_it() {
    let app = TestApp::start(|_| {});
    let [author, follower] = ["author", "follower"].map(|name| app.user(name));
    let (post, all) = long_thread(&author, &follower);

    for number in [0, 1, 3, 19, 20, 49, 50] {
        let seen = author.get(&format!("/api/posts/{post}?comments={number}")).ok();
        assert_eq!(comments_of(&seen), all[300 - number..], "{number}");
        assert_eq!(seen["comments_count"], 300);
        let feed = author.get(&format!("/api/posts?comments={number}")).ok();
        assert_eq!(feed[0], seen);
    }
}

#[test]
fn likes_in_a_long_thread_are_the_viewers_own_and_counted() {
    let app = TestApp::start(|_| {});
    let [author, follower] = ["author", "follower"].map(|name| app.user(name));
    follower.follow(&author);
    let (post, all) = long_thread(&author, &follower);
    let like = |user: &TestUser, comment: i64| {
        user.request("POST", &format!("/api/comments/{comment}/likes")).send().created()["id"].clone()
    };
    let (first, last) = (all[1], all[299]);
    let likes = [like(&follower, first), like(&follower, last)];
    like(&author, last);

    for path in ["", "?comments=50", "?comments=1"] {
        let seen = follower.get(&format!("/api/posts/{post}{path}")).ok();
        let comments = seen["comments"].as_array().expect("a list");
        let found = |id: i64| comments.iter().find(|comment| comment["id"] == id);
        let comment = found(last).expect("the last");
        assert_eq!((&comment["likes_count"], &comment["current_user_like_id"]), (&json!(2), &likes[1]));
        if path.is_empty() {
            let comment = found(first).expect("the first");
            assert_eq!((&comment["likes_count"], &comment["current_user_like_id"]), (&json!(1), &likes[0]));
        }
    }
    let seen = author.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(seen["comments"][1]["current_user_like_id"], Value::Null);
}

#[test]
fn a_head_request_has_no_body_also_for_a_long_thread() {
    let app = TestApp::start(|_| {});
    let author = app.user("author");
    let (post, _) = long_thread(&author, &author);

    let answer = author.request("HEAD", &format!("/api/posts/{post}")).send();

    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

#[test]
fn comments_of_disabled_people_are_not_shown() {
    let app = TestApp::start(|_| {});
    let [author, gone] = ["author", "gone"].map(|name| app.user(name));
    gone.follow(&author);
    let post = author.publish("x");
    author.post("/api/comments", json!({"post_id": post, "text": "stays"})).created();
    gone.post("/api/comments", json!({"post_id": post, "text": "goes"})).created();
    let (long, all) = long_thread(&author, &gone);
    app.sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", gone.id));

    let seen = author.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(seen["comments"].as_array().map(Vec::len), Some(1));
    assert_eq!((&seen["comments"][0]["text"], &seen["comments_count"]), (&json!("stays"), &json!(1)));
    assert_eq!(ids(&author.get(&format!("/api/posts/{post}/comments")).ok()).len(), 1);
    let seen = author.get(&format!("/api/posts/{long}")).ok();
    assert_eq!((comments_of(&seen).len(), &seen["comments_count"]), (170, &json!(170)));
    assert!(comments_of(&seen).iter().all(|id| all.contains(id)));
}

#[test]
fn a_post_takes_ten_thousand_comments() {
    let [author, follower, stranger] = ["author", "follower", "stranger"].map(|name| app().user(name));
    follower.follow(&author);
    let post = author.publish("x");
    add_comments(&author, post, 9_999, "'x'");
    let comment =
        |user: &TestUser| -> Answer { user.post("/api/comments", json!({"post_id": post, "text": "last"})) };

    comment(&follower).created();
    let refusal = comment(&follower).expect(400);
    assert!(refusal["message"].as_str().expect("a message").contains("10000"), "{refusal}");
    comment(&author).expect(400);
    comment(&stranger).expect(404);

    let seen = follower.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(seen["comments"].as_array().map(Vec::len), Some(10_000));
    assert_eq!(seen["comments"][9_999]["text"], "last");
    app().sql(&format!("DELETE FROM comments WHERE post_id = {post} AND text = 'x'"));
    comment(&follower).created();
}
