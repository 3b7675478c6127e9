//! Every operation that creates something.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{new_key, post_with};
use crate::{
    accounts::push_subscription,
    test_app::{TestApp, TestUser, app},
};

/// What the operations refer to.
struct World<'a> {
    alice: TestUser<'a>,
    admin: TestUser<'a>,
    bob: TestUser<'a>,
    post: i64,
    comment: i64,
    audience: i64,
    request: i64,
}

/// Operations that create no row, or whose repetition creates nothing anyhow: an account cannot be made twice.
const WITHOUT: [&str; 4] =
    ["/api/admin/proof", "/api/admin/storage/cleanup", "/api/profile/password", "/api/users"];

impl<'a> World<'a> {
    fn new(app: &'a TestApp) -> Self {
        let [alice, admin, bob, carol] = ["alice", "admin", "bob", "carol"].map(|name| app.user(name));
        app.sql(&format!("UPDATE users SET role = 'admin' WHERE id = {}", admin.id));
        bob.follow(&alice);
        app.sql(&format!("UPDATE users SET is_private = TRUE WHERE id = {}", alice.id));
        let number = |answer: &Value| answer["id"].as_i64().expect("an id");
        carol.post("/api/following", json!({"user_id": alice.id})).expect(202);
        let request = number(&alice.get("/api/follow-requests").ok()[0]);
        let post = alice.publish("x");
        let comment = number(&alice.post("/api/comments", json!({"post_id": post, "text": "y"})).created());
        let audience = number(&alice.post("/api/audiences", json!({"name": "Family"})).created());
        Self { alice, admin, bob, post, comment, audience, request }
    }

    /// The users, paths and bodies of the requests, and the operations that they belong to.
    fn requests(&self) -> Vec<(&'static str, &TestUser<'a>, String, Value)> {
        let Self { alice, admin, bob, post, comment, audience, request } = self;
        let of_post = json!({"post_id": post});
        let of_bob = json!({"user_id": bob.id});
        let liker = alice;
        vec![
            ("/api/posts", alice, "/api/posts".into(), json!({"image_url": "/a.jpg", "caption": "z"})),
            ("/api/posts/likes", liker, "/api/posts/likes".into(), of_post.clone()),
            ("/api/posts/{id}/likes", liker, format!("/api/posts/{post}/likes"), json!({})),
            ("/api/likes", liker, "/api/likes".into(), of_post.clone()),
            ("/api/comments/{id}/likes", alice, format!("/api/comments/{comment}/likes"), json!({})),
            ("/api/bookmarks", alice, "/api/bookmarks".into(), of_post.clone()),
            ("/api/posts/bookmarks", alice, "/api/posts/bookmarks".into(), of_post.clone()),
            ("/api/comments", alice, "/api/comments".into(), json!({"post_id": post, "text": "again?"})),
            ("/api/stories", alice, "/api/stories".into(), json!({"text": "hello"})),
            ("/api/following", bob, "/api/following".into(), json!({"user_id": admin.id})),
            (
                "/api/follow-requests/{id}/accept",
                alice,
                format!("/api/follow-requests/{request}/accept"),
                json!({}),
            ),
            ("/api/audiences", alice, "/api/audiences".into(), json!({"name": "Class"})),
            ("/api/audiences/{id}/members", alice, format!("/api/audiences/{audience}/members"), of_bob.clone()),
            ("/api/push/subscriptions", alice, "/api/push/subscriptions".into(), push_subscription()),
            ("/api/guest-links", alice, "/api/guest-links".into(), json!({"post_ids": [post]})),
            ("/api/reports", bob, "/api/reports".into(), json!({"user_id": alice.id, "reason": "spam"})),
            ("/api/mutes", alice, "/api/mutes".into(), of_bob.clone()),
            ("/api/blocks", alice, "/api/blocks".into(), of_bob),
            ("/api/admin/invites", admin, "/api/admin/invites".into(), json!({})),
            (
                "/api/admin/users/{id}/password-reset-link",
                admin,
                format!("/api/admin/users/{}/password-reset-link", alice.id),
                json!({}),
            ),
        ]
    }
}

/// The paths of the document whose POST `is_wanted`.
fn documented(is_wanted: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let document: Value = app().user("reader").get("/api/openapi.json").ok();
    let paths = document["paths"].as_object().expect("paths").clone();
    let wanted = paths.into_iter().filter(|(_, item)| item.get("post").is_some_and(&is_wanted));
    wanted.map(|(path, _)| path).collect()
}

fn takes_key(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.into_iter().flatten().any(|parameter| parameter["name"] == "Idempotency-Key")
}

#[test]
fn the_document_says_which_operations_take_a_key() {
    let creating =
        documented(|operation| ["201", "202"].iter().any(|status| operation["responses"].get(status).is_some()));
    let taking = documented(takes_key);

    let without: BTreeSet<_> = creating.difference(&taking).map(String::as_str).collect();
    assert_eq!(without, BTreeSet::from(WITHOUT));
}

#[test]
fn every_operation_that_takes_a_key_creates_once() {
    let app = TestApp::start(|_| {});
    let world = World::new(&app);
    world.admin.post("/api/admin/proof", json!({"password": "password"})).created();
    let mut tried = BTreeSet::from(["/api/images".to_owned()]);

    for (operation, user, path, body) in world.requests() {
        tried.insert(operation.to_owned());
        if let "/api/posts/{id}/likes" | "/api/likes" | "/api/posts/bookmarks" = operation {
            app.sql("DELETE FROM likes_posts; DELETE FROM bookmarks");
        }
        let key = new_key();

        let first = post_with(&key, user, &path, &body);
        let again = post_with(&key, user, &path, &body);

        assert!([200, 201, 202].contains(&first.status), "{operation}: {}", first.text());
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{operation}");
        assert_eq!((again.status, again.text()), (first.status, first.text()), "{operation}");
        let mut other = body;
        other["more"] = json!(true);
        let reused = post_with(&key, user, &path, &other).expect(422);
        assert_eq!(reused["code"], "idempotency_key_reused", "{operation}");
    }

    assert_eq!(tried, documented(takes_key));
}
