//! The commands that work on the data: users, tokens, demo data, health, backups.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use photo_app::{config::Signup, db::DbUrl};
use serde_json::json;

use super::{Serving, fails_with, folder, photo_app, succeeds, with_password};
use crate::{
    basics::url_text,
    test_app::{SECRET, TestApp, app, new_database, next_number},
};

#[test]
fn accounts_are_added_disabled_enabled_and_given_passwords() {
    let app = TestApp::start(|_| {});
    let folder = folder();
    let command = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app.db_url)).env("JWT_SECRET", SECRET).args(arguments);
        command
    };
    let name = format!("ada-{}", next_number());
    let sign_in = |password: &str| {
        let body = json!({"username": name, "password": password});
        app.request("POST", "/api/token").json(body).send().status
    };

    let add = ["user", "add", &name, "--email", "ada@example.org", "--first-name", "Ada"];
    assert!(with_password(&mut command(&add), "first password\n").status.success());
    assert_eq!(sign_in("first password"), 200);
    let again = with_password(&mut command(&add), "third password\n");
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already taken"));
    for (name, email) in [(name.to_uppercase(), "other@example.org"), (format!("x{name}"), "ADA@example.org")] {
        let alike = with_password(&mut command(&["user", "add", &name, "--email", email]), "third password\n");
        assert!(String::from_utf8_lossy(&alike.stderr).contains("already taken"), "{name} {email}");
    }

    assert!(with_password(&mut command(&["user", "passwd", &name]), "second password\n").status.success());
    assert_eq!((sign_in("first password"), sign_in("second password")), (401, 200));

    succeeds(&mut command(&["user", "disable", &name]));
    assert_eq!(sign_in("second password"), 401);
    assert!(
        succeeds(&mut command(&["user", "list"]))
            .lines()
            .any(|line| line.contains(&name) && line.ends_with("disabled"))
    );

    succeeds(&mut command(&["user", "enable", &name]));
    assert_eq!(sign_in("second password"), 200);

    let token = succeeds(&mut command(&["token", &name]));
    assert_eq!(app.request("GET", "/api/profile").bearer(token.trim()).send().ok()["first_name"], "Ada");

    for arguments in [&["user", "disable", "nobody"][..], &["user", "enable", "nobody"], &["token", "nobody"]] {
        fails_with(&mut command(arguments), "nobody");
    }
}

#[test]
fn roles_are_given_on_the_command_line_and_noted_in_the_audit_log() {
    let app = app();
    let folder = folder();
    let name = format!("root-{}", next_number());
    let command = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&app.db_url)).env("JWT_SECRET", &app.secret).args(arguments);
        command
    };
    let role = || {
        let list = succeeds(&mut command(&["user", "list"]));
        let line = list.lines().find(|line| line.contains(&name)).expect("the user").to_owned();
        line.split_whitespace().nth(3).expect("a role").to_owned()
    };

    let add = ["user", "add", &name, "--email", &format!("{name}@example.org"), "--admin"];
    assert!(with_password(&mut command(&add), "four unrelated words\n").status.success());
    assert_eq!(role(), "admin");
    for given in ["moderator", "member"] {
        succeeds(&mut command(&["user", "role", &name, given]));
        assert_eq!(role(), given);
    }
    succeeds(&mut command(&["user", "disable", &name]));
    succeeds(&mut command(&["user", "enable", &name]));
    succeeds(&mut command(&["user", "reset-link", &name]));
    succeeds(&mut command(&["user", "logout-everywhere", &name]));
    succeeds(&mut command(&["token", &name]));
    let unknown = command(&["user", "role", &name, "owner"]).output().expect("a process");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("must be member, moderator or admin"));

    let noted = format!(
        "SELECT count(*) AS n FROM audit_log WHERE subject_name = '{name}' AND actor_name = 'command line' \
         AND actor_id IS NULL"
    );
    assert_eq!(app.number(&noted), 8);
    assert_eq!(app.number(&format!("{noted} AND action = 'token_created'")), 1);
}

