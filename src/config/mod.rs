//! The configuration: flags, environment and `.env` in, one checked [`Config`] out.

mod secret;

pub use secret::Secret;

use std::{
    env, io,
    net::{IpAddr, SocketAddr},
    num::NonZero,
    path::PathBuf,
    thread,
};

use clap::{Args, ValueEnum, builder::BoolishValueParser};
use ipnet::IpNet;
use time::Duration;

use self::secret::{SECRET_BYTES, kept_secret, make_data_dir, previous_secret};
use crate::{
    db::{DbUrl, DbUrlError},
    imaging::Limits,
    media::storage::{DiskReserve, StorageUrl, StorageUrlError},
    models::Quota,
};

/// What can be set by flag or environment variable. Secrets have no flag: other users of a machine can read those.
#[derive(Debug, Args)]
pub struct Options {
    /// The database: sqlite:PATH or postgresql://USER@HOST/NAME; DATABASE_URL works too [default: a file in the
    /// data folder]
    #[arg(long, global = true, env = "DB_URL", hide_env_values = true, value_name = "URL")]
    pub db_url: Option<String>,

    /// The folder for the database and the secret, made when missing
    #[arg(long, global = true, env = "DATA_DIR", value_name = "FOLDER", default_value = "data")]
    pub data_dir: PathBuf,

    /// Connections to the database at most; two for each processor unless said otherwise
    #[arg(long, global = true, env = "DB_POOL_SIZE", value_name = "N", default_value_t = default_pool_size(),
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub pool_size: u32,

