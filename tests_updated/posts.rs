//! `/api/posts`

use serde_json::{Value, json};

use crate::test_app::{app, assert_recent, ids};

#[test]
fn the_feed_has_the_posts_of_the_viewer_and_of_followed_users_only() {
    let [alice, bob, stranger] = ["alice", "bob", "stranger"].map(|name| app().user(name));
    alice.follow(&bob);
    let (own, followed, hidden) = (alice.publish("own"), bob.publish("followed"), stranger.publish("hidden"));

    let feed = ids(&alice.get("/api/posts").ok());

    assert_eq!(feed, [followed, own]);
    assert!(!feed.contains(&hidden));
}

#[test]
fn following_is_not_mutual() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    alice.publish("not for bob");

    assert_eq!(bob.get("/api/posts").ok(), json!([]));
}

#[test]
fn the_feed_is_newest_first_and_ties_are_broken_by_id() {
    let alice = app().user("alice");
    let posts: Vec<i64> = (0..4).map(|_| alice.publish("x")).collect();
    app().sql(&format!("UPDATE posts SET pub_date = '2024-05-01 10:00:00' WHERE user_id = {}", alice.id));
    app().sql(&format!("UPDATE posts SET pub_date = '2024-05-01 10:00:01.75' WHERE id = {}", posts[0]));

    let answer = alice.get("/api/posts").ok();
    let feed = ids(&answer);

    assert_eq!(answer[0]["published_at"], "2024-05-01T10:00:01Z");
    assert_eq!(feed, [posts[0], posts[3], posts[2], posts[1]]);
}

#[test]
fn the_feed_has_20_posts_unless_a_limit_says_otherwise() {
    let alice = app().user("alice");
    for _ in 0..25 {
        alice.publish("x");
    }

    let length = |path: &str| alice.get(path).ok().as_array().expect("a list").len();

    assert_eq!(length("/api/posts"), 20);
    assert_eq!(length("/api/posts/"), 20);
    assert_eq!(length("/api/posts?limit=1"), 1);
    assert_eq!(length("/api/posts?limit=50"), 25);
    assert_eq!(length("/api/posts?other=1&limit=24"), 24);
}

#[test]
fn a_limit_out_of_range_or_no_number_is_a_bad_request() {
    let alice = app().user("alice");

    for limit in ["0", "-1", "51", "1000000000000000000000", "abc", "1.5", "", "+5", "%00", "5%20", "0x5", "٣"] {
        let limit: String = url::form_urlencoded::byte_serialize(limit.as_bytes()).collect();
        let limit = limit.replace("%2500", "%00").replace("%2520", "%20");
        alice.get(&format!("/api/posts?limit={limit}")).expect(400);
    }
}

#[test]
fn a_post_has_exactly_the_promised_fields() {
    let alice = app().user("alice");
    let body = json!({"image_url": "https://example.org/a.jpg", "caption": "A caption", "alt_text": "A cat"});

    let post = alice.post("/api/posts", body).created();

    assert_eq!(
        post,
        json!({
            "id": post["id"].as_i64().expect("an id"),
            "image_url": "https://example.org/a.jpg",
            "user": alice.as_shown(),
            "caption": "A caption",
            "alt_text": "A cat",
            "images": [{"image_url": "https://example.org/a.jpg", "alt_text": "A cat"}],
            "published_at": post["published_at"],
            "display_time": "Just now",
            "has_audience": false,
            "likes": [],
            "likes_count": 0,
            "comments": [],
            "comments_count": 0,
        })
    );
    assert_recent(&post["published_at"]);
    assert_eq!(alice.get(&format!("/api/posts/{}", post["id"])).ok(), post);
    assert_eq!(alice.get("/api/posts").ok(), json!([post]));
}

#[test]
fn caption_and_alt_text_may_be_missing_null_or_empty() {
    let alice = app().user("alice");
    let publish = |rest: Value| {
        let mut body = json!({"image_url": "/static/a.svg"});
        body.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        alice.post("/api/posts", body).created()
    };

    assert_eq!(publish(json!({}))["caption"], Value::Null);
    assert_eq!(publish(json!({"caption": null, "alt_text": null}))["alt_text"], Value::Null);
    assert_eq!(publish(json!({"caption": ""}))["caption"], "");
}

