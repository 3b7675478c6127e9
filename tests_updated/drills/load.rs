//! Requests sent without a rest while something goes wrong, and an account of what came of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use diesel::{RunQueryDsl, sql_types};
use photo_app::db::{Conn, DbUrl};
use serde_json::{Value, json};
use ureq::http;

use crate::basics::{SECRET, access_claims, add_person, next_number, now, sign};

/// Nobody waits longer for an answer; one that takes so long has hung.
const HUNG: Duration = Duration::from_secs(15);

/// After nobody listened, before one tries again.
const WITHOUT_A_SERVER: Duration = Duration::from_millis(20);

/// What came of a request.
pub enum Reply {
    Answer {
        status: u16,
        retry_after: bool,
        body: Value,
    },
    /// Nobody listened.
    Refused,
    /// The connection ended before the answer did.
    Cut,
    TimedOut,
}

impl Reply {
    pub fn status(&self) -> u16 {
        match self {
            Self::Answer { status, .. } => *status,
            Self::Refused | Self::Cut | Self::TimedOut => 0,
        }
    }

    fn id(&self) -> i64 {
        match self {
            Self::Answer { body, .. } => body["id"].as_i64().expect("an id"),
            Self::Refused | Self::Cut | Self::TimedOut => panic!("no answer"),
        }
    }
}

/// Somebody who talks to a server.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    pub url: String,
    token: String,
}

impl Client {
    /// A new user of the database, whose token outlives the drill.
    pub fn new(url: &str, db_url: &DbUrl) -> Self {
        let (id, _) = add_person(&mut Conn::open(db_url).expect("the database"), "driller");
        Self::of(url, id)
    }

    pub fn of(url: &str, id: i32) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(HUNG))
            .max_idle_connections_per_host(64)
            .max_idle_connections(64)
            .build()
            .into();
        let token = sign(SECRET, &access_claims(&json!({"sub": id, "exp": now() + 7200})));
        Self { agent, url: url.to_owned(), token }
    }

    /// The same user at another address.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// As it would be sent by hand.
    pub fn head(&self, method: &str, path: &str) -> String {
        format!("{method} {path} HTTP/1.1\r\nHost: drill\r\nAuthorization: Bearer {}\r\n", self.token)
    }

    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.send_request(self.request(method, path), body)
    }

    fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let builder = http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        builder.header("Authorization", format!("Bearer {}", self.token))
    }

    fn send_request(&self, builder: http::request::Builder, body: Option<&Value>) -> Reply {
        let outcome = match body {
            Some(body) => {
                let builder = builder.header("Content-Type", "application/json");
                self.agent.run(builder.body(body.to_string()).expect("a request"))
            }
            None => self.agent.run(builder.body(()).expect("a request")),
        };
        let outcome = outcome.and_then(|mut response| {
            Ok(Reply::Answer {
                status: response.status().as_u16(),
                retry_after: response.headers().contains_key("retry-after"),
                // nginx answers in HTML.
                body: serde_json::from_slice(&response.body_mut().read_to_vec()?).unwrap_or_default(),
            })
        });
        outcome.unwrap_or_else(|why| match why {
            ureq::Error::Timeout(_) => Reply::TimedOut,
            ureq::Error::ConnectionFailed => Reply::Refused,
            ureq::Error::Io(why) if why.kind() == io::ErrorKind::ConnectionRefused => Reply::Refused,
            _ => Reply::Cut,
        })
    }

    pub fn feed(&self) -> Reply {
        self.send("GET", "/api/posts?limit=5", None)
    }

    pub fn publish(&self, caption: &str) -> Reply {
        self.send("POST", "/api/posts", Some(&json!({"image_url": "/a.jpg", "caption": caption})))
    }

    /// Publishes with an idempotency key, so that this may be repeated.
    pub fn publish_once(&self, caption: &str, key: &str) -> Reply {
        let request = self.request("POST", "/api/posts").header("Idempotency-Key", key);
        self.send_request(request, Some(&json!({"image_url": "/a.jpg", "caption": caption})))
    }

    /// Asks for data until it is given, and says how long that took.
    #[track_caller]
    pub fn until_served(&self, within: Duration) -> Duration {
        let start = Instant::now();
        while self.feed().status() != 200 {
            assert!(start.elapsed() < within, "not served within {within:?}");
            thread::sleep(Duration::from_millis(10));
        }
        start.elapsed()
    }
}

