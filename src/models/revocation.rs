//! Tokens that were revoked before they expired. There is no list of valid tokens, because clients may mint their own.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{PushSubscription, WriteCount, WriteKind};
use crate::{db::Conn, schema::revoked_tokens};

/// The claims of a token that decide whether it was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenId {
    /// Empty for a token without one, which cannot be revoked by itself.
    pub jti: String,
    /// The time of issue, in seconds since 1970. A token without one counts as the oldest.
    pub issued: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedToken {
    pub jti: String,
    /// The time when the token expires, in seconds since 1970.
    pub expires: i64,
}

impl RevokedToken {
    /// How many tokens of a user can be revoked one by one within an hour. Beyond that, all sessions of the user must end, or
    /// a user could fill the disk.
    pub const MOST_AN_HOUR: u32 = 1_000;

    /// Revokes a token of a user, and ends the push messages of its session; a second time is not an error. Returns whether it did: beyond [`Self::MOST_AN_HOUR`], it does
    /// nothing.
    pub fn create(conn: &mut Conn, user_id: i32, token: &Self, now: i64) -> QueryResult<bool> {
        if WriteCount::add(conn, user_id, WriteKind::Revocations, Self::MOST_AN_HOUR, now)?.is_err() {
            return Ok(false);
        }
        diesel::sql_query(
            "INSERT INTO revoked_tokens (jti, expires) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING",
        )
        .bind::<Text, _>(&token.jti)
        .bind::<BigInt, _>(token.expires)
        .execute(conn)?;
        PushSubscription::delete_of_session(conn, user_id, &token.jti)?;
        Ok(true)
    }

    /// Deletes the tokens that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(revoked_tokens::table.filter(revoked_tokens::expires.lt(now))).execute(conn)
    }
}
