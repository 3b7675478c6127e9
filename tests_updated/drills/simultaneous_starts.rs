//! Several processes start at the same moment on one empty database.

use std::time::{Duration, Instant};

use photo_app::db::{Conn, DbUrl};

use crate::{
    cluster::Cluster,
    load::{Client, Tally},
    service::{Service, sqlite_in},
    shape::shape,
};

const ROUNDS: usize = 10;
const PROCESSES: usize = 4;

#[test]
fn together_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    drill("SQLite", || sqlite_in(folder.path()));
}

#[test]
fn together_on_postgres() {
    let cluster = Cluster::new();
    drill("PostgreSQL", || cluster.database());
}

fn shape_of(db_url: &DbUrl) -> Vec<String> {
    shape(&mut Conn::open(db_url).expect("the database"))
}

fn drill(engine: &str, new_database: impl Fn() -> DbUrl) {
    let alone = new_database();
    drop(Service::started(&alone));
    let right = shape_of(&alone);
    let mut slowest = Duration::ZERO;
    let mut requests = 0;
    for _ in 0..ROUNDS {
        let db_url = new_database();
        let mut services: Vec<_> = (0..PROCESSES).map(|_| Service::new(&db_url)).collect();
        let start = Instant::now();
        services.iter_mut().for_each(Service::launch);
        services.iter_mut().for_each(Service::wait_ready);
        slowest = slowest.max(start.elapsed());
        assert_eq!(shape_of(&db_url), right);

        let client = Client::new(&services[0].url, &db_url);
        let mut tally = Tally::default();
        for service in &mut services {
            let client = client.at(&service.url);
            assert_eq!(tally.publish(&client).status(), 201);
            assert_eq!(tally.note(|| client.feed()).status(), 200);
            service.is_well();
        }
        tally.all_found(&db_url);
        requests += tally.sent;
    }
    println!(
        "simultaneous_starts, {engine}: {PROCESSES} processes {ROUNDS} times, all ready within {} ms, the schema as \
         of one alone ({} lines); requests {requests}, all served",
        slowest.as_millis(),
        right.len()
    );
}
