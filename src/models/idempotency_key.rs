//! Requests that created something, with their answers. They are stored in the transaction that creates it, so a repeated
//! request always finds the answer of the first one, also in another process.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};

use crate::{
    db::{Conn, SingleStatement, Written},
    schema::idempotency_keys,
};

/// How long the answer to a request is kept, in seconds.
const LIFETIME: i64 = 24 * 60 * 60;

/// A request with an idempotency key, as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRequest {
    pub user_id: i32,
    pub key_hash: String,
    /// A hash of the method, the address and the body.
    pub request_hash: String,
}

/// What the database knows of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyUse {
    First,
    /// The same request was answered before.
    Repeated(StoredAnswer),
    /// The user has sent another request with this key.
    OtherRequest,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    pub status: i32,
    /// Encrypted.
    pub body: String,
}

impl KeyedRequest {
    /// Inserts a row for the key at `now`, unless the user has used the key within [`LIFETIME`]. If another transaction has
    /// inserted it, this waits for the end of that transaction.
    pub fn begin(&self, conn: &mut Conn, now: i64) -> QueryResult<KeyUse> {
        let inserted = diesel::sql_query(
            "INSERT INTO idempotency_keys (user_id, key_hash, request_hash, since, status, answer) \
             VALUES ($1, $2, $3, $4, 0, '') \
             ON CONFLICT (user_id, key_hash) DO UPDATE SET request_hash = excluded.request_hash, since = excluded.since \
             WHERE idempotency_keys.since <= $5",
        )
        .bind::<Integer, _>(self.user_id)
        .bind::<Text, _>(&self.key_hash)
        .bind::<Text, _>(&self.request_hash)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(now - LIFETIME)
        .execute(conn)?;
        if inserted > 0 {
            return Ok(KeyUse::First);
        }
        // The row exists, because only expired rows are deleted.
        self.find(conn, now).map(|found| found.unwrap_or(KeyUse::OtherRequest))
    }

    /// Stores the answer, after [`Self::begin`] in the same transaction.
    pub fn finish(&self, conn: &mut Conn, answer: &StoredAnswer) -> QueryResult<()> {
        let values = (idempotency_keys::status.eq(answer.status), idempotency_keys::answer.eq(&answer.body));
        diesel::update(idempotency_keys::table.find((self.user_id, &self.key_hash)))
            .set(values)
            .execute(conn)
            .map(drop)
    }

    /// How the key was used within [`LIFETIME`] before `now`.
    pub fn find(&self, conn: &mut Conn, now: i64) -> QueryResult<Option<KeyUse>> {
        let found: Option<(String, i32, String)> = idempotency_keys::table
            .find((self.user_id, &self.key_hash))
            .filter(idempotency_keys::since.gt(now - LIFETIME))
            .select((idempotency_keys::request_hash, idempotency_keys::status, idempotency_keys::answer))
            .get_result(conn)
            .optional()?;
        Ok(found.map(|(request_hash, status, body)| match request_hash == self.request_hash {
            true => KeyUse::Repeated(StoredAnswer { status, body }),
            false => KeyUse::OtherRequest,
        }))
    }

    /// Deletes the answer.
    pub fn forget(&self, conn: SingleStatement<'_>) -> Written<()> {
        conn.execute(diesel::delete(idempotency_keys::table.find((self.user_id, &self.key_hash)))).map(drop)
    }

    /// Deletes the answers that are too old at `now`.
    pub fn delete_expired(conn: &mut Conn, now: i64) -> QueryResult<usize> {
        diesel::delete(idempotency_keys::table.filter(idempotency_keys::since.le(now - LIFETIME))).execute(conn)
    }
}