#[test]
fn invalid_passwords_and_names_are_refused() {
    let folder = folder();
    let add = |name: &str, email: &str, password: &str| {
        let mut command = photo_app(folder.path());
        let output = with_password(command.args(["user", "add", name, "--email", email]), password);
        (output.status.success(), String::from_utf8(output.stderr).expect("UTF-8"))
    };

    for (name, email, password) in [
        ("ada", "ada@example.org", ""),
        ("ada", "ada@example.org", "\n"),
        ("", "ada@example.org", "x\n"),
        ("two words", "ada@example.org", "x\n"),
        ("ad\u{200b}a", "ada@example.org", "four unrelated words\n"),
        ("ada\u{2800}", "ada@example.org", "four unrelated words\n"),
        ("\u{430}da", "ada@example.org", "four unrelated words\n"),
        ("ada", "nonsense", "x\n"),
    ] {
        let (done, said) = add(name, email, password);
        assert!(!done && said.lines().count() == 1, "{said}");
    }
    for guessed in ["7 signs\n", "Password\n", "photo-app-1\n"] {
        let (done, said) = add("ada", "ada@example.org", guessed);
        assert!(!done && said.contains("password"), "{guessed}: {said}");
    }
    let (done, said) = add("ada", "ada@example.org", &"x".repeat(72));
    assert!(!done && said.contains("71 bytes"), "{said}");
    assert!(add("ada", "ada@example.org", &"x".repeat(71)).0);
}

#[test]
fn the_first_start_prints_a_link_that_makes_the_first_admin_once() {
    let (db_url, _folder) = new_database();
    let folder = folder();
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).env("SIGNUP", "closed");
    let mut links = Vec::new();
    // A link that was not used stays valid beside that of the next start.
    for _ in 0..2 {
        let mut child = command.env("PORT", "0").stdout(Stdio::piped()).spawn().expect("the binary");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let code = lines.find_map(|line| line.split_once("/signup?invite=").map(|(_, code)| code.to_owned()));
        links.push(code.expect("a link"));
        child.kill().and_then(|()| child.wait()).expect("an end");
    }

    let app = TestApp::start_on(db_url, None, |config| config.signup = Signup::Closed);
    let sign_up = |name: &str, invite: &str| {
        let account = json!({"username": name, "email": format!("{name}@example.org"),
            "password": "four unrelated words", "invite": invite});
        app.request("POST", "/api/users").json(account).send()
    };
    sign_up("nobody", "x").expect(400);
    assert_eq!(app.get(&format!("/signup?invite={}", links[0])).status, 200);
    let answers = std::thread::scope(|scope| {
        let other = scope.spawn(|| sign_up("other", &links[1]));
        [sign_up("root", &links[0]), other.join().expect("no panic")]
    });
    let (created, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((created.len(), refused.len()), (1, 1));
    let admin = created[0].json();

    for link in &links {
        assert_eq!(sign_up("second", link).expect(400)["code"], "signup_closed");
    }
    assert_eq!(app.number("SELECT count(*) AS n FROM users WHERE role = 'admin'"), 1);
    for (action, actor, number) in [
        ("role_changed", format!("actor_id = {}", admin["id"]), 1),
        ("invite_redeemed", format!("actor_id = {}", admin["id"]), 1),
        ("set_up_link_created", "actor_name = 'command line'".to_owned(), 2),
    ] {
        let noted = format!("SELECT count(*) AS n FROM audit_log WHERE action = '{action}' AND {actor}");
        assert_eq!(app.number(&noted), number, "{action}");
    }
    assert!(!serves_a_link(&mut command));
}

/// Whether a start prints a link before the next line that comes after it is ready.
fn serves_a_link(command: &mut Command) -> bool {
    let mut child = command.env("LOG_LEVEL", "info").stdout(Stdio::piped()).spawn().expect("the binary");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    lines.find(|line| line.starts_with("Photo App is ready")).expect("a server that starts");
    // The link would be the next line. A stop that was asked for ends the output.
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    let found = lines.any(|line| line.contains("/signup?invite="));
    child.wait().expect("an end");
    found
}

#[test]
fn the_binary_serves_demo_data_and_stops_on_sigterm() {
    let (db_url, _folder) = new_database();
    let folder = folder();
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).args(["serve", "--demo"]);
    let mut serving = Serving::start(&mut command);
    let agent = ureq::agent();

    let token = agent
        .post(format!("{}/api/token", serving.url))
        .send_json(json!({"username": "webdev", "password": "password"}))
        .expect("tokens")
        .into_body()
        .read_json::<serde_json::Value>()
        .expect("JSON")["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let feed: Vec<serde_json::Value> = agent
        .get(format!("{}/api/posts", serving.url))
        .header("Authorization", format!("Bearer {token}"))
        .call()
        .expect("the feed")
        .into_body()
        .read_json()
        .expect("JSON");
    assert_eq!(feed.len(), 20);

    let pid = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    assert!(serving.child.wait().expect("an end").success());
}