    /// Seconds that an access token lives
    #[arg(long, global = true, env = "JWT_ACCESS_TOKEN_EXPIRES", value_name = "SECONDS", default_value_t = 15 * 60,
          value_parser = seconds())]
    pub access_token_expires: i64,

    /// Seconds that a refresh token lives
    #[arg(long, global = true, env = "JWT_REFRESH_TOKEN_EXPIRES", value_name = "SECONDS",
          default_value_t = 30 * 24 * 3600, value_parser = seconds())]
    pub refresh_token_expires: i64,

    /// Seconds after which an active person must sign in again in the browser
    #[arg(long, global = true, env = "JWT_SESSION_EXPIRES", value_name = "SECONDS", default_value_t = 12 * 3600,
          value_parser = seconds())]
    pub session_expires: i64,

    /// Cost of password hashes: each step doubles the time
    #[arg(long, global = true, env = "BCRYPT_COST", value_name = "N", default_value_t = 12,
          value_parser = clap::value_parser!(u32).range(10..=18))]
    pub bcrypt_cost: u32,

    /// Failed sign-ins that an address may have in a minute, and after a comma those with one username; or off
    #[arg(long, global = true, env = "LOGIN_RATE_LIMIT", value_name = "N[,N]", default_value = "10",
          value_parser = rate_limit)]
    pub login_rate_limit: RateLimit,

    /// Proxies whose X-Forwarded-For names the client: addresses or networks, separated by commas [default: none]
    #[arg(long, global = true, env = "TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',',
          value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// What to log: error, warn, info, debug or trace, or a list such as info,photo_app=debug
    #[arg(long, global = true, env = "LOG_LEVEL", value_name = "LEVEL", default_value = "info")]
    pub log_level: String,

    /// How to log: text for people, or json with an object on each line for programs
    #[arg(long, global = true, env = "LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// The address of /metrics for Prometheus, which is never the public one; or off [default: 127.0.0.1:9464, if
    /// that is free]
    #[arg(long, global = true, env = "METRICS_ADDR", value_name = "ADDRESS:PORT", value_parser = metrics_place)]
    pub metrics_addr: Option<MetricsPlace>,

    /// The address to listen on; 0.0.0.0 for all of this machine's
    #[arg(long, global = true, env = "HOST", value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,

    /// The port to listen on; 0 for any free one
    #[arg(long, global = true, env = "PORT", value_name = "PORT", default_value_t = 5000)]
    pub port: u16,

    /// Threads that answer requests [default: one for each processor]
    #[arg(long, global = true, env = "WORKERS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,

    /// Seconds that a client may take to send the head of its request, and again to send the body
    #[arg(long, global = true, env = "REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = 15,
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub request_timeout: u32,

    /// Seconds that a client may leave an answer unread before its connection is closed (on Linux)
    #[arg(long, global = true, env = "RESPONSE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub response_timeout: u32,

    /// Whether the comments, posts, uploads and follows of a user in an hour are limited
    #[arg(long, global = true, env = "RATE_LIMITS", value_name = "ON|OFF", default_value = "on",
          value_parser = BoolishValueParser::new())]
    pub rate_limits: bool,

    /// Where uploaded pictures are kept: a folder, or s3://BUCKET/PREFIX with AWS_* in the environment [default: the
    /// folder images in the data folder]
    #[arg(long, global = true, env = "STORAGE_URL", value_name = "URL")]
    pub storage_url: Option<String>,

    /// Bytes that an uploaded picture may have
    #[arg(long, global = true, env = "MAX_IMAGE_BYTES", value_name = "BYTES", default_value_t = 20 << 20,
          value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub max_image_bytes: u64,

    /// Pixels that an uploaded picture may have
    #[arg(long, global = true, env = "MAX_IMAGE_PIXELS", value_name = "PIXELS", default_value_t = 50_000_000,
          value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub max_image_pixels: u64,

    /// How much each user may store: bytes such as 5G, and after a comma the number of images
    #[arg(long, global = true, env = "USER_QUOTA", value_name = "BYTES[,IMAGES]", default_value = "5G,20000")]
    pub user_quota: Quota,

    /// Free disk space below which uploads are refused: bytes such as 512M, or auto for a tenth of the disk, at most
    /// 512M
    #[arg(long, global = true, env = "DISK_RESERVE", value_name = "BYTES", default_value = "auto")]
    pub disk_reserve: DiskReserve,

    /// Bytes of an upload that must arrive each second, on average over REQUEST_TIMEOUT
    #[arg(long, global = true, env = "MIN_UPLOAD_RATE", value_name = "BYTES", default_value_t = 4 << 10,
          value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub min_upload_rate: u64,

    /// Whether cookies may travel over HTTPS only; set it to true behind HTTPS
    #[arg(long, global = true, env = "JWT_COOKIE_SECURE", value_name = "BOOL", default_value = "false",
          value_parser = BoolishValueParser::new())]
    pub cookie_secure: bool,

    /// Who may make an account of their own: anybody (open), who has a link from photo-app invite, or nobody (closed)
    #[arg(long, global = true, env = "SIGNUP", value_name = "WHO", default_value = "invite")]
    pub signup: Signup,

    /// Whether people see the e-mail addresses of others
    #[arg(long, global = true, env = "SHOW_EMAILS", value_name = "ON|OFF", default_value = "on",
          value_parser = BoolishValueParser::new())]
    pub show_emails: bool,

    /// What printed links begin with: the address by which browsers reach the service, whose pages may write with the
    /// cookie [default: http://HOST:PORT]
    #[arg(long, global = true, env = "PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,

    /// Origins whose scripts may call the API, separated by commas; only listed ones may write with the cookie
    /// [default: any]
    #[arg(long, global = true, env = "CORS_ORIGINS", value_name = "ORIGINS")]
    pub cors_origins: Option<String>,

    /// The folder with the built browser client
    #[arg(long, global = true, env = "CLIENT_DIR", value_name = "FOLDER", default_value = "react-client/build")]
    pub client_dir: PathBuf,

    /// The folder with further files served under /static
    #[arg(long, global = true, env = "STATIC_DIR", value_name = "FOLDER", default_value = "static")]
    pub static_dir: PathBuf,
}

/// Failed sign-ins that are allowed in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInLimits {
    /// From one address, whatever the usernames.
    pub address: u32,
    /// From one address with one username.
    pub username: u32,
}

/// `None` for any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit(pub Option<SignInLimits>);

fn rate_limit(text: &str) -> Result<RateLimit, &'static str> {
    if text == "off" {
        return Ok(RateLimit(None));
    }
    let (address, username) = text.split_once(',').unwrap_or((text, text));
    match [address, username].map(|number| number.trim().parse()) {
        [Ok(address), Ok(username)] if address > 0 && username > 0 => {
            Ok(RateLimit(Some(SignInLimits { address, username })))
        }
        _ => Err("write a number from 1, two with a comma between them, or off"),
    }
}

