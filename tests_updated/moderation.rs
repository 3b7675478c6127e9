//! What moderators decide about reports: they hide content and warn authors, and reverse decisions.

use serde_json::{Value, json};

use crate::{
    admin::{proven, with_role},
    all_answers::{Said, all_answers},
    reports::{close, report, user_and_friend},
    test_app::{Answer, TestApp, TestUser, app, assert_recent, ids, on_postgres},
    visibility::data_export,
};

fn warn(moderator: &TestUser, report: &Value, warning: impl Into<Value>) -> Answer {
    let body = json!({"decision": "user_warned", "warning": warning.into()});
    moderator.post(&format!("/api/admin/reports/{}/close", report["id"]), body)
}

fn restore(moderator: &TestUser, report: &Value) -> Answer {
    moderator.post(&format!("/api/admin/reports/{}/restore", report["id"]), json!({}))
}

/// A report as moderators see it once it is closed.
fn closed(moderator: &TestUser, report: &Value) -> Value {
    let all = moderator.get("/api/admin/reports?state=closed").ok();
    all.as_array().expect("a list").iter().find(|found| found["id"] == report["id"]).expect("the report").clone()
}

#[test]
fn hidden_content_is_in_no_answer_but_those_of_its_author_until_it_is_restored() {
    let app = TestApp::start(|_| {});
    let [viewer, author] = user_and_friend(&app);
    author.follow(&viewer);
    let moderator = proven(&app, "moderator");
    let own = viewer.publish("own #sea");
    let post = author.publish("unseemly post #sea");
    let comment = author.post("/api/comments", json!({"post_id": own, "text": "unseemly comment"})).created();
    let story = author.post("/api/stories", json!({"text": "unseemly story"})).created();
    viewer.post("/api/bookmarks", json!({"post_id": post})).created();
    viewer.post("/api/posts/likes", json!({"post_id": post})).created();
    viewer.post("/api/comments", json!({"post_id": post, "text": "x"})).created();
    let answers = |user: &TestUser| {
        let mut answers = all_answers(user, &author, post, &story);
        answers.extend(all_answers(user, &author, own, &story));
        answers
    };
    let shows = |answers: &[Said], what: &str| answers.iter().filter(|said| said.text.contains(what)).count();
    let before = answers(&viewer);
    for what in ["unseemly post", "unseemly comment", "unseemly story"] {
        assert!(shows(&before, what) >= 1, "{what}");
    }

    let subjects =
        [("post_id", json!(post)), ("comment_id", comment["id"].clone()), ("story_id", story["id"].clone())];
    let reports = subjects.map(|(field, id)| report(&viewer, field, id, &moderator));
    for report in &reports {
        close(&moderator, report, "content_hidden").ok();
    }

    for Said { path, status, text } in answers(&viewer) {
        assert!(!text.contains("unseemly"), "{path}: {text}");
        let about_it = path.contains(&format!("/posts/{post}"));
        let of_the_author = path == format!("/api/stories/{}/viewers", story["id"]);
        assert_eq!(status, if about_it || of_the_author { 404 } else { 200 }, "{path}: {text}");
    }
    assert_eq!(viewer.get(&format!("/api/posts/{own}")).ok()["comments_count"], 0);
    for path in ["/api/posts/likes", "/api/bookmarks", "/api/reports"] {
        viewer.post(path, json!({"post_id": post, "reason": "x"})).expect(404);
    }
    viewer.post("/api/comments", json!({"post_id": post, "text": "x"})).expect(404);
    viewer.post(&format!("/api/comments/{}/likes", comment["id"]), json!({})).expect(404);
    viewer.post(&format!("/api/stories/{}/seen", story["id"]), json!({})).expect(404);
    viewer.post("/api/reports", json!({"comment_id": comment["id"], "reason": "x"})).expect(404);

    assert_eq!(author.get(&format!("/api/posts/{post}")).ok()["is_hidden"], true);
    let feed = author.get("/api/posts").ok();
    assert_eq!((feed[0].get("is_hidden"), feed[1].get("is_hidden")), (Some(&json!(true)), None));
    assert_eq!(author.get(&format!("/api/posts/{own}/comments")).ok()[0]["is_hidden"], true);
    assert_eq!(author.get("/api/stories").ok()[0]["is_hidden"], true);
    author.get(&format!("/api/posts/{post}/comments")).ok();

    for report in &reports {
        restore(&moderator, report).ok();
        restore(&moderator, report).expect(404);
        assert_recent(&closed(&moderator, report)["restored_at"]);
    }

    for (before, after) in before.iter().zip(answers(&viewer)) {
        if !after.path.contains("archive") {
            assert_eq!((after.status, &after.text), (before.status, &before.text), "{}", after.path);
        }
    }
    assert_eq!(author.get(&format!("/api/posts/{post}")).ok().get("is_hidden"), None);
    assert_eq!(viewer.get(&format!("/api/posts/{own}")).ok()["comments_count"], 1);
}

