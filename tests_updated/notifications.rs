//! `/api/notifications`: what others did that concerns a user.

mod model;
mod property;

use serde_json::{Value, json};

use crate::{
    test_app::{TestApp, TestUser, app, assert_recent, ids},
    visibility::data_export,
};

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| app().user(name))
}

fn notifications(user: &TestUser) -> Vec<Value> {
    user.get("/api/notifications").ok().as_array().expect("a list").clone()
}

fn unseen(user: &TestUser) -> i64 {
    user.get("/api/notifications/count").ok()["unseen"].as_i64().expect("a number")
}

/// The kind of each notification, and the ids of its actors.
fn told(user: &TestUser) -> Vec<(String, Vec<i64>)> {
    let of = |one: &Value| (one["kind"].as_str().expect("a kind").to_owned(), ids(&one["actors"]));
    notifications(user).iter().map(of).collect()
}

fn like(user: &TestUser, post: i64) -> i64 {
    user.post("/api/likes", json!({"post_id": post})).created()["id"].as_i64().expect("an id")
}

fn comment(user: &TestUser, post: i64, text: &str) -> i64 {
    let comment = user.post("/api/comments", json!({"post_id": post, "text": text})).created();
    comment["id"].as_i64().expect("an id")
}

#[test]
fn likes_of_a_post_are_one_notification() {
    let [alice, ben, cleo] = users(["alice", "ben", "cleo"]);
    let post = alice.publish("x");
    for follower in [&ben, &cleo] {
        follower.follow(&alice);
    }
    alice.post("/api/notifications/seen", json!({})).ok();
    assert_eq!(unseen(&alice), 0);
    like(&alice, post);
    like(&ben, post);
    let last = like(&cleo, post);

    let all = notifications(&alice);
    assert_recent(&all[0]["created_at"]);
    let expected = json!({
        "id": all[0]["id"], "kind": "like", "actors": [cleo.as_shown(), ben.as_shown()], "actors_count": 2, "post_id": post,
        "image_url": "https://example.org/picture.jpg", "created_at": all[0]["created_at"], "seen": false,
    });
    assert_eq!(all[0], expected);
    assert_eq!(unseen(&alice), 1);

    assert_eq!(alice.post("/api/notifications/seen", json!({})).ok(), json!({"unseen": 0}));
    assert_eq!(unseen(&alice), 0);
    assert_eq!(notifications(&alice)[0]["seen"], true);

    // An undone like leaves no trace.
    cleo.delete(&format!("/api/likes/{last}")).ok();
    assert_eq!(told(&alice)[0], ("like".to_owned(), vec![i64::from(ben.id)]));
    like(&cleo, post);
    assert_eq!((unseen(&alice), &notifications(&alice)[0]["seen"]), (1, &json!(false)));
}

#[test]
fn everything_that_concerns_a_user_is_told() {
    let [alice, ben] = users(["alice", "ben"]);
    let post = alice.publish("x");
    ben.follow(&alice);
    alice.follow(&ben);
    like(&ben, post);
    comment(&ben, post, "fine");
    comment(&ben, post, &format!("@{} how?", alice.username));
    let others = ben.publish(&format!("with @{}", alice.username));
    comment(&ben, post, &format!("I asked @{}.", alice.username));
    let own = comment(&alice, others, "nice");
    ben.post(&format!("/api/comments/{own}/likes"), json!({})).created();

    let found: Vec<(Value, Value, Value)> = notifications(&alice)
        .into_iter()
        .map(|one| (one["kind"].clone(), one["post_id"].clone(), one["text"].clone()))
        .collect();
    let expected = [
        (json!("comment_like"), json!(others), json!("nice")),
        (json!("mention"), json!(post), json!(format!("I asked @{}.", alice.username))),
        (json!("mention"), json!(others), Value::Null),
        (json!("reply"), json!(post), json!(format!("@{} how?", alice.username))),
        (json!("comment"), json!(post), json!("fine")),
        (json!("like"), json!(post), Value::Null),
        (json!("follow"), Value::Null, Value::Null),
    ];
    assert_eq!(found, expected);
    assert_eq!(unseen(&alice), 7);
    assert_eq!(
        told(&ben),
        [("comment".to_owned(), vec![i64::from(alice.id)]), ("follow".to_owned(), vec![i64::from(alice.id)])]
    );
}

