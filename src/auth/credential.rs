//! The token of a request: from the Authorization header or, without one, from the cookie.

use actix_web::{
    HttpRequest,
    http::header::{ACCEPT, AUTHORIZATION, HeaderMap},
};

use super::cookies::access_token;
use crate::error::ApiError;

/// A token that is not verified yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    Header(&'a str),
    Cookie(&'a str),
}

impl<'a> Credential<'a> {
    /// Finds the token of a request. If there is a Bearer header, in any letter case, the cookie is not read. Headers of
    /// other schemes are ignored, and so is the cookie of a request for an image.
    ///
    /// # Errors
    /// 401 without a token, 422 if a Bearer header is not a single word, or is repeated.
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
        access_token(headers)
            .filter(|token| !token.is_empty() && !is_image_request(headers))
            .map(Self::Cookie)
            .ok_or(ApiError::Unauthenticated("Missing access token: sign in first"))
    }

    pub fn token(&self) -> &'a str {
        match self {
            Self::Header(token) | Self::Cookie(token) => token,
        }
    }
}

/// The part of an Authorization header after `Bearer`; `None` for another scheme.
fn after_bearer(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let (scheme, rest) = value.split_at_checked("Bearer".len())?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (scheme.eq_ignore_ascii_case(b"Bearer") && ends).then_some(rest)
}

/// Whether the guard let a request in by its cookie.
pub fn is_signed_in_by_cookie(req: &HttpRequest) -> bool {
    matches!(Credential::find(req.headers()), Ok(Credential::Cookie(_)))
}

/// Whether a browser requests an image. Browsers send cookies with it, but another user may have chosen the URL, so the
/// request does not act for the viewer. `Sec-Fetch-Dest` says it reliably, but not over plain HTTP; there `Accept` does.
pub fn is_image_request(headers: &HeaderMap) -> bool {
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
    fn the_cookie_does_not_replace_a_bad_bearer_header() {
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
