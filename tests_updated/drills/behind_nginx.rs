//! Three processes on one PostgreSQL behind a real nginx.

use std::{
    collections::BTreeSet,
    env, fs,
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use photo_app::db::DbUrl;

use crate::{
    basics::{SECRET, url_text},
    cluster::Cluster,
    load::{self, Client, Load, SetAtEnd, Tally},
    service::{Service, free_port, is_root, signal},
};

const ROUNDS: usize = 5;
const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// Tests of the suite with `%00` in a path, which nginx refuses by itself, with another answer.
const NOT_THROUGH_NGINX: &[&str] = &[
    "a_path_id_that_is_not_a_positive_32_bit_integer_is_not_found",
    "a_name_with_a_nul_in_it_is_not_found",
    "an_id_that_exists_in_an_odd_spelling_is_not_found_and_nothing_happens_to_it",
];

struct Nginx {
    child: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Nginx {
    fn before(services: &[Service]) -> Self {
        let program = env::var_os("NGINX_PROGRAM").expect("NGINX_PROGRAM must name the program: run make drill");
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let servers: String = services
            .iter()
            .map(|service| format!("server 127.0.0.1:{} max_fails=1 fail_timeout=1s; ", service.port))
            .collect();
        let user = if is_root() { "user root;" } else { "" };
        let settings = format!(
            "{user} daemon off; worker_processes 1; pid nginx.pid; error_log error.log; \
             events {{ worker_connections 1024; }} \
             http {{ \
               access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; \
               uwsgi_temp_path uwsgi; scgi_temp_path scgi; \
               client_max_body_size 0; merge_slashes off; large_client_header_buffers 8 128k; \
               proxy_buffer_size 64k; proxy_buffers 8 64k; proxy_busy_buffers_size 128k; \
               upstream photo_app {{ {servers} keepalive 16; }} \
               server {{ \
                 listen 127.0.0.1:{port}; \
                 location / {{ \
                   proxy_pass http://photo_app; proxy_http_version 1.1; proxy_set_header Connection ''; \
                   proxy_set_header Host $http_host; \
                   proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; \
                   proxy_next_upstream error timeout; proxy_connect_timeout 1s; \
                 }} \
               }} \
             }}"
        );
        fs::write(folder.path().join("nginx.conf"), settings).expect("a file");
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).args(["-c", "nginx.conf", "-e", "error.log"]).stdin(Stdio::null());
        let child = command.spawn().expect("nginx");
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(5), "nginx does not start");
            thread::sleep(Duration::from_millis(10));
        }
        Self { child, url: format!("http://127.0.0.1:{port}"), _folder: folder }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It ends its worker when it is asked to end, but not when it is killed.
        signal("TERM", &[self.child.id()]);
        let _ = self.child.wait();
    }
}

/// Three processes that share a database and a folder of pictures.
fn three(db_url: &DbUrl, pictures: &Path) -> Vec<Service> {
    let one = || {
        let mut service = Service::new(db_url)
            .set("LOGIN_RATE_LIMIT", "off")
            .set("STORAGE_URL", &pictures.display().to_string())
            .set("CLIENT_DIR", &format!("{REPOSITORY}/react-client/build"))
            .set("STATIC_DIR", &format!("{REPOSITORY}/static"));
        service.start();
        service
    };
    (0..3).map(|_| one()).collect()
}