#[test]
fn a_request_and_its_answer_are_told() {
    let [alice, ben] = users(["alice", "ben"]);
    alice.patch("/api/profile", json!({"is_private": true})).ok();
    ben.post("/api/following", json!({"user_id": alice.id})).expect(202);
    assert_eq!(told(&alice), [("follow_request".to_owned(), vec![i64::from(ben.id)])]);
    assert_eq!(told(&ben), []);

    let request = ids(&alice.get("/api/follow-requests").ok())[0];
    alice.post(&format!("/api/follow-requests/{request}/accept"), json!({})).ok();

    // Alice knows that she accepted it.
    assert_eq!(told(&alice), []);
    assert_eq!(told(&ben), [("follow_accepted".to_owned(), vec![i64::from(alice.id)])]);
}

#[test]
fn everybody_who_waited_learns_that_a_user_became_public() {
    let [alice, ben] = users(["alice", "ben"]);
    alice.patch("/api/profile", json!({"is_private": true})).ok();
    ben.post("/api/following", json!({"user_id": alice.id})).expect(202);

    alice.patch("/api/profile", json!({"is_private": false})).ok();

    assert_eq!(told(&ben), [("follow_accepted".to_owned(), vec![i64::from(alice.id)])]);
}

#[test]
fn muted_blocked_and_disabled_users_are_left_out() {
    let [alice, ben, cleo, dora] = users(["alice", "ben", "cleo", "dora"]);
    let post = alice.publish("x");
    for follower in [&ben, &cleo, &dora] {
        follower.follow(&alice);
        like(follower, post);
        comment(follower, post, &format!("hello @{}", alice.username));
    }
    let actors = |user: &TestUser| told(user).into_iter().map(|(kind, ids)| (kind, ids.len())).collect::<Vec<_>>();
    let all = |number| {
        ["mention", "like", "follow"].map(|kind| (kind.to_owned(), number)).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(actors(&alice), all(3));

    alice.post("/api/mutes", json!({"user_id": ben.id, "stories": false})).created();
    assert_eq!(actors(&alice), all(2));
    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", dora.id));
    assert_eq!(actors(&alice), all(1));
    cleo.post("/api/blocks", json!({"user_id": alice.id})).created();
    assert_eq!(actors(&alice), []);
    assert_eq!(unseen(&alice), 0);
    app().sql(&format!("UPDATE users SET is_disabled = FALSE WHERE id = {}", dora.id));
    assert_eq!(actors(&alice), all(1));
}

#[test]
fn what_a_user_may_no_longer_see_is_not_told() {
    let [alice, ben] = users(["alice", "ben"]);
    alice.follow(&ben);
    let post = ben.publish(&format!("with @{}", alice.username));
    let own = comment(&alice, post, "nice");
    comment(&ben, post, &format!("@{} thanks", alice.username));
    ben.post(&format!("/api/comments/{own}/likes"), json!({})).created();
    let kinds = || told(&alice).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert_eq!(kinds(), ["comment_like", "reply", "mention"]);

    let following = ids(&alice.get("/api/following").ok())[0];
    alice.delete(&format!("/api/following/{following}")).ok();
    assert_eq!((kinds(), unseen(&alice)), (vec![], 0));
    alice.follow(&ben);
    assert_eq!(kinds(), ["comment_like", "reply", "mention"]);

    let audience = ben.post("/api/audiences", json!({"name": "Family"})).created()["id"].clone();
    ben.patch(&format!("/api/posts/{post}"), json!({"audience_ids": [audience]})).ok();
    assert_eq!(kinds(), Vec::<String>::new());
    ben.patch(&format!("/api/posts/{post}"), json!({"audience_ids": []})).ok();
    assert_eq!(kinds(), ["comment_like", "reply", "mention"]);

    app().sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({post})"));
    assert_eq!(kinds(), Vec::<String>::new());
    app().sql(&format!("DELETE FROM hidden_posts WHERE post_id = {post}"));
    ben.delete(&format!("/api/posts/{post}")).ok();
    assert_eq!(kinds(), Vec::<String>::new());
}

#[test]
fn a_hidden_comment_is_not_told() {
    let [alice, ben] = users(["alice", "ben"]);
    ben.follow(&alice);
    let post = alice.publish("x");
    for text in ["fine", &format!("@{} hello", alice.username)] {
        let id = comment(&ben, post, text);
        assert_eq!(told(&alice).len(), 2);
        app().sql(&format!("INSERT INTO hidden_comments (comment_id) VALUES ({id})"));
        assert_eq!(told(&alice), [("follow".to_owned(), vec![i64::from(ben.id)])]);
    }
}

#[test]
fn rows_that_other_programs_write_count() {
    let [alice, ben] = users(["alice", "ben"]);
    let (post, other) = (alice.publish("x"), ben.publish("y"));
    let day = "2026-02-0";
    let sql = |sql: String| app().sql(&sql);
    sql(format!("INSERT INTO following (user_id, following_id) VALUES ({}, {})", ben.id, alice.id));
    sql(format!(
        "INSERT INTO likes_posts (user_id, post_id, timestamp) VALUES ({}, {post}, '{day}4 10:00:00')",
        ben.id
    ));
    sql(format!(
        "INSERT INTO comments (text, user_id, post_id, pub_date) VALUES ('@{} hi', {}, {post}, '{day}3 10:00:00')",
        alice.username, ben.id
    ));
    sql(format!(
        "INSERT INTO comments (text, user_id, post_id, pub_date) VALUES ('hi', {}, {post}, '{day}2 10:00:00')",
        ben.id
    ));
    let kinds = || told(&alice).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert_eq!(kinds(), ["follow", "like", "reply", "comment"]);

    // A text that changes, a like of another post, and a post of another author.
    sql(format!("UPDATE comments SET text = 'hi' WHERE post_id = {post}"));
    assert_eq!(kinds(), ["follow", "like", "comment", "comment"]);
    sql(format!("UPDATE likes_posts SET post_id = {other} WHERE post_id = {post}"));
    assert_eq!(kinds(), ["follow", "comment", "comment"]);
    sql(format!("UPDATE posts SET user_id = {} WHERE id = {post}", ben.id));
    assert_eq!(kinds(), ["follow"]);
}

#[test]
fn a_caption_that_changes_mentions_others() {
    let [alice, ben, cleo] = users(["alice", "ben", "cleo"]);
    alice.follow(&cleo);
    ben.follow(&cleo);
    let post = cleo.publish(&format!("@{0} and @{0}, not {1}@{1}", alice.username, ben.username));
    assert_eq!(told(&alice), [("mention".to_owned(), vec![i64::from(cleo.id)])]);
    assert_eq!(told(&ben), []);

    cleo.patch(&format!("/api/posts/{post}"), json!({"caption": format!("@{}", ben.username)})).ok();

    assert_eq!(told(&alice), []);
    assert_eq!(told(&ben), [("mention".to_owned(), vec![i64::from(cleo.id)])]);
}

#[test]
fn unwanted_kinds_are_left_out() {
    let [alice, ben] = users(["alice", "ben"]);
    let post = alice.publish("x");
    ben.follow(&alice);
    like(&ben, post);
    assert_eq!(alice.get("/api/notifications/settings").ok(), json!({"unwanted_kinds": []}));

    let body = json!({"unwanted_kinds": ["like", "report", "like"]});
    let expected = json!({"unwanted_kinds": ["like", "report"]});
    assert_eq!(alice.patch("/api/notifications/settings", body).ok(), expected);
    assert_eq!(alice.get("/api/notifications/settings").ok(), expected);

    assert_eq!(told(&alice), [("follow".to_owned(), vec![i64::from(ben.id)])]);
    assert_eq!(unseen(&alice), 1);
    let export = data_export(alice.get("/api/profile/archive"));
    assert_eq!(export["notification_settings"], expected);

    alice.patch("/api/notifications/settings", json!({"unwanted_kinds": []})).ok();
    assert_eq!(told(&alice).len(), 2);

    for (body, field) in [
        (json!({"unwanted_kinds": ["like", "notice"]}), "unwanted_kinds[1]"),
        (json!({"unwanted_kinds": ["likes"]}), "unwanted_kinds[0]"),
        (json!({"unwanted_kinds": "like"}), "unwanted_kinds"),
        (json!({"unwanted_kinds": null}), "unwanted_kinds"),
        (json!({}), "unwanted_kinds"),
    ] {
        let refused = alice.patch("/api/notifications/settings", body.clone()).expect(400);
        assert_eq!(refused["field"], field, "{body}");
    }
}

#[test]
fn moderators_learn_of_reports_and_authors_of_notices() {
    let [alice, ben, cleo] = users(["alice", "ben", "cleo"]);
    for user in [&alice, &ben] {
        app().sql(&format!("UPDATE users SET role = 'moderator' WHERE id = {}", user.id));
    }
    let before = unseen(&alice);
    cleo.post("/api/reports", json!({"user_id": ben.id, "reason": "rude"})).created();

    let reports: Vec<Value> = notifications(&alice).into_iter().filter(|one| one["kind"] == "report").collect();
    assert_eq!((&reports[0]["actors"], &reports[0]["actors_count"]), (&json!([]), &json!(0)));
    assert_eq!(unseen(&alice), before + 1);
    // Nobody is told of reports about themself, nor are members told of any.
    let newest = reports[0]["id"].clone();
    for user in [&ben, &cleo] {
        assert!(notifications(user).iter().all(|one| one["id"] != newest));
    }

    app().sql(&format!(
        "UPDATE reports SET decision = 'user_warned', warning = 'be kind', closed_at = created_at WHERE author_id = {}",
        ben.id
    ));
    assert!(notifications(&alice).iter().all(|one| one["id"] != newest));
    let notice = notifications(&ben).into_iter().find(|one| one["kind"] == "notice").expect("a notice");
    assert_eq!(notice["seen"], false);
    let id = ids(&ben.get("/api/notices").ok())[0];
    ben.post(&format!("/api/notices/{id}/acknowledge"), json!({})).ok();
    assert!(notifications(&ben).iter().all(|one| one["kind"] != "notice"));
}

/// Likes of other days than today, so that each is a notification of its own.
fn old_likes(app: &TestApp, post: i64, times: &[&str]) {
    for time in times {
        let fan = app.user("fan");
        app.sql(&format!(
            "INSERT INTO likes_posts (user_id, post_id, timestamp) VALUES ({}, {post}, '{time}')",
            fan.id
        ));
    }
}

/// The ids of all notifications of a user, page by page.
fn all_pages(user: &TestUser, first: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let answer = user.get(&path);
        let link = answer.header("link").map(str::to_owned);
        next = link.map(|link| link[1..link.find('>').expect("a link")].to_owned());
        let page = answer.ok();
        let id = |one: &Value| one["id"].as_str().expect("an id").to_owned();
        pages.push(page.as_array().expect("a list").iter().map(id).collect());
        assert!(pages.len() < 50, "endless");
    }
    pages
}

