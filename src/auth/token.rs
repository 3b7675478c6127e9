//! JSON Web Tokens (RFC 7519), HS256 only: issuing, verifying, and lengthening the life of one in use.
//!
//! Harnesses mint tokens themselves with the shared secret, so a token is judged by its signature and its claims
//! alone, leniently where the contract is silent (further claims and headers are ignored) and strictly where it
//! speaks: canonical base64url, `exp` required, no leeway, no claim of a wrong JSON type.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    claims::{Claims, Kind, MalformedClaims, Object, Subject},
    grant::Grant,
};
use crate::{config::TokenSettings, error::ApiError};

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    /// The key that signs, and then the one before it, if that is still accepted.
    decoding: Vec<DecodingKey>,
    access_life: Duration,
    refresh_life: Duration,
    session_life: Duration,
}

/// A token just made.
pub struct Issued {
    pub token: String,
    /// Its `csrf` claim.
    pub csrf: String,
}

/// The payload of a token of ours. Clients compare the lengths of tokens, so neither the claims nor their order
/// may change.
#[derive(Serialize)]
struct Payload<'a> {
    fresh: bool,
    iat: i64,
    jti: String,
    #[serde(rename = "type")]
    kind: Kind,
    sub: &'a Subject,
    nbf: i64,
    csrf: &'a str,
    exp: i64,
}

/// Why something presented as a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    Expired,
    NotYetValid,
    WrongKind(Kind),
    Malformed,
}

impl From<MalformedClaims> for TokenError {
    fn from(_: MalformedClaims) -> Self {
        Self::Malformed
    }
}

impl From<TokenError> for ApiError {
    /// The texts are fixed, so that no part of a token ever comes back.
    fn from(why: TokenError) -> Self {
        match why {
            TokenError::Expired => Self::Unauthenticated("Token has expired"),
            TokenError::NotYetValid => Self::InvalidToken("The token is not yet valid"),
            TokenError::WrongKind(Kind::Access) => Self::InvalidToken("Only access tokens are allowed"),
            TokenError::WrongKind(Kind::Refresh) => Self::InvalidToken("Only refresh tokens are allowed"),
            TokenError::Malformed => Self::InvalidToken("Invalid token"),
        }
    }
}

impl Tokens {
    pub fn new(settings: &TokenSettings) -> Self {
        let accepted = std::iter::once(&settings.secret).chain(&settings.previous_secret);
        Self {
            encoding: EncodingKey::from_secret(settings.secret.as_bytes()),
            decoding: accepted.map(|secret| DecodingKey::from_secret(secret.as_bytes())).collect(),
            access_life: settings.access_life,
            refresh_life: settings.refresh_life,
            session_life: settings.session_life,
        }
    }

    /// Makes a new token of `kind` for the user who was loaded. It counts as issued before that.
    ///
    /// # Errors
    /// Practically none: only if the claims could not be written as JSON.
    pub fn issue(&self, kind: Kind, grant: &Grant) -> Result<Issued, ApiError> {
        let issued = grant.issued;
        let life = match kind {
            Kind::Access => self.access_life,
            Kind::Refresh => self.refresh_life,
        };
        let csrf = Uuid::new_v4().to_string();
        let payload = Payload {
            fresh: false,
            iat: issued.unix_timestamp(),
            jti: Uuid::new_v4().to_string(),
            kind,
            sub: &grant.subject,
            nbf: issued.unix_timestamp(),
            csrf: &csrf,
            exp: issued.saturating_add(life).unix_timestamp(),
        };
        let token = self.sign(&payload)?;
        Ok(Issued { token, csrf })
    }

    /// Checks that `token` is a valid token of `kind` at this moment.
    ///
    /// # Errors
    /// Why it is not.
    pub fn verify(&self, token: &str, kind: Kind) -> Result<Claims, TokenError> {
        let claims = self.verify_origin(token)?;
        let now = OffsetDateTime::now_utc();
        if !claims.has_begun(now.unix_timestamp_nanos() as f64 / 1e9) {
            return Err(TokenError::NotYetValid);
        }
        if claims.exp <= now.unix_timestamp() {
            return Err(TokenError::Expired);
        }
        if claims.kind != kind {
            return Err(TokenError::WrongKind(kind));
        }
        Ok(claims)
    }

    /// The same access token with a later `exp`, if less than half of its life is left, so that a person who is
    /// active stays signed in; not beyond the length of a session after `iat`.
    ///
    /// # Errors
    /// None for a token that was verified.
    pub fn renew(&self, claims: &Claims) -> Result<Option<String>, ApiError> {
        let Some(iat) = claims.iat else { return Ok(None) };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let access_life = self.access_life.whole_seconds();
        let life = claims.exp.saturating_sub(iat).min(access_life);
        let exp = now.saturating_add(access_life).min(iat.saturating_add(self.session_life.whole_seconds()));
        let left = claims.exp - now;
        if left >= life - left || exp <= claims.exp {
            return Ok(None);
        }
        let payload = claims.expiring(exp).map_err(|why| unsigned(&why))?;
        self.sign(&payload).map(Some)
    }

    /// The last second, since 1970, at which a token with these claims or a renewed one can be used.
    pub fn last_use(&self, claims: &Claims) -> i64 {
        let session = claims.iat.map_or(0, |iat| iat.saturating_add(self.session_life.whole_seconds()));
        claims.exp.max(session)
    }

    /// As [`Self::verify`] without a look at the clock, for a token of whatever kind that is to be taken back.
    ///
    /// # Errors
    /// If it was not made with our secret, or is none.
    pub fn verify_origin(&self, token: &str) -> Result<Claims, TokenError> {
        Ok(Claims::parse(self.signed_payload(token)?)?)
    }

    fn sign(&self, payload: &impl Serialize) -> Result<String, ApiError> {
        jsonwebtoken::encode(&Header::default(), payload, &self.encoding).map_err(|why| unsigned(&why))
    }

    /// The payload, if `token` is a compact JWS signed with our secret. jsonwebtoken's `decode` would do more than
    /// we want: it parses every registered header and the claims twice, and refuses what we are to ignore.
    fn signed_payload(&self, token: &str) -> Result<String, TokenError> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header = decode(header)?;
        let header = Object::parse(&header)?;
        // Extensions named in `crit` must be understood (RFC 7515, 4.1.11), and we know none.
        let genuine = header.get::<String>("alg")?.is_some_and(|alg| alg == "HS256")
            && header.member("crit").is_none_or(|json| json == "null")
            && self
                .decoding
                .iter()
                .any(|key| crypto::verify(signature, message.as_bytes(), key, Algorithm::HS256).unwrap_or(false));
        if !genuine {
            return Err(TokenError::Malformed);
        }
        decode(payload)
    }
}

/// The text of one part. This engine refuses padding and stray bits, so that a token has one spelling only.
fn decode(part: &str) -> Result<String, TokenError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)?;
    String::from_utf8(bytes).map_err(|_| TokenError::Malformed)
}

fn unsigned(cause: &dyn fmt::Display) -> ApiError {
    tracing::error!(%cause, "a token could not be signed");
    ApiError::Unavailable
}
