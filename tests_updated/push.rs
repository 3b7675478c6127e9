//! Web Push: messages about notifications to devices.

mod killed;
mod service;

use std::{sync::Arc, sync::OnceLock, thread, time::Duration};

use photo_app::push::PushSettings;
use serde_json::{Value, json};

use self::service::{Browser, PushService};
use crate::{
    basics::url_text,
    cli::{Serving, photo_app},
    test_app::{SECRET, TestApp, TestUser, ids, new_database, now},
};

/// Longer than the shortest delay of a message, which is two seconds.
const SOON: Duration = Duration::from_secs(3);

fn service() -> &'static Arc<PushService> {
    static SERVICE: OnceLock<Arc<PushService>> = OnceLock::new();
    SERVICE.get_or_init(PushService::start)
}

/// A server that sends messages as soon as it can.
fn pushing() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| TestApp::start(|config| config.push = without_delay()))
}

fn without_delay() -> PushSettings {
    PushSettings { services: service().origin().parse().expect("services"), delay: Duration::ZERO }
}

fn users<const N: usize>(names: [&str; N]) -> [TestUser<'static>; N] {
    names.map(|name| pushing().user(name))
}

/// A new browser of a user that gets messages.
fn subscribed(user: &TestUser) -> Browser {
    let browser = service().browser();
    browser.subscribe(user).created();
    browser
}

fn like(user: &TestUser, post: i64) -> i64 {
    user.post("/api/likes", json!({"post_id": post})).created()["id"].as_i64().expect("an id")
}

fn devices(user: &TestUser) -> Vec<Value> {
    user.get("/api/push/subscriptions").ok().as_array().expect("a list").clone()
}

/// Sends all that waits after a failure now.
fn end_pauses(user: &TestUser) {
    user.app.sql(&format!("UPDATE push_subscriptions SET not_before = 0 WHERE user_id = {}", user.id));
}

/// Waits until the server has noted that an attempt failed. A process that sends has a device for two minutes.
#[track_caller]
fn wait_for_pause(user: &TestUser) {
    let pauses = format!(
        "SELECT count(*) AS n FROM push_subscriptions WHERE user_id = {} AND failures > 0 AND not_before BETWEEN {} AND {}",
        user.id,
        now() + 20,
        now() + 90
    );
    wait_until(|| user.app.number(&pauses) == 1);
}

/// Waits until a device is deleted.
#[track_caller]
fn wait_until_gone(user: &TestUser) {
    let count = format!("SELECT count(*) AS n FROM push_subscriptions WHERE user_id = {}", user.id);
    wait_until(|| user.app.number(&count) == 0);
}

#[track_caller]
fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("it did not happen");
}

#[test]
fn a_device_gets_a_message_about_a_comment() {
    let [alice, ben] = users(["alice", "ben"]);
    let post = alice.publish("x");
    ben.follow(&alice);
    let browser = subscribed(&alice);
    ben.post("/api/comments", json!({"post_id": post, "text": "The light in this one!"})).created();

    browser.wait_for(1);

    let count = alice.get("/api/notifications/count").ok();
    let message = &browser.messages()[0];
    let ben = ben.as_shown();
    let name =
        format!("{} {}", ben["first_name"].as_str().expect("a name"), ben["last_name"].as_str().expect("a name"));
    assert_eq!(message["web_push"], 8030);
    assert_eq!(message["app_badge"], count["unseen"]);
    let shown = &message["notification"];
    assert_eq!(shown["title"], format!("{name} commented on your photo"));
    assert_eq!(shown["body"], "The light in this one!\nand 1 more notification");
    assert_eq!(shown["navigate"], "https://photos.example.org/notifications");
    assert!(shown["data"]["newest"].as_str().is_some_and(|time| time.ends_with('Z')));
    let key = alice.get("/api/push/key").ok();
    assert!(service().server_keys().iter().any(|used| key["public_key"] == *used));
}

#[test]
fn a_message_is_small_whatever_it_quotes() {
    let [alice, ben] = users(["alice", "ben"]);
    let post = alice.publish("x");
    ben.follow(&alice);
    pushing().sql(&format!("UPDATE users SET first_name = '{}' WHERE id = {}", "\u{1f600}".repeat(5_000), ben.id));
    let browser = subscribed(&alice);
    ben.post("/api/comments", json!({"post_id": post, "text": "\"\n".repeat(2_000)})).created();

    browser.wait_for(1);
    let length = browser.messages()[0].to_string().len();
    assert!(length < 3_000, "{length} bytes");
}

#[test]
fn ten_likes_are_one_message() {
    let delay = Duration::from_secs(3);
    let app = TestApp::start(|config| config.push = PushSettings { delay, ..without_delay() });
    let alice = app.user("alice");
    let post = alice.publish("x");
    let friends: Vec<TestUser> = (0..10).map(|_| app.user("friend")).collect();
    for friend in &friends {
        friend.follow(&alice);
    }
    alice.post("/api/notifications/seen", json!({})).ok();
    let browser = subscribed(&alice);
    for friend in &friends {
        like(friend, post);
    }

    browser.wait_for(1);
    thread::sleep(SOON);

    let [title] = &browser.titles()[..] else { panic!("{:?}", browser.messages()) };
    assert!(title.ends_with(" and 8 others liked your photo"), "{title}");
}

