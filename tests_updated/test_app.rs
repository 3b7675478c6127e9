//! The server under test, its users, and access to its database.

use std::{
    env,
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use diesel::connection::SimpleConnection;
use photo_app::{
    config::{Config, LogFormat, MetricsAddress, SecretString, Signup, TokenSettings, WriteLimits},
    db::{Conn, DbUrl},
    imaging::Limits,
    media::storage::{DiskReserve, StorageUrl},
    models::Quota,
    push::PushSettings,
    server,
};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use ureq::http;

use crate::basics;
pub use crate::basics::{PASSWORD_HASH, SECRET, next_number, now};

/// A server and its database.
pub struct TestApp {
    pub url: String,
    pub db_url: DbUrl,
    pub secret: String,
    agent: ureq::Agent,
    /// Where its pictures are, if it was started here.
    pub images: Option<tempfile::TempDir>,
    /// Keeps the folder of an SQLite database until the process ends.
    _folder: Option<tempfile::TempDir>,
}

/// The server that most tests share. They keep apart by making users of their own.
pub fn app() -> &'static TestApp {
    static APP: OnceLock<TestApp> = OnceLock::new();
    APP.get_or_init(|| match env::var("TEST_URL") {
        Ok(url) => {
            let db_url = env::var("TEST_DB_URL").expect("TEST_URL comes with TEST_DB_URL");
            let secret = env::var("JWT_SECRET").expect("TEST_URL comes with JWT_SECRET");
            TestApp::beside(&url, db_url.parse().expect("a database URL"), &secret)
        }
        Err(_) => TestApp::start(|_| {}),
    })
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// A database of its own, empty, on the engine under test.
pub fn new_database() -> (DbUrl, Option<tempfile::TempDir>) {
    match env::var("TEST_DATABASE").as_deref() {
        Ok("postgres") => {
            let cluster =
                env::var("TEST_POSTGRES_URL").expect("TEST_DATABASE=postgres comes with TEST_POSTGRES_URL");
            let name = format!("photo_app_{}_{}", std::process::id(), next_number());
            let mut conn =
                Conn::open(&format!("{cluster}/postgres").parse().expect("a URL")).expect("the cluster");
            conn.batch_execute(&format!("CREATE DATABASE {name}")).expect("a new database");
            (format!("{cluster}/{name}").parse().expect("a URL"), None)
        }
        Ok("sqlite") | Err(_) => {
            let folder = tempfile::tempdir().expect("a folder");
            (DbUrl::Sqlite(folder.path().join("test.sqlite")), Some(folder))
        }
        other => panic!("TEST_DATABASE must be sqlite or postgres, not {other:?}"),
    }
}

pub fn on_postgres() -> bool {
    matches!(app().db_url, DbUrl::Postgres(_))
}

/// Checks that `time` is a time in ISO 8601 of the last few minutes.
pub fn assert_recent(time: &Value) {
    let text = time.as_str().expect("a time");
    let sent = OffsetDateTime::parse(text, &Rfc3339).expect("ISO 8601");
    assert!(
        text.ends_with('Z') && (OffsetDateTime::now_utc() - sent).abs() < time::Duration::minutes(5),
        "{text}"
    );
}

impl TestApp {
    /// A server that is running already, and its database.
    pub fn beside(url: &str, db_url: DbUrl, secret: &str) -> Self {
        Self {
            url: url.to_owned(),
            db_url,
            secret: secret.to_owned(),
            agent: agent(),
            images: None,
            _folder: None,
        }
    }

    /// Starts a server of its own on a free port, configured as `change` has it.
    pub fn start(change: impl FnOnce(&mut Config)) -> Self {
        let (db_url, folder) = new_database();
        Self::start_on(db_url, folder, change)
    }

    /// As [`Self::start`], on a database that is there already.
    pub fn start_on(db_url: DbUrl, folder: Option<tempfile::TempDir>, change: impl FnOnce(&mut Config)) -> Self {
        let images = tempfile::tempdir().expect("a folder");
        let mut config = Config {
            storage_url: StorageUrl::Folder(images.path().to_owned()),
            image_limits: Limits { bytes: 20 << 20, pixels: 50_000_000 },
            user_quota: Quota::default(),
            disk_reserve: DiskReserve::Bytes(0),
            min_upload_rate: 4 << 10,
            db_url: db_url.clone(),
            pool_size: 8,
            tokens: TokenSettings {
                secret: SecretString::from(SECRET),
                previous_secret: None,
                access_life: time::Duration::minutes(15),
                refresh_life: time::Duration::days(30),
                session_life: time::Duration::hours(12),
            },
            bcrypt_cost: 4,
            sign_in_limits: None,
            trusted_proxies: Vec::new(),
            log_level: "warn".to_owned(),
            log_format: LogFormat::Text,
            metrics: MetricsAddress::Off,
            address: ([127, 0, 0, 1], 0).into(),
            workers: Some(2),
            request_timeout: Duration::from_secs(15),
            response_timeout: Duration::from_secs(30),
            write_limits: Some(WriteLimits::default()),
            cookie_secure: false,
            private_accounts: true,
            signup: Signup::Invite,
            show_emails: true,
            public_url: "https://photos.example.org".to_owned(),
            push: PushSettings {
                services: "https://push.example.org".parse().expect("an origin"),
                delay: Duration::from_secs(30),
            },
            cors_origins: None,
            client_dir: "react-client/build".into(),
            static_dir: "static".into(),
            warnings: Vec::new(),
        };
        change(&mut config);
        let (ready, address) = mpsc::channel();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                server::prepare_database(&config).expect("a database that can be migrated");
                let (server, address) = server::start(&config).expect("a free port");
                ready.send(address).expect("somebody who waits");
                server.await.expect("a server that runs until the process ends");
            });
        });
        let address = address.recv().expect("a server that starts");
        Self {
            url: format!("http://{address}"),
            db_url,
            secret: SECRET.to_owned(),
            agent: agent(),
            images: Some(images),
            _folder: folder,
        }
    }

    /// A new user called something like `name`, put into the database beside the server.
    pub fn user(&self, name: &str) -> TestUser<'_> {
        let (id, username) = basics::add_person(&mut self.conn(), name);
        TestUser { app: self, id, username, token: self.token(json!({"sub": id})) }
    }

    /// An access token for a user whom nobody knows, minted as a harness would; `changes` overrides claims, and a
    /// claim set to null is left out.
    pub fn token(&self, changes: Value) -> String {
        self.sign(&basics::access_claims(&changes))
    }

    /// Any JSON as the payload of a token signed with the server's secret.
    pub fn sign(&self, payload: &impl serde::Serialize) -> String {
        basics::sign(&self.secret, payload)
    }

    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        Request {
            app: self,
            builder: http::Request::builder().method(method).uri(format!("{}{path}", self.url)),
            body: Vec::new(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    /// Runs SQL beside the server.
    pub fn sql(&self, sql: &str) {
        self.conn().batch_execute(sql).expect(sql);
    }

    /// One number that `sql` selects as `n`.
    pub fn number(&self, sql: &str) -> i64 {
        basics::number(&mut self.conn(), sql)
    }

    pub fn conn(&self) -> Conn {
        Conn::open(&self.db_url).expect("the database beside the server")
    }
}

/// Somebody with an account, and a token minted for it.
pub struct TestUser<'a> {
    pub app: &'a TestApp,
    pub id: i32,
    pub username: String,
    pub token: String,
}