#[test]
fn a_page_of_posts_is_full_without_hidden_ones() {
    let app = TestApp::start(|_| {});
    let [viewer, author] = user_and_friend(&app);
    let posts: Vec<i64> = (0..6).map(|number| author.publish(&number.to_string())).collect();
    for hidden in &posts[2..5] {
        app.sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({hidden})"));
    }

    assert_eq!(ids(&viewer.get("/api/posts?limit=3").ok()), [posts[5], posts[1], posts[0]]);
    assert_eq!(ids(&author.get("/api/posts?limit=3").ok()), [posts[5], posts[4], posts[3]]);
    let by_author = format!("/api/users/{}/posts?limit=2", author.username);
    assert_eq!(ids(&viewer.get(&by_author).ok()), [posts[5], posts[1]]);
}

#[test]
fn content_that_other_programs_hide_or_show_is_seen_so_at_once() {
    let app = TestApp::start(|_| {});
    let [viewer, author] = user_and_friend(&app);
    let [one, two] = ["one", "two"].map(|caption| author.publish(caption));
    let comment = viewer.post("/api/comments", json!({"post_id": one, "text": "x"})).created()["id"].clone();
    let seen = || {
        let feed = viewer.get("/api/posts").ok();
        let comments = |post: &Value| post["comments"].as_array().map_or(0, Vec::len);
        let posts = feed.as_array().expect("a feed").iter();
        posts.map(|post| (post["id"].as_i64().expect("an id"), comments(post))).collect::<Vec<_>>()
    };
    assert_eq!(seen(), [(two, 0), (one, 1)]);

    app.sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({one})"));
    assert_eq!(seen(), [(two, 0)]);
    app.sql(&format!("UPDATE hidden_posts SET post_id = {two}"));
    assert_eq!(seen(), [(one, 1)]);
    app.sql(if on_postgres() { "TRUNCATE hidden_posts" } else { "DELETE FROM hidden_posts" });
    app.sql(&format!("INSERT INTO hidden_comments (comment_id) VALUES ({comment})"));
    assert_eq!(seen(), [(two, 0), (one, 0)]);
    app.sql(if on_postgres() { "TRUNCATE hidden_comments" } else { "DELETE FROM hidden_comments" });
    assert_eq!(seen(), [(two, 0), (one, 1)]);
}

#[test]
fn a_warning_is_shown_to_the_author_until_they_acknowledge_it() {
    let app = TestApp::start(|_| {});
    let [user, author] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let about = report(&user, "post_id", author.publish("Rude"), &moderator);
    for wrong in [json!(null), json!(" "), json!(7)] {
        assert_eq!(warn(&moderator, &about, wrong).expect(400)["field"], "warning");
    }
    let path = format!("/api/admin/reports/{}/close", about["id"]);
    let other = json!({"decision": "dismissed", "warning": "x"});
    assert_eq!(moderator.post(&path, other).expect(400)["field"], "warning");
    assert_eq!(author.get("/api/notices").ok(), json!([]));

    warn(&moderator, &about, "Please be kind.").ok();

    let notices = author.get("/api/notices").ok();
    assert_recent(&notices[0]["created_at"]);
    let expected = json!([{"id": about["id"], "decision": "user_warned", "subject_kind": "post",
        "subject_id": about["subject_id"], "warning": "Please be kind.", "text": "Rude",
        "created_at": notices[0]["created_at"]}]);
    assert_eq!(notices, expected);
    assert_eq!(user.get("/api/notices").ok(), json!([]));
    assert_eq!(closed(&moderator, &about)["warning"], "Please be kind.");
    let acknowledge = format!("/api/notices/{}/acknowledge", about["id"]);
    for stranger in [&user, &moderator] {
        stranger.post(&acknowledge, json!({})).expect(404);
    }
    author.post(&acknowledge, json!({})).ok();
    author.post(&acknowledge, json!({})).expect(404);

    assert_eq!(author.get("/api/notices").ok(), json!([]));
    assert_recent(&closed(&moderator, &about)["acknowledged_at"]);
    let notices = data_export(author.get("/api/profile/archive"))["notices"].clone();
    assert_eq!(notices[0]["warning"], "Please be kind.");
    assert_recent(&notices[0]["acknowledged_at"]);
    assert!(!notices.to_string().contains(&user.username) && !notices.to_string().contains("Spam"));
    assert_eq!(restore(&moderator, &about).expect(400)["code"], "bad_request");
}