/// What a load saw.
#[derive(Default)]
pub struct Tally {
    pub sent: u64,
    pub statuses: BTreeMap<u16, u64>,
    /// Answers of 503 that do not say when to come back.
    bare: u64,
    pub refused: u64,
    pub cut: u64,
    pub timed_out: u64,
    pub slowest: Duration,
    /// Whole seconds that requests took.
    seconds: BTreeMap<u64, u64>,
    ledger: Ledger,
}

/// Which posts must be there, and which must not.
#[derive(Default)]
pub struct Ledger {
    kept: BTreeMap<i64, String>,
    gone: BTreeSet<i64>,
    /// Removed without an answer that says so.
    doubtful: BTreeSet<i64>,
    published: BTreeSet<String>,
    acknowledged: u64,
}

impl Tally {
    /// Sends something and notes what came of it.
    pub fn note(&mut self, send: impl FnOnce() -> Reply) -> Reply {
        let start = Instant::now();
        let reply = send();
        self.sent += 1;
        self.slowest = self.slowest.max(start.elapsed());
        *self.seconds.entry(start.elapsed().as_secs()).or_default() += 1;
        match &reply {
            Reply::Answer { status, retry_after, .. } => {
                *self.statuses.entry(*status).or_default() += 1;
                self.bare += u64::from(*status == 503 && !retry_after);
            }
            Reply::Refused => {
                self.refused += 1;
                thread::sleep(WITHOUT_A_SERVER);
            }
            Reply::Cut => self.cut += 1,
            Reply::TimedOut => self.timed_out += 1,
        }
        reply
    }

    /// Publishes a post and notes what was promised.
    pub fn publish(&mut self, client: &Client) -> Reply {
        let caption = format!("drill {}", next_number());
        let reply = self.note(|| client.publish(&caption));
        if reply.status() == 201 {
            self.ledger.acknowledged += 1;
            self.ledger.published.insert(caption.clone());
            self.ledger.kept.insert(reply.id(), caption);
        }
        reply
    }

    /// Removes the oldest post that is known to be there. Where no answer says so, nobody knows whether it is.
    pub fn remove(&mut self, client: &Client) {
        let Some((id, caption)) = self.ledger.kept.pop_first() else { return };
        let reply = self.note(|| client.send("DELETE", &format!("/api/posts/{id}"), None));
        match reply {
            Reply::Answer { status: 200, .. } => {
                self.ledger.acknowledged += 1;
                self.ledger.gone.insert(id);
            }
            // It did not get there.
            Reply::Refused => drop(self.ledger.kept.insert(id, caption)),
            _ => drop(self.ledger.doubtful.insert(id)),
        }
    }

    pub fn add(&mut self, other: Self) {
        self.sent += other.sent;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (seconds, count) in other.seconds {
            *self.seconds.entry(seconds).or_default() += count;
        }
        self.bare += other.bare;
        self.refused += other.refused;
        self.cut += other.cut;
        self.timed_out += other.timed_out;
        self.slowest = self.slowest.max(other.slowest);
        self.ledger.kept.extend(other.ledger.kept);
        self.ledger.gone.extend(other.ledger.gone);
        self.ledger.doubtful.extend(other.ledger.doubtful);
        self.ledger.published.extend(other.ledger.published);
        self.ledger.acknowledged += other.ledger.acknowledged;
    }

    pub fn count(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or_default()
    }

    /// How many requests took that many whole seconds or more.
    pub fn over(&self, wait: Duration) -> u64 {
        self.seconds.range(wait.as_secs()..).map(|(_, count)| count).sum()
    }

    /// Checks that nothing hung, that nothing was answered but `statuses`, and that each 503 says when to come back.
    #[track_caller]
    pub fn answered_only(&self, statuses: &[u16], within: Duration) {
        assert!(self.statuses.keys().all(|status| statuses.contains(status)), "{self}");
        assert_eq!((self.timed_out, self.bare), (0, 0), "hung, or 503 without Retry-After: {self}");
        assert!(self.slowest <= within, "an answer took longer than {within:?}: {self}");
    }

