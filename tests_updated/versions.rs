//! The post cache is never stale: whatever is written beside the server is in the next response.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::test_app::{TestApp, TestUser, ids, on_postgres};

/// A viewer who follows an author with one post, on which a third user has commented; all of it seen once.
struct Scene<'a> {
    app: &'a TestApp,
    viewer: TestUser<'a>,
    author: TestUser<'a>,
    commenter: TestUser<'a>,
    post: i64,
    comment: i64,
}

impl<'a> Scene<'a> {
    fn new(app: &'a TestApp) -> Self {
        let [viewer, author, commenter] = ["viewer", "author", "commenter"].map(|name| app.user(name));
        viewer.follow(&author);
        commenter.follow(&author);
        let post = author.publish("before");
        let comment = commenter.post("/api/comments", json!({"post_id": post, "text": "before"})).created();
        let scene = Self { app, viewer, author, commenter, post, comment: comment["id"].as_i64().expect("an id") };
        scene.seen();
        scene
    }

    /// The post in the viewer's feed, which is the same as by itself.
    fn seen(&self) -> Value {
        let feed = self.viewer.get("/api/posts").ok();
        let alone = self.viewer.get(&format!("/api/posts/{}", self.post));
        match feed.as_array().expect("a feed").iter().find(|post| post["id"] == json!(self.post)) {
            Some(post) => {
                assert_eq!(*post, alone.ok());
                post.clone()
            }
            None => {
                assert_eq!(alone.status, 404);
                Value::Null
            }
        }
    }

    /// Writes as a harness may: without foreign keys and, on PostgreSQL, with triggers kept quiet.
    fn write(&self, sql: &str) {
        let mut conn = self.app.conn();
        let first =
            if on_postgres() { "SET session_replication_role = replica" } else { "PRAGMA foreign_keys=OFF" };
        conn.batch_execute(first).expect(first);
        conn.batch_execute(sql).expect(sql);
    }
}

#[test]
fn likes_of_comments_are_seen_at_once() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (viewer, author, comment) = (scene.viewer.id, scene.author.id, scene.comment);
    let likes = || scene.seen()["comments"][0]["likes_count"].clone();
    let own = || scene.seen()["comments"][0]["current_user_like_id"].clone();
    assert_eq!((likes(), own()), (json!(0), Value::Null));

    scene
        .write(&format!("INSERT INTO likes_comments (id, user_id, comment_id) VALUES (500, {author}, {comment})"));
    assert_eq!((likes(), own()), (json!(1), Value::Null));
    scene.write(&format!("UPDATE likes_comments SET user_id = {viewer} WHERE id = 500"));
    assert_eq!((likes(), own()), (json!(1), json!(500)));
    scene.write("UPDATE likes_comments SET comment_id = 2147483647 WHERE id = 500");
    assert_eq!((likes(), own()), (json!(0), Value::Null));
    scene.write(&format!("UPDATE likes_comments SET comment_id = {comment} WHERE id = 500"));
    assert_eq!((likes(), own()), (json!(1), json!(500)));
    if on_postgres() {
        scene.write("TRUNCATE likes_comments");
    } else {
        scene.write("REPLACE INTO likes_comments (id, user_id, comment_id) VALUES (500, 1, 2147483647)");
    }
    assert_eq!((likes(), own()), (json!(0), Value::Null));
    scene
        .write(&format!("INSERT INTO likes_comments (id, user_id, comment_id) VALUES (501, {viewer}, {comment})"));
    assert_eq!((likes(), own()), (json!(1), json!(501)));
    scene.write("DELETE FROM likes_comments WHERE id = 501");
    assert_eq!((likes(), own()), (json!(0), Value::Null));
}

#[test]
fn changes_of_a_post_are_seen_at_once() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let post = scene.post;

    scene.write(&format!(
        "UPDATE posts SET caption = 'after', alt_text = NULL, image_url = '/b.jpg' WHERE id = {post}"
    ));
    let seen = scene.seen();
    assert_eq!(
        (&seen["caption"], &seen["alt_text"], &seen["image_url"]),
        (&json!("after"), &json!(null), &json!("/b.jpg"))
    );

    scene.write(&format!("UPDATE posts SET pub_date = '2020-01-01 00:00:00' WHERE id = {post}"));
    assert!(scene.seen()["display_time"].as_str().expect("a text").ends_with(" days ago"));

    scene.write(&format!("UPDATE posts SET user_id = {} WHERE id = {post}", scene.viewer.id));
    assert_eq!(scene.seen()["user"]["id"], json!(scene.viewer.id));
}

