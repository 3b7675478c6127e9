//! JSON Web Tokens (RFC 7519), HS256 only: issuing, verifying, and lengthening the life of one in use.
//!
//! Harnesses mint tokens themselves with the shared secret, so a token is judged by its signature and its claims
//! alone, leniently where the contract is silent (further claims and headers are ignored) and strictly where it
//! speaks: canonical base64url, `exp` required, no leeway, no claim of a wrong JSON type.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IgnoredAny, Visitor},
};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{config::TokenSettings, error::ApiError};

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    access_life: Duration,
    refresh_life: Duration,
    session_life: Duration,
}

/// What a token is good for: an access token at the guard, a refresh token at `/api/token/refresh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Access,
    Refresh,
}

/// Whose token it is. Harnesses write the user id as an integer or as a string of digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Subject {
    Number(i128),
    Digits(String),
}

impl Subject {
    pub fn of_user(id: i32) -> Self {
        Self::Number(id.into())
    }

    /// The user id; `None` if no user can have it.
    pub fn user_id(&self) -> Option<i32> {
        match self {
            Self::Number(number) => i32::try_from(*number).ok(),
            Self::Digits(digits) => digits.parse().ok(),
        }
    }
}

/// A token just made.
pub struct Issued {
    pub token: String,
    /// Its `csrf` claim.
    pub csrf: String,
}

/// The claims of a token that was verified. Times are in seconds since 1970.
#[derive(Debug, Clone, Deserialize)]
pub struct Claims {
    pub sub: Subject,
    #[serde(rename = "type")]
    kind: Kind,
    exp: Seconds,
    #[serde(default, deserialize_with = "if_present")]
    nbf: Option<Seconds>,
    #[serde(default, deserialize_with = "if_present")]
    iat: Option<Seconds>,
    #[serde(default, deserialize_with = "if_present")]
    pub csrf: Option<String>,
    // Not used, but a token with one of a wrong type is not a valid token.
    #[serde(default, deserialize_with = "if_present", rename = "jti")]
    _jti: Option<String>,
    #[serde(default, deserialize_with = "flag_or_time", rename = "fresh")]
    _fresh: (),
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
        let secret = settings.secret.as_bytes();
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            access_life: settings.access_life,
            refresh_life: settings.refresh_life,
            session_life: settings.session_life,
        }
    }

    /// Makes a new token of `kind` for `sub`.
    ///
    /// # Errors
    /// Practically none: only if the claims could not be written as JSON.
    pub fn issue(&self, kind: Kind, sub: &Subject) -> Result<Issued, ApiError> {
        let now = OffsetDateTime::now_utc();
        let life = match kind {
            Kind::Access => self.access_life,
            Kind::Refresh => self.refresh_life,
        };
        let csrf = Uuid::new_v4().to_string();
        let payload = Payload {
            fresh: false,
            iat: now.unix_timestamp(),
            jti: Uuid::new_v4().to_string(),
            kind,
            sub,
            nbf: now.unix_timestamp(),
            csrf: &csrf,
            exp: now.saturating_add(life).unix_timestamp(),
        };
        let token = self.sign(&payload)?;
        Ok(Issued { token, csrf })
    }

    /// Checks that `token` is a valid token of `kind` at this moment.
    ///
    /// # Errors
    /// Why it is not.
    pub fn verify(&self, token: &str, kind: Kind) -> Result<Claims, TokenError> {
        let claims: Claims =
            serde_json::from_str(&self.signed_payload(token)?).map_err(|_| TokenError::Malformed)?;
        let now = OffsetDateTime::now_utc().unix_timestamp();
        if claims.nbf.is_some_and(|nbf| nbf.0 > now) {
            return Err(TokenError::NotYetValid);
        }
        if claims.exp.0 <= now {
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
    pub fn renew(&self, token: &str, claims: &Claims) -> Result<Option<String>, ApiError> {
        let Some(iat) = claims.iat else { return Ok(None) };
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let access_life = self.access_life.whole_seconds();
        let life = claims.exp.0.saturating_sub(iat.0).min(access_life);
        let exp = now.saturating_add(access_life).min(iat.0.saturating_add(self.session_life.whole_seconds()));
        let left = claims.exp.0 - now;
        if left >= life - left || exp <= claims.exp.0 {
            return Ok(None);
        }
        let mut payload: Map<String, Value> = self
            .signed_payload(token)
            .and_then(|payload| serde_json::from_str(&payload).map_err(|_| TokenError::Malformed))?;
        payload.insert("exp".to_owned(), exp.into());
        self.sign(&payload).map(Some)
    }

    fn sign(&self, payload: &impl Serialize) -> Result<String, ApiError> {
        jsonwebtoken::encode(&Header::default(), payload, &self.encoding).map_err(|why| {
            tracing::error!(cause = %why, "a token could not be signed");
            ApiError::Unavailable
        })
    }

    /// The payload, if `token` is a compact JWS signed with our secret. jsonwebtoken's `decode` would do more than
    /// we want: it parses every registered header and the claims twice, and refuses what we are to ignore.
    fn signed_payload(&self, token: &str) -> Result<String, TokenError> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header: JoseHeader = serde_json::from_str(&decode(header)?).map_err(|_| TokenError::Malformed)?;
        let genuine = header.alg == "HS256"
            && header.crit.is_none()
            && crypto::verify(signature, message.as_bytes(), &self.decoding, Algorithm::HS256).unwrap_or(false);
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

/// What matters of a header. Extensions named in `crit` must be understood (RFC 7515, 4.1.11), and we know none.
#[derive(Deserialize)]
struct JoseHeader {
    alg: String,
    crit: Option<IgnoredAny>,
}

/// A claim may be absent, but null is not a value of its type.
fn if_present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A `NumericDate` (RFC 7519, 2), fractions cut off.
#[derive(Debug, Clone, Copy)]
struct Seconds(i64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Seconds, E> {
                Ok(Seconds(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Seconds, E> {
                Ok(Seconds(i64::try_from(number).unwrap_or(i64::MAX)))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Seconds, E> {
                // `as` saturates, which is what a time too far away needs.
                Ok(Seconds(number.floor() as i64))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct UserId;

        impl Visitor<'_> for UserId {
            type Value = Subject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or a string of digits")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Subject, E> {
                Ok(Subject::Number(number.into()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Subject, E> {
                Ok(Subject::Number(number.into()))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Subject, E> {
                if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(E::invalid_value(de::Unexpected::Other("text"), &self));
                }
                Ok(Subject::Digits(text.to_owned()))
            }
        }

        deserializer.deserialize_any(UserId)
    }
}

/// `fresh` is a flag, or the time until which a token is fresh.
fn flag_or_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(_) | Value::Number(_) => Ok(()),
        _ => Err(de::Error::custom("neither a flag nor a time")),
    }
}
