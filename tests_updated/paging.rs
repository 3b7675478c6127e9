//! `before` and the `Link` header: lists page by page.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};

use crate::test_app::{TestApp, TestUser, app, ids, on_postgres};

/// The address in a `Link` header.
pub fn next_of(link: &str) -> &str {
    let (address, relation) = link.strip_prefix('<').and_then(|rest| rest.split_once('>')).expect("a link");
    assert_eq!(relation, "; rel=\"next\"");
    address
}

/// All pages from `path` on.
pub fn pages(viewer: &TestUser, path: &str) -> Vec<Vec<i64>> {
    let (mut pages, mut path) = (Vec::new(), path.to_owned());
    loop {
        let answer = viewer.get(&path);
        let next = answer.header("link").map(|link| next_of(link).to_owned());
        pages.push(ids(&answer.ok()));
        match next {
            Some(next) => path = next,
            None => return pages,
        }
    }
}

/// Somebody who follows three users with 11 posts each, some at the same time; and all ids, newest first.
fn reader(app: &TestApp) -> (TestUser<'_>, Vec<i64>) {
    let viewer = app.user("viewer");
    for user in 0..3 {
        let author = app.user("author");
        viewer.follow(&author);
        for number in 0..11 {
            let post = author.publish("x");
            let minute = (number * 7 + user) % 10;
            app.sql(&format!("UPDATE posts SET pub_date = '2024-05-01 10:0{minute}:00' WHERE id = {post}"));
        }
    }
    let all = ids(&viewer.get("/api/posts?limit=50").ok());
    assert_eq!(all.len(), 33);
    (viewer, all)
}

#[test]
fn the_pages_of_a_feed_are_the_feed() {
    let app = TestApp::start(|_| {});
    let (viewer, all) = reader(&app);

    for limit in [1, 2, 3, 10, 11, 20, 33, 50] {
        let pages = pages(&viewer, &format!("/api/posts?limit={limit}"));

        assert_eq!(pages.concat(), all, "{limit}");
        assert!(pages.iter().all(|page| page.len() <= limit), "{limit}");
    }
}

#[test]
fn a_feed_of_one_busy_author_has_the_right_order() {
    let app = TestApp::start(|_| {});
    let (viewer, _) = reader(&app);
    let busy = app.user("busy");
    viewer.follow(&busy);
    let mut newest: Vec<i64> = (0..30).map(|_| busy.publish("x")).collect();
    newest.reverse();

    assert_eq!(ids(&viewer.get("/api/posts").ok()), newest[..20]);
    assert_eq!(pages(&viewer, "/api/posts?limit=7").concat()[..30], newest);
}

#[test]
fn nothing_is_shown_twice_or_skipped_while_others_post_and_delete() {
    let app = TestApp::start(|_| {});
    let (viewer, all) = reader(&app);
    let first = viewer.get("/api/posts?limit=10");
    let next = next_of(first.header("link").expect("a next page")).to_owned();

    viewer.publish("newer");
    app.sql(&format!("DELETE FROM posts WHERE id = {}", all[9]));

    assert_eq!(ids(&viewer.get(&next).ok()), all[10..20]);
}

#[test]
fn orphans_take_no_place_in_a_page() {
    let app = TestApp::start(|_| {});
    let (viewer, all) = reader(&app);
    let gone = app.user("gone");
    viewer.follow(&gone);
    let orphans: Vec<i64> = (0..3).map(|_| gone.publish("x")).collect();
    let unchecked =
        if on_postgres() { "SET session_replication_role = replica" } else { "PRAGMA foreign_keys=OFF" };
    app.sql(&format!("{unchecked}; DELETE FROM users WHERE id = {}", gone.id));

    assert_eq!(ids(&viewer.get("/api/posts?limit=2").ok()), all[..2]);
    assert_eq!(pages(&viewer, "/api/posts?limit=2").concat(), all);
    for path in ["/api/likes", "/api/bookmarks"] {
        assert_eq!(viewer.post(path, json!({"post_id": orphans[0]})).status, 404, "{path}");
    }
    let comment = json!({"post_id": orphans[0], "text": "x"});
    assert_eq!(viewer.post("/api/comments", comment).status, 404);
}

