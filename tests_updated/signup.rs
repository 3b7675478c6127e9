//! Making an account: `/signup`, `POST /api/users`, invitations; and `/reset`.

use std::{
    thread,
    time::{Duration, Instant},
};

use diesel::result::{DatabaseErrorKind, Error};
use photo_app::{
    config::{Config, SignInLimits, Signup},
    models::{NewUser, UserCredentials},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    basics::url_text,
    cli::photo_app,
    test_app::{Answer, Person, SECRET, TestApp, app, next_number, now},
};

const TAKEN: &str = "This username or e-mail address cannot be used here. Try another.";
const BAD_INVITATION: &str = "You need a valid invitation to sign up. Ask the operator of this service for one.";
const BAD_LINK: &str = "This link is invalid or has expired. Ask the operator of this service for a new one.";

fn open(config: &mut Config) {
    config.signup = Signup::Open;
}

fn hash(code: &str) -> String {
    Sha256::digest(code).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The code of an invitation that is good for so many seconds.
fn invite(app: &TestApp, seconds: i64) -> String {
    let code = format!("code-{}-{}", std::process::id(), next_number());
    let (hash, expires) = (hash(&code), now() + seconds);
    app.sql(&format!("INSERT INTO invites (hash, expires) VALUES ('{hash}', {expires})"));
    code
}

/// The token of a link for a new password.
fn reset_link(person: &Person, seconds: i64) -> String {
    let token = format!("token-{}-{}", std::process::id(), next_number());
    let (hash, expires) = (hash(&token), now() + seconds);
    person.app.sql(&format!(
        "INSERT INTO password_resets (hash, user_id, expires) VALUES ('{hash}', {}, {expires})",
        person.id
    ));
    token
}

fn unique(name: &str) -> String {
    format!("{name}-{}-{}", std::process::id(), next_number())
}

/// What somebody new would send.
fn wanted(username: &str, invite: &str) -> Value {
    json!({"username": username, "email": format!("{username}@example.org"), "password": "four unrelated words",
        "first_name": "Grace", "last_name": "Hopper", "invite": invite})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn sign_up(app: &TestApp, body: Value) -> Answer {
    app.request("POST", "/api/users").json(body).send()
}

fn sign_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.request("POST", "/api/token").json(json!({"username": username, "password": password})).send()
}

#[track_caller]
fn message(answer: Answer) -> String {
    answer.expect(400)["message"].as_str().expect("a message").to_owned()
}

#[track_caller]
fn check_is_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("strict-origin"));
    let page = answer.text();
    assert_eq!(page.matches("<h1>").count(), 1, "{page}");
    assert!(page.contains("<html lang=\"en\">"));
    for input in page.split("<input ").skip(1).filter(|input| !input.contains("type=\"hidden\"")) {
        let id = input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
        assert!(page.contains(&format!("<label for=\"{id}\">")), "{id} has no label: {page}");
    }
    for described in page.split("aria-describedby=\"").skip(1) {
        for id in described.split('"').next().expect("ids").split(' ') {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id} is nowhere: {page}");
        }
    }
}

/// The ids of the fields that a page says are wrong.
fn wrong_fields(page: &str) -> Vec<String> {
    let inputs = page.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let wrong = inputs.filter(|input| input.contains("aria-invalid=\"true\"") && input.contains("\"error"));
    wrong.map(|input| input.split('"').nth(1).expect("an id").to_owned()).collect()
}

#[test]
fn who_signs_up_is_an_account_like_any_other() {
    let app = TestApp::start(open);
    let name = unique("grace");

    let user = sign_up(&app, wanted(&name, "")).created();

    assert_eq!(
        user,
        json!({"id": user["id"], "first_name": "Grace", "last_name": "Hopper", "username": name,
            "email": format!("{name}@example.org"), "image_url": null, "thumb_url": null})
    );
    let tokens = sign_in(&app, &name, "four unrelated words").ok();
    let token = tokens["access_token"].as_str().expect("a token");
    assert_eq!(app.request("GET", "/api/profile").bearer(token).send().ok(), user);
    let least = json!({"username": unique("ada"), "email": format!("{}@example.org", unique("ada")),
        "password": "four unrelated words"});
    assert_eq!(sign_up(&app, least).created()["first_name"], "");
}

