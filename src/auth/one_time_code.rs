//! Codes in links that are good once: for an invitation, or for a new password.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// Bytes of a code: beyond guessing.
const LENGTH: usize = 32;

/// A code. Whoever has it may do what it is for, so it is shown to one person, and kept as a hash alone.
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// A new one.
    ///
    /// # Errors
    /// 503 if the system has no random bytes.
    pub fn generate() -> Result<Self, ApiError> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|cause| {
            tracing::error!(%cause, "there are no random bytes");
            ApiError::Unavailable
        })?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What somebody presents as one.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it stands in a link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What tables know of it.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}
