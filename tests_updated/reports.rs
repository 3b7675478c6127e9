//! Reports: `/api/reports`, and what moderators do with them.

use std::thread;

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::{
    admin::{proven, with_role},
    images::files::{jpeg, textured},
    test_app::{TestApp, TestUser, app, assert_recent, ids, new_database},
    visibility::data_export,
};

/// A user, and a friend whom they follow.
pub fn user_and_friend(app: &TestApp) -> [TestUser<'_>; 2] {
    let [user, friend] = ["user", "friend"].map(|name| app.user(name));
    user.follow(&friend);
    [user, friend]
}

/// Reports something, and returns the report as a moderator sees it.
pub fn report(user: &TestUser, field: &str, id: impl Into<Value>, moderator: &TestUser) -> Value {
    user.post("/api/reports", json!({field: id.into(), "reason": "Spam"})).created();
    moderator.get("/api/admin/reports?limit=1").ok()[0].clone()
}

pub fn close(moderator: &TestUser, report: &Value, decision: &str) -> crate::test_app::Answer {
    moderator.post(&format!("/api/admin/reports/{}/close", report["id"]), json!({"decision": decision}))
}

#[test]
fn a_moderator_who_does_not_follow_the_author_sees_what_was_reported() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let images = json!([{"image_url": "/a.jpg", "alt_text": "first"}, {"image_url": "/b.jpg"}]);
    let post =
        friend.post("/api/posts", json!({"images": images, "caption": "A caption"})).created()["id"].clone();
    let comment = friend.post("/api/comments", json!({"post_id": post, "text": "Hm"})).created()["id"].clone();
    let story = friend.post("/api/stories", json!({"text": "Up", "image_url": "/c.jpg"})).created()["id"].clone();
    friend.patch("/api/profile", json!({"bio": "About me"})).ok();

    for (kind, id, text, image_urls) in [
        ("post", post.clone(), "A caption\nfirst", json!(["/a.jpg", "/b.jpg"])),
        ("comment", comment, "Hm", json!([])),
        ("story", story, "Up", json!(["/c.jpg"])),
        ("user", json!(friend.id), "friend Tester\nAbout me", json!([])),
    ] {
        let seen = report(&user, &format!("{kind}_id"), id.clone(), &moderator);
        assert_recent(&seen["created_at"]);
        let expected = json!({"id": seen["id"], "created_at": seen["created_at"], "reporter": user.username,
            "subject_kind": kind, "subject_id": id, "author_id": friend.id, "author": friend.username,
            "reason": "Spam", "text": text, "image_urls": image_urls, "decision": null, "closed_at": null,
            "closed_by": null, "warning": null, "acknowledged_at": null, "restored_at": null});
        assert_eq!(seen, expected);
    }
    moderator.get(&format!("/api/posts/{post}")).expect(404);
}

#[test]
fn what_the_reporter_may_not_see_is_answered_like_what_does_not_exist() {
    let [stranger, author] = ["stranger", "author"].map(|name| app().user(name));
    let post = author.publish("x");
    let comment = author.post("/api/comments", json!({"post_id": post, "text": "x"})).created()["id"].clone();
    let story = author.post("/api/stories", json!({"text": "x"})).created()["id"].clone();
    let disabled = app().user("disabled");
    app().sql(&format!("UPDATE users SET is_disabled = true WHERE id = {}", disabled.id));

    for (field, id) in
        [("post_id", json!(post)), ("comment_id", comment), ("story_id", story), ("user_id", json!(disabled.id))]
    {
        let hidden = stranger.post("/api/reports", json!({field: id, "reason": "x"})).expect(404);
        let missing = stranger.post("/api/reports", json!({field: 2_000_000_000, "reason": "x"})).expect(404);
        assert_eq!(hidden, missing, "{field}");
    }
}

#[test]
fn a_report_names_one_subject_and_a_reason() {
    let [user, friend] = user_and_friend(app());
    let post = friend.publish("x");

    for (body, field) in [
        (json!({"reason": "x"}), json!("post_id")),
        (json!({"post_id": post}), json!("reason")),
        (json!({"post_id": post, "reason": " "}), json!("reason")),
        (json!({"post_id": post, "user_id": friend.id, "reason": "x"}), json!("user_id")),
        (json!({"post_id": "x", "reason": "x"}), json!("post_id")),
        (json!({"user_id": user.id, "reason": "x"}), Value::Null),
    ] {
        let refused = user.post("/api/reports", body.clone()).expect(400);
        assert_eq!(refused["field"], field, "{body}");
    }
    user.post("/api/reports", json!({"post_id": post.to_string(), "reason": "x"})).created();
}