#[test]
fn an_invitation_makes_one_account() {
    let code = invite(app(), 60);

    let user = sign_up(app(), wanted(&unique("grace"), &code)).created();

    assert!(user["id"].is_i64());
    assert_eq!(message(sign_up(app(), wanted(&unique("grace"), &code))), BAD_INVITATION);
}

#[test]
fn the_program_prints_invitations_that_are_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&app().db_url)).env("JWT_SECRET", SECRET);
    command.env("PUBLIC_URL", "https://photos.example.org/").args(["invite", "--days", "2"]);

    let output = command.output().expect("the binary");

    let line = String::from_utf8(output.stdout).expect("UTF-8");
    let code = line.trim().strip_prefix("https://photos.example.org/signup?invite=").expect(&line).to_owned();
    let expires = app().number(&format!("SELECT expires AS n FROM invites WHERE hash = '{}'", hash(&code)));
    assert!((now() + 2 * 86_400 - 60..=now() + 2 * 86_400).contains(&expires), "{expires}");
    check_is_page(&app().get(&format!("/signup?invite={code}")), 200);
    sign_up(app(), wanted(&unique("grace"), &code)).created();
}

#[test]
fn outsiders_are_told_that_their_invitation_is_bad_and_nothing_else() {
    let alice = app().person("alice");
    let expired = invite(app(), -1);
    let taken = json!({"username": alice.username, "email": format!("{}@example.org", alice.username)});

    for invite in [json!("nonsense"), json!(""), Value::Null, json!(expired), json!("x\u{1f98a}")] {
        for body in [
            wanted(&unique("grace"), ""),
            with(wanted(&unique("grace"), ""), "username", taken["username"].clone()),
            with(wanted(&unique("grace"), ""), "email", taken["email"].clone()),
            with(wanted("two words", ""), "password", json!("short")),
            json!({}),
        ] {
            let body = with(body, "invite", invite.clone());
            assert_eq!(message(sign_up(app(), body.clone())), BAD_INVITATION, "{body}");
        }
    }
    let without = |path: &str| app().get(path);
    for path in ["/signup", "/signup?invite=", "/signup?invite=nonsense", &format!("/signup?invite={expired}")] {
        let answer = without(path);
        check_is_page(&answer, 400);
        assert!(answer.text().contains(BAD_INVITATION) && !answer.text().contains("<form"), "{path}");
    }
}

#[test]
fn a_taken_username_and_a_taken_address_look_the_same_and_take_the_same_work() {
    let app = TestApp::start(|config| {
        open(config);
        config.bcrypt_cost = 11;
    });
    let alice = app.person("alice");
    let email = format!("{}@example.org", alice.username);
    let timed = |body: Value| {
        let start = Instant::now();
        let answer = sign_up(&app, body);
        (answer.status, answer.json()["message"].clone(), start.elapsed())
    };
    let bodies: [&dyn Fn() -> Value; 4] = [
        &|| with(wanted(&unique("grace"), ""), "username", json!(alice.username)),
        &|| with(wanted(&unique("grace"), ""), "email", json!(email)),
        &|| with(wanted(&alice.username, ""), "email", json!(email)),
        &|| wanted(&unique("grace"), ""),
    ];
    // The machine is busy now and then, so that each has several turns, one after the other.
    let rounds: Vec<_> = (0..6).map(|_| bodies.map(|body| timed(body()))).collect();
    let fastest = |place: usize| rounds.iter().map(|round| &round[place]).min_by_key(|one| one.2).expect("one");

    let free = fastest(3);
    assert_eq!(free.0, 201);
    for taken in [fastest(0), fastest(1), fastest(2)] {
        assert_eq!((taken.0, &taken.1), (400, &json!(TAKEN)));
        // Hashing takes fifty times as long as all the rest.
        assert!(taken.2 * 4 > free.2, "{taken:?} {free:?}");
    }
}

