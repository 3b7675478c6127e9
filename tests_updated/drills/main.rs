//! Drills: what happens to the real program, over HTTP, while something goes wrong. Slow, and no part of the
//! integration suite: `make drill`. docs/RELIABILITY.md says what they showed.
//!
//! Each prints a line of figures. They want a machine's attention and run one after another.

#[path = "../basics.rs"]
mod basics;

mod cluster;
mod load;
mod service;
mod shape;

mod behind_nginx;
mod busy_database;
mod full_disk;
mod interrupted_migrations;
mod kills;
mod postgres_stops;
mod simultaneous_starts;
mod slow_clients;
mod termination;
