//! The configuration: reads flags, environment and `.env`, and checks them into a [`Config`].

mod options;
mod secret;
mod values;

pub use options::Options;
pub use secrecy::SecretString;
pub use secret::SecretError;
pub use values::{LogFormat, LoginRateLimit, MetricsAddress, SignInLimits};

pub use crate::models::{Signup, WriteLimits};

use std::{env, net::SocketAddr, path::PathBuf};

use ipnet::IpNet;
use secrecy::ExposeSecret;
use time::Duration;

use self::secret::{create_data_dir, load_previous_secret, load_secret};
use crate::{
    db::{DbUrl, DbUrlError},
    imaging::Limits,
    media::storage::{DiskReserve, StorageUrl, StorageUrlError},
    models::{self, Quota, Settings},
    push::PushSettings,
};

/// The checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub db_url: DbUrl,
    pub pool_size: u32,
    pub tokens: TokenSettings,
    pub bcrypt_cost: u32,
    /// `None` is no limit.
    pub sign_in_limits: Option<SignInLimits>,
    pub trusted_proxies: Vec<IpNet>,
    pub log_level: String,
    pub log_format: LogFormat,
    pub metrics: MetricsAddress,
    pub address: SocketAddr,
    pub workers: Option<u16>,
    /// How long a client may take to send the head of a request, and again to send the body.
    pub request_timeout: std::time::Duration,
    /// How long a client may leave a response unread.
    pub response_timeout: std::time::Duration,
    /// What a user may write per hour. `None` is no limit.
    pub write_limits: Option<WriteLimits>,
    pub storage_url: StorageUrl,
    pub image_limits: Limits,
    pub user_quota: Quota,
    pub disk_reserve: DiskReserve,
    /// Minimum speed of an upload in bytes per second, on average over `request_timeout`.
    pub min_upload_rate: u64,
    pub cookie_secure: bool,
    pub signup: Signup,
    /// Whether accounts made by registration or by the operator are private.
    pub private_accounts: bool,
    pub show_emails: bool,
    /// The start of printed links, without a slash at the end.
    pub public_url: String,
    pub push: PushSettings,
    /// `None` allows any origin.
    pub cors_origins: Option<Vec<String>>,
    pub client_dir: PathBuf,
    pub static_dir: PathBuf,
    /// Logged at the start, for the operator.
    pub warnings: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct TokenSettings {
    pub secret: SecretString,
    /// Accepted, but not used to sign.
    pub previous_secret: Option<SecretString>,
    pub access_life: Duration,
    pub refresh_life: Duration,
    pub session_life: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("DB_URL: {0}")]
    DbUrl(#[from] DbUrlError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(
        "CORS_ORIGINS contains {0:?}, which is not an origin: use a form like https://photos.example.org, without a path"
    )]
    Origin(String),
    #[error("STORAGE_URL: {0}")]
    StorageUrl(#[from] StorageUrlError),
    #[error("CORS_ORIGINS is empty: list the origins that may call the API, or unset it to allow any origin")]
    NoOrigins,
}

impl Options {
    /// Checks the options. Creates the data folder and the secret in it if they are needed and missing.
    ///
    /// # Errors
    /// The first problem, as one line that says what to do about it.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let mut warnings = Vec::new();
        let db_url = match self.db_url.or_else(|| env::var("DATABASE_URL").ok().map(SecretString::from)) {
            Some(url) => url.expose_secret().parse()?,
            None => {
                create_data_dir(&self.data_dir)?;
                DbUrl::Sqlite(self.data_dir.join("photo-app.sqlite"))
            }
        };
        let (secret, is_short) = load_secret(&self.data_dir, self.cookie_secure)?;
        if is_short {
            warnings
                .push("JWT_SECRET is shorter than 32 bytes and could be guessed: use a longer one in production");
        }
        Ok(Config {
            db_url,
            pool_size: self.pool_size,
            tokens: TokenSettings {
                secret,
                previous_secret: load_previous_secret()?,
                access_life: Duration::seconds(self.access_token_expires),
                refresh_life: Duration::seconds(self.refresh_token_expires),
                session_life: Duration::seconds(self.session_expires),
            },
            bcrypt_cost: self.bcrypt_cost,
            sign_in_limits: self.login_rate_limit.0,
            trusted_proxies: self.trusted_proxies,
            log_level: self.log_level,
            log_format: self.log_format,
            metrics: self.metrics_addr.unwrap_or_default(),
            address: SocketAddr::new(self.host, self.port),
            signup: self.signup,
            private_accounts: self.private_accounts,
            show_emails: self.show_emails,
            public_url: self
                .public_url
                .unwrap_or_else(|| format!("http://{}", SocketAddr::new(self.host, self.port))),
            push: PushSettings {
                services: self.push_services,
                delay: std::time::Duration::from_secs(self.push_delay.into()),
            },
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

impl Config {
    /// The settings that admins can change, as they are without a change.
    pub fn settings(&self) -> Settings {
        Settings {
            signup: self.signup,
            message: None,
            rules: None,
            limits: models::Limits { writes: self.write_limits.unwrap_or_default(), quota: self.user_quota },
            are_writes_limited: self.write_limits.is_some(),
        }
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
        Some(invalid) => Err(ConfigError::Origin(invalid.clone())),
        None => Ok(origins),
    }
}
