//! The values of options, and how they are parsed.

use std::net::{IpAddr, SocketAddr};

use clap::ValueEnum;
use ipnet::IpNet;

/// Failed sign-ins that are allowed per minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInLimits {
    /// From one address, with any usernames.
    pub per_address: u32,
    /// From one address with one username.
    pub per_username: u32,
}

/// The option `LOGIN_RATE_LIMIT`; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginRateLimit(pub Option<SignInLimits>);

pub(super) fn login_rate_limit(text: &str) -> Result<LoginRateLimit, &'static str> {
    if text == "off" {
        return Ok(LoginRateLimit(None));
    }
    let (per_address, per_username) = text.split_once(',').unwrap_or((text, text));
    match [per_address, per_username].map(|number| number.trim().parse()) {
        [Ok(per_address), Ok(per_username)] if per_address > 0 && per_username > 0 => {
            Ok(LoginRateLimit(Some(SignInLimits { per_address, per_username })))
        }
        _ => Err("use a number from 1, two numbers with a comma between them, or off"),
    }
}

/// Where metrics are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsAddress {
    Off,
    /// If the address is taken, the program does not start.
    Required(SocketAddr),
    /// If the address is taken, metrics are not served.
    Preferred(SocketAddr),
}

impl Default for MetricsAddress {
    fn default() -> Self {
        Self::Preferred(SocketAddr::from(([127, 0, 0, 1], 9464)))
    }
}

pub(super) fn metrics_address(text: &str) -> Result<MetricsAddress, &'static str> {
    match text {
        "off" => Ok(MetricsAddress::Off),
        address => address
            .parse()
            .map(MetricsAddress::Required)
            .map_err(|_| "use an address and a port such as 127.0.0.1:9464, or off"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

pub(super) fn network(text: &str) -> Result<IpNet, &'static str> {
    let text = text.trim();
    text.parse()
        .or_else(|_| text.parse().map(|address: IpAddr| address.into()))
        .map_err(|_| "use an address such as 10.0.0.1, or a network such as 10.0.0.0/8")
}

/// Parses an address for links. The result has no slash at the end.
pub(super) fn public_url(text: &str) -> Result<String, &'static str> {
    let usable = url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if usable {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err("use an address like https://photos.example.org")
    }
}

pub(super) fn seconds() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(1..=100 * 365 * 24 * 3600)
}
