//! The options of the command line and the environment.

use std::{net::IpAddr, num::NonZero, path::PathBuf, thread};

use clap::{Args, builder::BoolishValueParser};
use ipnet::IpNet;
use secrecy::SecretString;

use super::values::{
    LogFormat, LoginRateLimit, MetricsAddress, login_rate_limit, metrics_address, network, public_url, seconds,
};
use crate::{
    media::storage::DiskReserve,
    models::{Quota, Signup},
    push::PushServices,
};

/// The push services of Chrome, Firefox, Safari and Edge.
const PUSH_SERVICES: &str = "https://fcm.googleapis.com,https://updates.push.services.mozilla.com,\
    https://*.push.apple.com,https://*.notify.windows.com";

/// The options that can be set by flag or environment variable. Secrets have no flag, because other users of the machine can
/// read flags.
#[derive(Debug, Args)]
pub struct Options {
    /// Database: sqlite:PATH or postgresql://USER@HOST/NAME. DATABASE_URL works too [default: a file in the data folder]
    #[arg(long, global = true, env = "DB_URL", hide_env_values = true, value_name = "URL")]
    pub db_url: Option<SecretString>,

    /// Folder for the database, the JWT secret and the images. It is created if it is missing
    #[arg(long, global = true, env = "DATA_DIR", value_name = "FOLDER", default_value = "data")]
    pub data_dir: PathBuf,

    /// Maximum number of database connections. The default is two per processor, from 4 to 16
    #[arg(long, global = true, env = "DB_POOL_SIZE", value_name = "N", default_value_t = default_pool_size(),
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub pool_size: u32,

