//! SIGKILL at random moments under writes, of the program and of PostgreSQL.

use std::{thread, time::Duration};

use photo_app::db::{Conn, DbUrl};

use crate::{
    basics::number,
    cluster::Cluster,
    load::{Client, Load},
    service::{Service, sqlite_in},
};

const KILLS: usize = 100;
const POSTGRES_KILLS: usize = 10;
const LOAD: Load = Load { writers: 8, readers: 2 };

fn a_moment() -> Duration {
    Duration::from_millis(rand::random_range(20..400))
}

/// Kills the program again and again, starts it each time, and gives the figures.
fn kill_the_program(db_url: &DbUrl) -> String {
    let mut service = Service::started(db_url);
    let client = Client::new(&service.url, db_url);
    let (slowest, tally) = LOAD.during(&client, || {
        let mut slowest = Duration::ZERO;
        for _ in 0..KILLS {
            thread::sleep(a_moment());
            service.kill();
            service.start();
            slowest = slowest.max(client.until_served(Duration::from_secs(2)));
        }
        slowest
    });
    service.is_well();
    let figures = tally.all_found(db_url);
    // While it is away, connections are refused; a kill cuts what is under way.
    tally.answered_only(&[200, 201], Duration::from_secs(7));
    format!("killed {KILLS} times; {figures}; served again {} ms after the start at most", slowest.as_millis())
}

#[test]
fn killed_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let db_url = sqlite_in(folder.path());
    let figures = kill_the_program(&db_url);
    let mut conn = Conn::open(&db_url).expect("the database");
    let sound = number(&mut conn, "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'");
    assert_eq!(sound, 1, "PRAGMA integrity_check");
    println!("kills, SQLite: {figures}; integrity_check ok");
}

#[test]
fn killed_on_postgres() {
    let cluster = Cluster::new();
    println!("kills, PostgreSQL: {}", kill_the_program(&cluster.database()));
}

#[test]
fn postgres_itself_is_killed() {
    let cluster = Cluster::new();
    let db_url = cluster.database();
    let mut service = Service::started(&db_url);
    let client = Client::new(&service.url, &db_url);
    let (slowest, tally) = LOAD.during(&client, || {
        let mut slowest = Duration::ZERO;
        for _ in 0..POSTGRES_KILLS {
            thread::sleep(Duration::from_millis(300) + a_moment());
            cluster.kill();
            cluster.start();
            slowest = slowest.max(client.until_served(Duration::from_secs(1)));
        }
        slowest
    });
    service.is_well();
    tally.all_answered();
    tally.answered_only(&[200, 201, 503], Duration::from_secs(7));
    println!(
        "kills, PostgreSQL itself: killed {POSTGRES_KILLS} times; {}; served again after {} ms at most",
        tally.all_found(&db_url),
        slowest.as_millis()
    );
}
