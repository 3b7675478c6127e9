//! Registration: `/signup`, `POST /api/users`, invitations; and `/reset`.

mod reset;
mod usernames;

use std::{thread, time::Instant};

use photo_app::config::{Config, SignInLimits, Signup};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    basics::url_text,
    cli::photo_app,
    test_app::{Answer, SECRET, TestApp, TestUser, app, next_number, now},
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
fn reset_link(user: &TestUser, seconds: i64) -> String {
    let token = format!("token-{}-{}", std::process::id(), next_number());
    let (hash, expires) = (hash(&token), now() + seconds);
    user.app.sql(&format!(
        "INSERT INTO password_resets (hash, user_id, expires) VALUES ('{hash}', {}, {expires})",
        user.id
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
fn a_registered_user_is_like_any_other() {
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
    assert_eq!(app.request("GET", "/api/profile").bearer(token).send().ok()["id"], user["id"]);
    let least = json!({"username": unique("ada"), "email": format!("{}@example.org", unique("ada")),
        "password": "four unrelated words"});
    assert_eq!(sign_up(&app, least).created()["first_name"], "");
}

#[test]
fn an_invitation_creates_one_account() {
    let code = invite(app(), 60);

    let user = sign_up(app(), wanted(&unique("grace"), &code)).created();

    assert!(user["id"].is_i64());
    assert_eq!(message(sign_up(app(), wanted(&unique("grace"), &code))), BAD_INVITATION);
}

#[test]
fn the_program_prints_valid_invitations() {
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
fn without_a_valid_invitation_the_error_reveals_nothing_else() {
    let alice = app().user("alice");
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
    let alice = app.user("alice");
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
fn a_failed_attempt_keeps_the_invitation_valid() {
    let alice = app().user("alice");
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
        ("password", json!("Password123"), "too common"),
    ] {
        let said = message(sign_up(app(), with(fine.clone(), field, value.clone())));
        assert!(said.contains(part), "{field} {value}: {said}");
    }

    sign_up(app(), fine).created();
}

#[test]
fn of_concurrent_registrations_with_one_invitation_one_succeeds() {
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
fn of_concurrent_registrations_with_one_username_one_succeeds_and_the_others_keep_their_invitations() {
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
fn registration_can_be_closed() {
    let app = TestApp::start(|config| config.signup = Signup::Closed);
    let code = invite(&app, 60);

    assert!(message(sign_up(&app, wanted("grace", &code))).contains("Registration is closed"));
    let page = app.get(&format!("/signup?invite={code}"));
    check_is_page(&page, 400);
    assert!(page.text().contains("Registration is closed") && !page.text().contains("<form"));
    assert_eq!(app.number("SELECT count(*) AS n FROM users"), 0);
}

#[test]
fn the_login_form_links_to_the_registration_form_if_registration_is_open() {
    let links = [Signup::Open, Signup::Invite, Signup::Closed].map(|signup| {
        let app = TestApp::start(|config| config.signup = signup);
        let failed = app.request("POST", "/login").form(&[("username", "x")]).send().text();
        [app.get("/login").text(), failed].map(|page| page.contains("href=\"/signup\""))
    });

    assert_eq!(links, [[true; 2], [false; 2], [false; 2]]);
}

#[test]
fn registering_in_a_browser_signs_in() {
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
        (&app().user("alice").username, "four unrelated words", &["username", "email"]),
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
fn registration_attempts_are_limited_and_do_not_limit_signing_in() {
    let app = TestApp::start(|config| {
        open(config);
        config.sign_in_limits = Some(SignInLimits { per_address: 3, per_username: 3 });
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    });
    let alice = app.user("alice");
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
fn concurrent_attempts_do_not_exceed_the_limit() {
    let app =
        TestApp::start(|config| config.sign_in_limits = Some(SignInLimits { per_address: 4, per_username: 4 }));

    let statuses: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..30).map(|_| scope.spawn(|| sign_up(&app, json!({})).status)).collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).collect()
    });

    let judged = statuses.iter().filter(|status| **status == 400).count();
    assert!(judged <= 4 && statuses.iter().all(|status| [400, 429].contains(status)), "{statuses:?}");
}

#[test]
fn forms_from_other_sites_use_up_no_attempts() {
    let app = TestApp::start(|config| {
        open(config);
        config.sign_in_limits = Some(SignInLimits { per_address: 3, per_username: 3 });
    });
    let token = reset_link(&app.user("alice"), 60);
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
