//! The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), and what is derived from it.

use std::ops::RangeInclusive;

use actix_web::{HttpRequest, http::header::HeaderMap};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    error::Unspecified,
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// The name of the header.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The length of a key. A UUID has 36 characters. Shorter ones could be guessed.
const LENGTH: RangeInclusive<usize> = 16..=128;

/// The header, for the OpenAPI document.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "requests are read by `IdempotencyKey`")]
pub struct IdempotencyHeader {
    /// A random text, such as a UUID. If you have lost the answer, repeat the request with the same key within 24 hours: you get
    /// the first answer again, with the header `Idempotent-Replayed: true`
    #[param(rename = "Idempotency-Key", min_length = 16, max_length = 128, pattern = "^[!-~]+$")]
    idempotency_key: Option<String>,
}

/// The key that a client chose for a request. Answers are encrypted with it, because they may contain secrets, or what a user
/// deletes later. So the database has only hashes of it.
#[derive(Clone)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of a request, if it has one.
    ///
    /// # Errors
    /// 400 if it is not a single header with visible ASCII characters, or too short or too long.
    pub fn of_headers(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let mut values = headers.get_all(IDEMPOTENCY_KEY);
        let Some(value) = values.next() else { return Ok(None) };
        let key = value.as_bytes();
        let is_valid = LENGTH.contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
        match (std::str::from_utf8(key), values.next()) {
            (Ok(key), None) if is_valid => Ok(Some(Self(key.to_owned()))),
            _ => Err(ApiError::InvalidIdempotencyKey),
        }
    }

    /// The hash by which the database finds the key.
    pub fn hash(&self) -> String {
        hex::encode(self.derive("key", &[]))
    }

    /// The hash of a request with this key.
    pub fn hash_request(&self, req: &HttpRequest, body: &[u8]) -> String {
        let [method, path, query] =
            [req.method().as_str(), req.uri().path(), req.query_string()].map(str::as_bytes);
        hex::encode(self.derive("request", &[method, b"\0", path, b"\0", query, b"\0", body]))
    }

    /// Encrypts an answer with AES-256-GCM, as base64 of the nonce and the ciphertext.
    ///
    /// # Errors
    /// If the system has no random bytes.
    pub fn encrypt(&self, mut answer: Vec<u8>) -> Result<String, Unspecified> {
        let nonce = self.cipher()?.seal_in_place_append_tag(Aad::empty(), &mut answer)?;
        Ok(BASE64_STANDARD_NO_PAD.encode([nonce.as_ref().as_slice(), &answer].concat()))
    }

    /// The answer of [`Self::encrypt`].
    ///
    /// # Errors
    /// If it was encrypted with another key, or damaged.
    pub fn decrypt(&self, stored: &str) -> Result<Vec<u8>, Unspecified> {
        let stored = BASE64_STANDARD_NO_PAD.decode(stored).map_err(|_| Unspecified)?;
        let (nonce, ciphertext) = stored.split_first_chunk::<NONCE_LEN>().ok_or(Unspecified)?;
        let mut answer = ciphertext.to_vec();
        let length = self.cipher()?.open_in_place(Nonce::from(nonce), Aad::empty(), &mut answer)?.len();
        answer.truncate(length);
        Ok(answer)
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, Unspecified> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.derive("answer", &[]))
    }

    /// A hash of the key and `rest`, for one purpose.
    fn derive(&self, purpose: &str, rest: &[&[u8]]) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [purpose.as_bytes(), b"\0", self.0.as_bytes(), b"\0"].iter().chain(rest) {
            digest.update(part);
        }
        digest.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_decrypted_with_its_key_alone() {
        let key = |text: &str| IdempotencyKey(text.to_owned());

        let stored = key("0123456789abcdef").encrypt(b"{}".to_vec()).expect("random bytes");

        assert_eq!(key("0123456789abcdef").decrypt(&stored).expect("the same key"), b"{}");
        assert!(key("0123456789abcdeg").decrypt(&stored).is_err());
        assert!(key("0123456789abcdef").decrypt("AAAA").is_err());
        assert_ne!(key("0123456789abcdef").encrypt(b"{}".to_vec()).expect("random bytes"), stored);
    }
}
