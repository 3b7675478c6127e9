//! What the program asks of the operating system: files, connections and the log.

use std::{
    fs::{self, OpenOptions},
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use diesel::connection::SimpleConnection;
use photo_app::db::DbUrl;
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};

use crate::{
    basics::url_text,
    cli::{Serving, photo_app, succeeds},
    images::files::{jpeg, textured},
    test_app::{SECRET, TestApp, new_database, on_postgres},
};

/// As `command`, run by a shell that sets limits first.
fn after(limits: &str, command: &Command) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell
        .arg("-c")
        .arg(format!("{limits}; exec \"$0\" \"$@\""))
        .arg(command.get_program())
        .args(command.get_args());
    shell.current_dir(command.get_current_dir().expect("a folder")).env_clear();
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_is_readable_by_its_owner_alone() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    // Where a database is made by the test, others may read its folder.
    let db_url = match db_url {
        DbUrl::Sqlite(_) => DbUrl::Sqlite(folder.path().join("photos.sqlite")),
        postgres => postgres,
    };
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET);
    let serving = Serving::start(&mut after("umask 022", &command));
    let app = TestApp::beside(&serving.url, db_url.clone(), SECRET);
    let mut conn = app.conn();
    app.user("ada").upload(&jpeg(&textured(64, 48), 64, 48)).created();
    if !on_postgres() {
        command.args(["backup", "copy.sqlite"]);
        succeeds(&mut after("umask 022", &command));
    }

    let files = files_in(folder.path());

    // Three sizes of an image; on SQLite also the database, its log and index, and the copy.
    assert!(files.len() >= if on_postgres() { 3 } else { 7 }, "{files:?}");
    for file in files {
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", file.display());
    }
    conn.batch_execute("SELECT 1").expect("a connection that kept the log open until now");
}

/// A connection from this address of the loopback network to the server.
pub fn connect_from(address: Ipv4Addr, server: SocketAddr) -> TcpStream {
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
    bind(&socket, &SocketAddr::V4(SocketAddrV4::new(address, 0))).expect("an address of this machine");
    connect(&socket, &server).expect("a server that listens");
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    stream
}

/// Whether a request on this connection is answered.
fn is_answered(stream: &mut TcpStream) -> bool {
    let mut start = [0; 12];
    let sent = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    sent.and_then(|()| stream.read_exact(&mut start)).is_ok() && start == *b"HTTP/1.1 200"
}

/// Serves with this limit of open files.
fn serving_with(limits: &str, folder: &Path) -> (Serving, SocketAddr) {
    let (db_url, database) = new_database();
    let mut command = photo_app(folder);
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET);
    let serving = Serving::start(&mut after(limits, &command));
    // Gone with the process of the test.
    std::mem::forget(database);
    let address = serving.url.trim_start_matches("http://").parse().expect("an address");
    (serving, address)
}

#[test]
fn idle_connections_beyond_the_soft_limit_of_open_files_leave_room_for_new_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_serving, address) = serving_with("ulimit -Sn 128; ulimit -Hn 4096", folder.path());

    let idle: Vec<TcpStream> = (0..300)
        .map(|number| {
            let mut stream = connect_from(Ipv4Addr::LOCALHOST, address);
            assert!(is_answered(&mut stream), "connection {number}");
            stream
        })
        .collect();

    assert!(is_answered(&mut connect_from(Ipv4Addr::LOCALHOST, address)), "beside {} idle ones", idle.len());
}

#[test]
fn one_client_cannot_hold_all_connections() {
    let [client, other]: [Ipv4Addr; 2] = [Ipv4Addr::new(127, 0, 0, 2), Ipv4Addr::new(127, 0, 0, 3)];
    let folder = tempfile::tempdir().expect("a folder");
    let (_serving, address) = serving_with("ulimit -Sn 256; ulimit -Hn 256", folder.path());

    let mut idle: Vec<TcpStream> = (0..300).map(|_| connect_from(client, address)).collect();
    let held = idle.iter_mut().map(is_answered).filter(|answered| *answered).count();

    assert!((8..50).contains(&held), "{held} of {} were answered", idle.len());
    assert!(is_answered(&mut connect_from(other, address)));
}

#[test]
fn a_log_that_cannot_be_written_delays_no_response() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let full = OpenOptions::new().write(true).open("/dev/full").expect("Linux");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).stderr(full);
    let serving = Serving::start(&mut command);
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let ada = app.user("ada");
    ada.get("/api/stories").ok();
    app.sql("ALTER TABLE stories RENAME TO elsewhere");

    for _ in 0..3 {
        ada.get("/api/stories").expect(503);
    }

    ada.get("/api/profile").ok();
}

#[test]
fn a_log_that_is_not_read_delays_no_response() {
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).env("LOG_LEVEL", "debug");
    // Nobody reads from this pipe, which holds 64 KiB.
    let serving = Serving::start(command.stderr(Stdio::piped()));
    let app = TestApp::beside(&serving.url, db_url, SECRET);
    let ada = app.user("ada");

    for _ in 0..1_500 {
        ada.get("/api/profile").ok();
    }

    assert!(serving.child.stderr.is_some());
}