#[test]
fn what_is_undone_seen_or_unwanted_is_not_sent() {
    let [undone, seen, unwanted, muting, blocking, ben] =
        users(["undone", "seen", "unwanted", "muting", "blocking", "ben"]);
    let owners = [&undone, &seen, &unwanted, &muting, &blocking];
    let posts = owners.map(|user| user.publish("x"));
    for user in owners {
        ben.follow(user);
        user.post("/api/notifications/seen", json!({})).ok();
    }
    let settings = json!({"unwanted_kinds": ["like"]});
    unwanted.patch("/api/notifications/settings", settings).ok();
    muting.post("/api/mutes", json!({"user_id": ben.id})).created();
    let browsers = owners.map(subscribed);
    let likes = posts.map(|post| like(&ben, post));

    ben.delete(&format!("/api/likes/{}", likes[0])).ok();
    seen.post("/api/notifications/seen", json!({})).ok();
    blocking.post("/api/blocks", json!({"user_id": ben.id})).created();

    thread::sleep(SOON);
    for browser in &browsers {
        assert_eq!(browser.messages(), Vec::<Value>::new());
    }
    // Their devices still work.
    let cleo = pushing().user("cleo");
    cleo.follow(&undone);
    browsers[0].wait_for(1);
}

#[test]
fn moderators_and_reported_users_get_messages() {
    let [moderator, alice, ben] = users(["moderator", "alice", "ben"]);
    pushing().sql(&format!("UPDATE users SET role = 'moderator' WHERE id = {}", moderator.id));
    ben.follow(&alice);
    let post = alice.publish("x");
    let [here, there] = [&moderator, &alice].map(subscribed);

    ben.post("/api/reports", json!({"post_id": post, "reason": "other"})).created();
    here.wait_for_title("A new report is waiting for the moderators");
    assert_eq!(there.attempts(), 0);

    // As a moderator would do it, whom the service asks for a password.
    pushing().sql(&format!(
        "UPDATE reports SET decision = 'user_warned', closed_at = CURRENT_TIMESTAMP WHERE author_id = {}",
        alice.id
    ));
    there.wait_for_title("The moderators sent you a message");
}

#[test]
fn a_subscription_that_the_browser_has_ended_is_deleted() {
    let ben = pushing().user("ben");
    let owners = [404, 410, 403].map(|status| {
        let alice = pushing().user("alice");
        subscribed(&alice).answer_with(status);
        ben.follow(&alice);
        alice
    });

    owners.iter().for_each(wait_until_gone);
}

#[test]
fn a_message_that_the_push_service_cannot_take_is_sent_again() {
    let [alice, ben] = users(["alice", "ben"]);
    let browser = subscribed(&alice);
    browser.answer_with(503);
    ben.follow(&alice);
    browser.wait_for(1);
    wait_for_pause(&alice);
    browser.answer_with(429);
    end_pauses(&alice);
    browser.wait_for(2);
    wait_for_pause(&alice);
    browser.answer_with(201);
    end_pauses(&alice);
    browser.wait_for(3);

    assert_eq!(browser.messages().len(), 1);
    assert_eq!(devices(&alice).len(), 1);
}

#[test]
fn messages_end_with_the_session() {
    let [revoked, left, disabled, ben] = users(["revoked", "left", "disabled", "ben"]);
    let browsers = [&revoked, &left, &disabled].map(subscribed);

    revoked.post("/api/token/revoke", json!({"token": revoked.token})).ok();
    pushing().request("GET", "/logout").cookie(&left.token).send();
    pushing().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", disabled.id));
    for user in [&revoked, &left] {
        wait_until_gone(user);
    }
    for user in [&revoked, &left, &disabled] {
        // Disabled users cannot be followed, so this happened before.
        pushing().sql(&format!(
            "INSERT INTO following (user_id, following_id, created_at) VALUES ({}, {}, '2026-01-02 00:00:00'); \
             UPDATE push_subscriptions SET notified_until = '2026-01-01 00:00:00' WHERE user_id = {}",
            ben.id, user.id, user.id
        ));
    }

    wait_until_gone(&disabled);
    assert_eq!(browsers.map(|browser| browser.attempts()), [0; 3]);
}

#[test]
fn all_sessions_end_with_a_new_password() {
    let [alice, ben] = users(["alice", "ben"]);
    let browser = subscribed(&alice);
    pushing().sql(&format!("UPDATE users SET tokens_valid_after = 4000000000 WHERE id = {}", alice.id));
    ben.follow(&alice);

    wait_until_gone(&alice);
    assert_eq!(browser.attempts(), 0);
}