#[test]
fn of_the_reports_of_a_user_about_the_same_one_is_open() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let body = json!({"post_id": friend.publish("x"), "reason": "x"});

    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| user.post("/api/reports", body.clone()).status));
        both.map(|one| one.join().expect("an answer")).to_vec()
    });

    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400]);
    let again = user.post("/api/reports", body.clone()).expect(400);
    assert_eq!(again, json!({"message": "You have already reported this.", "code": "already_exists"}));
    let open = moderator.get("/api/admin/reports").ok();
    assert_eq!(ids(&open).len(), 1);
    close(&moderator, &open[0], "dismissed").ok();
    user.post("/api/reports", body).created();
}

#[test]
fn reports_are_limited_per_hour() {
    let app = TestApp::start(|config| {
        config.write_limits =
            Some(photo_app::config::WriteLimits { reports: 2, ..photo_app::config::WriteLimits::default() });
    });
    let user = app.user("user");
    let report = || user.post("/api/reports", json!({"user_id": app.user("other").id, "reason": "x"}));

    report().created();
    report().created();

    assert_eq!(report().expect(429)["code"], "hourly_limit_reached");
}

#[test]
fn a_report_is_dismissed_once() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let post = friend.publish("x");
    let report = report(&user, "post_id", post, &moderator);

    for wrong in ["", "forgiven"] {
        assert_eq!(close(&moderator, &report, wrong).expect(400)["field"], "decision");
    }
    close(&moderator, &report, "dismissed").ok();

    close(&moderator, &report, "content_deleted").expect(404);
    user.get(&format!("/api/posts/{post}")).ok();
    assert_eq!(moderator.get("/api/admin/reports").ok(), json!([]));
    let closed = moderator.get("/api/admin/reports?state=closed").ok();
    assert_eq!(
        (&closed[0]["decision"], &closed[0]["closed_by"]),
        (&json!("dismissed"), &json!(moderator.username))
    );
    assert_recent(&closed[0]["closed_at"]);
    let admin = with_role(&app, "admin");
    let log = admin.get("/api/admin/audit-log").ok();
    assert_eq!((&log[0]["action"], &log[0]["subject_name"]), (&json!("report_closed"), &json!(friend.username)));
    assert_eq!(log[0]["detail"], format!("dismissed: post {post}"));
}

#[test]
fn a_moderator_deletes_what_was_reported() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let post = friend.publish("x");
    let comment = friend.post("/api/comments", json!({"post_id": post, "text": "x"})).created()["id"].clone();
    let story = friend.post("/api/stories", json!({"text": "x"})).created()["id"].clone();
    // The post is in the cache, with the comment.
    assert_eq!(user.get(&format!("/api/posts/{post}")).ok()["comments"].as_array().map(Vec::len), Some(1));

    let of_comment = report(&user, "comment_id", comment, &moderator);
    close(&moderator, &of_comment, "content_deleted").ok();
    assert_eq!(user.get(&format!("/api/posts/{post}")).ok()["comments"], json!([]));

    let closed = moderator.get("/api/admin/reports?state=closed").ok()[0].clone();
    assert_eq!((&closed["text"], &closed["image_urls"]), (&json!(""), &json!([])), "the copy is deleted too");

    let of_story = report(&user, "story_id", story, &moderator);
    close(&moderator, &of_story, "content_deleted").ok();
    assert_eq!(user.get("/api/stories").ok(), json!([]));

    let of_post = report(&user, "post_id", post, &moderator);
    friend.delete(&format!("/api/posts/{post}")).ok();
    close(&moderator, &of_post, "content_deleted").ok();
    user.get(&format!("/api/posts/{post}")).expect(404);

    let of_user = report(&user, "user_id", friend.id, &moderator);
    assert_eq!(close(&moderator, &of_user, "content_deleted").expect(400)["field"], "decision");
    assert_eq!(ids(&moderator.get("/api/admin/reports").ok()), [of_user["id"].as_i64().expect("an id")]);
}

#[test]
fn a_deleted_post_takes_the_files_of_its_images_along() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let image = friend.upload(&jpeg(&textured(16, 16), 16, 16)).created();
    let new = json!({"image_url": image["image_url"]});
    let post = friend.post("/api/posts", new).created()["id"].clone();
    let path = image["image_url"].as_str().expect("an address");
    assert_eq!(friend.get(path).status, 200);

    let report = report(&user, "post_id", post, &moderator);
    close(&moderator, &report, "content_deleted").ok();

    assert_eq!(friend.get(path).status, 404);
}

