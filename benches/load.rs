//! Measures whole servers over HTTP. Prints a table of the throughput, the latency and the CPU time of requests.
//!
//! One run compares several builds. `SERVERS` lists them as `name=path of a binary`, separated by commas; ratios refer to the
//! first one. Each build has databases of its own with the same demo data: on SQLite, and on PostgreSQL if
//! `TEST_POSTGRES_URL` names a cluster. Rounds are interleaved, and the table shows medians. `ROUND_SECONDS` is the length
//! of a round and `ROUNDS` their number. `ONLY` selects rows by a part of their names, such as `PostgreSQL feed`. Compare
//! only ratios within one table.

use std::{
    env,
    error::Error,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use diesel::connection::SimpleConnection;
use jsonwebtoken::{EncodingKey, Header};
use photo_app::db::Conn;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const SECRET: &str = "a secret that signs only the requests of a benchmark";
const CONNECTIONS: usize = 16;
const USERS: usize = 300;
/// Clock ticks per second in /proc. This number is the same on every current Linux.
const TICKS: f64 = 100.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Feed,
    Profile,
    Suggestions,
    Likes,
    /// 80 % feeds, 15 % profiles, 5 % likes and their removal.
    Mixed,
}

const ALL: [(&str, Work); 5] = [
    ("feed of 20", Work::Feed),
    ("profile", Work::Profile),
    ("suggestions", Work::Suggestions),
    ("like + unlike", Work::Likes),
    ("mixed", Work::Mixed),
];

struct Server {
    name: String,
    address: String,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // This fails if the process has already ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    cpu_us: f64,
}

fn main() -> Outcome<()> {
    let seconds = number("ROUND_SECONDS", 5)?;
    let rounds = number("ROUNDS", 3)?;
    let servers = env::var("SERVERS")?;
    let only = env::var("ONLY").unwrap_or_default();
    let folder = tempfile::tempdir()?;
    println!("{CONNECTIONS} connections, medians of {rounds} rounds of {seconds} s, {USERS} users\n");
    println!(
        "| database | workload | server | requests/s | ratio | p50 ms | p99 ms | CPU µs/request | RssAnon MiB |"
    );
    println!("|---|---|---|--:|--:|--:|--:|--:|--:|");
    for database in ["SQLite", "PostgreSQL"] {
        let cluster = env::var("TEST_POSTGRES_URL").ok();
        let mut running = Vec::new();
        for server in servers.split(',') {
            let (name, binary) = server.split_once('=').ok_or("SERVERS must be name=path,name=path")?;
            let url = match (database, &cluster) {
                ("SQLite", _) => format!("sqlite:{}/{name}.sqlite", folder.path().display()),
                (_, Some(cluster)) => new_database(cluster, name)?,
                (_, None) => continue,
            };
            running.push(start(name, binary, &url, folder.path())?);
        }
        for (what, work) in ALL.into_iter().filter(|(what, _)| format!("{database} {what}").contains(&only)) {
            measure_all(database, what, work, &running, rounds, Duration::from_secs(seconds))?;
        }
    }
    Ok(())
}

fn number(name: &str, default: u64) -> Outcome<u64> {
    env::var(name).map_or(Ok(default), |text| Ok(text.parse()?))
}

fn new_database(cluster: &str, name: &str) -> Outcome<String> {
    let database = format!("bench_{}_{name}", std::process::id());
    let mut conn = Conn::open(&format!("{cluster}/postgres").parse()?)?;
    conn.batch_execute(&format!("CREATE DATABASE \"{database}\""))?;
    Ok(format!("{cluster}/{database}"))
}

/// Fills a database and starts a server on it.
fn start(name: &str, binary: &str, url: &str, folder: &std::path::Path) -> Outcome<Server> {
    let command = |arguments: &[&str]| {
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(folder).env("DB_URL", url).env("JWT_SECRET", SECRET);
        command
            .env("PORT", "0")
            .env("LOG_LEVEL", "error")
            .env("LOGIN_RATE_LIMIT", "off")
            .env("RATE_LIMITS", "off")
            .env("BCRYPT_COST", "10");
        command
    };
    let seeded = command(&["seed", "--users", &USERS.to_string()]).stderr(Stdio::null()).output()?;
    if !seeded.status.success() {
        return Err(format!("{name} could not fill {url}").into());
    }
    let mut process = command(&["serve"]).stdout(Stdio::piped()).spawn()?;
    let output = process.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines();
    let address = loop {
        let line = lines.next().ok_or("the server ended")??;
        if let Some((_, address)) = line.split_once("http://") {
            break address.to_owned();
        }
    };
    Ok(Server { name: name.to_owned(), address, process })
}