#[test]
fn a_post_needs_a_picture_that_a_browser_may_show() {
    let alice = app().user("alice");

    for picture in [
        Value::Null,
        json!(""),
        json!("  "),
        json!(5),
        json!(["https://a.example/x"]),
        json!("javascript:alert(1)"),
        json!("JavaScript:alert(1)"),
        json!("data:image/png;base64,AAAA"),
        json!("//evil.example/x.jpg"),
        json!("/\\evil.example/x.jpg"),
        json!("picture.jpg"),
        json!("ftp://a.example/x"),
        json!("https://"),
        json!(format!("https://a.example/{}", "x".repeat(2048))),
    ] {
        alice.post("/api/posts", json!({"image_url": picture})).expect(400);
    }
    alice.post("/api/posts", json!({"caption": "no picture"})).expect(400);
    alice.post("/api/posts", json!({"image_url": format!("/{}", "x".repeat(2047))})).created();
}

#[test]
fn texts_may_have_5000_characters_however_many_bytes_those_are() {
    let alice = app().user("alice");
    let publish = |field: &str, text: String| {
        let mut body = json!({"image_url": "/a.jpg"});
        body[field] = json!(text);
        alice.post("/api/posts", body)
    };

    for field in ["caption", "alt_text"] {
        let post = publish(field, "🦊".repeat(5000)).created();
        assert_eq!(post[field].as_str().map(|text| text.chars().count()), Some(5000));
        publish(field, "x".repeat(5001)).expect(400);
        alice.patch(&format!("/api/posts/{}", post["id"]), json!({field: "x".repeat(5001)})).expect(400);
    }
}

#[test]
fn a_post_is_found_by_its_author_and_their_followers_only() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let post = bob.publish("x");
    let unknown = alice.get("/api/posts/2000000000").expect(404);

    assert_eq!(alice.get(&format!("/api/posts/{post}")).expect(404), unknown);

    alice.follow(&bob);
    assert_eq!(alice.get(&format!("/api/posts/{post}")).ok()["id"], post);
}

#[test]
fn an_update_changes_what_it_names_and_leaves_the_rest() {
    let alice = app().user("alice");
    let body = json!({"image_url": "/a.jpg", "caption": "before", "alt_text": "alt"});
    let post = alice.post("/api/posts", body).created();
    let path = format!("/api/posts/{}", post["id"]);

    let changed = alice.patch(&path, json!({"caption": "after", "alt_text": null, "user_id": 1, "id": 1})).ok();

    let mut expected = post.clone();
    expected["caption"] = json!("after");
    assert_eq!(changed, expected);
    assert_eq!(alice.patch(&path, json!({})).ok(), expected);
    assert_eq!(alice.patch(&path, json!({"image_url": "/b.jpg"})).ok()["image_url"], "/b.jpg");
    assert_eq!(alice.get(&path).ok()["image_url"], "/b.jpg");
}

#[test]
fn an_empty_text_empties_caption_and_alt_text_but_a_picture_must_stay() {
    let alice = app().user("alice");
    let post = alice.post("/api/posts", json!({"image_url": "/a.jpg", "caption": "x", "alt_text": "y"})).created();
    let path = format!("/api/posts/{}", post["id"]);

    let emptied = alice.patch(&path, json!({"caption": "", "alt_text": ""})).ok();

    assert_eq!((&emptied["caption"], &emptied["alt_text"]), (&json!(""), &json!("")));
    for blank in ["", "   "] {
        alice.patch(&path, json!({"image_url": blank})).expect(400);
    }
    for wrong in [json!(5), json!(true), json!({}), json!([])] {
        alice.patch(&path, json!({"caption": wrong})).expect(400);
    }
}

#[test]
fn whose_post_it_is_is_judged_before_what_the_body_says() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let path = format!("/api/posts/{}", bob.publish("x"));

    alice.patch(&path, json!({"image_url": ""})).expect(404);
    alice.request("PATCH", &path).body("not json").send().expect(404);
    alice.patch("/api/posts/2000000000", json!({"caption": 5})).expect(404);
    bob.request("PATCH", &path).body("not json").send().expect(400);
}

#[test]
fn updating_or_deleting_a_post_of_another_user_is_not_found_and_changes_nothing() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let post = bob.publish("x");
    let path = format!("/api/posts/{post}");

    alice.patch(&path, json!({"caption": "mine now"})).expect(404);
    alice.delete(&path).expect(404);

    assert_eq!(bob.get(&path).ok()["caption"], "x");
}

#[test]
fn deleting_a_post_takes_its_comments_likes_and_bookmarks_with_it() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let post = alice.publish("x");
    bob.post("/api/comments", json!({"post_id": post, "text": "hi"})).created();
    bob.post("/api/posts/likes", json!({"post_id": post})).created();
    bob.post("/api/bookmarks", json!({"post_id": post})).created();

    let message = alice.delete(&format!("/api/posts/{post}")).ok();

    assert!(message["message"].is_string());
    alice.get(&format!("/api/posts/{post}")).expect(404);
    alice.delete(&format!("/api/posts/{post}")).expect(404);
    for table in ["comments", "likes_posts", "bookmarks"] {
        assert_eq!(
            app().number(&format!("SELECT count(*) AS n FROM {table} WHERE post_id = {post}")),
            0,
            "{table}"
        );
    }
}

