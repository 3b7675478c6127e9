//! Proofs that the user of a session has just repeated their password. Admin actions need one.

use diesel::{
    dsl::{exists, select},
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};
use sha2::{Digest, Sha256};

use crate::{
    db::Conn,
    models::{CLOCKS_DIFFER, TokenId},
    schema::password_proofs,
};

/// The proofs, as rows. Each is valid for one access token, also after the token is renewed.
pub struct PasswordProof;

impl PasswordProof {
    /// Seconds that a proof is valid.
    pub const LIFETIME: i64 = 10 * 60;

    /// Stores a proof for the session of a token.
    pub fn create(conn: &mut Conn, user_id: i32, token: &TokenId, now: i64) -> QueryResult<()> {
        diesel::sql_query(
            "INSERT INTO password_proofs (user_id, session, expires) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, session) DO UPDATE SET expires = excluded.expires",
        )
        .bind::<Integer, _>(user_id)
        .bind::<Text, _>(session(token))
        .bind::<BigInt, _>(now + Self::LIFETIME)
        .execute(conn)
        .map(drop)
    }

    /// Whether the session of a token has a proof that is valid at `now`.
    pub fn is_valid(conn: &mut Conn, user_id: i32, token: &TokenId, now: i64) -> QueryResult<bool> {
        let proof = password_proofs::table
            .find((user_id, session(token)))
            .filter(password_proofs::expires.gt(now))
            // A wrong clock wrote a later time.
            .filter(password_proofs::expires.le(now + Self::LIFETIME + CLOCKS_DIFFER));
        select(exists(proof)).get_result(conn)
    }

    /// Deletes the proofs that have expired at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(password_proofs::table.filter(password_proofs::expires.le(now))).execute(conn)
    }
}

/// Identifies the session of a token. Hashed, because clients choose the id of a token that they mint, and its length.
fn session(token: &TokenId) -> String {
    hex::encode(Sha256::digest(format!("{} {}", token.issued, token.jti)))
}