#[test]
fn health_reports_whether_a_server_is_ready_and_needs_no_secret() {
    let (db_url, _folder) = new_database();
    let [served, folder] = [folder(), folder()];
    let health = |host: &str, port: &str| {
        let mut command = photo_app(folder.path());
        command.env("HOST", host).env("PORT", port).arg("health");
        command
    };
    let serving = Serving::on(&db_url, served.path());
    let port = serving.url.rsplit(':').next().expect("a port").to_owned();

    assert_eq!(succeeds(&mut health("127.0.0.1", &port)), "");
    succeeds(&mut health("0.0.0.0", &port));

    drop(serving);
    fails_with(&mut health("127.0.0.1", &port), &format!("127.0.0.1:{port} is not ready"));
    for (answer, part) in
        [("HTTP/1.1 503 Service Unavailable\r\n\r\n", "503"), ("220 mail.example.org\r\n", "HTTP")]
    {
        let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = other.local_addr().expect("an address").port().to_string();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = other.accept().expect("a client");
            let _ = BufReader::new(&stream).read_line(&mut String::new());
            let _ = stream.write_all(answer.as_bytes());
        });
        fails_with(&mut health("127.0.0.1", &port), part);
        answering.join().expect("an answer");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn seeding_twice_is_refused_and_adds_nothing() {
    let (db_url, _folder) = new_database();
    let folder = folder();
    let seed = |arguments: &[&str]| {
        let mut command = photo_app(folder.path());
        command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).arg("seed").args(arguments);
        command
    };

    assert!(succeeds(&mut seed(&["--users", "12", "--seed", "7"])).contains("12 users"));
    fails_with(&mut seed(&[]), "empty");
}

#[test]
fn a_user_can_be_signed_out_everywhere_from_the_command_line() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let folder = tempfile::tempdir().expect("a folder");
    let user = |command: &str| {
        let mut binary = photo_app(folder.path());
        binary
            .args(["user", command, &alice.username])
            .env("DB_URL", url_text(&app.db_url))
            .env("JWT_SECRET", SECRET);
        binary
    };
    let earlier = |seconds: i64| app.token(json!({"sub": alice.id, "iat": crate::test_app::now() - seconds}));
    let status = |token: &str| app.request("GET", "/api/profile").bearer(token).send().status;
    let before = earlier(0);
    assert_eq!(status(&before), 200);

    succeeds(&mut user("logout-everywhere"));
    assert_eq!(status(&before), 401);

    app.sql(&format!("UPDATE users SET tokens_valid_after = 0 WHERE id = {}", alice.id));
    succeeds(&mut user("disable"));
    succeeds(&mut user("enable"));
    assert_eq!(status(&before), 401, "a disabled account's tokens stay ended");

    app.sql(&format!("UPDATE users SET tokens_valid_after = 0 WHERE id = {}", alice.id));
    assert!(with_password(&mut user("passwd"), "another password\n").status.success());
    assert_eq!(status(&before), 401);
}

#[test]
fn a_backup_of_a_database_in_use_is_a_database() {
    let app = TestApp::start(|_| {});
    let alice = app.user("alice");
    let post = alice.publish("x");
    let folder = tempfile::tempdir().expect("a folder");
    let backup = |url: String, file: &str| {
        let mut binary = photo_app(folder.path());
        binary.args(["backup", file]).env("DB_URL", url).env("JWT_SECRET", SECRET);
        binary
    };
    if let DbUrl::Postgres(_) = app.db_url {
        fails_with(&mut backup(url_text(&app.db_url), "copy.sqlite"), "pg_dump");
        return;
    }

    succeeds(&mut backup(url_text(&app.db_url), "copy.sqlite"));

    let copy = DbUrl::Sqlite(folder.path().join("copy.sqlite"));
    let restored = TestApp::start_on(copy, None, |_| {});
    restored.request("GET", "/api/posts").bearer(&alice.token).send().expect(401);
    let later = app.token(json!({"sub": alice.id, "iat": crate::test_app::now() + 60}));
    let posts = restored.request("GET", "/api/posts").bearer(&later).send().ok();
    assert_eq!(posts[0]["id"], json!(post));
    fails_with(&mut backup(url_text(&app.db_url), "copy.sqlite"), "already exists");
    fails_with(&mut backup("sqlite:missing.sqlite".to_owned(), "other.sqlite"), "there is no database");
    assert!(!folder.path().join("missing.sqlite").exists());
}
