//! The only way to check a password: for signing in, for changes that ask for the password again, and for the passphrases of
//! guest links.

use diesel::QueryResult;
use tracing::{Instrument, Span};

use super::{Auth, password_hashing::Verdict, rate_limit::AttemptKeys};
use crate::{db::Conn, error::ApiError, models::UserCredentials};

/// An account whose password was right.
pub(super) struct VerifiedAccount {
    pub account: UserCredentials,
    /// The hash that should replace the stored one.
    pub upgraded_hash: Option<String>,
}

/// Checks `password` against the account that `find` returns. `None` if the password is wrong or the account is missing or
/// disabled, after the same time. The attempt is counted under `keys` before it reveals anything, and is refunded if the
/// password was right.
///
/// # Errors
/// 429 after too many failures; 503 if the attempt cannot be counted, or the password queue is full.
pub(super) async fn check_password(
    auth: &Auth,
    keys: AttemptKeys,
    password: String,
    find: impl Fn(&mut Conn) -> QueryResult<Option<UserCredentials>> + Send + 'static,
) -> Result<Option<VerifiedAccount>, ApiError> {
    let find = move |conn: &mut Conn| {
        let account = find(conn)?.filter(|account| !account.is_disabled);
        Ok(account.map(|account| {
            let hash = account.password_hash.clone();
            (account, hash)
        }))
    };
    let verified = check_secret(auth, keys, password, find).await?;
    Ok(verified.map(|(account, upgraded_hash)| VerifiedAccount { account, upgraded_hash }))
}

/// As [`check_password`], for anything that `find` returns with the hash of a password or passphrase. Returns it with the
/// hash that should replace the stored one.
///
/// # Errors
/// As [`check_password`].
pub(super) async fn check_secret<T: Send + 'static>(
    auth: &Auth,
    keys: AttemptKeys,
    secret: String,
    find: impl Fn(&mut Conn) -> QueryResult<Option<(T, String)>> + Send + 'static,
) -> Result<Option<(T, Option<String>)>, ApiError> {
    // In this order, attempts of one network that wait for each other take no slots from other networks.
    let queued = auth.sign_in_limiter.queue(keys).await?;
    let slot = auth.password_queue.enter()?;
    let db = auth.db.clone();
    let attempt = async move {
        let attempt = queued.record().await?;
        let permit = slot.permit().await?;
        let (found, hash) = db.read(find).await?.unzip();
        let upgraded_hash = match permit.verify(secret, hash).await? {
            Verdict::Wrong => return Ok(None),
            Verdict::Right => None,
            Verdict::RightButOutdated(hash) => Some(hash),
        };
        attempt.refund().await;
        Ok(found.map(|found| (found, upgraded_hash)))
    };
    // A task continues after the client disconnects, so that a right password is always refunded.
    actix_web::rt::spawn(attempt.instrument(Span::current())).await.map_err(|_| ApiError::Unavailable)?
}
