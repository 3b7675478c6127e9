//! The cookies of a browser session.

use actix_web::{
    HttpResponseBuilder,
    cookie::{Cookie, SameSite},
    http::header::{COOKIE, HeaderMap},
};
use time::{Duration, OffsetDateTime};

/// Carries the access token; scripts cannot read it.
pub const ACCESS_COOKIE: &str = "access_token_cookie";

/// Carries the token's `csrf` claim, for scripts to send back as a header.
const CSRF_COOKIE: &str = "csrf_access_token";

/// Every cookie that this service or the original may have set.
const ALL: [&str; 4] = [ACCESS_COOKIE, CSRF_COOKIE, "refresh_token_cookie", "csrf_refresh_token"];

/// Makes the cookies; all are for the whole site, `SameSite=Lax`, and end with the browser session.
#[derive(Clone, Copy)]
pub struct CookieJar {
    /// Whether browsers may send them over HTTPS only.
    pub secure: bool,
}

impl CookieJar {
    /// Whether a request carries a session of ours.
    pub fn in_use(headers: &HeaderMap) -> bool {
        cookie(headers, ACCESS_COOKIE).is_some()
    }

    /// The two cookies that sign a browser in.
    pub fn signed_in(self, token: String, csrf: String) -> [Cookie<'static>; 2] {
        [self.build(ACCESS_COOKIE, token, true), self.build(CSRF_COOKIE, csrf, false)]
    }

    /// Adds cookies that make a browser forget all of ours.
    pub fn expire_all(self, response: &mut HttpResponseBuilder) {
        for name in ALL {
            let mut cookie = self.build(name, String::new(), !name.starts_with("csrf"));
            cookie.set_expires(OffsetDateTime::UNIX_EPOCH);
            cookie.set_max_age(Duration::ZERO);
            response.cookie(cookie);
        }
    }

    fn build(self, name: &'static str, value: String, http_only: bool) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .http_only(http_only)
            .finish()
    }
}

/// The first cookie of this name. Cookies that cannot be read do not hide the others, as they would if the whole
/// header were parsed; ours need no decoding.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .find_map(|(key, value)| (key.trim_ascii() == name).then_some(value.trim_ascii()))
}
