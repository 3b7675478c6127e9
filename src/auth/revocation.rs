//! Revoking tokens: on sign-out, and on request of an API client.

use std::collections::BTreeSet;

use actix_web::http::header::HeaderMap;
use diesel::result::Error as QueryError;

use super::{Claims, Tokens, clock::unix_now, cookies::access_token};
use crate::{
    db::{Db, DbError},
    error::ApiError,
    models::{EndingSessions, RevokedToken, end_sessions},
};

/// Ends the browser session of a request, if its cookie carries a token.
///
/// # Errors
/// If the database cannot be reached.
pub async fn end_browser_session(db: &Db, tokens: &Tokens, headers: &HeaderMap) -> Result<(), ApiError> {
    match tokens.verify_signature(access_token(headers).unwrap_or_default()) {
        // Without a `jti`, deleting the cookie is all that can be done.
        Ok(claims) if !claims.token_id().jti.is_empty() => revoke_tokens(db, tokens, &[claims]).await,
        _ => Ok(()),
    }
}

/// Revokes verified tokens permanently: all of them, or none if it fails. If their user has revoked too many within an
/// hour, all sessions of the user end instead.
///
/// # Errors
/// 400 if a token has no `jti`.
pub async fn revoke_tokens(db: &Db, tokens: &Tokens, all: &[Claims]) -> Result<(), ApiError> {
    let mut revoked = Vec::with_capacity(all.len());
    for claims in all {
        let jti = claims.token_id().jti;
        if jti.is_empty() {
            return Err(ApiError::BadRequest("The token has no jti, which revoking it needs."));
        }
        // A token for an id that no user can have is invalid anyway.
        if let Some(user_id) = claims.sub.user_id() {
            revoked.push((user_id, RevokedToken { jti, expires: tokens.last_use(claims) }));
        }
    }
    let now = unix_now();
    let over_limit = db.write(move |conn| {
        let mut over_limit = BTreeSet::new();
        for (user_id, token) in &revoked {
            if !RevokedToken::create(conn, *user_id, token, now)? {
                over_limit.insert(*user_id);
            }
        }
        Ok(over_limit)
    });
    for user_id in over_limit.await? {
        match end_sessions(db, move |conn| EndingSessions::begin(conn, user_id)).await {
            // Tokens of a deleted user are invalid anyway.
            Err(DbError::Query(QueryError::NotFound)) => {}
            ended => ended?,
        }
    }
    Ok(())
}
