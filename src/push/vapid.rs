//! The key by which push services know this server (VAPID, RFC 8292).

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Salt},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

/// How long a signature is valid, in seconds. Push services accept at most a day.
const LIFETIME: i64 = 12 * 60 * 60;

/// The length of a private key, in bytes.
const KEY_BYTES: usize = 32;

/// A key of P-256.
pub(super) struct VapidKey {
    signing: EncodingKey,
    public: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: i64,
    sub: &'a str,
}

/// The length of what is derived.
struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

impl VapidKey {
    /// Derives the key from the secret that signs tokens. So it is kept where that is kept, and processes that share the secret
    /// share the key. When the secret changes, browsers subscribe again.
    pub fn derive(secret: &SecretString) -> Result<Self, Unspecified> {
        let secret = Salt::new(HKDF_SHA256, &[]).extract(secret.expose_secret().as_bytes());
        // Hardly any bytes are no private key: about one in four billion.
        let mut keys = (0u8..4).map(|attempt| {
            let mut bytes = [0; KEY_BYTES];
            secret.expand(&[b"photo-app vapid", &[attempt]], KeyLength)?.fill(&mut bytes)?;
            Self::from_bytes(&bytes)
        });
        keys.find_map(Result::ok).ok_or(Unspecified)
    }

    fn from_bytes(private: &[u8; KEY_BYTES]) -> Result<Self, Unspecified> {
        let key = PrivateKey::from_private_key(&ECDH_P256, private).map_err(|_| Unspecified)?;
        let public = key.compute_public_key()?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            private,
            public.as_ref(),
        );
        let document = pair.map_err(|_| Unspecified)?.to_pkcs8v1()?;
        let signing = EncodingKey::from_ec_der(document.as_ref());
        Ok(Self { signing, public: BASE64_URL_SAFE_NO_PAD.encode(public.as_ref()) })
    }

    /// The public key: an uncompressed point, in base64url.
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The header `Authorization` of a message to `endpoint`, at `now` in seconds since 1970. `contact` is an address at which the
    /// push service reaches the operator.
    pub fn authorization(
        &self,
        endpoint: &Url,
        contact: &str,
        now: i64,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims { aud: endpoint.origin().ascii_serialization(), exp: now + LIFETIME, sub: contact };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_secret_gives_the_same_key_and_another_secret_another() {
        let key = |secret: &str| VapidKey::derive(&secret.into()).expect("a key").public_key().to_owned();

        assert_eq!(key("one secret of many characters"), key("one secret of many characters"));
        assert_ne!(key("one secret of many characters"), key("another secret"));
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(key("x")).expect("base64url").len(), 65);
    }
}
