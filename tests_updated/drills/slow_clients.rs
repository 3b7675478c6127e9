//! Clients that begin a request and take for ever over it, while others want to be served.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::{
    load::{Client, Load},
    service::{Service, sqlite_in},
};

/// Connections that send half a head and then nothing.
const SILENT_HEADS: usize = 400;
/// Connections that send a head line by line.
const SLOW_HEADS: usize = 100;
/// Connections that send a body byte by byte.
const SLOW_BODIES: usize = 100;
const END: Duration = Duration::from_secs(20);
const WATCHED: Duration = Duration::from_secs(22);

struct Slow {
    stream: TcpStream,
    /// What it sends each second.
    drip: &'static [u8],
    begun: Instant,
    heard: Vec<u8>,
    ended: Option<Duration>,
}

impl Slow {
    fn begin(port: u16, first: &str, drip: &'static [u8]) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a server that listens");
        stream.write_all(first.as_bytes()).expect("a server that reads");
        stream.set_nonblocking(true).expect("a socket");
        Self { stream, drip, begun: Instant::now(), heard: Vec::new(), ended: None }
    }

    /// Sends a little, and looks whether the server has had enough.
    fn go_on(&mut self) {
        if self.ended.is_some() {
            return;
        }
        // A failure to send shows when reading.
        let _ = self.stream.write(self.drip);
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => self.heard.extend(&buffer[..count]),
                Err(why) if why.kind() == ErrorKind::WouldBlock => return,
                Err(_) => break,
            }
        }
        self.ended = Some(self.begun.elapsed());
    }
}

/// How many ended, the latest of them, and how many were told 408.
fn ends(slow: &[Slow]) -> (usize, Duration, usize) {
    let latest = slow.iter().filter_map(|one| one.ended).max().unwrap_or_default();
    let told = slow.iter().filter(|one| one.heard.starts_with(b"HTTP/1.1 408")).count();
    (slow.iter().filter(|one| one.ended.is_some()).count(), latest, told)
}

#[test]
fn slow_clients_hold_up_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let db_url = sqlite_in(folder.path());
    let mut service = Service::started(&db_url);
    let client = Client::new(&service.url, &db_url);
    let before = service.memory();
    let head = client.head("POST", "/api/posts");
    let body_follows = format!("{head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{");
    let begin = |count, first: &str, drip| -> Vec<Slow> {
        (0..count).map(|_| Slow::begin(service.port, first, drip)).collect()
    };
    let mut heads = begin(SILENT_HEADS, &head, b"");
    heads.extend(begin(SLOW_HEADS, &head, b"X-More: and more\r\n"));
    let mut bodies = begin(SLOW_BODIES, &body_follows, b" ");

    let ((), tally) = Load { writers: 4, readers: 8 }.during(&client, || {
        let start = Instant::now();
        while start.elapsed() < WATCHED {
            heads.iter_mut().chain(&mut bodies).for_each(Slow::go_on);
            thread::sleep(Duration::from_secs(1));
        }
    });

    tally.all_answered();
    tally.answered_only(&[200, 201], Duration::from_secs(2));
    let memory = service.memory();
    let (ended, latest, told) = ends(&heads);
    assert!(ended == heads.len() && latest <= END, "{ended} of {} ended, after {latest:?}", heads.len());
    let (bodies_ended, bodies_latest, bodies_told) = ends(&bodies);
    assert!(bodies_ended == bodies.len() && bodies_latest <= END, "{bodies_ended} ended, after {bodies_latest:?}");
    service.is_well();
    assert!(memory < before + 64.0, "{before} MiB became {memory} MiB");
    println!(
        "slow_clients: {} half heads, all ended within {:.1} s, told 408: {told}; {SLOW_BODIES} slow bodies, all ended \
         within {:.1} s, told 408: {bodies_told}; others: {}; memory {before:.0} to {memory:.0} MiB",
        heads.len(),
        latest.as_secs_f64(),
        bodies_latest.as_secs_f64(),
        tally.all_found(&db_url)
    );
}