#[test]
fn a_try_that_fails_leaves_the_invitation_good() {
    let alice = app().person("alice");
    let code = invite(app(), 60);
    let fine = wanted(&unique("grace"), &code);

    for (field, value, part) in [
        ("username", json!(alice.username), TAKEN),
        ("email", json!(format!("{}@example.org", alice.username)), TAKEN),
        ("username", json!("two words"), "username must"),
        ("username", json!("a/b"), "username must"),
        ("username", json!(".."), "username must"),
        ("username", json!(""), "username must"),
        ("username", Value::Null, "username must"),
        ("username", json!("x".repeat(81)), "username must"),
        ("username", json!("grace\u{200b}"), "invisible characters"),
        ("username", json!("gr\u{200d}ace"), "invisible characters"),
        ("email", json!("\u{ad}grace@example.org"), "invisible characters"),
        ("first_name", json!("\u{202e}Grace"), "invisible characters"),
        ("last_name", json!("Hop\u{2060}per"), "invisible characters"),
        ("first_name", json!("Grace\u{2800}"), "invisible"),
        ("first_name", json!("\u{e000}Grace"), "invisible"),
        ("last_name", json!("\u{ff28}opper"), "fullwidth"),
        ("email", json!("grace\u{2800}@example.org"), "invisible characters"),
        ("username", json!(5), "username must be a string"),
        ("email", json!("nonsense"), "e-mail address must"),
        ("first_name", json!("x".repeat(81)), "name must"),
        ("last_name", json!("a\nb"), "name must"),
        ("password", json!("seven l"), "at least 8"),
        ("password", Value::Null, "must not be empty"),
        ("password", json!("x".repeat(72)), "71 bytes"),
        ("password", json!("é".repeat(36)), "71 bytes"),
        ("password", fine["username"].clone(), "must not be the username"),
        ("password", fine["email"].clone(), "must not be the username"),
        ("password", json!("Password123"), "tried first"),
    ] {
        let said = message(sign_up(app(), with(fine.clone(), field, value.clone())));
        assert!(said.contains(part), "{field} {value}: {said}");
    }

    sign_up(app(), fine).created();
}

#[test]
fn of_many_with_one_invitation_at_once_one_wins() {
    let code = invite(app(), 60);
    let before = app().number("SELECT count(*) AS n FROM users WHERE first_name = 'Race'");
    let body = || with(wanted(&unique("grace"), &code), "first_name", json!("Race"));

    let statuses: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..12).map(|_| scope.spawn(|| sign_up(app(), body()).status)).collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 400].contains(status)), "{statuses:?}");
    let after = app().number("SELECT count(*) AS n FROM users WHERE first_name = 'Race'");
    assert_eq!(after, before + 1);
}

