//! Web Push: messages about new notifications, to the devices of users (RFC 8030). They are encrypted for the browser (RFC 8291),
//! and signed with a key of the server (VAPID, RFC 8292).

mod delivery;
mod message;
mod sender;
mod services;
mod vapid;

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::SecretString;
use url::Url;
use web_push_native::p256;

use self::{delivery::Deliverer, vapid::VapidKey};
pub use self::{
    sender::send_messages,
    services::{PushServices, PushServicesError},
};

/// The length of the authentication secret of a browser, in bytes.
const AUTH_BYTES: usize = 16;

/// What is needed to send push messages. Clones share it.
#[derive(Clone)]
pub struct Push(Arc<Shared>);

struct Shared {
    deliverer: Deliverer,
    public_key: String,
    services: PushServices,
    public_url: String,
    delay: std::time::Duration,
}

/// How push messages are sent.
#[derive(Debug, Clone)]
pub struct PushSettings {
    pub services: PushServices,
    /// How long a message is delayed, so that it covers more.
    pub delay: std::time::Duration,
}

/// The key that signs messages cannot be derived from the secret.
#[derive(Debug, thiserror::Error)]
#[error("cannot derive the key that signs push messages")]
pub struct PushKeyError;

impl Push {
    /// The key that signs messages is derived from `secret`, so all processes with the same secret have the same.
    ///
    /// # Errors
    /// If the key cannot be derived, which hardly ever happens.
    pub fn new(settings: &PushSettings, secret: &SecretString, public_url: &str) -> Result<Self, PushKeyError> {
        let key = VapidKey::derive(secret).map_err(|_| PushKeyError)?;
        let public_key = key.public_key().to_owned();
        Ok(Self(Arc::new(Shared {
            deliverer: Deliverer::new(key, public_url),
            public_key,
            services: settings.services.clone(),
            public_url: public_url.to_owned(),
            delay: settings.delay,
        })))
    }

    /// The key for browsers that subscribe: an uncompressed point of P-256 in base64url. `None` if push messages are off.
    pub fn public_key(&self) -> Option<&str> {
        Some(self.0.public_key.as_str()).filter(|_| !self.0.services.is_off())
    }

    /// Whether messages may be sent to this address. Only known push services may, so that users cannot make the server send
    /// requests to other machines.
    pub fn accepts(&self, endpoint: &Url) -> bool {
        self.0.services.contains(endpoint)
    }
}

/// Whether a text is the public key of a browser: a point of P-256 in base64url.
pub fn is_browser_key(text: &str) -> bool {
    browser_key(text).is_some()
}

/// Whether a text is the authentication secret of a browser: 16 bytes in base64url.
pub fn is_browser_auth(text: &str) -> bool {
    browser_auth(text).is_some()
}

fn browser_key(text: &str) -> Option<p256::PublicKey> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    p256::PublicKey::from_sec1_bytes(&bytes).ok()
}

fn browser_auth(text: &str) -> Option<[u8; AUTH_BYTES]> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
