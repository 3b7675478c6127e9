//! The only way to check a password: for signing in, and for changes that ask for the password again.

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
    // In this order, attempts of one network that wait for each other take no slots from other networks.
    let queued = auth.sign_in_limiter.queue(keys).await?;
    let slot = auth.password_queue.enter()?;
    let db = auth.db.clone();
    let attempt = async move {
        let attempt = queued.record().await?;
        let permit = slot.permit().await?;
        let account = db.read(find).await?.filter(|account| !account.is_disabled);
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let upgraded_hash = match permit.verify(password, hash).await? {
            Verdict::Wrong => return Ok(None),
            Verdict::Right => None,
            Verdict::RightButOutdated(hash) => Some(hash),
        };
        attempt.refund().await;
        Ok(account.map(|account| VerifiedAccount { account, upgraded_hash }))
    };
    // A task continues after the client disconnects, so that a right password is always refunded.
    actix_web::rt::spawn(attempt.instrument(Span::current())).await.map_err(|_| ApiError::Unavailable)?
}