#[test]
fn the_posts_of_the_viewer_and_of_followed_users_are_listed_by_user() {
    let app = TestApp::start(|_| {});
    let (viewer, author, stranger) = (app.user("viewer"), app.user("author"), app.user("stranger"));
    viewer.follow(&author);
    let mut mine: Vec<i64> = (0..5).map(|_| viewer.publish("x")).collect();
    let mut theirs: Vec<i64> = (0..5).map(|_| author.publish("x")).collect();
    mine.reverse();
    theirs.reverse();
    stranger.publish("x");
    let of = |user: &TestUser| format!("/api/users/{}/posts", user.username);

    assert_eq!(pages(&viewer, &format!("{}?limit=2", of(&viewer))).concat(), mine);
    assert_eq!(pages(&viewer, &of(&author)).concat(), theirs);
    let shown: Value = viewer.get(&of(&author)).ok();
    assert_eq!(shown[0], viewer.get(&format!("/api/posts/{}", theirs[0])).ok());
    for hidden in [of(&stranger), "/api/users/nobody/posts".to_owned(), "/api/users/%00/posts".to_owned()] {
        viewer.get(&hidden).expect(404);
    }
}

#[test]
fn a_place_that_is_none_is_a_bad_request() {
    let app = TestApp::start(|_| {});
    let viewer = app.user("viewer");

    for before in ["", "x", "1", "1-", "-", "1.5-1", "1-99999999999", "9999999999999999999999-1", "%00"] {
        viewer.get(&format!("/api/posts?before={before}")).expect(400);
    }
    for far in ["0-1", "-300000000000000000-1", "-1-1"] {
        assert_eq!(viewer.get(&format!("/api/posts?before={far}")).ok(), json!([]), "{far}");
    }
}

#[test]
fn ten_thousand_posts_are_each_seen_once_while_another_posts_and_deletes() {
    const POSTS: i64 = 10_000;
    let app = TestApp::start(|_| {});
    let viewer = app.user("viewer");
    let authors: Vec<TestUser> = (0..5).map(|_| app.user("author")).collect();
    for author in &authors {
        viewer.follow(author);
    }
    // Many at the same second, as an import makes them.
    for (place, author) in authors.iter().enumerate() {
        let rows: Vec<String> = (0..POSTS / 5)
            .map(|number| {
                let (minute, second) = ((number / 7) / 60 % 60, (number / 7) % 60);
                format!("('/a.jpg', {}, '2024-05-0{} 10:{minute:02}:{second:02}')", author.id, 1 + place % 2)
            })
            .collect();
        app.sql(&format!("INSERT INTO posts (image_url, user_id, pub_date) VALUES {}", rows.join(", ")));
    }
    let busy = &authors[0];
    let going_on = AtomicBool::new(true);

    let (seen, doomed) = thread::scope(|scope| {
        // Posts and deletes what it has posted, and some of what was there.
        let other = scope.spawn(|| {
            let mut doomed = HashSet::new();
            while going_on.load(Ordering::Relaxed) {
                let id = busy.publish("new");
                let old = app.number(&format!("SELECT min(id) AS n FROM posts WHERE user_id = {}", authors[1].id));
                authors[1].delete(&format!("/api/posts/{old}")).ok();
                busy.delete(&format!("/api/posts/{id}")).ok();
                doomed.extend([id, old]);
            }
            doomed
        });
        let seen = pages(&viewer, "/api/posts?limit=50&comments=0").concat();
        going_on.store(false, Ordering::Relaxed);
        (seen, other.join().expect("another client"))
    });

    let once: HashSet<i64> = seen.iter().copied().collect();
    assert_eq!(once.len(), seen.len(), "a post was seen twice");
    let still_there = app.number("SELECT count(*) AS n FROM posts");
    let lasting = once.difference(&doomed).count();
    assert_eq!(i64::try_from(lasting).expect("a number"), still_there);
    assert!(!doomed.is_empty());
}

