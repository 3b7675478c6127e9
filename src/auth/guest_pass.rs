//! What a browser keeps after its user has entered the passphrase of a guest link.

use actix_web::{
    cookie::{Cookie, SameSite},
    http::header::HeaderMap,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};

use super::{
    Auth, RequestSource, clock::unix_now, cookies::cookie_value, password_check::check_secret,
    rate_limit::AttemptKeys,
};
use crate::{db::Conn, error::ApiError, models::OpenGuestLink};

/// Seconds after which a guest must enter the passphrase again.
const LIFETIME: i64 = 12 * 60 * 60;

const COOKIE: &str = "guest_pass";

/// Proves that its holder knew the passphrase of a link: a time until which it is valid, and a signature. The key is the
/// hash of the passphrase, so a pass ends with its link, and nothing needs to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestPass(String);

impl GuestPass {
    fn issue(link_id: i32, passphrase_hash: &str, expires: i64) -> Result<Self, ApiError> {
        let key = EncodingKey::from_secret(passphrase_hash.as_bytes());
        let signature = crypto::sign(message(link_id, expires).as_bytes(), &key, Algorithm::HS256);
        let signature = signature.map_err(|why| ApiError::fault(&why))?;
        Ok(Self(format!("{expires}.{signature}")))
    }

    /// The cookie that carries the pass, for addresses below `path` only. It ends with the browser session.
    pub fn into_cookie(self, path: String, secure: bool) -> Cookie<'static> {
        Cookie::build(COOKIE, self.0).path(path).same_site(SameSite::Lax).secure(secure).http_only(true).finish()
    }

    /// Whether a request may see a link: it has a pass, or the link needs none.
    pub fn admits(headers: &HeaderMap, link: &OpenGuestLink) -> bool {
        match &link.passphrase_hash {
            None => true,
            Some(hash) => {
                cookie_value(headers, COOKIE).is_some_and(|pass| is_valid(pass, link.id, hash, unix_now()))
            }
        }
    }
}

fn message(link_id: i32, expires: i64) -> String {
    format!("guest link {link_id} until {expires}")
}

fn is_valid(pass: &str, link_id: i32, passphrase_hash: &str, now: i64) -> bool {
    let Some((expires, signature)) = pass.split_once('.') else { return false };
    let Ok(expires) = expires.parse::<i64>() else { return false };
    let key = DecodingKey::from_secret(passphrase_hash.as_bytes());
    let message = message(link_id, expires);
    expires > now && crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256).unwrap_or(false)
}

/// Checks the passphrase of the link whose token has this hash. `None` if it is wrong. Wrong passphrases are limited as
/// failed sign-ins are.
///
/// # Errors
/// 429 after too many failures; 503 if the attempt cannot be counted, or the password queue is full.
pub async fn unlock_guest_link(
    auth: &Auth,
    source: RequestSource,
    token_hash: String,
    passphrase: String,
) -> Result<Option<GuestPass>, ApiError> {
    let keys = AttemptKeys::of_guest_link(source, &token_hash);
    let find = move |conn: &mut Conn| {
        let link = OpenGuestLink::find(conn, &token_hash)?;
        Ok(link.passphrase_hash.map(|hash| ((link.id, hash.clone()), hash)))
    };
    match check_secret(auth, keys, passphrase, find).await? {
        Some(((id, hash), _)) => GuestPass::issue(id, &hash, unix_now() + LIFETIME).map(Some),
        None => Ok(None),
    }
}

/// Hashes the passphrase of a new link. That is slow, so the requests of one network wait for each other, as at a sign-in.
///
/// # Errors
/// 503 if too many wait already.
pub async fn hash_passphrase(auth: &Auth, source: RequestSource, passphrase: String) -> Result<String, ApiError> {
    let _queued = auth.sign_in_limiter.queue(AttemptKeys::of_new_guest_link(source)).await?;
    auth.password_queue.permit().await?.hash_passphrase(passphrase).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_valid_for_its_link_and_passphrase_until_it_expires() {
        let GuestPass(pass) = GuestPass::issue(7, "a hash", 1_000).expect("a pass");

        assert!(is_valid(&pass, 7, "a hash", 999));
        assert!(!is_valid(&pass, 7, "a hash", 1_000));
        assert!(!is_valid(&pass, 8, "a hash", 999));
        assert!(!is_valid(&pass, 7, "another hash", 999));
        let (_, signature) = pass.split_once('.').expect("two parts");
        for forged in ["", ".", "2000.", "2000", &format!("2000.{signature}"), &format!("1000.x{signature}")] {
            assert!(!is_valid(forged, 7, "a hash", 999), "{forged}");
        }
    }
}
