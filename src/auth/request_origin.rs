//! The origin of the page that made a request, according to the browser.
//!
//! Browsers also send the cookie with requests from other pages, so the cookie does not prove that the user wanted a
//! request. They also name the origin of the page (`Origin`), and its relation to the requested origin (`Sec-Fetch-Site`,
//! over HTTPS or on localhost). Pages cannot change either header.

use std::sync::Arc;

use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use url::Url;

use crate::error::ApiError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The kind of page that made a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestOrigin {
    /// The request does not say. It comes from a script or an older browser.
    Unknown,
    /// A page of this service, or the user, for example by typing an address.
    Own,
    /// A page of an origin in `CORS_ORIGINS`.
    Listed,
    /// A page whose origin is hidden (`Origin: null`), such as one with `Referrer-Policy: no-referrer`.
    Hidden,
    /// Any other page.
    Foreign,
}

impl RequestOrigin {
    /// Whether the request comes from the user or a page that may act for the user.
    pub fn is_trusted(self) -> bool {
        matches!(self, Self::Unknown | Self::Own | Self::Listed)
    }
}

/// The origins whose pages may act for a user who is signed in by cookie.
#[derive(Debug, Clone, Default)]
pub struct AllowedOrigins {
    /// The origin of `PUBLIC_URL`.
    public: Option<Arc<str>>,
    /// The origins in `CORS_ORIGINS`.
    listed: Arc<[String]>,
}

impl AllowedOrigins {
    pub fn new(public_url: &str, cors_origins: Option<&[String]>) -> Self {
        let public = Url::parse(public_url).ok().map(|url| url.origin().ascii_serialization().into());
        Self { public, listed: cors_origins.unwrap_or_default().into() }
    }

    /// Whether `CORS_ORIGINS` has this origin. Browsers always write an origin the same way, so it is compared as text.
    fn lists(&self, origin: &str) -> bool {
        self.listed.iter().any(|listed| listed == origin)
    }

    /// The origin of a request with these headers.
    ///
    /// `Sec-Fetch-Site: same-origin` is decisive, because a proxy may change `Host`. With another value, only a configured
    /// origin is trusted. Without the header, `Origin` may also name the host of the request. The scheme is not compared
    /// then, because TLS may end at a proxy.
    pub fn origin_of(&self, headers: &HeaderMap) -> RequestOrigin {
        let (site, origin) = (single(headers, &SEC_FETCH_SITE), single(headers, &ORIGIN));
        if site == Header::Is("same-origin") {
            return RequestOrigin::Own;
        }
        match (site, origin) {
            (_, Header::Is(origin)) if self.lists(origin) => RequestOrigin::Listed,
            (_, Header::Is(origin)) if self.public.as_deref() == Some(origin) => RequestOrigin::Own,
            (Header::Is("none"), Header::Missing) => RequestOrigin::Own,
            (Header::Missing | Header::Is("none"), Header::Is(origin)) if is_host_of(headers, origin) => {
                RequestOrigin::Own
            }
            (Header::Missing, Header::Missing) => RequestOrigin::Unknown,
            (Header::Missing, Header::Is("null")) => RequestOrigin::Hidden,
            _ => RequestOrigin::Foreign,
        }
    }

    /// Checks a write that is authenticated by cookie.
    ///
    /// # Errors
    /// 401 if a page of another origin made it.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        if self.origin_of(headers).is_trusted() {
            Ok(())
        } else {
            Err(ApiError::CsrfFailed("Request from another origin"))
        }
    }
}

/// The value of a header that may occur once at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header<'a> {
    Missing,
    Is(&'a str),
    /// The header is repeated, or not ASCII.
    Invalid,
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Header<'a> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (None, _) => Header::Missing,
        (Some(value), None) => value.to_str().map_or(Header::Invalid, Header::Is),
        (Some(_), Some(_)) => Header::Invalid,
    }
}