#[test]
fn the_pages_of_comments_are_all_comments_from_the_newest_on() {
    let app = TestApp::start(|_| {});
    let [viewer, stranger] = ["viewer", "stranger"].map(|name| app.user(name));
    let post = viewer.publish("x");
    for number in 0..23 {
        let comment = viewer.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
        let minute = number * 7 % 10;
        app.sql(&format!(
            "UPDATE comments SET pub_date = '2024-05-01 10:0{minute}:00' WHERE id = {}",
            comment["id"]
        ));
    }
    let mut all = ids(&viewer.get(&format!("/api/posts/{post}")).ok()["comments"]);
    all.reverse();
    assert_eq!(all.len(), 23);

    for limit in [1, 2, 10, 23, 50] {
        let pages = pages(&viewer, &format!("/api/posts/{post}/comments?limit={limit}"));
        assert_eq!(pages.concat(), all, "{limit}");
        assert!(pages.iter().all(|page| page.len() <= limit), "{limit}");
    }
    let unknown = viewer.get("/api/posts/2147483647/comments").expect(404);
    assert_eq!(stranger.get(&format!("/api/posts/{post}/comments")).expect(404), unknown);

    // Where the last comment of a page is gone, the next page goes on behind its place.
    let first = viewer.get(&format!("/api/posts/{post}/comments?limit=5"));
    let next = next_of(first.header("link").expect("a next page")).to_owned();
    viewer.delete(&format!("/api/comments/{}", all[4])).ok();
    assert_eq!(ids(&viewer.get(&next).ok()), all[5..10]);
}

#[test]
fn the_pages_of_bookmarks_are_all_bookmarks_and_without_a_page_all_come_at_once() {
    let app = TestApp::start(|_| {});
    let viewer = app.user("viewer");
    for number in 0..23 {
        let post = viewer.publish("x");
        let bookmark = viewer.post("/api/bookmarks", json!({"post_id": post})).created();
        let minute = number * 7 % 10;
        app.sql(&format!(
            "UPDATE bookmarks SET timestamp = '2024-05-01 10:0{minute}:00' WHERE id = {}",
            bookmark["id"]
        ));
    }
    let whole = viewer.get("/api/bookmarks");
    assert_eq!(whole.header("link"), None);
    let all = ids(&whole.ok());
    assert_eq!(all.len(), 23);

    for limit in [1, 2, 10, 23, 50] {
        let pages = pages(&viewer, &format!("/api/bookmarks?limit={limit}"));
        assert_eq!(pages.concat(), all, "{limit}");
        assert!(pages.iter().all(|page| page.len() <= limit), "{limit}");
    }
    let first = viewer.get("/api/posts/bookmarks?limit=5");
    let next = next_of(first.header("link").expect("a next page")).to_owned();
    viewer.delete(&format!("/api/bookmarks/{}", all[4])).ok();
    assert_eq!(ids(&viewer.get(&next).ok()), all[5..10]);
    viewer.get("/api/bookmarks?limit=0").expect(400);
    viewer.get("/api/bookmarks?before=x").expect(400);
}