fn measure_all(
    database: &str,
    what: &str,
    work: Work,
    servers: &[Server],
    rounds: u64,
    length: Duration,
) -> Outcome<()> {
    let mut measured: Vec<Vec<Measured>> = vec![Vec::new(); servers.len()];
    for round in 0..=rounds {
        for (server, measured) in servers.iter().zip(&mut measured) {
            // The first round warms up.
            let length = if round == 0 { length / 4 } else { length };
            let one = measure(server, work, length)?;
            if round > 0 {
                measured.push(one);
            }
        }
    }
    let median = |of: &[Measured], value: fn(&Measured) -> f64| {
        let mut values: Vec<f64> = of.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let base = measured.first().map_or(1.0, |first| median(first, |one| one.per_second));
    for (server, measured) in servers.iter().zip(&measured) {
        let per_second = median(measured, |one| one.per_second);
        println!(
            "| {database} | {what} | {} | {per_second:.0} | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} |",
            server.name,
            per_second / base,
            median(measured, |one| one.p50_ms),
            median(measured, |one| one.p99_ms),
            median(measured, |one| one.cpu_us),
            anonymous_memory(server.process.id()),
        );
    }
    Ok(())
}

/// MiB.
fn anonymous_memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}

/// Seconds of processor time that a process has used.
fn cpu(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    (fields.get(11).unwrap_or(&0.0) + fields.get(12).unwrap_or(&0.0)) / TICKS
}

fn measure(server: &Server, work: Work, length: Duration) -> Outcome<Measured> {
    let stop = AtomicBool::new(false);
    let (before, started) = (cpu(server.process.id()), Instant::now());
    let times: Vec<Outcome<Vec<Duration>>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|number| {
                let stop = &stop;
                scope.spawn(move || client(&server.address, work, number, stop))
            })
            .collect();
        thread::sleep(length);
        stop.store(true, Ordering::Relaxed);
        clients
            .into_iter()
            .map(|client| client.join().unwrap_or_else(|_| Err("a client panicked".into())))
            .collect()
    });
    let (took, used) = (started.elapsed().as_secs_f64(), cpu(server.process.id()) - before);
    let mut all = Vec::new();
    for times in times {
        all.extend(times?);
    }
    all.sort_unstable();
    let at = |part: f64| all.get((all.len() as f64 * part) as usize).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    Ok(Measured {
        per_second: all.len() as f64 / took,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        cpu_us: used * 1e6 / all.len().max(1) as f64,
    })
}

fn client(address: &str, work: Work, number: usize, stop: &AtomicBool) -> Outcome<Vec<Duration>> {
    let mut connection = BufReader::new(TcpStream::connect(address)?);
    connection.get_ref().set_nodelay(true)?;
    let tokens: Vec<String> = (0..8).map(|step| token(1 + (number * 8 + step) % USERS)).collect::<Outcome<_>>()?;
    let feed = request_json(&mut connection, "GET", "/api/posts?limit=20", &tokens[0], None)?;
    let liked = |post: &&Value| post.get("current_user_like_id").is_none();
    let post = feed.as_array().and_then(|posts| posts.iter().find(liked)).map(|post| post["id"].clone());
    let mut times = Vec::new();
    for turn in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let token = &tokens[turn % tokens.len()];
        let path = match (work, turn % 20) {
            (Work::Feed, _) | (Work::Mixed, 4..) => "/api/posts?limit=20",
            (Work::Profile, _) | (Work::Mixed, 1..4) => "/api/profile",
            (Work::Suggestions, _) => "/api/suggestions",
            (Work::Likes | Work::Mixed, _) => {
                let body = json!({ "post_id": post }).to_string();
                let started = Instant::now();
                let like = request_json(&mut connection, "POST", "/api/likes", &tokens[0], Some(&body))?;
                times.push(started.elapsed());
                let started = Instant::now();
                request_json(&mut connection, "DELETE", &format!("/api/likes/{}", like["id"]), &tokens[0], None)?;
                times.push(started.elapsed());
                continue;
            }
        };
        let started = Instant::now();
        send(&mut connection, "GET", path, token, None)?;
        times.push(started.elapsed());
    }
    Ok(times)
}

fn token(user: usize) -> Outcome<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = json!({
        "fresh": false, "iat": now, "jti": format!("bench-{user}"), "type": "access", "sub": user, "nbf": now,
        "csrf": "none", "exp": now + 86_400,
    });
    Ok(jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes()))?)
}

fn request_json(
    connection: &mut BufReader<TcpStream>,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&str>,
) -> Outcome<Value> {
    Ok(serde_json::from_slice(&send(connection, method, path, token, body)?)?)
}

/// Sends a request and returns the body of the response, which must be a success.
fn send(
    connection: &mut BufReader<TcpStream>,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&str>,
) -> Outcome<Vec<u8>> {
    let body = body.unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.get_mut().write_all(request.as_bytes())?;
    let (mut line, mut status, mut length) = (String::new(), String::new(), 0);
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let text = line.trim_end();
        if text.is_empty() {
            break;
        }
        if status.is_empty() {
            text.clone_into(&mut status);
        } else if let Some((name, value)) = text.split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.parse()?;
        }
    }
    let mut response = vec![0; length];
    connection.read_exact(&mut response)?;
    match status.get(9..10) {
        Some("2") => Ok(response),
        _ => Err(format!("{method} {path}: {status}").into()),
    }
}