#[test]
fn pages_hold_each_notification_once() {
    let [alice] = users(["alice"]);
    let (first, second) = (alice.publish("x"), alice.publish("y"));
    let times = ["2026-01-05 10:00:00", "2026-01-05 09:00:00", "2026-01-04 10:00:00", "2026-01-01 10:00:00"];
    old_likes(app(), first, &times);
    // At the same time as one of the other post.
    old_likes(app(), second, &["2026-01-05 10:00:00", "2026-01-05 10:00:00", "2025-12-01 00:00:00"]);

    let day = |post: i64, day: &str| {
        let format = time::macros::format_description!("[year]-[month]-[day]");
        format!("like-{post}-{}", time::Date::parse(day, format).expect("a day").to_julian_day())
    };
    let expected = [
        day(first, "2026-01-05"),
        day(second, "2026-01-05"),
        day(first, "2026-01-04"),
        day(first, "2026-01-01"),
        day(second, "2025-12-01"),
    ];
    for limit in 1..=6 {
        let pages = all_pages(&alice, &format!("/api/notifications?limit={limit}"));
        assert_eq!(pages.concat(), expected, "{limit}");
        assert!(pages.iter().all(|page| page.len() <= limit), "{limit}");
    }
    for odd in ["limit=0", "limit=51", "before=x", "before=-", "limit=x"] {
        alice.get(&format!("/api/notifications?{odd}")).expect(400);
    }
    for far in ["99999999999999999-1", "-62135596800000000-0", "0--5", "253402300799999999-2147483647"] {
        alice.get(&format!("/api/notifications?before={far}")).ok();
    }
}