    /// Checks that no connection was refused or cut either.
    #[track_caller]
    pub fn all_answered(&self) {
        assert_eq!((self.refused, self.cut, self.timed_out), (0, 0, 0), "{self}");
    }

    /// Checks that every acknowledged write is in the database, and gives the figures.
    #[track_caller]
    pub fn all_found(&self, db_url: &DbUrl) -> String {
        let there = posts(db_url);
        let Ledger { kept, gone, acknowledged, .. } = &self.ledger;
        let lost: Vec<_> = kept.iter().filter(|(id, caption)| there.get(id) != Some(caption)).collect();
        let back: Vec<_> = gone.iter().filter(|id| there.contains_key(id)).collect();
        let figures = format!(
            "{self}; writes acknowledged {acknowledged}: posts to be there {}, lost {}; posts to be gone {}, there {}",
            kept.len(),
            lost.len(),
            gone.len(),
            back.len()
        );
        assert!(lost.is_empty() && back.is_empty(), "{figures}");
        assert!(*acknowledged > 0, "nothing was written: {figures}");
        figures
    }

    /// Ids of the posts that must be there.
    pub fn kept(&self) -> Vec<i64> {
        self.ledger.kept.keys().copied().collect()
    }

    /// How many writes were made without anybody being told.
    pub fn made_unanswered(&self, db_url: &DbUrl) -> usize {
        let there = posts(db_url);
        let posts = there.values().filter(|caption| !self.ledger.published.contains(*caption)).count();
        let removals = self.ledger.doubtful.iter().filter(|id| !there.contains_key(id)).count();
        posts + removals
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "requests {}", self.sent)?;
        for (status, count) in &self.statuses {
            write!(f, ", {status}: {count}")?;
        }
        let Self { refused, cut, timed_out, .. } = self;
        write!(
            f,
            ", refused {refused}, cut {cut}, timed out {timed_out}, slowest {:.2} s",
            self.slowest.as_secs_f64()
        )
    }
}

/// All posts, by id.
pub fn posts(db_url: &DbUrl) -> BTreeMap<i64, String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = sql_types::BigInt)]
        id: i64,
        #[diesel(sql_type = sql_types::Text)]
        caption: String,
    }

    let sql = "SELECT CAST(id AS bigint) AS id, coalesce(caption, '') AS caption FROM posts";
    let mut conn = Conn::open(db_url).expect("the database");
    let rows: Vec<Row> = diesel::sql_query(sql).load(&mut conn).expect("the posts");
    rows.into_iter().map(|row| (row.id, row.caption)).collect()
}

/// How many clients at a time.
#[derive(Clone, Copy)]
pub struct Load {
    pub writers: usize,
    pub readers: usize,
}

/// Between two requests of a client.
const PAUSE: Duration = Duration::from_millis(3);

impl Load {
    /// Keeps sending requests as long as `work` takes.
    pub fn during<T>(self, client: &Client, work: impl FnOnce() -> T) -> (T, Tally) {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let writers = (0..self.writers).map(|_| scope.spawn(|| write_until(&over, client)));
            let readers = (0..self.readers).map(|_| scope.spawn(|| read_until(&over, client)));
            let clients: Vec<_> = writers.chain(readers).collect();
            let result = {
                let _end = SetAtEnd(&over);
                work()
            };
            let mut tally = Tally::default();
            clients.into_iter().for_each(|client| tally.add(client.join().expect("a client")));
            (result, tally)
        })
    }
}

/// Ends those who look at the flag, also when whoever holds this panics.
pub struct SetAtEnd<'a>(pub &'a AtomicBool);

impl Drop for SetAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Publishes, and removes a post now and then.
fn write_until(over: &AtomicBool, client: &Client) -> Tally {
    let mut tally = Tally::default();
    for turn in 1_u64.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        match turn % 5 {
            0 => tally.remove(client),
            _ => drop(tally.publish(client)),
        }
        thread::sleep(PAUSE);
    }
    tally
}

fn read_until(over: &AtomicBool, client: &Client) -> Tally {
    let mut tally = Tally::default();
    while !over.load(Ordering::Relaxed) {
        tally.note(|| client.feed());
        thread::sleep(PAUSE);
    }
    tally
}