#[test]
fn the_author_of_hidden_content_is_told_unless_it_was_restored() {
    let app = TestApp::start(|_| {});
    let [user, author] = user_and_friend(&app);
    let moderator = proven(&app, "moderator");
    let [first, second] = ["first", "second"].map(|caption| {
        let report = report(&user, "post_id", author.publish(caption), &moderator);
        close(&moderator, &report, "content_hidden").ok();
        report
    });
    restore(&moderator, &first).ok();

    let notices = author.get("/api/notices").ok();

    assert_eq!(ids(&notices), [second["id"].as_i64().expect("an id")]);
    assert_eq!((&notices[0]["decision"], &notices[0]["warning"]), (&json!("content_hidden"), &Value::Null));
    let open = report(&user, "user_id", author.id, &moderator);
    author.post(&format!("/api/notices/{}/acknowledge", open["id"]), json!({})).expect(404);
    assert_eq!(close(&moderator, &open, "content_hidden").expect(400)["field"], "decision");
    restore(&moderator, &open).expect(404);
}

#[test]
fn admins_enable_a_user_that_was_disabled_because_of_a_report() {
    let app = TestApp::start(|_| {});
    let [user, author] = user_and_friend(&app);
    let [moderator, admin] = ["moderator", "admin"].map(|role| proven(&app, role));
    let about = report(&user, "user_id", author.id, &moderator);
    close(&moderator, &about, "user_disabled").ok();

    assert_eq!(restore(&moderator, &about).expect(403)["code"], "forbidden");
    assert_eq!(closed(&moderator, &about)["restored_at"], Value::Null);
    restore(&admin, &about).ok();

    assert_recent(&closed(&moderator, &about)["restored_at"]);
    user.get(&format!("/api/users/{}", author.username)).ok();
    let log = admin.get("/api/admin/audit-log").ok();
    assert_eq!((&log[0]["action"], &log[1]["action"]), (&json!("report_restored"), &json!("user_enabled")));
    assert_eq!(log[0]["detail"], format!("user_disabled: user {}", author.id));
}

#[test]
fn a_decision_about_a_moderator_is_reversed_by_others_only() {
    let user = app().user("user");
    let [moderator, other] = ["moderator", "admin"].map(|role| proven(app(), role));
    user.follow(&moderator);
    let about = report(&user, "post_id", moderator.publish("x"), &other);
    close(&other, &about, "content_hidden").ok();

    restore(&moderator, &about).expect(404);
    restore(&with_role(app(), "moderator"), &about).expect(403);
    restore(&other, &about).ok();
}

#[test]
fn guests_do_not_see_hidden_posts() {
    let app = TestApp::start(|_| {});
    let owner = app.user("owner");
    let [shown, hidden] = ["shown caption", "hidden caption"].map(|caption| owner.publish(caption));
    let link = owner.post("/api/guest-links", json!({"post_ids": [shown, hidden]})).created();
    let path = link["url"].as_str().expect("an address");
    assert!(app.get(path).text().contains("hidden caption"));

    app.sql(&format!("INSERT INTO hidden_posts (post_id) VALUES ({hidden})"));

    let page = app.get(path).text();
    assert!(page.contains("shown caption") && !page.contains("hidden caption"));
}