impl TestUser<'_> {
    pub fn request(&self, method: &str, path: &str) -> Request<'_> {
        self.app.request(method, path).bearer(&self.token)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    /// The user as answers show them: the profile without what only their page shows.
    pub fn as_shown(&self) -> Value {
        let mut user = self.get("/api/profile").ok();
        let fields = user.as_object_mut().expect("an object");
        for detail in ["bio", "pronouns", "link", "is_private", "role"] {
            fields.remove(detail).expect(detail);
        }
        user
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path).json(body).send()
    }

    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.request("PATCH", path).json(body).send()
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send()
    }

    /// Uploads a picture.
    pub fn upload(&self, picture: &[u8]) -> Answer {
        self.request("POST", "/api/images").file("image", picture).send()
    }

    /// Follows somebody and gives the id of that.
    pub fn follow(&self, whom: &TestUser) -> i64 {
        self.post("/api/following", json!({"user_id": whom.id})).created()["id"].as_i64().expect("an id")
    }

    /// Publishes a post and gives its id.
    pub fn publish(&self, caption: &str) -> i64 {
        let post = json!({"image_url": "https://example.org/picture.jpg", "caption": caption});
        self.post("/api/posts", post).created()["id"].as_i64().expect("an id")
    }
}

/// A request under construction.
pub struct Request<'a> {
    app: &'a TestApp,
    builder: http::request::Builder,
    body: Vec<u8>,
}

