//! The number of SQL statements does not depend on the number of rows.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use diesel::{Connection, QueryResult, connection::InstrumentationEvent};
use photo_app::{
    db::Conn,
    models::{Bookmark, Emails, Following, Included, PageRequest, Post, PostCache, Story, TokenId, User},
};
use serde_json::json;

use crate::test_app::{TestApp, TestUser};

/// Runs `work` and counts its statements.
fn count(app: &TestApp, work: impl Fn(&mut Conn) -> QueryResult<usize>) -> (usize, usize) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let mut conn = app.conn();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let found = work(&mut conn).expect("a result");
    (found, statements.load(Ordering::Relaxed))
}

/// Somebody who follows `users` authors with a post each, all liked, bookmarked and commented on, and a story.
fn follower_of(app: &TestApp, users: usize) -> TestUser<'_> {
    let viewer = app.user("viewer");
    for _ in 0..users {
        let author = app.user("author");
        viewer.follow(&author);
        let post = author.publish("x");
        app.sql(&format!("INSERT INTO stories (text, user_id) VALUES ('x', {})", author.id));
        for user in [&viewer, &author] {
            user.post("/api/posts/likes", json!({"post_id": post})).created();
            user.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
        }
        viewer.post("/api/bookmarks", json!({"post_id": post})).created();
    }
    viewer
}

#[test]
fn twenty_posts_take_as_many_statements_as_one() {
    let app = TestApp::start(|_| {});
    let [few, many] = [1, 20].map(|users| {
        let viewer = follower_of(&app, users);
        let mark = TokenId { jti: String::new(), issued: 1 };
        let user = User::load_current_user(&mut app.conn(), viewer.id, &mark, Emails::OfAll);
        let user = user.expect("a user").expect("the viewer");
        // Whether the content of the posts is kept from before makes a difference, so nothing is.
        let contents = PostCache::default();
        let page = PageRequest { limit: 50, before: None, included: Included::ALL };
        let feed = count(&app, |conn| Ok(Post::feed(conn, &contents, &user, page)?.len()));
        let contents = PostCache::default();
        let bookmarks = count(&app, |conn| Ok(Bookmark::list(conn, &contents, &user, page)?.0.len()));
        let stories = count(&app, |conn| Ok(Story::list(conn, &user, None)?.0.len()));
        let following = count(&app, |conn| Ok(Following::list(conn, &user, None)?.0.len()));
        [feed, bookmarks, stories, following]
    });

    for ((few, few_statements), (many, many_statements)) in few.into_iter().zip(many) {
        assert_eq!((few, many), (1, 20));
        assert_eq!(few_statements, many_statements);
        assert!(many_statements <= 5, "{many_statements}");
    }
}