/// How many of each kind a user may write in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteLimits {
    pub comments: u32,
    /// Stories count as well.
    pub posts: u32,
    pub uploads: u32,
    pub follows: u32,
    /// Of posts and of the profile together.
    pub changes: u32,
}

impl Default for WriteLimits {
    fn default() -> Self {
        Self { comments: 1_000, posts: 400, uploads: 600, follows: 400, changes: 600 }
    }
}

/// Where metrics are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsPlace {
    Off,
    /// Here, or the program does not start.
    At(SocketAddr),
    /// Here, unless somebody else is there already.
    Rather(SocketAddr),
}

impl Default for MetricsPlace {
    fn default() -> Self {
        Self::Rather(SocketAddr::from(([127, 0, 0, 1], 9464)))
    }
}

fn metrics_place(text: &str) -> Result<MetricsPlace, &'static str> {
    match text {
        "off" => Ok(MetricsPlace::Off),
        address => address
            .parse()
            .map(MetricsPlace::At)
            .map_err(|_| "write an address and a port such as 127.0.0.1:9464, or off"),
    }
}

/// Who may make an account of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Signup {
    Open,
    Invite,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// More would only make the database switch between them.
fn default_pool_size() -> u32 {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(2 * processors).unwrap_or(u32::MAX).clamp(4, 16)
}

fn network(text: &str) -> Result<IpNet, &'static str> {
    let text = text.trim();
    text.parse()
        .or_else(|_| text.parse().map(|address: IpAddr| address.into()))
        .map_err(|_| "write an address such as 10.0.0.1, or a network such as 10.0.0.0/8")
}

/// Without a slash at its end.
fn public_url(text: &str) -> Result<String, &'static str> {
    let usable = url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if usable {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err("write it like https://photos.example.org")
    }
}

fn seconds() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(1..=100 * 365 * 24 * 3600)
}

/// Everything the program was told, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub db_url: DbUrl,
    pub pool_size: u32,
    pub tokens: TokenSettings,
    pub bcrypt_cost: u32,
    /// `None` for any number of failures.
    pub login_rate_limit: Option<SignInLimits>,
    pub trusted_proxies: Vec<IpNet>,
    pub log_level: String,
    pub log_format: LogFormat,
    pub metrics: MetricsPlace,
    pub address: SocketAddr,
    pub workers: Option<u16>,
    /// How long a client may take to send the head of its request, and again to send the body.
    pub request_timeout: std::time::Duration,
    /// How long a client may leave an answer unread.
    pub response_timeout: std::time::Duration,
    /// What a user may write in an hour; `None` for any number.
    pub write_limits: Option<WriteLimits>,
    /// Where uploaded pictures are kept, and how large they may be.
    pub storage_url: StorageUrl,
    pub image_limits: Limits,
    /// How much each user may store, and the disk space that uploads leave free.
    pub user_quota: Quota,
    pub disk_reserve: DiskReserve,
    /// Bytes of an upload that must arrive each second, on average over `request_timeout`.
    pub min_upload_rate: u64,
    pub cookie_secure: bool,
    pub signup: Signup,
    pub show_emails: bool,
    /// What printed links begin with, without a slash at its end.
    pub public_url: String,
    /// `None` for any origin.
    pub cors_origins: Option<Vec<String>>,
    pub client_dir: PathBuf,
    pub static_dir: PathBuf,
    /// What the person who runs this should know.
    pub warnings: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct TokenSettings {
    pub secret: Secret,
    /// Still accepted, and never used to sign.
    pub previous_secret: Option<Secret>,
    pub access_life: Duration,
    pub refresh_life: Duration,
    pub session_life: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("DB_URL: {0}")]
    DbUrl(#[from] DbUrlError),
    #[error("the data folder {} cannot be used ({source}): make it writable, or name another with --data-dir", path.display())]
    DataDir { path: PathBuf, source: io::Error },
    #[error("{} cannot be used ({source}): repair it, or set JWT_SECRET", path.display())]
    SecretFile { path: PathBuf, source: io::Error },
    #[error("JWT_SECRET is empty: set it to at least 32 random bytes, or unset it to have one made and kept")]
    EmptySecret,
    #[error("JWT_SECRET is shorter than 32 bytes, which JWT_COOKIE_SECURE=true does not allow: set a longer one")]
    ShortSecret,
    #[error(
        "JWT_SECRET_PREVIOUS must be the secret before, of at least 32 bytes; unset it when no token of that time is left"
    )]
    PreviousSecret,
    #[error("JWT_SECRET is not valid UTF-8: write it in hexadecimal or base64")]
    OddSecret,
    #[error(
        "CORS_ORIGINS holds {0:?}, which is no origin: write it like https://photos.example.org, without a path"
    )]
    Origin(String),
    #[error("STORAGE_URL: {0}")]
    StorageUrl(#[from] StorageUrlError),
    #[error("CORS_ORIGINS is empty: list the origins that may call the API, or unset it to allow any")]
    NoOrigins,
}

