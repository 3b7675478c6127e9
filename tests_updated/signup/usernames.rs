//! Which usernames are taken, because they are alike or cannot be seen.

use std::{thread, time::Duration};

use photo_app::models::{AlreadyTaken, NewUser, UserCredentials};
use serde_json::json;

use super::{TAKEN, message, open, sign_in, sign_up, unique, wanted, with};
use crate::test_app::{TestApp, app};

#[test]
fn a_new_username_must_differ_by_more_than_case_and_marks() {
    let app = TestApp::start(open);
    for (username, email) in [("Ada", "Ada@Example.org"), ("Жанна", "жанна@example.org"), ("Zoe\u{308}", "z@z")]
    {
        let user = app.user("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}', email = '{email}' WHERE id = {}", user.id));
    }

    for username in ["Ada", "ada", "ADA", "Жанна", "жанна", "ЖАННА", "Zoë", "zoë", "zoe\u{308}"] {
        let body = with(wanted(&unique("grace"), ""), "username", json!(username));
        assert_eq!(message(sign_up(&app, body)), TAKEN, "{username}");
    }
    for email in ["ada@example.org", "ADA@EXAMPLE.ORG", "Жанна@example.org", "Z@Z"] {
        let body = with(wanted(&unique("grace"), ""), "email", json!(email));
        assert_eq!(message(sign_up(&app, body)), TAKEN, "{email}");
    }
    for username in ["adá", "ada_", "ad%", "жан"] {
        let body = with(wanted(&unique("grace"), ""), "username", json!(username));
        sign_up(&app, body).created();
    }
}

#[test]
fn a_new_username_has_visible_letters_of_one_script() {
    let app = TestApp::start(open);
    let body = |username: &str| {
        let email = format!("{}@example.org", unique("somebody"));
        with(with(wanted("x", ""), "username", json!(username)), "email", json!(email))
    };

    for odd in [
        "ada\u{2800}",
        "ada\u{1d159}",
        "ada\u{16fe4}",
        "ada\u{e000}",
        "ada\u{10fffd}",
        "ada\u{378}",
        "\u{ff41}\u{ff44}\u{ff41}",
        "\u{1d41a}da",
        // Cyrillic, Greek and Cherokee letters that look like Latin ones.
        "\u{430}da",
        "ad\u{3b1}",
        "\u{13aa}da",
        "ada\u{2010}b",
        "\u{301}ada",
    ] {
        let said = message(sign_up(&app, body(odd)));
        assert!(said.contains("username must"), "{odd:?}: {said}");
        let fields = [("username", odd), ("email", "ada@example.org"), ("password", "four unrelated words")];
        let page = app.request("POST", "/signup").form(&fields).send();
        assert_eq!(page.status, 400, "{odd:?}");
        assert!(page.text().contains("username must"), "{odd:?}");
    }
    for fine in
        ["ada.b-c_d", "zoë", "Жанна", "Ωρίων", "נועה", "سارة", "नमस्ते", "สมน้ำ", "田中さくら", "홍길동", "🦊"]
    {
        assert_eq!(sign_up(&app, body(fine)).created()["username"], json!(fine));
    }
}

#[test]
fn a_new_username_does_not_look_like_another_in_other_letters() {
    let app = TestApp::start(open);
    for username in ["coco", "Вера", "Rome", "tom", "kate", "coco%"] {
        let user = app.user("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}' WHERE id = {}", user.id));
    }
    let body = |username: &str| {
        let email = format!("{}@example.org", unique("somebody"));
        with(with(wanted("x", ""), "username", json!(username)), "email", json!(email))
    };

    // The first two are Cyrillic, the last one is Latin.
    for username in [
        "\u{441}\u{43e}\u{441}\u{43e}",
        "\u{421}\u{43e}\u{441}\u{43e}",
        "Bepa",
        // Cyrillic, and alike in capitals alone, or beside a sign.
        "\u{422}\u{41e}\u{41c}",
        "\u{41a}\u{410}\u{422}\u{415}",
        "\u{441}\u{43e}\u{441}\u{43e}%",
    ] {
        assert_eq!(message(sign_up(&app, body(username))), TAKEN, "{username}");
    }
    // What is all ASCII is told apart by its letters, as ever.
    for username in ["c0co", "Rorne", "\u{441}\u{43e}\u{43a}"] {
        sign_up(&app, body(username)).created();
    }
}

#[test]
fn of_two_concurrent_lookalikes_one_is_refused() {
    let app = TestApp::start(open);
    for (latin, other) in [("coco", "\u{441}\u{43e}\u{441}\u{43e}"), ("pax", "\u{440}\u{430}\u{445}")] {
        let answers = thread::scope(|scope| {
            let threads = [latin, other].map(|username| {
                let body = with(
                    with(wanted("x", ""), "username", json!(username)),
                    "email",
                    json!(format!("{}@example.org", unique("somebody"))),
                );
                let app = &app;
                scope.spawn(move || sign_up(app, body).status)
            });
            threads.map(|thread| thread.join().expect("an answer"))
        });

        assert!([[201, 400], [400, 201]].contains(&answers), "{latin}: {answers:?}");
    }
}

#[test]
fn marks_go_into_their_letters_and_joiners_stay_in_names() {
    let app = TestApp::start(open);
    let (apart, together) = ("jose\u{301}", "jos\u{e9}");
    let body = json!({"username": apart, "email": format!("{apart}@example.org"),
        "password": "four unrelated words", "first_name": apart, "last_name": "می\u{200c}خواهم"});

    let user = sign_up(&app, body).created();

    assert_eq!(user["username"], json!(together));
    assert_eq!(user["email"], json!(format!("{together}@example.org")));
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!(together), &json!("می\u{200c}خواهم")));
    for spelling in [together, apart] {
        sign_in(&app, spelling, "four unrelated words").ok();
    }
}

#[test]
fn existing_accounts_with_similar_or_unusual_names_still_sign_in() {
    let app = TestApp::start(open);
    for username in [
        "ada",
        "Ada",
        "ada\u{200b}",
        "ad\u{202e}a",
        "zoë",
        "zoe\u{308}",
        "ada\u{2800}",
        "ａｄａ",
        "аda",
        "ada\u{e000}",
    ] {
        let user = app.user("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}' WHERE id = {}", user.id));
        sign_in(&app, username, "password").ok();
        user.patch("/api/profile", json!({"first_name": "Ada"})).ok();
    }
}

#[test]
fn of_two_concurrent_similar_registrations_one_waits_for_the_other() {
    let name = unique("grace");
    let user = |username: String| NewUser {
        email: format!("{}@example.org", unique("other")),
        username,
        first_name: String::new(),
        last_name: String::new(),
        password_hash: String::new(),
        image_url: None,
        thumb_url: None,
        is_private: false,
    };
    let (first, second) = (user(name.clone()), user(name.to_uppercase()));

    let outcome = thread::scope(|scope| {
        let second = app().conn().writing(|conn| {
            UserCredentials::create_unlike_others(conn, &first, i32::MAX)?.expect("the first");
            let second = scope.spawn(|| {
                app().conn().writing(|conn| UserCredentials::create_unlike_others(conn, &second, i32::MAX))
            });
            thread::sleep(Duration::from_millis(500));
            Ok(second)
        });
        second.expect("the first").join().expect("an outcome")
    });

    assert_eq!(outcome, Ok(Err(AlreadyTaken)));
}