#[test]
fn a_post_that_was_deleted_and_put_back_is_the_new_one() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (post, author) = (scene.post, scene.author.id);

    scene.write(&format!("DELETE FROM posts WHERE id = {post}"));
    assert_eq!(scene.seen(), Value::Null);

    scene.write(&format!(
        "INSERT INTO posts (id, image_url, caption, user_id) VALUES ({post}, '/c.jpg', 'again', {author})"
    ));
    let seen = scene.seen();
    assert_eq!((&seen["caption"], seen["comments"].as_array().map(Vec::len)), (&json!("again"), Some(1)));
}

#[test]
fn changes_of_further_images_are_seen_at_once() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (post, other) = (scene.post, scene.author.publish("other"));
    let urls = || -> Vec<Value> {
        let seen = scene.seen();
        let images = seen["images"].as_array().expect("images");
        images[1..].iter().map(|image| image["image_url"].clone()).collect()
    };
    let insert = |id: i64, post: i64, position: i64, url: &str| {
        scene.write(&format!(
            "INSERT INTO post_images (id, post_id, position, image_url) VALUES ({id}, {post}, {position}, '{url}')"
        ));
    };
    assert_eq!(urls(), [0; 0]);

    insert(500, post, 3, "/third.jpg");
    assert_eq!(urls(), ["/third.jpg"]);
    insert(501, post, 2, "/second.jpg");
    assert_eq!(urls(), ["/second.jpg", "/third.jpg"]);
    scene.write("UPDATE post_images SET image_url = '/new.jpg' WHERE id = 500");
    assert_eq!(urls(), ["/second.jpg", "/new.jpg"]);
    scene.write("UPDATE post_images SET position = 4 WHERE id = 501");
    assert_eq!(urls(), ["/new.jpg", "/second.jpg"]);
    scene.write(&format!("UPDATE post_images SET post_id = {other} WHERE id = 501"));
    assert_eq!(urls(), ["/new.jpg"]);
    scene.write(&format!("UPDATE post_images SET post_id = {post} WHERE id = 501"));
    assert_eq!(urls(), ["/new.jpg", "/second.jpg"]);
    if on_postgres() {
        scene.write("TRUNCATE post_images");
    } else {
        scene.write(&format!(
            "REPLACE INTO post_images (id, post_id, position, image_url) VALUES (501, {other}, 2, '/b.jpg')"
        ));
        scene.write("DELETE FROM post_images WHERE id = 500");
    }
    assert_eq!(urls(), [0; 0]);
}

#[test]
fn changes_of_comments_are_seen_at_once() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (post, comment, viewer) = (scene.post, scene.comment, scene.viewer.id);
    let texts = || -> Vec<String> {
        let seen = scene.seen();
        let comments = seen["comments"].as_array().expect("comments");
        comments.iter().map(|comment| comment["text"].as_str().expect("a text").to_owned()).collect()
    };

    scene.write(&format!("UPDATE comments SET text = 'after' WHERE id = {comment}"));
    assert_eq!(texts(), ["after"]);

    scene.write(&format!("INSERT INTO comments (text, user_id, post_id) VALUES ('second', {viewer}, {post})"));
    assert_eq!(texts(), ["after", "second"]);

    scene.write(&format!(
        "UPDATE comments SET pub_date = '2020-01-01 00:00:00' WHERE text = 'second' AND post_id = {post}"
    ));
    assert_eq!(texts(), ["second", "after"]);

    let other = scene.author.publish("other");
    scene.write(&format!("UPDATE comments SET post_id = {other} WHERE id = {comment}"));
    assert_eq!(texts(), ["second"]);
    scene.write(&format!("UPDATE comments SET post_id = {post} WHERE id = {comment}"));
    assert_eq!(texts(), ["second", "after"]);

    scene.write(&format!("DELETE FROM comments WHERE id = {comment}"));
    assert_eq!(texts(), ["second"]);

    if on_postgres() {
        scene.write("TRUNCATE comments CASCADE");
        assert!(texts().is_empty());
    }
}