#[test]
fn the_integration_suite_runs_through_nginx() {
    let cluster = Cluster::new();
    let db_url = cluster.database();
    let pictures = tempfile::tempdir().expect("a folder");
    let mut services = three(&db_url, pictures.path());
    let nginx = Nginx::before(&services);

    let mut suite = Command::new(env::var_os("CARGO").expect("cargo, which runs this"));
    suite.current_dir(REPOSITORY).args(["test", "--quiet", "--test", "integration", "--"]);
    suite.args(NOT_THROUGH_NGINX.iter().flat_map(|name| ["--skip", name]));
    suite.env("TEST_URL", &nginx.url).env("TEST_DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET);
    suite.env("TEST_DATABASE", "postgres").env("TEST_POSTGRES_URL", cluster.url());
    let output = suite.stdin(Stdio::null()).output().expect("the suite");

    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    services.iter_mut().for_each(Service::is_well);
    let result = said.lines().find(|line| line.starts_with("test result:")).expect("a result");
    println!("behind_nginx, the integration suite through three processes: {result}");
}

/// What became of requests that may be repeated.
#[derive(Default)]
struct Repeatable {
    sent: u64,
    /// Those that the client had to send a second time.
    repeated: u64,
    /// Removals that a first attempt, whose answer nginx did not get, had done.
    done_before: u64,
    lost: u64,
    removed: Vec<i64>,
}

impl Repeatable {
    fn send(&mut self, client: &Client, method: &str, path: &str) -> u16 {
        let fine = |status| status == 200 || method == "DELETE" && status == 404;
        let mut status = client.send(method, path, None).status();
        self.sent += 1;
        if !fine(status) {
            self.repeated += 1;
            thread::sleep(Duration::from_millis(100));
            status = client.send(method, path, None).status();
        }
        self.lost += u64::from(!fine(status));
        self.done_before += u64::from(method == "DELETE" && status == 404);
        status
    }
}

/// Publishes posts one after the other, each until it is answered. Gives their captions, and how many requests were
/// repeated.
fn publish_until_answered(client: &Client, over: &AtomicBool) -> (Vec<String>, usize) {
    let (mut captions, mut repeated) = (Vec::new(), 0);
    while !over.load(Ordering::Relaxed) {
        let key = format!("{:032x}", rand::random::<u128>());
        let caption = format!("once {key}");
        while client.publish_once(&caption, &key).status() != 201 {
            repeated += 1;
            thread::sleep(Duration::from_millis(20));
        }
        captions.push(caption);
    }
    (captions, repeated)
}

#[test]
fn processes_end_behind_nginx() {
    let cluster = Cluster::new();
    let db_url = cluster.database();
    let pictures = tempfile::tempdir().expect("a folder");
    let mut services = three(&db_url, pictures.path());
    let nginx = Nginx::before(&services);
    let client = Client::new(&nginx.url, &db_url);
    let over = AtomicBool::new(false);
    let mut waits = Duration::ZERO;

    let (repeatable, posts, (once, repeated)) = thread::scope(|scope| {
        let repeaters: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = Repeatable::default();
                    // Of its own, made before anything goes wrong, to be removed.
                    let mut own = Tally::default();
                    (0..300).for_each(|_| drop(own.publish(&client)));
                    let mut ids = own.kept().into_iter();
                    while !over.load(Ordering::Relaxed) {
                        seen.send(&client, "GET", "/api/posts?limit=5");
                        seen.send(&client, "GET", "/api/profile");
                        if let Some(id) = ids.next() {
                            seen.send(&client, "DELETE", &format!("/api/posts/{id}"));
                            seen.removed.push(id);
                        }
                        thread::sleep(Duration::from_millis(5));
                    }
                    seen
                })
            })
            .collect();
        let publishers: Vec<_> = (0..2).map(|_| scope.spawn(|| publish_until_answered(&client, &over))).collect();
        let end = SetAtEnd(&over);
        // Posts are not repeated: some may fail, and what is acknowledged must be there.
        let ((), posts) = Load { writers: 4, readers: 0 }.during(&client, || {
            thread::sleep(Duration::from_secs(3));
            for round in 0..ROUNDS {
                let stopped = &mut services[round % 3];
                stopped.ask_to_stop();
                let (status, took) = stopped.wait_end(Duration::from_secs(10));
                assert!(status.success(), "it ended with {status}");
                waits = waits.max(took);
                thread::sleep(Duration::from_millis(500));
                stopped.start();
                thread::sleep(Duration::from_millis(500));
                let killed = &mut services[(round + 1) % 3];
                killed.kill();
                thread::sleep(Duration::from_millis(500));
                killed.start();
                thread::sleep(Duration::from_millis(500));
            }
        });
        drop(end);
        let mut all = Repeatable::default();
        for repeater in repeaters {
            let seen = repeater.join().expect("a client");
            all.sent += seen.sent;
            all.repeated += seen.repeated;
            all.done_before += seen.done_before;
            all.lost += seen.lost;
            all.removed.extend(seen.removed);
        }
        let mut once = (Vec::new(), 0);
        for publisher in publishers {
            let (captions, repeated) = publisher.join().expect("a client");
            once.0.extend(captions);
            once.1 += repeated;
        }
        (all, posts, once)
    });

    services.iter_mut().for_each(Service::is_well);
    let figures = format!(
        "{ROUNDS} processes stopped and {ROUNDS} killed; requests that may be repeated {}, repeated by the client {}, \
         lost {}; removed {}, of them answered 404 after a repetition by nginx {}; posts and removals that are not \
         repeated: {}; posts with an idempotency key {}, repeated {repeated} times; stopped within {:.2} s",
        repeatable.sent,
        repeatable.repeated,
        repeatable.lost,
        repeatable.removed.len(),
        repeatable.done_before,
        posts.all_found(&db_url),
        once.len(),
        waits.as_secs_f64()
    );
    assert_eq!(repeatable.lost, 0, "{figures}");
    let there = load::posts(&db_url);
    assert!(!repeatable.removed.iter().any(|id| there.contains_key(id)), "removed and still there; {figures}");
    let published: Vec<&String> = there.values().filter(|caption| caption.starts_with("once ")).collect();
    let different: BTreeSet<&String> = published.iter().copied().collect();
    assert_eq!((published.len(), different), (once.len(), once.iter().collect()), "{figures}");
    posts.answered_only(&[200, 201, 404, 502], Duration::from_secs(7));
    println!("behind_nginx: {figures}");
}
