//! The real binary on the command line: its arguments and its environment.

mod commands;

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use photo_app::db::DbUrl;

use crate::{basics::url_text, test_app::SECRET};

/// The binary, or the one that PHOTO_APP names, in an empty folder, with nothing of this process's environment that it
/// would read.
pub fn photo_app(folder: &Path) -> Command {
    let binary = env::var_os("PHOTO_APP").unwrap_or_else(|| env!("CARGO_BIN_EXE_photo-app").into());
    let mut command = Command::new(binary);
    command.current_dir(folder).env_clear().env("BCRYPT_COST", "10").env("LOG_LEVEL", "error");
    command
}

fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("the binary")
}

/// Checks that it failed with one line that contains `part`, and gives the line.
#[track_caller]
fn fails_with(command: &mut Command, part: &str) -> String {
    let output = run(command);
    let line = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!output.status.success(), "{line}");
    assert!(line.contains(part), "{line:?} lacks {part:?}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    assert!(!line.contains("panicked"), "{line}");
    line
}

#[track_caller]
pub fn succeeds(command: &mut Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs a command that reads a password from standard input.
pub fn with_password(command: &mut Command, password: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary");
    child.stdin.take().expect("a pipe").write_all(password.as_bytes()).expect("somebody who reads");
    child.wait_with_output().expect("an end")
}

/// A process that serves, killed when dropped.
pub struct Serving {
    pub child: Child,
    pub url: String,
}

impl Serving {
    /// Starts `photo-app serve` on a free port and waits until it is ready.
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.env("PORT", "0").stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the binary");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let url = stdout
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Photo App is ready at ").map(str::to_owned))
            .expect("a line that says where it serves");
        Self { child, url }
    }

    pub fn on(db_url: &DbUrl, folder: &Path) -> Self {
        Self::start(photo_app(folder).env("DB_URL", url_text(db_url)).env("JWT_SECRET", SECRET))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn help_names_every_command_and_shows_no_secret() {
    let folder = folder();
    let mut command = photo_app(folder.path());
    command.env("DB_URL", "postgresql://u:hunter2@h/x").env("JWT_SECRET", "hunter2").arg("--help");

    let help = succeeds(&mut command);

    for word in [
        "serve",
        "migrate",
        "seed",
        "user",
        "token",
        "health",
        "openapi",
        "--demo",
        "DB_URL",
        "PORT",
        "CORS_ORIGINS",
    ] {
        assert!(help.contains(word), "{word}");
    }
    assert!(!help.contains("hunter2"));
}

#[test]
fn wrong_arguments_say_what_is_wrong() {
    let folder = folder();

    for arguments in [&["--nonsense"][..], &["fly"], &["user"], &["token"], &["--port", "99999"], &["--port", "x"]]
    {
        let output = run(photo_app(folder.path()).args(arguments));
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    for (name, value) in [
        ("PORT", "http"),
        ("HOST", "localhost:1"),
        ("BCRYPT_COST", "9"),
        ("JWT_ACCESS_TOKEN_EXPIRES", "0"),
        ("JWT_COOKIE_SECURE", "perhaps"),
        ("DB_POOL_SIZE", "0"),
    ] {
        let output = run(photo_app(folder.path()).env(name, value).arg("migrate"));
        assert!(!output.status.success(), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(value), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn a_mistyped_database_url_is_refused_and_makes_no_file() {
    let folder = folder();

    for url in [
        "postgress://u@h/x",
        "postgre://u@h/x",
        "postgres:/u@h/x",
        "postgresql:u@h/x",
        "postgres//u@h/x",
        "mysql://u@h/x",
        "host=localhost dbname=x",
        "u@h/x",
        "http://h/x",
        "",
        "sqlite:",
        "sqlite::memory:",
        ":memory:",
        "sqlite:x.db?mode=ro",
        "postgresql://u@h:port/x",
        "C:\\photos.db",
    ] {
        fails_with(
            photo_app(folder.path()).env("JWT_SECRET", SECRET).env("DB_URL", url).arg("migrate"),
            "DB_URL: ",
        );
    }

    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn an_unreachable_database_is_one_clear_line_without_the_password() {
    let folder = folder();
    let mut command = photo_app(folder.path());
    command
        .env("JWT_SECRET", SECRET)
        .env("DB_URL", "postgresql://someone:hunter2@127.0.0.1:1/nowhere")
        .arg("serve");

    let output = run(&mut command);

    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!output.status.success());
    assert!(said.contains("postgresql://127.0.0.1:1/nowhere") && said.contains("refused"), "{said}");
    assert!(!said.contains("hunter2") && !said.contains("panicked"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn a_password_that_is_not_encoded_is_refused_without_being_shown() {
    let folder = folder();
    for url in [
        "postgresql://u:hunter2%zz@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?password=hunter2%00",
        "postgresql://u:hunter2%@127.0.0.1:1/db",
    ] {
        let line = fails_with(
            photo_app(folder.path()).env("JWT_SECRET", SECRET).env("DB_URL", url).arg("migrate"),
            "%25",
        );
        assert!(!line.contains("hunter2"), "{line}");
    }
}

#[test]
fn a_database_file_that_cannot_be_made_is_one_clear_line() {
    let folder = folder();

    for (path, part) in
        [("/proc/photos.sqlite", "/proc/photos.sqlite"), ("no/such/folder/x.sqlite", "no/such/folder")]
    {
        fails_with(photo_app(folder.path()).env("JWT_SECRET", SECRET).args(["--db-url", path, "migrate"]), part);
    }
    fs::write(folder.path().join("notes.txt"), "x".repeat(5000)).expect("a file");
    fails_with(
        photo_app(folder.path()).env("JWT_SECRET", SECRET).args(["--db-url", "notes.txt", "migrate"]),
        "not a database",
    );
}

#[test]
fn a_data_folder_that_cannot_be_made_is_one_clear_line() {
    let folder = folder();

    fails_with(photo_app(folder.path()).env("DATA_DIR", "/proc/nope").arg("migrate"), "--data-dir");
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();

    fails_with(photo_app(folder.path()).env("PORT", &port), &format!("127.0.0.1:{port}"));
}

#[test]
fn a_secret_is_generated_kept_and_readable_only_by_its_owner() {
    let folder = folder();
    let kept = || fs::read_to_string(folder.path().join("data/jwt-secret")).expect("the secret");

    succeeds(photo_app(folder.path()).arg("migrate"));
    let first = kept();
    succeeds(photo_app(folder.path()).arg("migrate"));

    assert_eq!(kept(), first);
    assert_eq!(first.len(), 64);
    let mode = |name: &str| fs::metadata(folder.path().join(name)).expect("the file").permissions().mode() & 0o777;
    assert_eq!((mode("data/jwt-secret"), mode("data")), (0o600, 0o700));
}

#[test]
fn files_of_an_interrupted_start_do_not_disturb_the_next_one() {
    let folder = folder();
    let mut command = Command::new("sh");
    let program = photo_app(folder.path());
    // A container gives every start the same process id.
    command.args(["-c", "mkdir data; touch data/jwt-secret.$$; exec \"$0\" migrate"]).arg(program.get_program());
    command.current_dir(folder.path()).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));

    succeeds(&mut command);

    let secret = fs::read_to_string(folder.path().join("data/jwt-secret")).expect("the secret");
    assert_eq!(secret.len(), 64);
    let left = fs::read_dir(folder.path().join("data")).expect("the folder").filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("jwt-secret"))
    });
    assert_eq!(left.count(), 2, "nothing else was left");
}

#[test]
fn an_empty_secret_is_refused_and_a_short_one_only_behind_https() {
    let folder = folder();
    let with = |secret: &str| {
        let mut command = photo_app(folder.path());
        command.env("JWT_SECRET", secret).arg("migrate");
        command
    };

    fails_with(&mut with(""), "JWT_SECRET is empty");
    fails_with(with("short").env("JWT_COOKIE_SECURE", "true"), "32 bytes");
    let output = run(with("short").env("LOG_LEVEL", "warn"));
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("shorter than 32 bytes") && !said.contains("\"short\""), "{said}");
}

#[test]
fn origins_must_be_origins() {
    let folder = folder();

    for origins in ["*", "https://a.example/", "a.example", "https://a.example,nonsense", "", " , "] {
        fails_with(photo_app(folder.path()).env("CORS_ORIGINS", origins).arg("migrate"), "CORS_ORIGINS");
    }
    succeeds(
        photo_app(folder.path()).env("CORS_ORIGINS", "https://a.example, http://localhost:3000").arg("migrate"),
    );
}

#[test]
fn demo_data_on_a_public_address_needs_a_second_flag() {
    let folder = folder();

    fails_with(photo_app(folder.path()).args(["--demo", "--host", "0.0.0.0"]), "--demo-public");
    fails_with(photo_app(folder.path()).args(["--host", "::", "serve", "--demo"]), "--demo-public");

    let arguments = ["serve", "--demo", "--demo-public", "--host", "0.0.0.0"];
    let public = Serving::start(photo_app(folder.path()).args(arguments));
    assert!(public.url.starts_with("http://0.0.0.0:"));
}

#[test]
fn an_env_file_is_read_and_a_malformed_one_is_not_quoted() {
    let folder = folder();
    let secret = "0123456789abcdef0123456789abcdef";
    fs::write(folder.path().join(".env"), format!("JWT_SECRET={secret}\nDB_URL=sqlite:here.sqlite\n"))
        .expect("a file");
    succeeds(photo_app(folder.path()).arg("migrate"));
    assert!(folder.path().join("here.sqlite").is_file());
    assert!(!folder.path().join("data").exists());

    fs::write(folder.path().join(".env"), "JWT_SECRET='hunter2\n").expect("a file");
    let line = fails_with(photo_app(folder.path()).arg("migrate"), ".env");
    assert!(!line.contains("hunter2"), "{line}");
}

#[test]
fn an_env_file_in_a_folder_above_is_not_read() {
    let folder = folder();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    fs::write(folder.path().join(".env"), "DB_URL=sqlite:elsewhere.sqlite\n").expect("a file");

    succeeds(photo_app(&inner).arg("migrate"));

    assert!(!inner.join("elsewhere.sqlite").exists());
    assert!(inner.join("data").exists());
}

#[test]
fn database_url_works_as_well_and_db_url_comes_first() {
    let folder = folder();

    succeeds(photo_app(folder.path()).env("DATABASE_URL", "sqlite://second.sqlite").arg("migrate"));
    succeeds(
        photo_app(folder.path())
            .env("DATABASE_URL", "sqlite://never.sqlite")
            .env("DB_URL", "first.sqlite")
            .arg("migrate"),
    );

    let there = |name: &str| folder.path().join(name).is_file();
    assert!(there("second.sqlite") && there("first.sqlite") && !there("never.sqlite"));
}
