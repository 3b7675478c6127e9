//! The push services to which messages may be sent.

use std::str::FromStr;

use url::Url;

/// The origins of push services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushServices(Vec<ServicePattern>);

/// An origin such as `https://fcm.googleapis.com`, or all subdomains such as `https://*.push.apple.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ServicePattern {
    Origin(String),
    SubdomainsOf { suffix: String },
}

#[derive(Debug, thiserror::Error)]
#[error("use origins such as https://push.example.org or https://*.example.org, separated by commas; or off")]
pub struct PushServicesError;

impl PushServices {
    /// Whether no messages are sent.
    pub fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `endpoint` is an address at one of these services.
    pub fn contains(&self, endpoint: &Url) -> bool {
        endpoint.username().is_empty()
            && endpoint.password().is_none()
            && self.0.iter().any(|pattern| pattern.matches(endpoint))
    }
}

impl ServicePattern {
    fn matches(&self, endpoint: &Url) -> bool {
        match self {
            Self::Origin(origin) => endpoint.origin().ascii_serialization() == *origin,
            Self::SubdomainsOf { suffix } => {
                endpoint.scheme() == "https"
                    && endpoint.port().is_none()
                    && endpoint.domain().is_some_and(|domain| domain.ends_with(suffix.as_str()))
            }
        }
    }
}

impl FromStr for ServicePattern {
    type Err = PushServicesError;

    fn from_str(text: &str) -> Result<Self, PushServicesError> {
        if let Some(domain) = text.strip_prefix("https://*.") {
            let url = Url::parse(&format!("https://{domain}")).map_err(|_| PushServicesError)?;
            let is_domain = url.domain() == Some(domain) && domain.contains('.');
            return match is_domain {
                true => Ok(Self::SubdomainsOf { suffix: format!(".{domain}") }),
                false => Err(PushServicesError),
            };
        }
        let url = Url::parse(text).map_err(|_| PushServicesError)?;
        match matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text {
            true => Ok(Self::Origin(text.to_owned())),
            false => Err(PushServicesError),
        }
    }
}

impl FromStr for PushServices {
    type Err = PushServicesError;

    fn from_str(text: &str) -> Result<Self, PushServicesError> {
        if text == "off" {
            return Ok(Self(Vec::new()));
        }
        text.split(',').map(|service| service.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_at_the_services_are_accepted() {
        let services: PushServices =
            "https://fcm.googleapis.com, https://*.push.apple.com,http://127.0.0.1:81".parse().expect("services");
        let accepts = |url: &str| services.contains(&Url::parse(url).expect("a URL"));

        assert!(accepts("https://fcm.googleapis.com/fcm/send/abc"));
        assert!(accepts("https://web.push.apple.com/abc"));
        assert!(accepts("http://127.0.0.1:81/abc"));
        for other in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/fcm/send/abc",
            "https://fcm.googleapis.com.example.org/",
            "https://push.apple.com/abc",
            "https://evilpush.apple.com/abc",
            "https://web.push.apple.com:22/abc",
            "http://web.push.apple.com/abc",
            "https://user:secret@fcm.googleapis.com/",
            "http://127.0.0.1/abc",
            "http://127.0.0.1:82/abc",
            "file:///etc/passwd",
        ] {
            assert!(!accepts(other), "{other}");
        }
    }

    #[test]
    fn malformed_lists_are_refused() {
        for text in [
            "",
            "fcm.googleapis.com",
            "https://*.com",
            "https://*.",
            "https://a.example/path",
            "https://a.example,",
            "ftp://a.example",
        ] {
            assert!(text.parse::<PushServices>().is_err(), "{text}");
        }
        assert!("off".parse::<PushServices>().is_ok_and(|services| services.is_off()));
    }
}
