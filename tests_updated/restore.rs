//! A restored database: tokens, invitations and links from after the backup are invalid.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use photo_app::db::{Conn, DbUrl, migrate};
use serde_json::{Value, json};

use crate::{
    basics::{number, url_text},
    cli::{Serving, photo_app, succeeds},
    test_app::{Answer, SECRET, TestApp, new_database, now},
};

const PASSWORD: &str = "four unrelated words";

/// An installation: a database, and a folder from which the program runs.
struct Installation {
    db_url: DbUrl,
    folder: tempfile::TempDir,
    _database: Option<tempfile::TempDir>,
}

impl Installation {
    fn new() -> Self {
        let (db_url, database) = new_database();
        Self { db_url, folder: tempfile::tempdir().expect("a folder"), _database: database }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = photo_app(self.folder.path());
        command.env("DB_URL", url_text(&self.db_url)).env("JWT_SECRET", SECRET).env("SIGNUP", "open");
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn serve(&self) -> (Serving, TestApp) {
        let serving = Serving::start(&mut self.command(&["serve"]));
        let app = TestApp::beside(&serving.url, self.db_url.clone(), SECRET);
        (serving, app)
    }

    /// The SQLite file of the database.
    fn file(&self) -> &Path {
        match &self.db_url {
            DbUrl::Sqlite(path) => path,
            DbUrl::Postgres(_) => panic!("SQLite alone has a file"),
        }
    }

    fn is_on_postgres(&self) -> bool {
        matches!(self.db_url, DbUrl::Postgres(_))
    }

    /// Makes a backup as docs/deployment.md describes.
    fn back_up(&self) {
        if self.is_on_postgres() {
            let file = self.folder.path().join("copy.dump");
            run(postgres_tool("pg_dump")
                .arg("--format=custom")
                .arg("--file")
                .arg(file)
                .arg(url_text(&self.db_url)));
        } else {
            succeeds(&mut self.command(&["backup", "copy.sqlite"]));
        }
    }

    /// Puts it back as docs/deployment.md describes.
    fn restore(&self) {
        if self.is_on_postgres() {
            let arguments = ["--clean", "--if-exists", "--no-owner", "--single-transaction"];
            let database = format!("--dbname={}", url_text(&self.db_url));
            let file = self.folder.path().join("copy.dump");
            run(postgres_tool("pg_restore").args(arguments).arg(database).arg(file));
            succeeds(&mut self.command(&["restore"]));
        } else {
            succeeds(&mut self.command(&["restore", "copy.sqlite"]));
        }
    }
}

fn postgres_tool(name: &str) -> Command {
    let path = env::var_os("POSTGRES_BIN").map_or_else(|| name.into(), |folder| PathBuf::from(folder).join(name));
    Command::new(path)
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Makes an account, signs in, and gives its id and its tokens.
fn sign_up(app: &TestApp, name: &str) -> (i64, Value) {
    let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
    let user = app.request("POST", "/api/users").json(body).send().created();
    (user["id"].as_i64().expect("an id"), sign_in(app, name))
}

fn sign_in(app: &TestApp, name: &str) -> Value {
    app.request("POST", "/api/token").json(json!({"username": name, "password": PASSWORD})).send().ok()
}

fn refresh(app: &TestApp, tokens: &Value) -> Answer {
    app.request("POST", "/api/token/refresh").json(json!({"refresh_token": tokens["refresh_token"]})).send()
}

fn profile(app: &TestApp, token: &Value) -> Answer {
    app.request("GET", "/api/profile").bearer(token.as_str().expect("a token")).send()
}

/// What is true of a database that was backed up and then restored, whichever way.
fn check_restored(place: &Installation, restore: impl Fn(&Installation)) {
    let (serving, app) = place.serve();
    let (alice_id, alice) = sign_up(&app, "alice");
    let revoked = sign_in(&app, "alice");
    for command in [&["invite"][..], &["user", "reset-link", "alice"]] {
        succeeds(&mut place.command(command));
    }
    let post = json!({"image_url": "/a.jpg"});
    let publish = |app: &TestApp, token: &Value| {
        let token = token.as_str().expect("a token");
        let made = app.request("POST", "/api/posts").bearer(token).json(post.clone()).send().created();
        made["id"].as_i64().expect("an id")
    };
    let shared = publish(&app, &alice["access_token"]);
    let token = alice["access_token"].as_str().expect("a token");
    app.request("POST", "/api/guest-links").bearer(token).json(json!({"post_ids": [shared]})).send().created();
    place.back_up();
    let (lost_id, lost) = sign_up(&app, "xaver");
    let lost_post = publish(&app, &lost["access_token"]);
    let fields = ["access_token", "refresh_token"].map(|name| (name, revoked[name].clone()));
    app.request("POST", "/api/token/revoke")
        .json(Value::Object(fields.map(|(a, b)| (a.to_owned(), b)).into_iter().collect()))
        .send()
        .ok();
    drop(serving);

    restore(place);

    let (_serving, app) = place.serve();
    let (new_id, new) = sign_up(&app, "yvonne");
    assert!(new_id > lost_id, "{new_id} after {lost_id}");
    assert!(publish(&app, &new["access_token"]) > lost_post);
    assert_eq!(profile(&app, &new["access_token"]).ok()["username"], "yvonne");
    for (whose, tokens) in [("lost", &lost), ("revoked", &revoked), ("earlier", &alice)] {
        assert_eq!(refresh(&app, tokens).status, 401, "{whose}");
        assert_eq!(profile(&app, &tokens["access_token"]).status, 401, "{whose}");
    }
    // Should somebody have got the id of a lost account all the same.
    let forged = app.token(json!({"sub": new_id, "iat": now() - 3600}));
    profile(&app, &json!(forged)).expect(401);
    for table in ["invites", "password_resets", "guest_links"] {
        assert_eq!(app.number(&format!("SELECT count(*) AS n FROM {table}")), 0, "{table}");
    }
    assert_eq!(profile(&app, &sign_in(&app, "alice")["access_token"]).ok()["id"], json!(alice_id));
    // Those that a harness mints from now on are valid, also for accounts that it adds beside the server.
    profile(&app, &json!(app.token(json!({"sub": alice_id})))).ok();
    let bob = app.user("bob");
    assert!(i64::from(bob.id) > lost_id);
    bob.get("/api/profile").ok();
}

#[test]
fn after_a_restore_nothing_that_was_given_out_since_the_backup_or_before_is_valid() {
    check_restored(&Installation::new(), Installation::restore);
}

#[test]
fn a_backup_that_is_copied_into_place_by_hand_starts_a_new_epoch_by_itself() {
    let place = Installation::new();
    if place.is_on_postgres() {
        // There the same is said after any way to restore.
        return check_restored(&place, |place| {
            place.restore();
            succeeds(&mut place.command(&["restore"]));
        });
    }

    check_restored(&place, |place| {
        fs::copy(place.folder.path().join("copy.sqlite"), place.file()).expect("a copy");
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", place.file().display()));
        }
    });
}

#[test]
fn an_epoch_begins_once_and_its_accounts_need_not_wait_again() {
    let place = Installation::new();
    drop(place.serve());
    place.back_up();
    place.restore();
    let state = || {
        let mut conn = Conn::open(&place.db_url).expect("the database");
        let sequence = match &place.db_url {
            DbUrl::Sqlite(_) => "SELECT seq AS n FROM sqlite_sequence WHERE name = 'posts'",
            DbUrl::Postgres(_) => "SELECT last_value AS n FROM posts_id_seq",
        };
        ["SELECT count(*) AS n FROM epochs", sequence].map(|sql| number(&mut conn, sql))
    };
    let before = state();

    succeeds(&mut place.command(&["migrate"]));
    drop(place.serve());

    assert_eq!(state(), before);
    assert_eq!(before[0], 1);
    assert!((1_000_000..100_000_000).contains(&before[1]), "{before:?}");

    place.restore();
    assert_ne!(state()[1], before[1], "the same backup, restored once more");
}

#[test]
fn ids_near_the_end_are_skipped_by_half_of_what_is_left() {
    let place = Installation::new();
    migrate(&place.db_url).expect("a migration");
    let near = 2_147_483_647 - 1000;
    let mut conn = Conn::open(&place.db_url).expect("the database");
    let sql = match &place.db_url {
        DbUrl::Sqlite(_) => format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('stories', {near})"),
        DbUrl::Postgres(_) => format!("SELECT setval('stories_id_seq', {near})"),
    };
    diesel::connection::SimpleConnection::batch_execute(&mut conn, &sql).expect("a sequence");
    drop(conn);

    succeeds(&mut place.command(&["restore"]));

    let mut conn = Conn::open(&place.db_url).expect("the database");
    let sql = match &place.db_url {
        DbUrl::Sqlite(_) => "SELECT seq AS n FROM sqlite_sequence WHERE name = 'stories'",
        DbUrl::Postgres(_) => "SELECT last_value AS n FROM stories_id_seq",
    };
    assert_eq!(number(&mut conn, sql), near + 500);
}

#[test]
fn restoring_checks_the_backup_and_keeps_what_it_replaces() {
    let place = Installation::new();
    let path = |name: &str| place.folder.path().join(name);
    let fails_with = |arguments: &[&str], part: &str| {
        let output = place.command(arguments).output().expect("the binary");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(part), "{said:?} lacks {part:?}");
    };
    if place.is_on_postgres() {
        return fails_with(&["restore", "copy.dump"], "pg_restore");
    }
    fails_with(&["restore"], "there is no database");
    let (serving, app) = place.serve();
    place.back_up();
    let late = app.user("late");
    fails_with(&["restore", "copy.sqlite"], "in use");
    late.get("/api/profile").ok();
    drop(serving);

