//! JSON Web Tokens (RFC 7519), HS256 only: issuing, verifying and renewing them.
//!
//! Test harnesses mint their own tokens with the shared secret, so only the signature and the claims count. Verification
//! is strict where the contract is explicit: canonical base64url, `exp` required, no leeway, no claim of a wrong JSON type.
//! Unknown claims and headers are ignored.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use secrecy::ExposeSecret;
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    claims::{Claims, Kind, MalformedClaims, Object, Subject},
    clock::unix_now,
    grant::Grant,
};
use crate::{config::TokenSettings, error::ApiError};

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    /// The current key, and the previous one if it is still accepted.
    decoding: Vec<DecodingKey>,
    access_life: Duration,
    refresh_life: Duration,
    session_life: Duration,
}

/// A new token.
pub struct IssuedToken {
    pub token: String,
    /// Its `csrf` claim.
    pub csrf: String,
}

/// The payload of a new token. Clients compare the lengths of tokens, so neither the claims nor their order may change.
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

/// Why a token is refused.
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

/// A token could not be signed. This happens only if its claims cannot be written as JSON.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    #[error("a token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
    #[error("the claims of a token could not be written: {0}")]
    Claims(#[from] serde_json::Error),
}

impl From<SigningError> for ApiError {
    fn from(why: SigningError) -> Self {
        Self::fault(&why)
    }
}

impl From<TokenError> for ApiError {
    /// The texts are fixed, so that no part of a token is sent back.
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
            encoding: EncodingKey::from_secret(settings.secret.expose_secret().as_bytes()),
            decoding: accepted.map(|secret| DecodingKey::from_secret(secret.expose_secret().as_bytes())).collect(),
            access_life: settings.access_life,
            refresh_life: settings.refresh_life,
            session_life: settings.session_life,
        }
    }

    /// Makes a token of `kind` for the user of a grant. It counts as issued at the time of the grant.
    ///
    /// # Errors
    /// None in practice.
    pub fn issue(&self, kind: Kind, grant: &Grant) -> Result<IssuedToken, SigningError> {
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
        Ok(IssuedToken { token, csrf })
    }

    /// Checks that `token` is a valid token of `kind` at this moment.
    ///
    /// # Errors
    /// The reason, if it is not.
    pub fn verify(&self, token: &str, kind: Kind) -> Result<Claims, TokenError> {
        let claims = self.verify_signature(token)?;
        let now = OffsetDateTime::now_utc();
        if !claims.is_active_at(now.unix_timestamp_nanos() as f64 / 1e9) {
            return Err(TokenError::NotYetValid);
        }
        if claims.has_expired_at(now.unix_timestamp()) {
            return Err(TokenError::Expired);
        }
        if claims.kind != kind {
            return Err(TokenError::WrongKind(kind));
        }
        Ok(claims)
    }

    /// The same access token with a later `exp`, if less than half of its life is left. So an active user stays signed in,
    /// for at most the length of a session after `iat`.
    ///
    /// # Errors
    /// None for a token that was verified.
    pub fn renew(&self, claims: &Claims) -> Result<Option<String>, SigningError> {
        let Some(iat) = claims.iat else { return Ok(None) };
        let now = unix_now();
        let access_life = self.access_life.whole_seconds();
        let life = claims.exp.saturating_sub(iat).min(access_life);
        let exp = now.saturating_add(access_life).min(iat.saturating_add(self.session_life.whole_seconds()));
        let left = claims.exp - now;
        if left >= life - left || exp <= claims.exp {
            return Ok(None);
        }
        Ok(Some(self.sign(&claims.with_expiry(exp)?)?))
    }

    /// The last second, since 1970, at which a token with these claims can be used, even if it is renewed.
    pub fn last_use(&self, claims: &Claims) -> i64 {
        let session = claims.iat.map_or(0, |iat| iat.saturating_add(self.session_life.whole_seconds()));
        claims.exp.max(session)
    }

    /// Verifies the signature and the form of a token, but not its kind and times.
    ///
    /// # Errors
    /// If it is malformed, or was signed with another secret.
    pub fn verify_signature(&self, token: &str) -> Result<Claims, TokenError> {
        Ok(Claims::parse(self.signed_payload(token)?)?)
    }

    fn sign(&self, payload: &impl Serialize) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::default(), payload, &self.encoding)
    }

    /// The payload of a compact JWS that was signed with our secret. jsonwebtoken's `decode` is not used: it parses the
    /// claims twice, and refuses headers that the contract ignores.
    fn signed_payload(&self, token: &str) -> Result<String, TokenError> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header = decode(header)?;
        let header = Object::parse(&header)?;
        // Extensions in `crit` must be understood (RFC 7515, section 4.1.11), and none is supported.
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

/// Decodes one part of a token. Padding and stray bits are refused, so that each token has only one form.
fn decode(part: &str) -> Result<String, TokenError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)?;
    String::from_utf8(bytes).map_err(|_| TokenError::Malformed)
}