#[test]
fn a_row_that_takes_the_place_of_another_takes_it_out_of_sight() {
    if on_postgres() {
        return; // PostgreSQL has no REPLACE.
    }
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (comment, viewer) = (scene.comment, scene.viewer.id);
    let other = scene.author.publish("other");

    scene.write(&format!(
        "REPLACE INTO comments (id, text, user_id, post_id) VALUES ({comment}, 'x', {viewer}, {other})"
    ));
    assert_eq!(scene.seen()["comments"], json!([]));

    let scene = Scene::new(&app);
    scene
        .write(&format!("INSERT INTO comments (id, text, user_id, post_id) VALUES (900, 'x', {viewer}, {other})"));
    scene.write(&format!("UPDATE OR REPLACE comments SET id = {} WHERE id = 900", scene.comment));
    assert_eq!(scene.seen()["comments"], json!([]));

    let scene = Scene::new(&app);
    let username = &scene.commenter.username;
    scene.write(&format!(
        "REPLACE INTO users (id, first_name, last_name, username, password_hash, email) \
         VALUES (900, 'Other', 'TestUser', '{username}', 'none', 'other@example.org')"
    ));
    assert_eq!(scene.seen()["comments"], json!([]), "its author is gone");
}

#[test]
fn changes_of_people_are_seen_at_once_wherever_they_show() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (author, commenter) = (scene.author.id, scene.commenter.id);

    for column in ["first_name", "last_name", "username", "email", "image_url", "thumb_url"] {
        for (user, of) in [(author, "/user"), (commenter, "/comments/0/user")] {
            scene.write(&format!("UPDATE users SET {column} = 'new {user}' WHERE id = {user}"));
            let seen = scene.seen();
            assert_eq!(seen.pointer(of).expect(of)[column], json!(format!("new {user}")), "{column}");
        }
    }
}

#[test]
fn who_is_gone_is_not_shown_and_who_comes_back_is() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let restore = |user: &TestUser| {
        scene.write(&format!(
            "INSERT INTO users (id, first_name, last_name, username, password_hash, email) \
             VALUES ({0}, 'Back', 'Again', '{1}', 'none', 'back{0}@example.org')",
            user.id, user.username
        ));
    };

    scene.write(&format!("DELETE FROM users WHERE id = {}", scene.commenter.id));
    assert_eq!(scene.seen()["comments"], json!([]));
    restore(&scene.commenter);
    assert_eq!(scene.seen()["comments"][0]["user"]["first_name"], json!("Back"));

    scene.write(&format!("DELETE FROM users WHERE id = {}", scene.author.id));
    assert_eq!(scene.seen(), Value::Null);
    restore(&scene.author);
    assert_eq!(scene.seen()["user"]["first_name"], json!("Back"));
}

#[test]
fn likes_and_bookmarks_written_beside_the_server_are_seen_at_once() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let (post, viewer) = (scene.post, scene.viewer.id);

    for (table, of) in [("likes_posts", "current_user_like_id"), ("bookmarks", "current_user_bookmark_id")] {
        scene.write(&format!("INSERT INTO {table} (user_id, post_id) VALUES ({viewer}, {post})"));
        assert!(scene.seen()[of].is_i64());
        scene.write(&format!("DELETE FROM {table} WHERE user_id = {viewer} AND post_id = {post}"));
        assert_eq!(scene.seen().get(of), None);
    }
}

#[test]
fn a_post_without_a_version_is_shown_as_it_is() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);

    scene.write(&format!("DELETE FROM post_versions WHERE post_id = {}", scene.post));
    scene.write(&format!("UPDATE comments SET text = 'after' WHERE id = {}", scene.comment));

    assert_eq!(scene.seen()["comments"][0]["text"], json!("after"));
    assert_eq!(ids(&scene.viewer.get("/api/posts").ok()), [scene.post]);
}

#[test]
fn what_a_transaction_took_back_is_not_seen() {
    let app = TestApp::start(|_| {});
    let scene = Scene::new(&app);
    let mut harness = app.conn();

    harness.batch_execute("BEGIN").expect("a transaction");
    harness
        .batch_execute(&format!("UPDATE posts SET caption = 'never' WHERE id = {}", scene.post))
        .expect("a change");
    assert_eq!(scene.seen()["caption"], json!("before"));
    harness.batch_execute("ROLLBACK").expect("an end");

    assert_eq!(scene.seen()["caption"], json!("before"));
}
