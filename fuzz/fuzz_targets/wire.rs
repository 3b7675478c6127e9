//! Whatever bytes come over a connection: the whole server, with its database, answers nothing with a 5xx and goes on.

#![no_main]

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{LazyLock, mpsc},
    thread,
    time::Duration,
};

use clap::Parser;
use libfuzzer_sys::fuzz_target;
use photo_app::{
    auth::{IssueTime, Kind, Subject, Tokens},
    config::{Config, Options},
    db::Conn,
    seed::{self, Size},
    server,
};

/// Stands in a request where the token of somebody with posts is to be; no fuzzer would find one by itself.
const PLACEHOLDER: &[u8] = b"$TOKEN";

struct Target {
    address: SocketAddr,
    token: String,
}

static TARGET: LazyLock<Target> = LazyLock::new(start);

/// The settings of the command line.
#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    options: Options,
}

fn settings() -> Config {
    let folder = tempfile::tempdir().expect("a folder").keep();
    let year = (365 * 24 * 3600).to_string();
    let given = [
        ("--data-dir", folder.to_str().expect("a path in UTF-8")),
        ("--pool-size", "2"),
        ("--workers", "1"),
        ("--port", "0"),
        ("--metrics-addr", "off"),
        ("--log-level", "error"),
        ("--bcrypt-cost", "10"),
        ("--disk-reserve", "0"),
        ("--access-token-expires", &year),
        ("--refresh-token-expires", &year),
        ("--session-expires", &year),
    ];
    let words = given.iter().flat_map(|(flag, value)| [*flag, *value]);
    Settings::parse_from(["fuzz"].into_iter().chain(words)).options.resolve().expect("valid settings")
}

fn start() -> Target {
    let config = settings();
    let grant = IssueTime::before_call(|| ()).0.grant(Subject::of_user(1));
    let issued = Tokens::new(&config.tokens).issue(Kind::Access, &grant);
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            server::prepare_database(&config).expect("a database that can be migrated");
            let mut conn = Conn::open(&config.db_url).expect("the database");
            seed::fill(&mut conn, Size { users: 5 }, 1, config.bcrypt_cost).expect("an empty database");
            let (server, address) = server::start(&config).expect("a free port");
            ready.send(address).expect("somebody who waits");
            server.await.expect("a server that runs until the process ends");
        });
    });
    Target { address: address.recv().expect("a server that starts"), token: issued.expect("a token").token }
}

fn with_token(bytes: &[u8], token: &str) -> Vec<u8> {
    let mut sent = Vec::with_capacity(bytes.len() + token.len());
    let mut rest = bytes;
    while let Some(place) = rest.windows(PLACEHOLDER.len()).position(|window| window == PLACEHOLDER) {
        sent.extend(&rest[..place]);
        sent.extend(token.as_bytes());
        rest = &rest[place + PLACEHOLDER.len()..];
    }
    sent.extend(rest);
    sent
}

/// Everything that comes back for these bytes and the end of what is sent.
fn answer(target: &Target, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(target.address).expect("a server that goes on");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    // The server may hang up in the middle.
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut received = Vec::new();
    if let Err(why) = stream.read_to_end(&mut received) {
        assert!(!matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "no answer and no end: {why}");
    }
    received
}

fuzz_target!(|bytes: &[u8]| {
    let received = answer(&TARGET, &with_token(bytes, &TARGET.token));
    let received = String::from_utf8_lossy(&received);
    let mut statuses = received.match_indices("HTTP/1.").filter_map(|(at, _)| received.get(at + 9..at + 12));
    assert!(!statuses.any(|status| status.starts_with('5')), "{received}");
});
