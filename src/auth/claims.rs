//! The claims of a token (RFC 7519, section 4). Claims stay JSON text until they are needed. So none is rounded, and a
//! renewed token keeps its unknown claims.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::models::TokenId;

/// The use of a token: the guard takes access tokens, `/api/token/refresh` takes refresh tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Access,
    Refresh,
}

/// The user of a token. Test harnesses write the user id as an integer or as a string of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `None` for a number that no user can have.
    id: Option<i32>,
    /// The claim as text, if it is a string of digits.
    text: Option<String>,
}

/// The claims of a verified token. Times are in seconds since 1970.
#[derive(Debug, Clone)]
pub struct Claims {
    pub sub: Subject,
    pub(super) kind: Kind,
    pub(super) exp: i64,
    pub(super) iat: Option<i64>,
    pub(super) csrf: Option<String>,
    jti: Option<String>,
    nbf: Option<f64>,
    /// All claims, as JSON.
    payload: String,
}

/// The payload is not an object, lacks a required claim, or has a claim of a wrong type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedClaims;

/// A JSON object that keeps the order of its members. If a name is repeated, the last member counts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Object<'a>(#[serde(borrow)] IndexMap<String, &'a RawValue>);

impl Subject {
    pub fn of_user(id: i32) -> Self {
        Self { id: Some(id), text: None }
    }

    /// The user id; `None` if no user can have this id.
    pub fn user_id(&self) -> Option<i32> {
        self.id
    }

    fn parse(json: &str) -> Result<Self, MalformedClaims> {
        let text: Option<String> = match json.starts_with('"') {
            true => Some(serde_json::from_str(json).map_err(|_| MalformedClaims)?),
            false => None,
        };
        let number = text.as_deref().unwrap_or(json.strip_prefix('-').unwrap_or(json));
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MalformedClaims);
        }
        Ok(Self { id: text.as_deref().unwrap_or(json).parse().ok(), text })
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(digits) => digits.serialize(serializer),
            None => self.id.serialize(serializer),
        }
    }
}

impl Claims {
    /// Reads the payload of a token.
    ///
    /// # Errors
    /// If it is not an object, lacks `sub`, `type` or `exp`, or has a claim of a wrong type.
    pub(super) fn parse(payload: String) -> Result<Self, MalformedClaims> {
        let all = Object::parse(&payload)?;
        let fresh = all.member("fresh");
        if !fresh.is_none_or(|json| matches!(json, "true" | "false") || number(json).is_some()) {
            return Err(MalformedClaims);
        }
        Ok(Self {
            sub: Subject::parse(all.member("sub").ok_or(MalformedClaims)?)?,
            kind: all.get("type")?.ok_or(MalformedClaims)?,
            exp: all.seconds("exp")?.ok_or(MalformedClaims)?.floor() as i64,
            iat: all.seconds("iat")?.map(|seconds| seconds.floor() as i64),
            nbf: all.seconds("nbf")?,
            csrf: all.get("csrf")?,
            jti: all.get("jti")?,
            payload,
        })
    }

    /// Whether `nbf` allows the token at `now`, in seconds since 1970.
    pub(super) fn is_active_at(&self, now: f64) -> bool {
        self.nbf.is_none_or(|nbf| nbf <= now)
    }

    /// Identifies the token in the list of revoked tokens.
    pub(super) fn token_id(&self) -> TokenId {
        // PostgreSQL text cannot contain a NUL, so such a `jti` cannot be in the list.
        let jti = self.jti.clone().filter(|jti| !jti.contains('\0')).unwrap_or_default();
        TokenId { jti, issued: self.iat.unwrap_or(i64::MIN) }
    }

    /// Whether a time, in seconds since 1970, is behind the life of the token.
    pub(super) fn has_expired_at(&self, now: i64) -> bool {
        self.exp <= now
    }

    /// The payload with another `exp` and all other claims unchanged.
    pub(super) fn with_expiry(&self, exp: i64) -> Result<Box<RawValue>, serde_json::Error> {
        let exp = to_raw_value(&exp)?;
        let mut all: Object<'_> = serde_json::from_str(&self.payload)?;
        all.0.insert("exp".to_owned(), &exp);
        to_raw_value(&all)
    }
}

impl<'a> Object<'a> {
    pub(super) fn parse(json: &'a str) -> Result<Self, MalformedClaims> {
        serde_json::from_str(json).map_err(|_| MalformedClaims)
    }

    /// The JSON text of a member.
    pub(super) fn member(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).map(|json| json.get())
    }

    /// An optional member. Null counts as a wrong type.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, MalformedClaims> {
        let value = self.member(name).map(serde_json::from_str).transpose();
        value.map_err(|_| MalformedClaims)
    }

    /// A `NumericDate` (RFC 7519, section 2).
    fn seconds(&self, name: &str) -> Result<Option<f64>, MalformedClaims> {
        self.member(name).map(|json| number(json).ok_or(MalformedClaims)).transpose()
    }
}

/// A JSON number. Numbers that are too large become infinite, which suits a time.
fn number(json: &str) -> Option<f64> {
    let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if is_number { json.parse().ok() } else { None }
}
