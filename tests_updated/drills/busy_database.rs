//! Somebody else holds the database, and everything that needs it waits.

use std::{
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use photo_app::db::{Conn, DbUrl};

use crate::{
    cluster::Cluster,
    load::{Client, Load, Tally},
    service::{Service, sqlite_in},
};

const HELD: Duration = Duration::from_secs(12);
/// A wait of five seconds in line, and something for a busy machine.
const SOON: Duration = Duration::from_secs(6);
/// The same once more, for its second statement, and then another five seconds for the lock.
const LAST: Duration = Duration::from_secs(16);

/// Holds a lock for a while, and lets go.
fn hold(db_url: &DbUrl, lock: &str) {
    let mut conn = Conn::open(db_url).expect("the database");
    conn.batch_execute(lock).expect(lock);
    thread::sleep(HELD);
    conn.batch_execute("ROLLBACK").expect("an end");
}

#[test]
fn all_connections_to_postgres_are_busy() {
    let cluster = Cluster::new();
    let db_url = cluster.database();
    let mut service = Service::new(&db_url).set("DB_POOL_SIZE", "4");
    service.start();
    let client = Client::new(&service.url, &db_url);
    let load = Load { writers: 0, readers: 100 };
    let ((), mut tally) =
        Load { writers: 4, readers: 20 }.during(&client, || thread::sleep(Duration::from_secs(2)));
    let before = service.memory();

    // Those that have a connection wait for the lock, and give it up after five seconds.
    let (memory, (late, held)) = thread::scope(|scope| {
        let holder = scope.spawn(|| hold(&db_url, "BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE"));
        thread::sleep(Duration::from_millis(200));
        let held = load.during(&client, || {
            let start = Instant::now();
            let mut late = 0;
            let mut most = before;
            while start.elapsed() < HELD - Duration::from_secs(1) {
                thread::sleep(Duration::from_millis(500));
                // Nothing of the database is asked for, so that it is answered at once.
                let asked = Instant::now();
                assert_eq!(client.send("GET", "/healthz", None).status(), 200);
                late = late.max(asked.elapsed().as_millis());
                most = most.max(service.memory());
            }
            (late, most)
        });
        holder.join().expect("the holder");
        let ((late, most), tally) = held;
        (most, (late, tally))
    });

    held.all_answered();
    held.answered_only(&[200, 503], LAST);
    assert!(held.count(503) >= 50, "{held}");
    let waiting = held.to_string();
    client.until_served(Duration::from_secs(1));
    let ((), after) = Load { writers: 8, readers: 8 }.during(&client, || thread::sleep(Duration::from_secs(2)));
    after.all_answered();
    after.answered_only(&[200, 201], Duration::from_secs(2));
    tally.add(after);
    service.is_well();
    assert!(memory < before + 32.0, "{before} MiB became {memory} MiB");
    println!(
        "busy_database, PostgreSQL: lock held {} s, meanwhile {waiting}, of them waited over {} s: {}; \
         memory {before:.0} to {memory:.0} MiB; /healthz within {late} ms; before and afterwards {}",
        HELD.as_secs(),
        SOON.as_secs(),
        held.over(SOON),
        tally.all_found(&db_url)
    );
}

#[test]
fn another_program_writes_to_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let db_url = sqlite_in(folder.path());
    let mut service = Service::started(&db_url);
    let client = Client::new(&service.url, &db_url);
    let mut total = Tally::default();
    total.publish(&client);

    let most_of_it = || thread::sleep(HELD - Duration::from_secs(1));
    let (held, reads) = thread::scope(|scope| {
        let holder = scope.spawn(|| hold(&db_url, "BEGIN IMMEDIATE"));
        thread::sleep(Duration::from_millis(200));
        let writes = scope.spawn(|| Load { writers: 20, readers: 0 }.during(&client, most_of_it).1);
        let reads = Load { writers: 0, readers: 8 }.during(&client, most_of_it).1;
        holder.join().expect("the holder");
        (writes.join().expect("the writers"), reads)
    });

    held.all_answered();
    held.answered_only(&[200, 201, 503], SOON);
    assert!(held.count(503) >= 20, "{held}");
    reads.all_answered();
    reads.answered_only(&[200], Duration::from_secs(1));
    let (held_text, reads_text) = (held.to_string(), reads.to_string());
    total.add(held);
    let ((), after) = Load { writers: 8, readers: 8 }.during(&client, || thread::sleep(Duration::from_secs(2)));
    after.all_answered();
    after.answered_only(&[200, 201], Duration::from_secs(2));
    total.add(after);
    service.is_well();
    println!(
        "busy_database, SQLite: lock held {} s, meanwhile writes: {held_text}; reads: {reads_text}; in all {}",
        HELD.as_secs(),
        total.all_found(&db_url)
    );
}
