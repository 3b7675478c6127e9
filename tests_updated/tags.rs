//! `/api/tags`

use serde_json::{Value, json};

use crate::{
    paging::pages,
    test_app::{TestApp, TestUser, app, ids, on_postgres},
};

fn tagged(viewer: &TestUser, tag: &str) -> Vec<i64> {
    ids(&viewer.get(&format!("/api/tags/{tag}/posts")).ok())
}

#[test]
fn the_posts_of_a_tag_are_those_that_the_viewer_may_see_newest_first() {
    let [alice, bob, stranger] = ["alice", "bob", "stranger"].map(|name| app().user(name));
    alice.follow(&bob);
    let mine = alice.publish("At the #Sea, again");
    let theirs = bob.publish("#sea and #été");
    let hidden = stranger.publish("#sea");
    alice.publish("The sea#sea, /#sea");

    assert_eq!(tagged(&alice, "sea"), [theirs, mine]);
    assert_eq!(tagged(&alice, "SEA"), [theirs, mine]);
    assert_eq!(tagged(&alice, "%C3%A9t%C3%A9"), [theirs]);
    assert_eq!(tagged(&alice, "E%CC%81TE%CC%81"), [theirs]);
    assert_eq!(tagged(&stranger, "sea"), [hidden]);
    assert_eq!(tagged(&alice, "se"), [0_i64; 0]);
    let posts = alice.get("/api/tags/sea/posts?comments=0").ok();
    assert_eq!(posts[0], alice.get(&format!("/api/posts/{theirs}?comments=0")).ok());

    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", bob.id));
    assert_eq!(tagged(&alice, "sea"), [mine]);
}

#[test]
fn a_tag_follows_the_caption() {
    let alice = app().user("alice");
    let post = alice.publish("#first");
    assert_eq!(tagged(&alice, "first"), [post]);

    alice.patch(&format!("/api/posts/{post}"), json!({"caption": "#second #third"})).ok();
    assert_eq!(
        (tagged(&alice, "first"), tagged(&alice, "second"), tagged(&alice, "third")),
        (vec![], vec![post], vec![post])
    );
    alice.patch(&format!("/api/posts/{post}"), json!({"caption": "none"})).ok();
    assert_eq!(tagged(&alice, "second"), [0_i64; 0]);

    app().sql(&format!("UPDATE posts SET caption = '#beside' WHERE id = {post}"));
    assert_eq!(tagged(&alice, "beside"), [post]);
    app().sql(&format!("UPDATE posts SET caption = NULL WHERE id = {post}"));
    assert_eq!(tagged(&alice, "beside"), [0_i64; 0]);
}

#[test]
fn posts_written_beside_the_server_have_tags() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let rows: Vec<String> = (0..450).map(|number| format!("('/x.jpg', '#many {number}', {})", alice.id)).collect();
    app.sql(&format!("INSERT INTO posts (image_url, caption, user_id) VALUES {}", rows.join(", ")));

    // A request reads the tags of some posts, and the next one continues.
    for _ in 0..3 {
        assert_eq!(tagged(&alice, "many").len(), 20);
    }

    assert_eq!(app.number("SELECT count(*) AS n FROM posts_to_tag"), 0);
    assert_eq!(app.number("SELECT count(*) AS n FROM post_tags WHERE tag = 'many'"), 450);
    assert_eq!(pages(&alice, "/api/tags/many/posts?limit=50").concat().len(), 450);
    if on_postgres() {
        app.sql("TRUNCATE posts CASCADE");
    } else {
        app.sql("DELETE FROM posts");
    }
    assert_eq!(app.number("SELECT count(*) AS n FROM post_tags"), 0);
}

#[test]
fn what_is_no_tag_is_not_found() {
    let alice = app().user("alice");
    for wrong in ["", "1", "2026", "a%20b", "a-b", "%23a", &"a".repeat(101), "a%00"] {
        alice.get(&format!("/api/tags/{wrong}/posts")).expect(404);
    }
    assert_eq!(alice.get("/api/tags/unused/posts").ok(), json!([]));
    assert_eq!(alice.get("/api/tags/sea/posts?limit=0").expect(400)["field"], Value::from("limit"));
    app().get("/api/tags/sea/posts").expect(401);
}