impl Request<'_> {
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.builder = self.builder.header(name, value.as_ref());
        self
    }

    /// Where it is sent.
    pub fn url(&self) -> String {
        self.builder.uri_ref().expect("an address").to_string()
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    /// As a browser that signed in with this token.
    pub fn cookie(self, token: &str) -> Self {
        self.header("Cookie", format!("other=1; access_token_cookie={token}"))
    }

    pub fn json(self, body: Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    /// A form with a file.
    pub fn file(self, field: &str, content: &[u8]) -> Self {
        let head = format!(
            "--a-boundary\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"picture.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--a-boundary--\r\n"].concat();
        self.header("Content-Type", "multipart/form-data; boundary=a-boundary").body(body)
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("Content-Type", "application/x-www-form-urlencoded").body(body)
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn send(self) -> Answer {
        self.try_send().expect("an answer")
    }

    /// For servers that may go away.
    pub fn try_send(self) -> Result<Answer, ureq::Error> {
        let response = if self.body.is_empty() {
            self.app.agent.run(self.builder.body(()).expect("a request"))?
        } else {
            self.app.agent.run(self.builder.body(self.body).expect("a request"))?
        };
        let (head, mut body) = response.into_parts();
        let body = body.with_config().limit(64 << 20).read_to_vec()?;
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header of text"))
    }

    /// The value that the answer sets a cookie to, with its attributes.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let prefix = format!("{name}=");
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies
            .map(|value| value.to_str().expect("a cookie of text"))
            .find_map(|cookie| cookie.strip_prefix(&prefix))
    }

    /// Checks for 200 and gives the body.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.expect(200)
    }

    /// Checks for 201 and gives the body.
    #[track_caller]
    pub fn created(self) -> Value {
        self.expect(201)
    }

    /// Checks the status and gives the body, which of an error is `{"message": …}`.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        let body = self.json();
        if status >= 400 {
            let message = body["message"].as_str().unwrap_or_else(|| panic!("no message: {self:?}"));
            assert!(message.len() > 5, "{self:?}");
            let code = body["code"].as_str().unwrap_or_else(|| panic!("no code: {self:?}"));
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{self:?}");
            assert_eq!(self.header("content-type"), Some("application/json"));
        }
        body
    }

    /// Checks that the guard refused with this status and text, under both names.
    #[track_caller]
    pub fn refused(self, status: u16, message: &str) {
        let body = self.expect(status);
        assert_eq!(body, json!({"message": message, "code": body["code"], "msg": message}));
    }
}

/// The claims of a token, not verified.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON claims")
}

/// The ids of a list of objects.
pub fn ids(list: &Value) -> Vec<i64> {
    list.as_array().expect("a list").iter().map(|item| item["id"].as_i64().expect("an id")).collect()
}