#[test]
fn of_many_with_one_username_at_once_one_wins_and_the_others_keep_their_invitations() {
    let codes: Vec<String> = (0..6).map(|_| invite(app(), 60)).collect();
    let name = unique("grace");

    let answers: Vec<(u16, Value)> = thread::scope(|scope| {
        let tries: Vec<_> = codes
            .iter()
            .map(|code| {
                let email = format!("{}@example.org", unique("other"));
                let body = with(wanted(&name, code), "email", json!(email));
                scope.spawn(move || {
                    let answer = sign_up(app(), body);
                    (answer.status, answer.json()["message"].clone())
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == (400, json!(TAKEN))).count(), 5, "{answers:?}");
    let hashes = codes.iter().map(|code| format!("'{}'", hash(code))).collect::<Vec<_>>().join(",");
    assert_eq!(app().number(&format!("SELECT count(*) AS n FROM invites WHERE hash IN ({hashes})")), 5);
}

#[test]
fn a_new_account_differs_from_others_by_more_than_case_and_marks() {
    let app = TestApp::start(open);
    for (username, email) in [("Ada", "Ada@Example.org"), ("Жанна", "жанна@example.org"), ("Zoe\u{308}", "z@z")]
    {
        let person = app.person("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}', email = '{email}' WHERE id = {}", person.id));
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
fn a_new_username_has_letters_of_one_script_that_can_be_seen() {
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
        let person = app.person("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}' WHERE id = {}", person.id));
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
fn of_two_that_look_alike_at_once_one_is_refused() {
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
fn accounts_that_were_alike_or_odd_before_sign_in_as_ever() {
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
        let person = app.person("somebody");
        app.sql(&format!("UPDATE users SET username = '{username}' WHERE id = {}", person.id));
        sign_in(&app, username, "password").ok();
        person.patch("/api/profile", json!({"first_name": "Ada"})).ok();
    }
}

#[test]
fn of_two_alike_at_once_one_waits_for_the_other() {
    let name = unique("grace");
    let person = |username: String| NewUser {
        email: format!("{}@example.org", unique("other")),
        username,
        first_name: String::new(),
        last_name: String::new(),
        password_hash: String::new(),
        image_url: None,
        thumb_url: None,
    };
    let (first, second) = (person(name.clone()), person(name.to_uppercase()));

    let outcome = thread::scope(|scope| {
        let second = app().conn().writing(|conn| {
            UserCredentials::create_unlike_others(conn, &first, i32::MAX)?;
            let second = scope.spawn(|| {
                app().conn().writing(|conn| UserCredentials::create_unlike_others(conn, &second, i32::MAX))
            });
            thread::sleep(Duration::from_millis(500));
            Ok(second)
        });
        second.expect("the first").join().expect("an outcome")
    });

    assert!(matches!(outcome, Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))), "{outcome:?}");
}

#[test]
fn nobody_signs_up_where_that_is_closed() {
    let app = TestApp::start(|config| config.signup = Signup::Closed);
    let code = invite(&app, 60);

    assert!(message(sign_up(&app, wanted("grace", &code))).contains("Registration is closed"));
    let page = app.get(&format!("/signup?invite={code}"));
    check_is_page(&page, 400);
    assert!(page.text().contains("Registration is closed") && !page.text().contains("<form"));
    assert_eq!(app.number("SELECT count(*) AS n FROM users"), 0);
}

#[test]
fn the_login_form_leads_to_the_sign_up_form_where_everybody_may() {
    let links = [Signup::Open, Signup::Invite, Signup::Closed].map(|signup| {
        let app = TestApp::start(|config| config.signup = signup);
        let failed = app.request("POST", "/login").form(&[("username", "x")]).send().text();
        [app.get("/login").text(), failed].map(|page| page.contains("href=\"/signup\""))
    });

    assert_eq!(links, [[true; 2], [false; 2], [false; 2]]);
}

#[test]
fn a_browser_signs_up_and_is_signed_in() {
    let code = invite(app(), 60);
    let name = unique("grace");
    let email = format!("{name}@example.org");
    let address = format!("/signup?invite={code}");

    let page = app().get(&address);
    check_is_page(&page, 200);
    let page = page.text();
    assert!(page.contains("<form method=\"post\" action=\"/signup\">"));
    assert!(page.contains(&format!("name=\"invite\" value=\"{code}\"")), "{page}");
    assert!(!page.contains("role=\"alert\"") && wrong_fields(&page).is_empty());

    let send = |username: &str, password: &str| {
        let fields = [
            ("username", username),
            ("email", &email),
            ("password", password),
            ("first_name", "<b>G\""),
            ("last_name", ""),
            ("invite", &code),
        ];
        app().request("POST", "/signup").form(&fields).send()
    };
    for (username, password, wrong) in [
        ("two words", "four unrelated words", &["username"][..]),
        (&name, "short", &["password"]),
        (&app().person("alice").username, "four unrelated words", &["username", "email"]),
    ] {
        let again = send(username, password);
        check_is_page(&again, 400);
        let page = again.text();
        assert_eq!(wrong_fields(&page), wrong, "{page}");
        assert!(page.contains("role=\"alert\"") && page.contains("<title>Error: "), "{page}");
        assert!(page.contains(&format!("value=\"{username}\"")) && page.contains(&format!("value=\"{email}\"")));
        assert!(!page.contains(password) && !page.contains("<b>G"), "{page}");
        assert!(page.contains(&format!("name=\"invite\" value=\"{code}\"")));
        assert_eq!(again.cookie("access_token_cookie"), None);
    }

    let fields =
        [("username", name.as_str()), ("email", &email), ("password", "four unrelated words"), ("invite", &code)];
    let from_elsewhere =
        app().request("POST", "/signup").header("Sec-Fetch-Site", "cross-site").form(&fields).send();
    check_is_page(&from_elsewhere, 400);
    assert!(from_elsewhere.text().contains("This form was sent by another site"));
    for origin in ["https://evil.example", "null"] {
        let evil = app().request("POST", "/signup").header("Origin", origin).form(&fields).send();
        check_is_page(&evil, 400);
    }

    let answer = app().request("POST", "/signup").header("Origin", &app().url).form(&fields).send();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/")));
    let cookie =
        answer.cookie("access_token_cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie");
    assert!(answer.cookie("csrf_access_token").is_some());
    assert_eq!(app().request("GET", "/api/profile").cookie(cookie).send().ok()["username"], json!(name));
    let used = send(&unique("grace"), "four unrelated words");
    check_is_page(&used, 400);
    assert!(used.text().contains(BAD_INVITATION));
}

#[test]
fn strangers_have_few_tries_which_keep_nobody_from_signing_in() {
    let app = TestApp::start(|config| {
        open(config);
        config.login_rate_limit = Some(SignInLimits { address: 3, username: 3 });
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let alice = app.person("alice");
    let token = reset_link(&alice, 60);

    let good = sign_up(&app, wanted("grace", ""));
    let bad = sign_up(&app, json!({}));
    let form = app.request("POST", "/reset").form(&[("token", "nonsense"), ("password", "x")]).send();
    assert_eq!((good.status, bad.status, form.status), (201, 400, 400));

    let refused = sign_up(&app, wanted("alan", ""));
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    refused.expect(429);
    for (path, fields) in [
        ("/signup", [("username", "alan"), ("password", "y")]),
        ("/reset", [("token", &token), ("password", "y")]),
    ] {
        let page = app.request("POST", path).form(&fields).send();
        check_is_page(&page, 429);
        assert!(page.header("retry-after").is_some() && page.text().contains("role=\"alert\""), "{path}");
    }
    sign_in(&app, &alice.username, "password").ok();
    let elsewhere = app.request("POST", "/api/users").header("X-Forwarded-For", "203.0.113.1");
    elsewhere.json(wanted("alan", "")).send().created();
    app.sql(&format!("UPDATE failed_sign_ins SET since = {}", now() - 61));
    sign_up(&app, wanted("barbara", "")).created();
}

#[test]
fn tries_made_at_once_do_not_slip_through_together() {
    let app = TestApp::start(|config| config.login_rate_limit = Some(SignInLimits { address: 4, username: 4 }));

    let statuses: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..30).map(|_| scope.spawn(|| sign_up(&app, json!({})).status)).collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    let judged = statuses.iter().filter(|status| **status == 400).count();
    assert!(judged <= 4 && statuses.iter().all(|status| [400, 429].contains(status)), "{statuses:?}");
}

#[test]
fn a_link_sets_a_new_password_once_and_ends_what_was_before() {
    let alice = app().person("alice");
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
        ("password123", "tried first"),
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
fn links_that_are_late_or_of_somebody_disabled_are_as_good_as_unknown() {
    let [alice, bob] = ["alice", "bob"].map(|name| app().person(name));
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
fn of_many_with_one_link_at_once_one_wins() {
    let alice = app().person("alice");
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
fn the_program_prints_a_link_for_a_new_password_and_only_the_last_is_good() {
    let alice = app().person("alice");
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
fn links_that_nobody_used_are_swept() {
    let first = TestApp::start(|_| {});
    let alice = first.person("alice");
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
fn a_link_ends_with_whatever_else_makes_an_account_safe() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app().db_url)).env("JWT_SECRET", SECRET).args(arguments);
        assert!(command.status().expect("the binary").success(), "{arguments:?}");
    };
    type Deed<'a> = (&'a str, &'a dyn Fn(&Person));
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
        let alice = app().person("alice");
        let token = reset_link(&alice, 60);
        assert_eq!(app().get(&format!("/reset?token={token}")).status, 200);

        deed(&alice);

        let set = app().request("POST", "/reset").form(&[("token", &token), ("password", "five unrelated words")]);
        let answer = set.send();
        assert!(answer.status == 400 && answer.text().contains(BAD_LINK), "{what}: {answer:?}");
    }
}

#[test]
fn forms_that_other_sites_send_use_up_no_attempts() {
    let app = TestApp::start(|config| {
        open(config);
        config.login_rate_limit = Some(SignInLimits { address: 3, username: 3 });
    });
    let token = reset_link(&app.person("alice"), 60);
    for origin in ["https://evil.example", "null"] {
        for (path, fields) in [
            ("/signup", [("username", "x"), ("password", "y")]),
            ("/reset", [("token", token.as_str()), ("password", "four unrelated words")]),
        ] {
            for _ in 0..5 {
                let page = app.request("POST", path).header("Origin", origin).form(&fields).send();
                check_is_page(&page, 400);
                assert!(page.text().contains("This form was sent by another site"), "{path} from {origin}");
            }
        }
    }

    let fields = [("token", token.as_str()), ("password", "four unrelated words")];
    let answer = app.request("POST", "/reset").header("Origin", &app.url).form(&fields).send();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/login?reset")));
}
