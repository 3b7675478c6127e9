//! Who may see what: every route is compared with a naive model of the rule, for random users and what they have made.

mod compare;
mod compare_users;
mod model;
mod rows;
mod world;
mod writes;

use std::{
    cell::RefCell,
    env,
    io::{Cursor, Read},
    thread,
};

use proptest::prelude::*;
use serde_json::Value;
use zip::ZipArchive;

use self::{rows::Rows, world::worlds};
use crate::test_app::{Answer, TestApp};

/// Each has a server and a database of its own. More than there are processors, because a write waits for the disk.
const THREADS: u32 = 4;

/// The JSON file in a data export.
pub fn data_export(answer: Answer) -> Value {
    let mut archive = ZipArchive::new(Cursor::new(answer.body)).expect("a ZIP file");
    let mut text = String::new();
    archive.by_name("data.json").expect("the file").read_to_string(&mut text).expect("UTF-8");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_route_shows_and_accepts_what_the_rule_allows() {
    let number: u32 = env::var("WORLDS").map_or(16, |number| number.parse().expect("a number of worlds"));
    let config = ProptestConfig {
        cases: number.div_ceil(THREADS),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let compare = || {
        let app = TestApp::start(|config| config.write_limits = None);
        let conn = RefCell::new(app.conn());
        proptest!(config.clone(), |(world in worlds())| {
            Rows::write(&app, &mut conn.borrow_mut(), &world).check();
        });
    };
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(compare);
        }
    });
}
