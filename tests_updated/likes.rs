//! `/api/posts/likes` and its aliases.

use serde_json::json;

use crate::{
    paging::{next_of, pages},
    test_app::{TestApp, TestUser, app, assert_recent, ids},
};

/// Somebody with a post, and somebody who sees it.
fn author_and_follower() -> (TestUser<'static>, TestUser<'static>, i64) {
    let [author, follower] = ["author", "follower"].map(|name| app().user(name));
    follower.follow(&author);
    let post = author.publish("x");
    (author, follower, post)
}

fn likes_in_database(post: i64) -> i64 {
    app().number(&format!("SELECT count(*) AS n FROM likes_posts WHERE post_id = {post}"))
}

#[test]
fn every_spelling_likes_a_post_and_takes_the_like_back() {
    let (_author, follower, post) = author_and_follower();
    let nested = format!("/api/posts/{post}/likes");
    let spellings = [
        ("/api/posts/likes", json!({"post_id": post})),
        ("/api/posts/likes/", json!({"post_id": post.to_string()})),
        ("/api/likes", json!({"post_id": post})),
        ("/api/likes/", json!({"post_id": post})),
        (&nested, json!({})),
    ];

    for (path, body) in spellings {
        let like = follower.post(path, body).created();
        assert_eq!(
            like,
            json!({"id": like["id"].as_i64().expect("an id"), "user_id": follower.id, "post_id": post})
        );
        assert_eq!(likes_in_database(post), 1, "{path}");

        let message = follower.delete(&format!("{}/{}", path.trim_end_matches('/'), like["id"])).ok();
        assert!(message["message"].is_string(), "{path}");
        assert_eq!(likes_in_database(post), 0, "{path}");
    }
}

#[test]
fn the_nested_form_takes_no_body_at_all_too() {
    let (_author, follower, post) = author_and_follower();

    let like = follower.request("POST", &format!("/api/posts/{post}/likes/")).send().created();

    assert_eq!(like["post_id"], post);
}

#[test]
fn a_second_like_is_a_bad_request_and_changes_nothing() {
    let (_author, follower, post) = author_and_follower();
    follower.post("/api/posts/likes", json!({"post_id": post})).created();

    for path in ["/api/posts/likes".to_owned(), "/api/likes".to_owned(), format!("/api/posts/{post}/likes")] {
        follower.post(&path, json!({"post_id": post})).expect(400);
    }

    assert_eq!(likes_in_database(post), 1);
}

#[test]
fn a_post_that_one_may_not_see_cannot_be_liked_and_is_not_found() {
    let [author, stranger] = ["author", "stranger"].map(|name| app().user(name));
    let post = author.publish("x");

    let hidden = stranger.post("/api/posts/likes", json!({"post_id": post})).expect(404);
    let unknown = stranger.post("/api/posts/likes", json!({"post_id": 2_000_000_000})).expect(404);

    assert_eq!(hidden, unknown);
    stranger.post(&format!("/api/posts/{post}/likes"), json!({})).expect(404);
    assert_eq!(likes_in_database(post), 0);
}

#[test]
fn users_can_like_their_own_posts() {
    let author = app().user("author");
    let post = author.publish("x");

    author.post("/api/posts/likes", json!({"post_id": post})).created();

    assert_eq!(likes_in_database(post), 1);
}

#[test]
fn deleting_a_like_of_another_user_is_not_found_and_changes_nothing() {
    let (author, follower, post) = author_and_follower();
    let like = follower.post("/api/posts/likes", json!({"post_id": post})).created()["id"].clone();

    for path in [
        format!("/api/posts/likes/{like}"),
        format!("/api/likes/{like}"),
        format!("/api/posts/{post}/likes/{like}"),
    ] {
        author.delete(&path).expect(404);
    }

    assert_eq!(likes_in_database(post), 1);
}

#[test]
fn a_like_of_another_post_is_not_found_in_the_nested_form() {
    let (author, follower, post) = author_and_follower();
    let other = author.publish("y");
    let like = follower.post("/api/posts/likes", json!({"post_id": post})).created()["id"].clone();

    follower.delete(&format!("/api/posts/{other}/likes/{like}")).expect(404);

    follower.delete(&format!("/api/posts/{post}/likes/{like}")).ok();
}

#[test]
fn a_like_can_be_removed_after_unfollowing() {
    let (author, follower, post) = author_and_follower();
    let like = follower.post("/api/posts/likes", json!({"post_id": post})).created()["id"].clone();
    let following = follower.get("/api/following").ok()[0]["id"].clone();
    follower.delete(&format!("/api/following/{following}")).ok();

    follower.delete(&format!("/api/posts/likes/{like}")).ok();

    assert_eq!(author.get(&format!("/api/posts/{post}")).ok()["likes"], json!([]));
}

