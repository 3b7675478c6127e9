//! `photo-app migrate` killed at random moments, on empty databases and on those of the original application.

use std::{fs, thread, time::Instant};

use diesel::connection::SimpleConnection;
use photo_app::db::{Conn, DbUrl};

use crate::{
    basics::number,
    cluster::Cluster,
    load::{Client, Tally},
    service::{Service, sqlite_in},
    shape::shape,
};

/// How many migrations are interrupted, and into how many parts their length is divided for that.
const INTERRUPTIONS: u32 = 25;
const POSTS: i64 = 20_000;
const PEOPLE: i64 = 500;

#[test]
fn interrupted_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = || sqlite_in(folder.path());
    let old = empty();
    fill(&old);
    let DbUrl::Sqlite(old) = old else { panic!("a file") };
    drill("SQLite, empty", 0, empty);
    drill("SQLite, of the original", POSTS, || {
        let copy = empty();
        let DbUrl::Sqlite(path) = &copy else { panic!("a file") };
        fs::copy(&old, path).expect("a copy");
        copy
    });
}

#[test]
fn interrupted_on_postgres() {
    let cluster = Cluster::new();
    let old = cluster.database();
    fill(&old);
    drill("PostgreSQL, empty", 0, || cluster.database());
    drill("PostgreSQL, of the original", POSTS, || cluster.copy(&old));
}

/// The tables of the original application, with rows.
fn fill(db_url: &DbUrl) {
    let mut conn = Conn::open(db_url).expect("the database");
    let id = if let Conn::Sqlite(_) = conn { "INTEGER NOT NULL" } else { "SERIAL NOT NULL" };
    let up_to =
        |last: i64| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
    let (users, posts) = (up_to(PEOPLE), up_to(POSTS));
    conn.batch_execute(&format!(
        "CREATE TABLE users (id {id}, first_name VARCHAR(64) NOT NULL, last_name VARCHAR(64) NOT NULL, \
           username VARCHAR(64) NOT NULL, password_hash VARCHAR(255) NOT NULL, email VARCHAR(128) NOT NULL, \
           image_url VARCHAR(255), thumb_url VARCHAR(255), date_created TIMESTAMP, is_verified BOOLEAN, \
           is_disabled BOOLEAN, PRIMARY KEY (id), UNIQUE (username), UNIQUE (email)); \
         CREATE TABLE posts (id {id}, image_url VARCHAR(255) NOT NULL, caption TEXT, alt_text VARCHAR(255), \
           pub_date TIMESTAMP, user_id INTEGER NOT NULL, PRIMARY KEY (id), \
           FOREIGN KEY (user_id) REFERENCES users (id)); \
         CREATE TABLE comments (id {id}, text VARCHAR(255) NOT NULL, pub_date TIMESTAMP, user_id INTEGER NOT NULL, \
           post_id INTEGER NOT NULL, PRIMARY KEY (id), FOREIGN KEY (user_id) REFERENCES users (id), \
           FOREIGN KEY (post_id) REFERENCES posts (id)); \
         {users} INSERT INTO users (first_name, last_name, username, password_hash, email) \
           SELECT 'Old', 'Friend', 'old-' || i, 'none', 'old-' || i || '@example.org' FROM n; \
         {posts} INSERT INTO posts (image_url, caption, user_id) SELECT '/a.jpg', 'old ' || i, 1 + i % {PEOPLE} FROM n; \
         {posts} INSERT INTO comments (text, user_id, post_id) SELECT 'old', 1 + i % {PEOPLE}, i FROM n"
    ))
    .expect("the original's tables");
}

/// Interrupts migrations of databases that have so many posts, and then lets each be finished.
fn drill(what: &str, posts: i64, database: impl Fn() -> DbUrl) {
    let whole = database();
    let start = Instant::now();
    let status = Service::new(&whole).command(&["migrate"]).status().expect("the program");
    let took = start.elapsed();
    assert!(status.success(), "a migration that nobody interrupts");
    let right = shape(&mut Conn::open(&whole).expect("the database"));

    let mut interrupted = 0;
    let mut unfinished = 0;
    let mut requests = 0;
    let mut rounds = 0;
    // Some are over before they are killed.
    while interrupted < INTERRUPTIONS {
        assert!(rounds < 5 * INTERRUPTIONS, "only {interrupted} of {rounds} were interrupted");
        let db_url = database();
        let mut service = Service::new(&db_url);
        let mut child = service.command(&["migrate"]).spawn().expect("the program");
        // Spread over its whole length, and at random within each part.
        let share = f64::from(rounds % INTERRUPTIONS) + rand::random::<f64>();
        thread::sleep((took / INTERRUPTIONS).mul_f64(share));
        rounds += 1;
        child.kill().expect("a kill");
        interrupted += u32::from(!child.wait().expect("an end").success());
        let versions = "SELECT version FROM __diesel_schema_migrations";
        unfinished += u32::from(Conn::open(&db_url).expect("the database").batch_execute(versions).is_err());

        service.start();
        let mut conn = Conn::open(&db_url).expect("the database");
        assert_eq!(shape(&mut conn), right);
        for (table, rows) in [("posts", posts), ("comments", posts), ("users", if posts > 0 { PEOPLE } else { 0 })]
        {
            assert_eq!(number(&mut conn, &format!("SELECT count(*) AS n FROM {table}")), rows, "{table}");
        }
        if posts > 0 {
            let first = Client::of(&service.url, 1);
            assert_eq!(first.send("GET", &format!("/api/posts/{PEOPLE}"), None).status(), 200);
        }
        let client = Client::new(&service.url, &db_url);
        let mut tally = Tally::default();
        assert_eq!(tally.publish(&client).status(), 201);
        assert_eq!(tally.note(|| client.feed()).status(), 200);
        tally.all_found(&db_url);
        requests += tally.sent;
        service.is_well();
    }
    assert!(unfinished > 0, "none of {interrupted} was in the middle");
    println!(
        "interrupted_migrations, {what}: one takes {} ms; killed {rounds} times, {interrupted} of them before its end \
         and {unfinished} before anything of it counted; all started afterwards with the schema and all rows; requests \
         {requests}, all served",
        took.as_millis()
    );
}
