//! The cookies of a browser session.

use actix_web::{
    HttpResponseBuilder,
    cookie::{Cookie, SameSite},
    http::header::{COOKIE, HeaderMap},
};
use time::{Duration, OffsetDateTime};

use super::{Grant, Kind, Tokens};
use crate::error::ApiError;

/// Carries the access token; scripts cannot read it.
pub const ACCESS_COOKIE: &str = "access_token_cookie";

/// Carries the token's `csrf` claim, for scripts to send back as a header.
const CSRF_COOKIE: &str = "csrf_access_token";

/// Every cookie that this service or the original application may have set.
const ALL: [&str; 4] = [ACCESS_COOKIE, CSRF_COOKIE, "refresh_token_cookie", "csrf_refresh_token"];

/// Makes the cookies. All are for the whole site, `SameSite=Lax`, and end with the browser session.
#[derive(Clone, Copy)]
pub struct SessionCookies {
    /// Whether browsers may send them over HTTPS only.
    pub secure: bool,
}

impl SessionCookies {
    /// Whether a request carries a session cookie.
    pub fn is_present(headers: &HeaderMap) -> bool {
        access_token(headers).is_some()
    }

    /// The cookies of a new browser session.
    ///
    /// # Errors
    /// Practically none.
    pub fn issue(self, tokens: &Tokens, grant: &Grant) -> Result<[Cookie<'static>; 2], ApiError> {
        let issued = tokens.issue(Kind::Access, grant)?;
        Ok(self.of_token(issued.token, issued.csrf))
    }

    /// The cookies that carry an access token and its `csrf` claim.
    pub fn of_token(self, token: String, csrf: String) -> [Cookie<'static>; 2] {
        [self.build(ACCESS_COOKIE, token, true), self.build(CSRF_COOKIE, csrf, false)]
    }

    /// Adds cookies that delete all session cookies from a browser.
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

/// The access token in the cookies of a request.
pub fn access_token(headers: &HeaderMap) -> Option<&str> {
    cookie_value(headers, ACCESS_COOKIE)
}

/// The value of a cookie of a request, which needs no decoding. It is searched for without a cookie parser, because that
/// would refuse the whole header for one malformed cookie.
pub fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .find_map(|(found, value)| (found.trim_ascii() == name).then_some(value.trim_ascii()))
}
