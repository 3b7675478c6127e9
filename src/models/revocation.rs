//! Tokens that were taken back before they expired. There is no list of those that are good: harnesses mint their own.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{WriteCount, WriteKind};
use crate::{db::Conn, schema::revoked_tokens};

/// What of a token decides whether it was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenId {
    /// Empty for a token that has none, which cannot be taken back by itself.
    pub jti: String,
    /// When it was issued, in seconds since 1970; a token that does not say counts as older than any.
    pub issued: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedToken {
    pub jti: String,
    /// When it would end anyway, in seconds since 1970.
    pub expires: i64,
}

impl RevokedToken {
    /// How many tokens of one user are ended one by one within an hour. For more, all sessions of the user have to end, or
    /// one user could fill the disk.
    pub const MOST_AN_HOUR: u32 = 1_000;

    /// Ends a token of a user; once more is no error. Gives whether it did: beyond [`Self::MOST_AN_HOUR`], it does nothing.
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
        Ok(true)
    }

    /// Forgets those that have expired by `now`.
    pub fn sweep(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(revoked_tokens::table.filter(revoked_tokens::expires.lt(now))).execute(conn)
    }
}