#[test]
fn a_day_with_many_likes_is_one_notification() {
    let [alice] = users(["alice"]);
    let (first, second) = (alice.publish("x"), alice.publish("y"));
    let row = |number: usize| format!("('', '', 'many{first}-{number}', 'many{first}-{number}@example.org', 'x')");
    let rows: Vec<String> = (0..700).map(row).collect();
    let columns = "first_name, last_name, username, email, password_hash";
    app().sql(&format!("INSERT INTO users ({columns}) VALUES {}", rows.join(", ")));
    for (post, day) in [(first, "2026-01-05"), (second, "2026-01-03")] {
        app().sql(&format!(
            "INSERT INTO likes_posts (user_id, post_id, timestamp) \
             SELECT id, {post}, '{day} 10:00:00' FROM users WHERE username LIKE 'many{first}-%'"
        ));
    }

    let all = notifications(&alice);
    let counts: Vec<(i64, i64)> = all
        .iter()
        .map(|one| (one["post_id"].as_i64().expect("a post"), one["actors_count"].as_i64().expect("a number")))
        .collect();
    assert_eq!(counts, [(first, 700), (second, 700)]);
    assert_eq!(all_pages(&alice, "/api/notifications?limit=1").concat().len(), 2);
    assert_eq!(unseen(&alice), 1, "the newest events count");
}
