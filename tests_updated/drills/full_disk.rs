//! SQLite without room, and without the right to write.

use std::{
    fs::{self, File, Permissions},
    io::Write,
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use photo_app::db::DbUrl;
use serde_json::json;

use crate::{
    basics::{add_person, number},
    load::{Client, Load, Tally},
    service::{Service, binary, is_root, sqlite_in},
};

const ROUNDS: usize = 5;
/// The user and group named nobody.
const NOBODY: u32 = 65534;

/// A file system of 16 MB, unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let status =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "drill"]).arg(folder.path()).status();
        assert!(status.is_ok_and(|status| status.success()), "this drill mounts a small tmpfs, which root may do");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Uses up all the room there is.
    fn fill(&self) {
        let mut file =
            File::options().create(true).append(true).open(self.path().join("ballast")).expect("a file");
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    fn clear(&self) {
        fs::remove_file(self.path().join("ballast")).expect("the ballast");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whatever still uses it keeps it until then.
        let _ = Command::new("umount").args(["--lazy"]).arg(self.path()).status();
    }
}

#[track_caller]
fn is_sound(db_url: &DbUrl) {
    let mut conn = photo_app::db::Conn::open(db_url).expect("the database");
    let sound = number(&mut conn, "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'");
    assert_eq!(sound, 1, "PRAGMA integrity_check");
}

#[test]
fn the_disk_is_full() {
    let disk = SmallDisk::new();
    let db_url = sqlite_in(disk.path());
    let mut service = Service::started(&db_url);
    let client = Client::new(&service.url, &db_url);
    let (_, username) = add_person(&mut photo_app::db::Conn::open(&db_url).expect("the database"), "guessed");
    let sign_in = |password: &str| {
        let body = json!({"username": username, "password": password});
        client.send("POST", "/api/token", Some(&body)).status()
    };
    let mut total = Tally::default();
    let mut full = Tally::default();

    for _ in 0..ROUNDS {
        let ((), before) =
            Load { writers: 4, readers: 4 }.during(&client, || thread::sleep(Duration::from_millis(300)));
        before.answered_only(&[200, 201], Duration::from_secs(5));
        total.add(before);
        disk.fill();
        // A log that has room left takes some more.
        let start = Instant::now();
        while total.publish(&client).status() == 201 {
            assert!(start.elapsed() < Duration::from_secs(20), "the disk does not get full");
        }
        let a_second = || thread::sleep(Duration::from_secs(1));
        let reads = thread::scope(|scope| {
            let reads = scope.spawn(|| Load { writers: 0, readers: 4 }.during(&client, a_second).1);
            full.add(Load { writers: 4, readers: 0 }.during(&client, a_second).1);
            reads.join().expect("the readers")
        });
        reads.all_answered();
        reads.answered_only(&[200], Duration::from_secs(2));
        full.add(reads);
        // Where guesses cannot be counted, no password is told right or wrong.
        let guesses: Vec<u16> = (0..20).map(|_| sign_in("wrong")).collect();
        let right = sign_in("password");
        assert!(guesses.iter().all(|status| [401, 429, 503].contains(status)), "{guesses:?}");
        assert!([429, 503].contains(&right), "after {guesses:?}: {right}");
        is_sound(&db_url);
        disk.clear();
        assert_eq!(total.publish(&client).status(), 201, "there is room again");
    }

    full.all_answered();
    full.answered_only(&[200, 201, 503], Duration::from_secs(7));
    assert!(full.count(503) > 0, "{full}");
    assert!(service.log().contains("disk is full"), "{}", service.log());
    let while_full = full.to_string();
    total.add(full);
    service.is_well();
    is_sound(&db_url);
    println!(
        "full_disk: filled {ROUNDS} times, while full {while_full}; in all {}; integrity_check ok",
        total.all_found(&db_url)
    );
    drop(service);
}

#[test]
fn the_database_is_read_only() {
    assert!(is_root(), "this drill runs the program as nobody, which root may do");
    let folder = tempfile::Builder::new().prefix("photo-app-drill").tempdir_in("/tmp").expect("a folder");
    let db_url = sqlite_in(folder.path());
    let DbUrl::Sqlite(file) = &db_url else { panic!("a file") };
    let program = folder.path().join("photo-app");
    fs::copy(binary(), &program).expect("a copy of the program");
    let as_nobody =
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", &program.display().to_string()];
    let mut service = Service::new(&db_url).launched_by(&as_nobody);
    for path in [folder.path(), service.folder.path()] {
        chown(path, Some(NOBODY), Some(NOBODY)).expect("a folder of nobody");
    }
    let mode = |folder_mode, file_mode| {
        fs::set_permissions(file, Permissions::from_mode(file_mode)).expect("a mode");
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).expect("a mode");
    };
    let mut total = Tally::default();
    service.start();
    let client = Client::new(&service.url, &db_url);
    for _ in 0..20 {
        total.publish(&client);
    }
    service.kill();

    // The file alone: it starts, users read, and whoever writes is told to come back.
    mode(0o755, 0o444);
    service.start();
    let mut barred = Tally::default();
    for _ in 0..20 {
        assert_eq!(barred.note(|| client.feed()).status(), 200);
        assert_eq!(barred.publish(&client).status(), 503);
    }
    barred.answered_only(&[200, 503], Duration::from_secs(6));
    assert!(service.log().contains("readonly database"), "{}", service.log());
    mode(0o755, 0o644);
    assert_eq!(total.publish(&client).status(), 201, "it may be written again");

    // File and folder, while it runs.
    mode(0o555, 0o444);
    let ((), running) = Load { writers: 4, readers: 4 }.during(&client, || thread::sleep(Duration::from_secs(1)));
    running.all_answered();
    running.answered_only(&[200, 201, 503], Duration::from_secs(6));
    let while_running = running.to_string();
    total.add(running);
    mode(0o755, 0o644);
    assert_eq!(total.publish(&client).status(), 201, "it may be written again");
    service.is_well();
    is_sound(&db_url);
    println!(
        "full_disk, read-only: at the start {barred}; while it runs {while_running}; in all {}; integrity_check ok",
        total.all_found(&db_url)
    );
}
