//! Checking a password that somebody typed: the one way to it, for signing in and for what takes the password once more.

use diesel::QueryResult;
use tracing::{Instrument, Span};

use super::{Auth, password::Verdict, rate_limit::AttemptKeys};
use crate::{db::Conn, error::ApiError, models::UserCredentials};

/// An account whose password was right.
pub(super) struct Verified {
    pub account: UserCredentials,
    /// The hash that should replace that of the account.
    pub better_hash: Option<String>,
}

/// Checks `password` against the account that `find` finds; `None` if it is wrong, or nobody may sign in to the account
/// or there is none, after the same time. The attempt is counted for `origin` before there is anything to learn from it,
/// and no more when the password was right.
///
/// # Errors
/// 429 after too many failures; 503 if the attempt cannot be counted, or too many wait already.
pub(super) async fn check_password(
    auth: &Auth,
    origin: AttemptKeys,
    password: String,
    find: impl Fn(&mut Conn) -> QueryResult<Option<UserCredentials>> + Send + 'static,
) -> Result<Option<Verified>, ApiError> {
    // In this order: those of one network that wait for each other take no places in the line for everybody.
    let queued = auth.attempts.queue(origin).await?;
    let place = auth.passwords.enter()?;
    let db = auth.db.clone();
    let attempt = async move {
        let attempt = queued.record().await?;
        let turn = place.turn().await?;
        let account = db.read(find).await?.filter(|account| !account.is_disabled);
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let better_hash = match turn.verify(password, hash).await? {
            Verdict::Wrong => return Ok(None),
            Verdict::Right => None,
            Verdict::RightButOutdated(hash) => Some(hash),
        };
        attempt.refund().await;
        Ok(account.map(|account| Verified { account, better_hash }))
    };
    // As a task, it goes on when the client is gone: what was right is taken out of the count all the same.
    actix_web::rt::spawn(attempt.instrument(Span::current())).await.map_err(|_| ApiError::Unavailable)?
}