#[test]
fn a_moderator_disables_the_author_unless_that_is_a_moderator_or_the_last_admin() {
    let app = TestApp::start(|_| {});
    let [user, friend] = user_and_friend(&app);
    let [moderator, admin] = ["moderator", "admin"].map(|role| proven(&app, role));

    let about_friend = report(&user, "user_id", friend.id, &moderator);
    close(&moderator, &about_friend, "user_disabled").ok();
    friend.get("/api/profile").expect(401);

    let about_admin = report(&user, "user_id", admin.id, &moderator);
    assert_eq!(close(&moderator, &about_admin, "user_disabled").expect(403)["code"], "forbidden");
    assert_eq!(ids(&moderator.get("/api/admin/reports").ok()), [about_admin["id"].as_i64().expect("an id")]);
    let about_moderator = report(&user, "user_id", moderator.id, &admin);
    close(&moderator, &about_moderator, "user_disabled").expect(404);
    close(&admin, &about_moderator, "user_disabled").ok();
    moderator.get("/api/profile").expect(401);
}

#[test]
fn reported_moderators_neither_see_nor_close_reports_about_them() {
    let app = TestApp::start(|_| {});
    let user = app.user("user");
    let [moderator, other] = [(); 2].map(|()| proven(&app, "moderator"));

    let report = report(&user, "user_id", moderator.id, &other);

    assert_eq!(moderator.get("/api/admin/reports").ok(), json!([]));
    close(&moderator, &report, "dismissed").expect(404);
    let everything = ["/api/profile", "/api/posts", "/api/stories", "/api/profile/archive"]
        .map(|path| String::from_utf8_lossy(&moderator.get(path).body).into_owned());
    assert!(everything.iter().all(|text| !text.contains(&user.username)));
    close(&other, &report, "dismissed").ok();
}

#[test]
fn the_data_export_has_the_reports_that_the_user_made() {
    let [user, friend] = user_and_friend(app());
    let post = friend.publish("x");
    user.post("/api/reports", json!({"post_id": post, "reason": "Spam"})).created();

    let own = data_export(user.get("/api/profile/archive"));
    let of_friend = data_export(friend.get("/api/profile/archive"));

    let report = &own["reports"][0];
    assert_eq!((&report["subject_kind"], &report["subject_id"]), (&json!("post"), &json!(post)));
    assert_eq!(report["reason"], "Spam");
    assert_eq!(of_friend["reports"], json!([]));
}

#[test]
fn the_copy_in_a_closed_report_is_deleted_after_90_days() {
    let (db_url, folder) = new_database();
    let app = TestApp::start_on(db_url, folder, |_| {});
    let [user, friend] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let [old, recent, open] = ["old", "recent", "open"].map(|caption| {
        let report = report(&user, "post_id", friend.publish(caption), &moderator);
        if caption != "open" {
            close(&moderator, &report, "dismissed").ok();
        }
        report["id"].clone()
    });
    let at = |days| {
        let time = OffsetDateTime::now_utc() - Duration::days(days);
        format!("'{} 12:00:00'", time.date())
    };
    for (id, days) in [(&old, 91), (&recent, 89)] {
        app.sql(&format!("UPDATE reports SET closed_at = {} WHERE id = {id}", at(days)));
    }
    app.sql(&format!("UPDATE reports SET created_at = {} WHERE id = {open}", at(200)));

    // The task runs at the start, and every hour.
    let _again = TestApp::start_on(app.db_url.clone(), None, |_| {});
    let copies = format!("SELECT count(*) AS n FROM reports WHERE text = '' AND image_urls = '[]' AND id = {old}");
    for _ in 0..100 {
        if app.number(&copies) == 1 {
            break;
        }
        thread::sleep(std::time::Duration::from_millis(50));
    }

    let closed = moderator.get("/api/admin/reports?state=closed").ok();
    let [recent, old] = [&closed[0], &closed[1]];
    assert_eq!((&old["text"], &old["image_urls"]), (&json!(""), &json!([])));
    assert_eq!((&old["decision"], &old["closed_by"]), (&json!("dismissed"), &json!(moderator.username)));
    assert_eq!((&old["reason"], &old["reporter"]), (&json!("Spam"), &json!(user.username)));
    assert!(old["closed_at"].is_string());
    assert_eq!(recent["text"], "recent");
    assert_eq!(moderator.get("/api/admin/reports").ok()[0]["text"], "open");
}

#[test]
fn pages_of_reports_have_each_once_newest_first() {
    let app = TestApp::start(|_| {});
    let [user, moderator] = [app.user("user"), proven(&app, "moderator")];
    let mut reported: Vec<i64> = (0..5)
        .map(|_| report(&user, "user_id", app.user("other").id, &moderator)["id"].as_i64().expect("an id"))
        .collect();
    reported.reverse();

    let (mut found, mut next) = (Vec::new(), Some("/api/admin/reports?state=open&limit=2".to_owned()));
    while let Some(path) = next {
        let answer = moderator.get(&path);
        next = answer.header("link").and_then(|link| link.split(['<', '>']).nth(1)).map(str::to_owned);
        found.extend(ids(&answer.ok()));
    }

    assert_eq!(found, reported);
    moderator.get("/api/admin/reports?state=all").expect(400);
}
