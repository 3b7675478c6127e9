//! Where a request carries its token: the Authorization header decides, the cookie comes second.

use actix_web::http::header::{ACCEPT, AUTHORIZATION, HeaderMap};

use super::cookies::{ACCESS_COOKIE, cookie};
use crate::error::ApiError;

/// A token as it came, not verified yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    Header(&'a str),
    Cookie(&'a str),
}

impl<'a> Credential<'a> {
    /// Finds the token of a request. A Bearer header, in whatever case, never falls through to the cookie; headers
    /// of other schemes are ignored, and so is the cookie of a request for a picture.
    ///
    /// # Errors
    /// 401 if there is none, 422 if a Bearer header holds no single word, or if there are several.
    pub fn find(headers: &'a HeaderMap) -> Result<Self, ApiError> {
        let mut bearer = headers.get_all(AUTHORIZATION).filter_map(|value| after_bearer(value.as_bytes()));
        if let Some(rest) = bearer.next() {
            let token = std::str::from_utf8(rest).map(str::trim_ascii).unwrap_or_default();
            if token.is_empty() || token.bytes().any(|byte| byte.is_ascii_whitespace()) || bearer.next().is_some()
            {
                return Err(ApiError::InvalidToken(
                    "Bad Authorization header. Expected 'Authorization: Bearer <JWT>'",
                ));
            }
            return Ok(Self::Header(token));
        }
        cookie(headers, ACCESS_COOKIE)
            .filter(|token| !token.is_empty() && !is_for_picture(headers))
            .map(Self::Cookie)
            .ok_or(ApiError::Unauthenticated("Missing access token: sign in first"))
    }

    pub fn token(&self) -> &'a str {
        match self {
            Self::Header(token) | Self::Cookie(token) => token,
        }
    }
}

/// What follows the scheme `Bearer` in an Authorization header; `None` for another scheme.
fn after_bearer(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let (scheme, rest) = value.split_at_checked("Bearer".len())?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (scheme.eq_ignore_ascii_case(b"Bearer") && ends).then_some(rest)
}

/// Whether a browser asks for something to show it as a picture. It sends cookies along, but where pictures are, other
/// people have written: such a request speaks for nobody. Browsers say what it is for (Fetch Metadata), but not over
/// plain HTTP; which media types they would rather have, all have always said.
pub fn is_for_picture(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-dest") {
        Some(dest) => dest == "image",
        None => headers.get(ACCEPT).is_some_and(|types| types.as_bytes().starts_with(b"image/")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{COOKIE, HeaderValue};

    use super::*;

    fn headers(list: &[(actix_web::http::header::HeaderName, &[u8])]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in list {
            map.append(name.clone(), HeaderValue::from_bytes(value).expect("a header value"));
        }
        map
    }

    #[test]
    fn the_header_comes_before_the_cookie() {
        let both = headers(&[(AUTHORIZATION, b"bEaReR  one "), (COOKIE, b"access_token_cookie=two")]);

        assert_eq!(Credential::find(&both).ok(), Some(Credential::Header("one")));
    }

    #[test]
    fn a_bad_bearer_header_never_falls_through_to_the_cookie() {
        for bad in [b"Bearer".as_slice(), b"Bearer ", b"bearer a b", b"Bearer \xff"] {
            let both = headers(&[(AUTHORIZATION, bad), (COOKIE, b"access_token_cookie=two")]);

            assert!(matches!(Credential::find(&both), Err(ApiError::InvalidToken(_))), "{bad:?}");
        }
    }

    #[test]
    fn other_schemes_and_broken_cookies_are_ignored() {
        let odd = headers(&[
            (AUTHORIZATION, b"Basic dTpw"),
            (AUTHORIZATION, b""),
            (AUTHORIZATION, b"Bearers x"),
            (COOKIE, b"a; b=%ff; \xff=\xfe; access_token_cookie = two ; access_token_cookie=three"),
        ]);

        assert_eq!(Credential::find(&odd).ok(), Some(Credential::Cookie("two")));
    }
}
