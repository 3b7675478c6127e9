//! PostgreSQL goes away under load and comes back, several times.

use std::{thread, time::Duration};

use crate::{
    cluster::Cluster,
    load::{Client, Load},
    service::Service,
};

const ROUNDS: usize = 6;
const AWAY: Duration = Duration::from_secs(2);

#[test]
fn postgres_stops_and_comes_back() {
    let cluster = Cluster::new();
    let db_url = cluster.database();
    let mut service = Service::started(&db_url);
    let client = Client::new(&service.url, &db_url);

    let (back, tally) = Load { writers: 8, readers: 8 }.during(&client, || {
        let mut slowest = Duration::ZERO;
        for round in 0..ROUNDS {
            thread::sleep(Duration::from_secs(1));
            cluster.stop(if round % 2 == 0 { "immediate" } else { "fast" });
            thread::sleep(AWAY);
            cluster.start();
            slowest = slowest.max(client.until_served(Duration::from_secs(1)));
        }
        slowest
    });

    service.is_well();
    tally.all_answered();
    tally.answered_only(&[200, 201, 503], Duration::from_secs(7));
    assert!(tally.count(503) > 0, "{tally}");
    let figures = tally.all_found(&db_url);
    println!(
        "postgres_stops: PostgreSQL stopped {ROUNDS} times; {figures}; served again after {} ms at most",
        back.as_millis()
    );
}
