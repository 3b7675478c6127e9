//! A program that is killed while it sends.

use std::{collections::HashSet, env, thread, time::Duration};

use serde_json::Value;

use super::{like, service, subscribed};
use crate::{
    basics::url_text,
    cli::{Serving, photo_app},
    test_app::{SECRET, TestApp, TestUser, new_database},
};

/// Unless the variable `KILLS` says otherwise.
const KILLS: usize = 8;

#[test]
fn nothing_is_lost_and_what_is_sent_again_can_be_told_apart() {
    let (db_url, _folder) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let serve = || {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).env("RATE_LIMITS", "off");
        Serving::start(command.env("PUSH_SERVICES", service().origin()).env("PUSH_DELAY", "0"))
    };
    let mut serving = serve();
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let alice = app.user("alice");
    let post = alice.publish("x");
    let kills = env::var("KILLS").map_or(KILLS, |text| text.parse().expect("a number"));
    let friends: Vec<_> = (0..kills).map(|_| app.user("friend")).collect();
    for friend in &friends {
        friend.follow(&alice);
    }
    let browser = subscribed(&alice);

    for friend in &friends {
        let here = TestApp::beside(&serving.url, db_url.clone(), SECRET);
        let (username, token) = (friend.username.clone(), friend.token.clone());
        like(&TestUser { app: &here, id: friend.id, username, token }, post);
        // Messages are sent about two seconds after a like.
        thread::sleep(Duration::from_millis(rand::random_range(1_900..2_600)));
        serving.child.kill().expect("a process");
        // The killed process had the device to itself for a while.
        app.sql("UPDATE push_subscriptions SET not_before = 0");
        serving = serve();
    }

    browser.wait_for_title(&last_title(&browser.titles(), kills));
    let newest = |message: &Value| message["notification"]["data"]["newest"].to_string();
    let messages = browser.messages();
    // A message arrives twice if the program is killed before it has noted the answer. The browser shows it once.
    let distinct: HashSet<String> = messages.iter().map(newest).collect();
    assert!(distinct.len() <= kills);
    assert!(messages.is_sorted_by_key(newest), "{messages:?}");
}

/// The title when all friends have liked the post.
fn last_title(titles: &[String], friends: usize) -> String {
    let first = titles.last().expect("a message");
    let (names, _) = first.split_once(" and ").expect("more than one");
    format!("{names} and {} others liked your photo", friends - 2)
}