    /// Lifetime of an access token in seconds
    #[arg(long, global = true, env = "JWT_ACCESS_TOKEN_EXPIRES", value_name = "SECONDS", default_value_t = 15 * 60,
          value_parser = seconds())]
    pub access_token_expires: i64,

    /// Lifetime of a refresh token in seconds
    #[arg(long, global = true, env = "JWT_REFRESH_TOKEN_EXPIRES", value_name = "SECONDS",
          default_value_t = 30 * 24 * 3600, value_parser = seconds())]
    pub refresh_token_expires: i64,

    /// Seconds after which an active user must sign in again in the browser
    #[arg(long, global = true, env = "JWT_SESSION_EXPIRES", value_name = "SECONDS", default_value_t = 12 * 3600,
          value_parser = seconds())]
    pub session_expires: i64,

    /// Cost of password hashes. Each step doubles the time
    #[arg(long, global = true, env = "BCRYPT_COST", value_name = "N", default_value_t = 12,
          value_parser = clap::value_parser!(u32).range(10..=18))]
    pub bcrypt_cost: u32,

    /// Failed sign-ins per minute that are allowed from one address, and after a comma, from one address for one
    /// username; or off
    #[arg(long, global = true, env = "LOGIN_RATE_LIMIT", value_name = "N[,N]", default_value = "10",
          value_parser = login_rate_limit)]
    pub login_rate_limit: LoginRateLimit,

    /// Proxies whose X-Forwarded-For header is trusted: addresses or networks, separated by commas [default: none]
    #[arg(long, global = true, env = "TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',',
          value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// What to log: error, warn, info, debug or trace, or a list such as info,photo_app=debug
    #[arg(long, global = true, env = "LOG_LEVEL", value_name = "LEVEL", default_value = "info")]
    pub log_level: String,

    /// Log format: text for people, or json with one object per line for programs
    #[arg(long, global = true, env = "LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// Address of /metrics for Prometheus, separate from the public address; or off [default: 127.0.0.1:9464, if it is
    /// free]
    #[arg(long, global = true, env = "METRICS_ADDR", value_name = "ADDRESS:PORT", value_parser = metrics_address)]
    pub metrics_addr: Option<MetricsAddress>,

    /// Address to listen on; 0.0.0.0 for all addresses of this machine
    #[arg(long, global = true, env = "HOST", value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,

    /// Port to listen on; 0 for any free port
    #[arg(long, global = true, env = "PORT", value_name = "PORT", default_value_t = 5000)]
    pub port: u16,

    /// Threads that handle requests [default: one per processor]
    #[arg(long, global = true, env = "WORKERS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,

    /// Seconds that a client may take to send the head of a request, and again to send the body
    #[arg(long, global = true, env = "REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = 15,
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub request_timeout: u32,

    /// Seconds that a client may leave a response unread before its connection is closed (Linux only)
    #[arg(long, global = true, env = "RESPONSE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub response_timeout: u32,

    /// Limit how many comments, posts, uploads, follows, changes, reports and guest links a user may make per hour
    #[arg(long, global = true, env = "RATE_LIMITS", value_name = "ON|OFF", default_value = "on",
          value_parser = BoolishValueParser::new())]
    pub rate_limits: bool,

    /// Where uploaded images are stored: a folder, or s3://BUCKET/PREFIX with AWS_* in the environment [default: the
    /// folder images in the data folder]
    #[arg(long, global = true, env = "STORAGE_URL", value_name = "URL")]
    pub storage_url: Option<String>,

    /// Maximum size of an uploaded image in bytes
    #[arg(long, global = true, env = "MAX_IMAGE_BYTES", value_name = "BYTES", default_value_t = 20 << 20,
          value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub max_image_bytes: u64,

    /// Maximum size of an uploaded image in pixels
    #[arg(long, global = true, env = "MAX_IMAGE_PIXELS", value_name = "PIXELS", default_value_t = 50_000_000,
          value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub max_image_pixels: u64,

    /// Storage per user: bytes such as 5G, and after a comma, the number of images
    #[arg(long, global = true, env = "USER_QUOTA", value_name = "BYTES[,IMAGES]", default_value = "5G,20000")]
    pub user_quota: Quota,

    /// Free disk space below which uploads are refused: bytes such as 512M, or auto for a tenth of the disk, at most
    /// 512M
    #[arg(long, global = true, env = "DISK_RESERVE", value_name = "BYTES", default_value = "auto")]
    pub disk_reserve: DiskReserve,

    /// Minimum speed of an upload in bytes per second, on average over REQUEST_TIMEOUT
    #[arg(long, global = true, env = "MIN_UPLOAD_RATE", value_name = "BYTES", default_value_t = 4 << 10,
          value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub min_upload_rate: u64,

    /// Send cookies over HTTPS only. Set it to true behind HTTPS
    #[arg(long, global = true, env = "JWT_COOKIE_SECURE", value_name = "BOOL", default_value = "false",
          value_parser = BoolishValueParser::new())]
    pub cookie_secure: bool,

    /// Who may register: everybody (open), only users with a link from photo-app invite (invite), or nobody (closed)
    #[arg(long, global = true, env = "SIGNUP", value_name = "WHO", default_value = "invite")]
    pub signup: Signup,

    /// Make new accounts private: their users decide who follows them
    #[arg(long, global = true, env = "PRIVATE_ACCOUNTS", value_name = "ON|OFF", default_value = "on",
          value_parser = BoolishValueParser::new())]
    pub private_accounts: bool,

    /// Show users the e-mail addresses of other users
    #[arg(long, global = true, env = "SHOW_EMAILS", value_name = "ON|OFF", default_value = "on",
          value_parser = BoolishValueParser::new())]
    pub show_emails: bool,

    /// Address at which browsers reach the service. Printed links begin with it, and its pages may write with the cookie
    /// [default: http://HOST:PORT]
    #[arg(long, global = true, env = "PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,

    /// Push services to which messages to devices may be sent: origins, separated by commas, where https://*.DOMAIN stands for
    /// all subdomains; or off
    #[arg(long, global = true, env = "PUSH_SERVICES", value_name = "ORIGINS", default_value = PUSH_SERVICES)]
    pub push_services: PushServices,

    /// Seconds by which a push message is delayed, so that it covers more. The next one to the same device is delayed ten times
    /// as long
    #[arg(long, global = true, env = "PUSH_DELAY", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub push_delay: u32,

    /// Origins whose scripts may call the API, separated by commas. Only listed origins may write with the cookie
    /// [default: any origin]
    #[arg(long, global = true, env = "CORS_ORIGINS", value_name = "ORIGINS")]
    pub cors_origins: Option<String>,

    /// Folder of the built browser client
    #[arg(long, global = true, env = "CLIENT_DIR", value_name = "FOLDER", default_value = "react-client/build")]
    pub client_dir: PathBuf,

    /// Folder of additional files to serve under /static
    #[arg(long, global = true, env = "STATIC_DIR", value_name = "FOLDER", default_value = "static")]
    pub static_dir: PathBuf,
}

/// More connections would only make the database switch between them.
fn default_pool_size() -> u32 {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(2 * processors).unwrap_or(u32::MAX).clamp(4, 16)
}