impl Options {
    /// Checks the options; makes the data folder and the secret in it when they are needed and missing.
    ///
    /// # Errors
    /// The first thing that is wrong, in a line that says what to do about it.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let mut warnings = Vec::new();
        let db_url = match self.db_url.or_else(|| env::var("DATABASE_URL").ok()) {
            Some(url) => url.parse()?,
            None => {
                make_data_dir(&self.data_dir)?;
                DbUrl::Sqlite(self.data_dir.join("photo-app.sqlite"))
            }
        };
        let secret = match env::var("JWT_SECRET") {
            Ok(secret) if secret.is_empty() => return Err(ConfigError::EmptySecret),
            Ok(secret) => secret,
            Err(env::VarError::NotUnicode(_)) => return Err(ConfigError::OddSecret),
            Err(env::VarError::NotPresent) => kept_secret(&self.data_dir)?,
        };
        if secret.len() < SECRET_BYTES {
            if self.cookie_secure {
                return Err(ConfigError::ShortSecret);
            }
            warnings.push("JWT_SECRET is shorter than 32 bytes and could be guessed; use a longer one in earnest");
        }
        Ok(Config {
            db_url,
            pool_size: self.pool_size,
            tokens: TokenSettings {
                secret: Secret::new(secret),
                previous_secret: previous_secret()?,
                access_life: Duration::seconds(self.access_token_expires),
                refresh_life: Duration::seconds(self.refresh_token_expires),
                session_life: Duration::seconds(self.session_expires),
            },
            bcrypt_cost: self.bcrypt_cost,
            login_rate_limit: self.login_rate_limit.0,
            trusted_proxies: self.trusted_proxies,
            log_level: self.log_level,
            log_format: self.log_format,
            metrics: self.metrics_addr.unwrap_or_default(),
            address: SocketAddr::new(self.host, self.port),
            signup: self.signup,
            show_emails: self.show_emails,
            public_url: self
                .public_url
                .unwrap_or_else(|| format!("http://{}", SocketAddr::new(self.host, self.port))),
            workers: self.workers,
            request_timeout: std::time::Duration::from_secs(self.request_timeout.into()),
            response_timeout: std::time::Duration::from_secs(self.response_timeout.into()),
            write_limits: self.rate_limits.then(WriteLimits::default),
            storage_url: match self.storage_url {
                Some(url) => url.parse()?,
                None => StorageUrl::Folder(self.data_dir.join("images")),
            },
            image_limits: Limits { bytes: self.max_image_bytes, pixels: self.max_image_pixels },
            user_quota: self.user_quota,
            disk_reserve: self.disk_reserve,
            min_upload_rate: self.min_upload_rate,
            cookie_secure: self.cookie_secure,
            cors_origins: self.cors_origins.as_deref().map(origins).transpose()?,
            client_dir: self.client_dir,
            static_dir: self.static_dir,
            warnings,
        })
    }
}

fn origins(list: &str) -> Result<Vec<String>, ConfigError> {
    let origins: Vec<String> =
        list.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(str::to_owned).collect();
    if origins.is_empty() {
        return Err(ConfigError::NoOrigins);
    }
    let is_origin =
        |text: &str| url::Url::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == *text);
    match origins.iter().find(|origin| !is_origin(origin)) {
        Some(odd) => Err(ConfigError::Origin(odd.clone())),
        None => Ok(origins),
    }
}
