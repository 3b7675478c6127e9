//! Secret codes in links: for invitations, password resets and guest links.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of a code: too many to guess.
const LENGTH: usize = 32;

/// A code. Possession is enough to use it, so it is shown once and only stored as a hash.
pub struct LinkCode(String);

impl LinkCode {
    /// # Errors
    /// If the system has no random bytes.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A code that a client sent.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The link with which a user can set a new password.
    pub fn reset_link(&self, public_url: &str) -> String {
        format!("{public_url}/reset?token={}", self.0)
    }

    /// The link with which one person can register.
    pub fn invite_link(&self, public_url: &str) -> String {
        format!("{public_url}/signup?invite={}", self.0)
    }

    /// The path of the page that shows what a user shares with guests.
    pub fn guest_path(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.0)
    }

    /// The form in which the database stores it.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}