#[test]
fn a_post_comes_with_as_many_of_its_newest_comments_as_are_asked_for() {
    let app = TestApp::start(|_| {});
    let viewer = app.user("viewer");
    let post = viewer.publish("x");
    let comments: Vec<Value> =
        (0..4).map(|_| viewer.post("/api/comments", json!({"post_id": post, "text": "x"})).created()).collect();
    viewer.publish("newer");

    for (asked, expected) in [("", 4), ("comments=50", 4), ("comments=2", 2), ("comments=0", 0)] {
        for path in [format!("/api/posts/{post}?{asked}"), format!("/api/users/{}/posts?{asked}", viewer.username)]
        {
            let answer = viewer.get(&path).ok();
            let found = answer.as_array().map_or(&answer, |list| &list[1]);
            assert_eq!(found["comments"], json!(comments[4 - expected..]), "{path}");
            assert_eq!(found["comments_count"], json!(4), "{path}");
        }
    }
    let first = viewer.get("/api/posts?limit=1&comments=1");
    let next = next_of(first.header("link").expect("a next page")).to_owned();
    assert_eq!(viewer.get(&next).ok()[0]["comments"], json!(comments[3..]));
    for odd in ["-1", "51", "x", "", "1.0"] {
        viewer.get(&format!("/api/posts?comments={odd}")).expect(400);
        viewer.get(&format!("/api/posts/{post}?comments={odd}")).expect(400);
    }
}

/// A place names a row; what it says about one that is hidden must be what it says about none.
#[test]
fn a_cursor_reveals_nothing_of_hidden_posts() {
    const FAR: &str = "253402300799000000";
    const PAST: &str = "0";
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let older = alice.publish("older");
    let hidden = bob.publish("hidden");
    let newer = alice.publish("newer");
    for (place, seconds) in [(older, 300), (hidden, 200), (newer, 100)] {
        let date = if on_postgres() {
            format!("now() AT TIME ZONE 'UTC' - interval '{seconds} seconds'")
        } else {
            format!("strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{seconds} seconds')")
        };
        app().sql(&format!("UPDATE posts SET pub_date = {date} WHERE id = {place}"));
    }
    let comment = |user: &TestUser, post: i64| {
        let body = json!({"post_id": post, "text": "x"});
        user.post("/api/comments", body).created()["id"].as_i64().expect("an id")
    };
    let bookmark = |user: &TestUser, post: i64| {
        user.post("/api/bookmarks", json!({"post_id": post})).created()["id"].as_i64().expect("an id")
    };
    let other_comment = comment(&bob, hidden);
    let own_comment = comment(&alice, newer);
    let other_bookmark = bookmark(&bob, hidden);
    let own_bookmark = bookmark(&alice, newer);
    let list = |path: String| ids(&alice.get(&path).ok());

    assert_eq!(list(format!("/api/posts?before={FAR}-{hidden}")), [newer, older]);
    assert_eq!(list(format!("/api/posts?before={FAR}-{newer}")), [older]);
    let posts = format!("/api/users/{}/posts", alice.username);
    assert_eq!(list(format!("{posts}?before={FAR}-{hidden}")), [newer, older]);
    let comments = format!("/api/posts/{newer}/comments");
    assert_eq!(list(format!("{comments}?before={PAST}-{other_comment}")), Vec::<i64>::new());
    assert_eq!(list(format!("{comments}?before={FAR}-{other_comment}")), [own_comment]);
    assert_eq!(list(format!("/api/bookmarks?limit=5&before={FAR}-{other_bookmark}")), [own_bookmark]);
    assert_eq!(list(format!("/api/bookmarks?limit=5&before={FAR}-{own_bookmark}")), Vec::<i64>::new());
}

#[test]
fn a_bookmark_that_is_removed_meanwhile_takes_no_page_away() {
    let alice = app().user("alice");
    let (kept, fleeting) = (alice.publish("kept"), alice.publish("fleeting"));
    let first = alice.post("/api/bookmarks", json!({"post_id": kept})).created()["id"].as_i64().expect("an id");

    thread::scope(|scope| {
        let other = scope.spawn(|| {
            for _ in 0..300 {
                let bookmark = alice.post("/api/bookmarks", json!({"post_id": fleeting})).created();
                alice.delete(&format!("/api/bookmarks/{}", bookmark["id"])).ok();
            }
        });
        while !other.is_finished() {
            let answer = alice.get("/api/bookmarks?limit=1");
            let link = answer.header("link").map(str::to_owned);
            let list = ids(&answer.ok());
            assert!(list == [first] || (list.len() == 1 && link.is_some()), "{list:?} {link:?}");
        }
    });
}