/// Whether `origin` names the host and port that the request was sent to. A missing port is the default port of the scheme
/// of `origin`.
fn is_host_of(headers: &HeaderMap, origin: &str) -> bool {
    let Header::Is(host) = single(headers, &HOST) else { return false };
    let Some((scheme @ ("http" | "https"), authority)) = origin.split_once("://") else { return false };
    let is_plain_host = |text: &str| !text.contains(['/', '\\', '?', '#', '@']);
    if !is_plain_host(authority) || !is_plain_host(host) {
        return false;
    }
    let parse = |authority: &str| Url::parse(&format!("{scheme}://{authority}")).ok();
    let (Some(from), Some(to)) = (parse(authority), parse(host)) else { return false };
    from.host() == to.host() && from.port_or_known_default() == to.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::{RequestOrigin::*, *};

    fn origin_of(list: &[(&str, &str)]) -> RequestOrigin {
        let allowed =
            AllowedOrigins::new("https://photos.example.org/app", Some(&["https://app.example.org".to_owned()]));
        let mut headers = HeaderMap::new();
        for (name, value) in list {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        allowed.origin_of(&headers)
    }

    #[test]
    fn sec_fetch_site_is_decisive_if_it_is_same_origin() {
        let host = ("host", "10.0.0.1:5000");
        let foreign = ("origin", "https://outside.example.org");

        assert_eq!(origin_of(&[host]), Unknown);
        assert_eq!(origin_of(&[host, ("sec-fetch-site", "same-origin")]), Own);
        assert_eq!(origin_of(&[host, ("sec-fetch-site", "same-origin"), foreign]), Own);
        assert_eq!(origin_of(&[host, ("sec-fetch-site", "same-origin"), ("origin", "null")]), Own);
        assert_eq!(origin_of(&[host, ("sec-fetch-site", "none")]), Own);
        assert_eq!(origin_of(&[host, ("sec-fetch-site", "none"), foreign]), Foreign);
        for other in ["same-site", "cross-site", "", "SAME-ORIGIN", "x"] {
            assert_eq!(origin_of(&[host, ("sec-fetch-site", other)]), Foreign, "{other}");
            assert_eq!(origin_of(&[host, ("sec-fetch-site", other), foreign]), Foreign, "{other}");
            let listed = ("origin", "https://app.example.org");
            assert_eq!(origin_of(&[host, ("sec-fetch-site", other), listed]), Listed, "{other}");
            let public = ("origin", "https://photos.example.org");
            assert_eq!(origin_of(&[host, ("sec-fetch-site", other), public]), Own, "{other}");
            let same_host = ("origin", "http://10.0.0.1:5000");
            assert_eq!(origin_of(&[host, ("sec-fetch-site", other), same_host]), Foreign, "{other}");
        }
        let twice = [host, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
        assert_eq!(origin_of(&twice), Foreign);
    }

    #[test]
    fn an_origin_is_compared_with_the_host_without_the_scheme() {
        for (host, origin) in [
            ("localhost:5000", "http://localhost:5000"),
            ("Photos.Home", "http://photos.home"),
            ("photos.home", "https://photos.home"),
            ("photos.home:443", "https://photos.home"),
            ("photos.home:80", "http://photos.home"),
            ("[::1]:5000", "http://[::1]:5000"),
        ] {
            assert_eq!(origin_of(&[("host", host), ("origin", origin)]), Own, "{host} {origin}");
        }
        for (host, origin) in [
            ("localhost:5000", "http://localhost:3000"),
            ("localhost:5000", "http://localhost"),
            ("photos.home", "http://photos.home:8080"),
            ("photos.home:80", "https://photos.home"),
            ("photos.home", "http://evil.photos.home"),
            ("photos.home", "http://photos.home.evil"),
            ("photos.home", "http://evil/photos.home"),
            ("photos.home", "http://evil@photos.home"),
            ("photos.home", "http://photos.home/"),
            ("photos.home", "ftp://photos.home"),
            ("photos.home", "photos.home"),
            ("photos.home", ""),
            ("", ""),
            ("", "http://"),
        ] {
            assert_eq!(origin_of(&[("host", host), ("origin", origin)]), Foreign, "{host} {origin}");
        }
        assert_eq!(origin_of(&[("origin", "http://photos.home")]), Foreign, "no host at all");
        for host in ["photos.home", "null"] {
            assert_eq!(origin_of(&[("host", host), ("origin", "null")]), Hidden);
            let site = ("sec-fetch-site", "cross-site");
            assert_eq!(origin_of(&[("host", host), ("origin", "null"), site]), Foreign);
        }
        let twice = [("host", "a"), ("origin", "http://a"), ("origin", "http://a")];
        assert_eq!(origin_of(&twice), Foreign);
    }
}