    fails_with(&["restore", "missing.sqlite"], "there is no database");
    fs::write(path("notes.txt"), "x".repeat(5000)).expect("a file");
    fails_with(&["restore", "notes.txt"], "not a backup");
    fs::write(path("empty.sqlite"), "").expect("a file");
    fails_with(&["restore", "empty.sqlite"], "not a backup");
    // Enough of it is broken for SQLite to notice.
    let mut broken = fs::read(path("copy.sqlite")).expect("the backup");
    let end = broken.len();
    broken[8192..end].fill(0x55);
    fs::write(path("broken.sqlite"), broken).expect("a file");
    fails_with(&["restore", "broken.sqlite"], "not a backup");
    let ids = |file: &Path| {
        let mut conn = Conn::open(&DbUrl::Sqlite(file.to_owned())).expect("a database");
        number(&mut conn, "SELECT count(*) AS n FROM users")
    };
    assert_eq!(ids(place.file()), 1);

    succeeds(&mut place.command(&["restore", "copy.sqlite"]));

    let folder = place.file().parent().expect("a folder");
    let names: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    let replaced: Vec<&PathBuf> =
        names.iter().filter(|name| name.display().to_string().contains(".replaced-")).collect();
    assert_eq!(replaced.len(), 1, "{names:?}");
    assert!(!names.iter().any(|name| name.display().to_string().contains("draft")), "{names:?}");
    assert_eq!((ids(replaced[0]), ids(place.file())), (1, 0));
    for file in [place.file(), &path("copy.sqlite")] {
        let mode = fs::metadata(file).expect("the file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }

    // One that cannot be read is no reason to fail.
    thread::sleep(Duration::from_millis(1100));
    fs::write(place.file(), "y".repeat(5000)).expect("a file");
    succeeds(&mut place.command(&["restore", "copy.sqlite"]));
    assert_eq!(ids(place.file()), 0);
}

#[test]
fn a_database_file_alone_is_the_whole_database_once_the_server_has_stopped() {
    let place = Installation::new();
    if place.is_on_postgres() {
        return;
    }
    let (mut serving, app) = place.serve();
    let alice = app.user("alice");
    for _ in 0..20 {
        alice.publish("x");
    }
    stop(&mut serving);

    let log = fs::metadata(format!("{}-wal", place.file().display()));
    assert_eq!(log.map_or(0, |log| log.len()), 0, "nothing is left in the log");
    let copy = place.folder.path().join("copied.sqlite");
    fs::copy(place.file(), &copy).expect("a copy");

    let mut conn = Conn::open(&DbUrl::Sqlite(copy)).expect("a database");
    assert_eq!(number(&mut conn, "SELECT count(*) AS n FROM posts"), 20);
}

#[test]
fn a_backup_that_is_copied_beside_the_log_of_the_old_database_is_not_harmed_by_it() {
    let place = Installation::new();
    if place.is_on_postgres() {
        return;
    }
    let (serving, app) = place.serve();
    let alice = app.user("alice");
    alice.publish("before");
    place.back_up();
    for _ in 0..60 {
        alice.publish("after");
    }
    // Killed, so that the log stays.
    drop(serving);
    let log = PathBuf::from(format!("{}-wal", place.file().display()));
    assert!(fs::metadata(&log).expect("a log").len() > 0);

    fs::copy(place.folder.path().join("copy.sqlite"), place.file()).expect("a copy");
    let (_serving, app) = place.serve();

    assert_eq!(app.number("SELECT count(*) AS n FROM posts"), 1);
    let mut conn = app.conn();
    assert_eq!(
        number(&mut conn, "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
        1
    );
    let new = app.user("new");
    new.publish("x");
    let folder = fs::read_dir(place.file().parent().expect("a folder")).expect("a folder");
    let names: Vec<_> =
        folder.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    assert!(names.iter().any(|name| name.contains("-wal.foreign-")), "{names:?}");
}

#[test]
fn two_restores_at_once_keep_both_of_the_databases_that_they_replace() {
    let place = Installation::new();
    if place.is_on_postgres() {
        return;
    }
    let (serving, app) = place.serve();
    succeeds(&mut place.command(&["backup", "none.sqlite"]));
    app.user("first");
    succeeds(&mut place.command(&["backup", "first.sqlite"]));
    app.user("second");
    drop(serving);

    succeeds(&mut place.command(&["restore", "none.sqlite"]));
    succeeds(&mut place.command(&["restore", "first.sqlite"]));

    let folder = fs::read_dir(place.file().parent().expect("a folder")).expect("a folder");
    let replaced = folder.map(|entry| entry.expect("an entry").path()).filter(|path| {
        let name = path.display().to_string();
        name.contains(".replaced-") && !name.ends_with("-wal") && !name.ends_with("-shm")
    });
    let mut users: Vec<i64> = replaced
        .map(|file| {
            let mut conn = Conn::open(&DbUrl::Sqlite(file)).expect("a database");
            number(&mut conn, "SELECT count(*) AS n FROM users")
        })
        .collect();
    users.sort_unstable();
    assert_eq!(users, [0, 2]);
}

/// Stops a server as a service manager does, and waits until it has ended.
fn stop(serving: &mut Serving) {
    let process = i32::try_from(serving.child.id()).expect("a process");
    run(Command::new("kill").args(["-TERM", &process.to_string()]));
    assert!(serving.child.wait().expect("an end").success());
}