#[test]
fn a_browser_belongs_to_the_user_who_subscribed_last() {
    let [alice, ben, cleo] = users(["alice", "ben", "cleo"]);
    let browser = subscribed(&alice);
    let made = browser.subscribe(&ben).created();
    for user in [&alice, &ben] {
        cleo.follow(user);
    }

    browser.wait_for(1);

    assert_eq!(devices(&alice), Vec::<Value>::new());
    assert_eq!(devices(&ben), [made]);
}

#[test]
fn a_browser_that_subscribes_several_times_at_once_is_one_device() {
    let alice = pushing().user("alice");
    let browser = service().browser();

    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| browser.subscribe(&alice).created());
        }
    });

    assert_eq!(devices(&alice).len(), 1);
}

#[test]
fn without_certificates_the_service_starts_and_messages_wait() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET);
    command.env("PUSH_SERVICES", service().origin()).env("PUSH_DELAY", "0");
    command.env("SSL_CERT_FILE", "/missing").env("SSL_CERT_DIR", "/missing");
    let serving = Serving::start(&mut command);
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let [alice, ben] = ["alice", "ben"].map(|name| app.user(name));
    let browser = subscribed(&alice);

    ben.follow(&alice);

    wait_for_pause(&alice);
    assert_eq!((browser.attempts(), devices(&alice).len()), (0, 1));
}

#[test]
fn a_renewed_subscription_misses_nothing() {
    let [alice, ben] = users(["alice", "ben"]);
    let browser = subscribed(&alice);
    browser.answer_with(503);
    ben.follow(&alice);
    browser.wait_for(1);

    browser.answer_with(201);
    browser.subscribe(&alice).created();

    browser.wait_for(2);
    assert_eq!(browser.messages().len(), 1);
    assert_eq!(devices(&alice).len(), 1);
}

#[test]
fn users_see_and_remove_their_own_devices() {
    let [alice, ben] = users(["alice", "ben"]);
    let browser = service().browser();
    let made = browser.subscribe(&alice).created();
    assert_eq!(
        made,
        json!({
            "id": made["id"], "endpoint": browser.endpoint(), "device": "Firefox on Linux", "is_of_this_session": true,
            "created_at": made["created_at"],
        })
    );
    let second = subscribed(&alice);
    assert_eq!(devices(&alice).len(), 2);
    assert_eq!(devices(&alice)[0]["endpoint"], second.endpoint());
    assert_eq!(devices(&alice)[1], made);
    // In another session.
    let other = TestUser { token: pushing().token(json!({"sub": alice.id.to_string()})), ..pushing().user("x") };
    assert_eq!(devices(&TestUser { id: alice.id, ..other })[1]["is_of_this_session"], false);

    let path = format!("/api/push/subscriptions/{}", made["id"]);
    ben.delete(&path).expect(404);
    alice.delete(&path).ok();
    alice.delete(&path).expect(404);
    assert_eq!(devices(&alice).len(), 1);
}

#[test]
fn the_oldest_of_too_many_devices_is_replaced() {
    let alice = pushing().user("alice");
    let first = subscribed(&alice);
    for _ in 0..20 {
        subscribed(&alice);
    }
    let left = json!(devices(&alice));
    assert_eq!(ids(&left).len(), 20);
    assert!(!left.to_string().contains(&first.endpoint()));
}

#[test]
fn only_push_services_get_requests() {
    let alice = pushing().user("alice");
    let valid = service().browser().subscription();
    let with = |endpoint: &str| {
        let mut body = valid.clone();
        body["endpoint"] = json!(endpoint);
        body
    };
    for endpoint in [
        "http://127.0.0.1:9/x",
        "http://localhost/x",
        "http://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com.example.org/x",
        "file:///etc/passwd",
        "not an address",
        "",
    ] {
        let error = alice.post("/api/push/subscriptions", with(endpoint)).expect(400);
        assert_eq!(error["field"], "endpoint", "{endpoint}");
    }
    for (field, value) in [("p256dh", "AAAA"), ("p256dh", &"A".repeat(87)), ("auth", "AAAA"), ("auth", "!")] {
        let mut body = valid.clone();
        body["keys"][field] = json!(value);
        let error = alice.post("/api/push/subscriptions", body).expect(400);
        assert_eq!(error["field"], format!("keys.{field}"));
    }
    assert_eq!(devices(&alice), Vec::<Value>::new());
}

#[test]
fn a_service_can_send_no_messages() {
    let app = TestApp::start(|config| {
        config.push = PushSettings { services: "off".parse().expect("off"), ..without_delay() }
    });
    let alice = app.user("alice");
    alice.get("/api/push/key").expect(404);
    service().browser().subscribe(&alice).expect(404);
}

#[test]
fn two_processes_send_a_message_once() {
    let other = TestApp::start_on(pushing().db_url.clone(), None, |config| config.push = without_delay());
    let [alice, ben] = users(["alice", "ben"]);
    let browsers: Vec<Browser> = (0..10).map(|_| subscribed(&alice)).collect();
    ben.follow(&alice);

    for browser in &browsers {
        browser.wait_for(1);
    }
    thread::sleep(SOON);

    assert!(browsers.iter().all(|browser| browser.messages().len() == 1));
    drop(other);
}
