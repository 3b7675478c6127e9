//! The claims of a token (RFC 7519, 4). A claim stays the JSON text it came as until it is asked for, so that none is
//! rounded or wrapped, and a token that is made again keeps those that nobody here knows.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use crate::models::TokenId;

/// What a token is good for: an access token at the guard, a refresh token at `/api/token/refresh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Access,
    Refresh,
}

/// Whose token it is. Harnesses write the user id as an integer or as a string of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `None` for a number that no user can have.
    id: Option<i32>,
    /// The digits, where it is a string of them.
    text: Option<String>,
}

/// The claims of a token that was verified. Times are in seconds since 1970.
#[derive(Debug, Clone)]
pub struct Claims {
    pub sub: Subject,
    pub(super) kind: Kind,
    pub(super) exp: i64,
    pub(super) iat: Option<i64>,
    pub(super) csrf: Option<String>,
    jti: Option<String>,
    nbf: Option<f64>,
    /// All of them, as JSON.
    payload: String,
}

/// A payload is not an object, lacks a required claim, or holds a claim of a wrong type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedClaims;

/// A JSON object, in its order; of several members of one name, the last counts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Object<'a>(#[serde(borrow)] IndexMap<String, &'a RawValue>);

impl Subject {
    pub fn of_user(id: i32) -> Self {
        Self { id: Some(id), text: None }
    }

    /// The user id; `None` if no user can have it.
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
    /// If it is no object, lacks `sub`, `type` or `exp`, or holds a claim of a wrong type.
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

    /// Whether the token may be used at `now`, in seconds since 1970, as far as its `nbf` goes.
    pub(super) fn has_begun(&self, now: f64) -> bool {
        self.nbf.is_none_or(|nbf| nbf <= now)
    }

    /// What decides whether the token was taken back.
    pub(super) fn mark(&self) -> TokenId {
        // PostgreSQL has no text with a NUL in it, so such a token cannot be on its list.
        let jti = self.jti.clone().filter(|jti| !jti.contains('\0')).unwrap_or_default();
        TokenId { jti, issued: self.iat.unwrap_or(i64::MIN) }
    }

    /// The payload with another `exp`, and everything else as it came.
    pub(super) fn expiring(&self, exp: i64) -> Result<Box<RawValue>, serde_json::Error> {
        let exp = to_raw_value(&exp)?;
        let mut all: Object<'_> = serde_json::from_str(&self.payload)?;
        all.0.insert("exp".to_owned(), &exp);
        to_raw_value(&all)
    }
}

impl<'a> Object<'a> {
    /// Reads an object; nothing else will do.
    pub(super) fn parse(json: &'a str) -> Result<Self, MalformedClaims> {
        serde_json::from_str(json).map_err(|_| MalformedClaims)
    }

    /// The JSON text of a member.
    pub(super) fn member(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).map(|json| json.get())
    }

    /// A member that may be absent; null is not a value of its type.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, MalformedClaims> {
        let value = self.member(name).map(serde_json::from_str).transpose();
        value.map_err(|_| MalformedClaims)
    }

    /// A `NumericDate` (RFC 7519, 2).
    fn seconds(&self, name: &str) -> Result<Option<f64>, MalformedClaims> {
        self.member(name).map(|json| number(json).ok_or(MalformedClaims)).transpose()
    }
}

/// A JSON number. What is too large for one is as far away as can be, which is what a time needs.
fn number(json: &str) -> Option<f64> {
    let begins = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if begins { json.parse().ok() } else { None }
}