#[test]
fn the_callers_like_and_bookmark_are_named_on_every_route_that_returns_a_post() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    alice.follow(&bob);
    let post = alice.publish("x");
    let like = alice.post("/api/posts/likes", json!({"post_id": post})).created()["id"].clone();
    let bookmark = alice.post("/api/bookmarks", json!({"post_id": post})).created();
    let path = format!("/api/posts/{post}");

    for seen in [
        alice.get(&path).ok(),
        alice.get("/api/posts").ok()[0].clone(),
        alice.patch(&path, json!({"caption": "y"})).ok(),
        alice.get("/api/bookmarks").ok()[0]["post"].clone(),
    ] {
        assert_eq!(seen["current_user_like_id"], like, "{seen}");
        assert_eq!(seen["current_user_bookmark_id"], bookmark["id"], "{seen}");
    }
}

#[test]
fn the_callers_like_and_bookmark_are_absent_where_others_have_theirs() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    bob.follow(&alice);
    let post = alice.publish("x");
    bob.post("/api/posts/likes", json!({"post_id": post})).created();
    bob.post("/api/bookmarks", json!({"post_id": post})).created();

    let seen = alice.get(&format!("/api/posts/{post}")).ok();

    let fields = seen.as_object().expect("an object");
    assert!(!fields.contains_key("current_user_like_id") && !fields.contains_key("current_user_bookmark_id"));
    assert_eq!(seen["likes"].as_array().map(Vec::len), Some(1));
}

#[test]
fn likes_and_comments_are_in_the_order_of_their_times() {
    let alice = app().user("alice");
    let friends = ["bob", "carol", "dave"].map(|name| app().user(name));
    let post = alice.publish("x");
    for (friend, minute) in friends.iter().zip([3, 1, 2]) {
        friend.follow(&alice);
        let like = friend.post("/api/posts/likes", json!({"post_id": post})).created()["id"].clone();
        let comment = friend.post("/api/comments", json!({"post_id": post, "text": "x"})).created()["id"].clone();
        app().sql(&format!("UPDATE likes_posts SET timestamp = '2024-05-01 10:0{minute}:00' WHERE id = {like}"));
        app().sql(&format!("UPDATE comments SET pub_date = '2024-05-01 10:0{minute}:00' WHERE id = {comment}"));
    }

    let seen = alice.get(&format!("/api/posts/{post}")).ok();

    let order = [friends[1].id, friends[2].id, friends[0].id].map(i64::from);
    let likers: Vec<_> = seen["likes"].as_array().expect("likes").iter().map(|like| &like["user_id"]).collect();
    let talkers: Vec<_> =
        seen["comments"].as_array().expect("comments").iter().map(|c| &c["user"]["id"]).collect();
    assert_eq!(likers, order);
    assert_eq!(talkers, order);
}

#[test]
fn the_time_of_a_post_is_shown_in_words() {
    let alice = app().user("alice");
    let post = alice.publish("x");
    let told = |age: time::Duration| {
        let then = time::OffsetDateTime::now_utc() - age;
        let format = time::macros::format_description!(
            "[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]"
        );
        let then = then.format(format).expect("a time");
        app().sql(&format!("UPDATE posts SET pub_date = '{then}' WHERE id = {post}"));
        alice.get(&format!("/api/posts/{post}")).ok()["display_time"].as_str().expect("a text").to_owned()
    };

    assert_eq!(told(time::Duration::minutes(59)), "Just now");
    assert_eq!(told(time::Duration::minutes(61)), "1 hour ago");
    assert_eq!(told(time::Duration::minutes(121)), "2 hours ago");
    assert_eq!(told(time::Duration::hours(25)), "1 day ago");
    assert_eq!(told(time::Duration::hours(24 * 40)), "40 days ago");
}

#[test]
fn a_post_is_published_in_utc_and_kept_in_the_documented_form() {
    let alice = app().user("alice");
    let post = alice.publish("x");

    let (now, form) = if crate::test_app::on_postgres() {
        ("timezone('utc', now())", "pub_date::text")
    } else {
        ("strftime('%Y-%m-%d %H:%M:%f', 'now')", "pub_date")
    };

    let recent = format!("SELECT count(*) AS n FROM posts WHERE id = {post} AND pub_date <= {now}");
    assert_eq!(app().number(&recent), 1);
    let well_formed =
        format!("SELECT count(*) AS n FROM posts WHERE id = {post} AND {form} LIKE '____-__-__ __:__:__%'");
    assert_eq!(app().number(&well_formed), 1);
}