#[test]
fn the_id_of_a_like_is_never_given_again() {
    let (_author, follower, post) = author_and_follower();
    let like = || follower.post("/api/posts/likes", json!({"post_id": post})).created()["id"].as_i64();
    let first = like();
    follower.delete(&format!("/api/posts/likes/{}", first.expect("an id"))).ok();

    assert!(like() > first);
}

#[test]
fn everybody_who_sees_a_post_sees_who_likes_it_newest_first() {
    let app = TestApp::start(|_| {});
    let [author, reader, disabled, stranger] =
        ["author", "reader", "disabled", "stranger"].map(|name| app.user(name));
    let post = author.publish("x");
    let path = format!("/api/posts/{post}/likes");
    assert_eq!(author.get(&path).ok(), json!([]));
    for user in [&reader, &disabled] {
        user.follow(&author);
    }
    let likes =
        [&author, &reader, &disabled].map(|user| user.post("/api/likes", json!({"post_id": post})).created());
    app.sql(&format!("UPDATE likes_posts SET timestamp = '2024-05-01 10:00:00' WHERE id = {}", likes[1]["id"]));
    app.sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", disabled.id));

    let list = reader.get(&path).ok();

    let like = |position: usize, user: &TestUser| {
        let created_at = list[position]["created_at"].clone();
        json!({"id": likes[position]["id"], "user": user.as_shown(), "created_at": created_at})
    };
    assert_eq!(list, json!([like(0, &author), like(1, &reader)]));
    assert_recent(&list[0]["created_at"]);
    assert_eq!(list[1]["created_at"], "2024-05-01T10:00:00Z");
    assert_eq!(author.get(&path).ok(), list);
    stranger.get(&path).expect(404);
    author.get("/api/posts/2000000000/likes").expect(404);
    author.get(&format!("{path}?limit=0")).expect(400);
}

#[test]
fn a_long_list_of_likes_has_pages_that_show_each_once() {
    let app = TestApp::start(|_| {});
    let author = app.user("author");
    let post = author.publish("x");
    for number in 0..11 {
        let fan = app.user("fan");
        app.sql(&format!(
            "INSERT INTO likes_posts (user_id, post_id, timestamp) VALUES ({}, {post}, '2024-05-01 10:00:0{}')",
            fan.id,
            number % 3
        ));
    }
    let path = format!("/api/posts/{post}/likes");
    let all = ids(&author.get(&format!("{path}?limit=50")).ok());
    assert_eq!(all.len(), 11);

    for limit in [1, 4, 10, 11, 12] {
        assert_eq!(pages(&author, &format!("{path}?limit={limit}")).concat(), all, "{limit}");
    }
    // The position of a like that is gone still holds.
    let link = author.get(&format!("{path}?limit=4")).header("link").map(str::to_owned).expect("a next page");
    app.sql(&format!("DELETE FROM likes_posts WHERE id = {}", all[3]));
    assert_eq!(ids(&author.get(next_of(&link)).ok()), all[4..8]);
}

#[test]
fn posts_come_with_as_many_of_their_newest_likes_as_are_wanted() {
    let alice = app().user("alice");
    let post = alice.publish("x #liked");
    let likes: Vec<i64> = (0..4)
        .map(|_| {
            let fan = app().user("fan");
            fan.follow(&alice);
            fan.post("/api/likes", json!({"post_id": post})).created()["id"].as_i64().expect("an id")
        })
        .collect();
    alice.post("/api/bookmarks", json!({"post_id": post})).created();
    let lists = [
        format!("/api/posts/{post}?"),
        "/api/posts?limit=1&".to_owned(),
        format!("/api/users/{}/posts?", alice.username),
        "/api/bookmarks?".to_owned(),
        "/api/bookmarks?limit=1&".to_owned(),
    ];
    for list in lists {
        let shown = |query: &str| {
            let answer = alice.get(&format!("{list}{query}"));
            let link = answer.header("link").map(str::to_owned);
            let body = answer.ok();
            let post = body.get(0).unwrap_or(&body);
            let post = post.get("post").unwrap_or(post).clone();
            (ids(&post["likes"]), post["likes_count"].as_i64(), link)
        };
        for wanted in [0, 1, 3, 4, 50] {
            let (found, count, link) = shown(&format!("likes={wanted}"));
            assert_eq!(
                (&found[..], count),
                (&likes[4_usize.saturating_sub(wanted)..], Some(4)),
                "{list} {wanted}"
            );
            if list.starts_with("/api/posts?") {
                assert!(link.is_some_and(|link| link.contains(&format!("likes={wanted}"))), "{list}");
            }
        }
        assert_eq!(shown("").0, likes, "{list}");
        for odd in ["likes=-1", "likes=51", "likes=x", "likes="] {
            alice.get(&format!("{list}{odd}")).expect(400);
        }
    }
}
