//! Links for a new password.

use std::{thread, time::Duration};

use serde_json::json;

use super::{BAD_LINK, check_is_page, invite, reset_link, sign_in, wrong_fields};
use crate::{
    basics::url_text,
    cli::photo_app,
    test_app::{SECRET, TestApp, TestUser, app, now},
};

#[test]
fn a_link_sets_a_new_password_once_and_ends_earlier_sessions() {
    let alice = app().user("alice");
    let tokens = sign_in(app(), &alice.username, "password").ok();
    let old = tokens["access_token"].as_str().expect("a token");
    let token = reset_link(&alice, 60);
    let address = format!("/reset?token={token}");

    let page = app().get(&address);
    check_is_page(&page, 200);
    assert!(page.text().contains(&alice.username) && page.text().contains(&format!("value=\"{token}\"")));
    let set =
        |password: &str| app().request("POST", "/reset").form(&[("token", &token), ("password", password)]).send();
    for (password, part) in [
        ("short", "at least 8"),
        ("password123", "too common"),
        (alice.username.as_str(), "must not be the username"),
        (&"x".repeat(72), "71 bytes"),
    ] {
        let again = set(password);
        check_is_page(&again, 400);
        let page = again.text();
        assert!(page.contains(part), "{password}");
        assert!(password == alice.username || !page.contains(&format!("\"{password}\"")), "{password}");
        assert_eq!(wrong_fields(&page), ["password"]);
    }
    app().request("GET", "/api/profile").bearer(old).send().ok();

    let done = set("four unrelated words");

    assert_eq!((done.status, done.header("location")), (302, Some("/login?reset")));
    assert!(app().get("/login?reset").text().contains("Your password was changed."));
    assert!(!app().get("/login").text().contains("Your password was changed."));
    app().request("GET", "/api/profile").bearer(old).send().expect(401);
    sign_in(app(), &alice.username, "password").expect(401);
    sign_in(app(), &alice.username, "four unrelated words").ok();
    for dead in
        [app().get(&address), set("five unrelated words"), app().get("/reset?token=x"), app().get("/reset")]
    {
        check_is_page(&dead, 400);
        assert!(dead.text().contains(BAD_LINK) && !dead.text().contains("<form"), "{dead:?}");
    }
}

#[test]
fn links_that_are_expired_or_of_a_disabled_user_are_like_unknown_ones() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().user(name));
    let (late, disabled) = (reset_link(&alice, -1), reset_link(&bob, 60));
    app().sql(&format!("UPDATE users SET is_disabled = TRUE WHERE id = {}", bob.id));

    for token in [late, disabled, "nonsense".to_owned(), "\0".to_owned()] {
        let set = app().request("POST", "/reset").form(&[("token", &token), ("password", "four unrelated words")]);
        let answer = set.send();
        check_is_page(&answer, 400);
        assert!(answer.text().contains(BAD_LINK));
    }
    sign_in(app(), &alice.username, "password").ok();
}

#[test]
fn of_concurrent_uses_of_one_link_one_succeeds() {
    let alice = app().user("alice");
    let token = reset_link(&alice, 60);

    let statuses: Vec<(u16, String)> = thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|number| {
                let (token, password) = (&token, format!("unrelated words {number}"));
                scope.spawn(move || {
                    let fields = [("token", token.as_str()), ("password", &password)];
                    (app().request("POST", "/reset").form(&fields).send().status, password)
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    let winners: Vec<_> = statuses.iter().filter(|(status, _)| *status == 302).collect();
    assert_eq!(winners.len(), 1, "{statuses:?}");
    sign_in(app(), &alice.username, &winners[0].1).ok();
}

#[test]
fn the_program_prints_a_reset_link_and_only_the_last_one_is_valid() {
    let alice = app().user("alice");
    let folder = tempfile::tempdir().expect("a folder");
    let print = |username: &str| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app().db_url)).env("JWT_SECRET", SECRET).env("PORT", "5005");
        command.args(["user", "reset-link", username]).output().expect("the binary")
    };
    let path = || {
        let line = String::from_utf8(print(&alice.username).stdout).expect("UTF-8");
        line.trim().strip_prefix("http://127.0.0.1:5005").expect(&line).to_owned()
    };

    let (first, second) = (path(), path());

    check_is_page(&app().get(&first), 400);
    check_is_page(&app().get(&second), 200);
    let left =
        app().number(&format!("SELECT expires AS n FROM password_resets WHERE user_id = {}", alice.id)) - now();
    assert!((3540..=3600).contains(&left), "{left}");
    let unknown = print("nobody");
    assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("no user"));
}

#[test]
fn expired_links_are_deleted() {
    let first = TestApp::start(|_| {});
    let alice = first.user("alice");
    for seconds in [-5, 900] {
        invite(&first, seconds);
        reset_link(&alice, seconds);
    }

    let second = TestApp::start_on(first.db_url.clone(), None, |_| {});

    let left = || {
        ["invites", "password_resets"].map(|table| second.number(&format!("SELECT count(*) AS n FROM {table}")))
    };
    for _ in 0..100 {
        if left() == [1, 1] {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(left(), [1, 1]);
}

#[test]
fn a_reset_link_ends_when_the_account_is_secured_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app().db_url)).env("JWT_SECRET", SECRET).args(arguments);
        assert!(command.status().expect("the binary").success(), "{arguments:?}");
    };
    type Deed<'a> = (&'a str, &'a dyn Fn(&TestUser));
    let deeds: [Deed; 4] = [
        ("another password", &|alice| {
            let body = json!({"current": "password", "new": "four unrelated words"});
            alice.post("/api/profile/password", body).created();
        }),
        ("another e-mail address", &|alice| {
            let email = format!("{}@elsewhere.example", alice.username);
            alice.patch("/api/profile", json!({"email": email, "password": "password"})).ok();
        }),
        ("signing out everywhere", &|alice| program(&["user", "logout-everywhere", &alice.username])),
        ("disabling", &|alice| {
            program(&["user", "disable", &alice.username]);
            program(&["user", "enable", &alice.username]);
        }),
    ];

    for (what, deed) in deeds {
        let alice = app().user("alice");
        let token = reset_link(&alice, 60);
        assert_eq!(app().get(&format!("/reset?token={token}")).status, 200);

        deed(&alice);

        let set = app().request("POST", "/reset").form(&[("token", &token), ("password", "five unrelated words")]);
        let answer = set.send();
        assert!(answer.status == 400 && answer.text().contains(BAD_LINK), "{what}: {answer:?}");
    }
}
