//! SIGTERM under load: what was accepted is answered, and the process ends in order.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use diesel::connection::SimpleConnection;
use photo_app::db::{Conn, DbUrl};

use crate::{
    cluster::Cluster,
    load::{Client, Load, Tally},
    service::{Service, sqlite_in},
};

const ROUNDS: usize = 10;
const IDLE: usize = 50;
const UNDER_WAY: usize = 8;
/// How long after the word the database lets go of those; longer than a server that does not wait for them takes to end.
const HELD: Duration = Duration::from_millis(2500);
const DEADLINE: Duration = Duration::from_secs(10);

#[test]
fn told_to_stop_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    drill("SQLite", &sqlite_in(folder.path()), "BEGIN IMMEDIATE");
}

#[test]
fn told_to_stop_on_postgres() {
    let cluster = Cluster::new();
    drill("PostgreSQL", &cluster.database(), "BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE");
}

fn drill(engine: &str, db_url: &DbUrl, lock: &str) {
    let mut service = Service::new(db_url).set("DB_POOL_SIZE", "16");
    let mut total = Tally::default();
    let mut slowest = Duration::ZERO;
    for _ in 0..ROUNDS {
        service.start();
        let client = Client::new(&service.url, db_url);
        let idle = idle_connections(&service, &client);
        let ((status, took), tally) = Load { writers: 8, readers: 8 }.during(&client, || {
            thread::sleep(Duration::from_millis(rand::random_range(200..600)));
            service.ask_to_stop();
            service.wait_end(DEADLINE)
        });
        assert!(status.success(), "it ended with {status}: {}", service.log());
        slowest = slowest.max(took);
        total.add(tally);
        drop(idle);
    }
    total.answered_only(&[200, 201], DEADLINE);
    let unanswered = total.made_unanswered(db_url);
    assert_eq!(unanswered, 0, "writes that were made and not answered: {total}");

    // Requests that wait for the database when the word comes.
    service.start();
    let client = Client::new(&service.url, db_url);
    let mut holder = Conn::open(db_url).expect("the database");
    holder.batch_execute(lock).expect(lock);
    let (late, took) = thread::scope(|scope| {
        let writes: Vec<_> = (0..UNDER_WAY)
            .map(|_| {
                scope.spawn(|| {
                    let mut tally = Tally::default();
                    tally.publish(&client);
                    tally.note(|| client.send("GET", "/healthz", None));
                    tally
                })
            })
            .collect();
        let reads: Vec<_> = (0..UNDER_WAY).map(|_| scope.spawn(|| client.feed().status())).collect();
        thread::sleep(Duration::from_millis(500));
        service.ask_to_stop();
        thread::sleep(HELD);
        holder.batch_execute("ROLLBACK").expect("an end");
        let (status, took) = service.wait_end(DEADLINE);
        assert!(status.success(), "it ended with {status}: {}", service.log());
        let mut late = Tally::default();
        writes.into_iter().for_each(|write| late.add(write.join().expect("a writer")));
        for read in reads {
            assert_eq!(read.join().expect("a reader"), 200, "a request under way was not answered");
        }
        (late, took)
    });
    assert_eq!(late.count(201), UNDER_WAY as u64, "a request under way was not answered: {late}");
    total.add(late);
    slowest = slowest.max(took);

    println!(
        "termination, {engine}: SIGTERM {} times, {IDLE} idle connections each; {}; made without an answer \
         {unanswered}; ended with status 0 within {:.2} s",
        ROUNDS + 1,
        total.all_found(db_url),
        slowest.as_secs_f64()
    );
}

/// Connections that had an answer and ask for nothing more.
fn idle_connections(service: &Service, client: &Client) -> Vec<TcpStream> {
    let request = client.head("GET", "/healthz") + "\r\n";
    let connect = |_| {
        let mut stream = TcpStream::connect(("127.0.0.1", service.port)).expect("a server that listens");
        stream.write_all(request.as_bytes()).expect("a server that reads");
        assert!(stream.read(&mut [0; 4096]).expect("an answer") > 0);
        stream
    };
    (0..IDLE).map(connect).collect()
}
