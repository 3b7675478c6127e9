//! A request with an idempotency key, and the answer that is stored for it.

use actix_web::{HttpRequest, http::StatusCode};
use serde::Serialize;
use time::OffsetDateTime;

use super::{created::Created, key::IdempotencyKey};
use crate::{
    db::{Conn, QueryResult, SingleStatement, Written},
    error::ApiError,
    models::{KeyUse, KeyedRequest, StoredAnswer},
};

/// A request with a key.
#[derive(Clone)]
pub(super) struct Keyed {
    key: IdempotencyKey,
    request: KeyedRequest,
}

impl Keyed {
    /// `body` is the body of the request, or a hash of it. `None` without a key.
    ///
    /// # Errors
    /// 400 if the key is invalid.
    pub fn of_request(req: &HttpRequest, user_id: i32, body: &[u8]) -> Result<Option<Self>, ApiError> {
        let key = IdempotencyKey::of_headers(req.headers())?;
        Ok(key.map(|key| {
            let (key_hash, request_hash) = (key.hash(), key.hash_request(req, body));
            Self { key, request: KeyedRequest { user_id, key_hash, request_hash } }
        }))
    }

    /// The earlier answer, or an error if the user has used the key for another request. `None` if the key is new.
    pub fn find<A>(&self, conn: &mut Conn) -> QueryResult<Option<Result<Created<A>, ApiError>>> {
        Ok(self.request.find(conn, now())?.and_then(|found| self.earlier_answer(found)))
    }

    /// Deletes the earlier answer.
    pub fn forget(&self, conn: SingleStatement<'_>) -> Written<()> {
        self.request.forget(conn)
    }

    /// As [`Self::find`]. If the key is new, it belongs to this request from now on.
    pub fn begin<A>(&self, conn: &mut Conn) -> QueryResult<Option<Result<Created<A>, ApiError>>> {
        Ok(self.earlier_answer(self.request.begin(conn, now())?))
    }

    /// Stores the answer. The inner result is an error if it cannot be encoded.
    pub fn finish<A: Serialize>(
        &self,
        conn: &mut Conn,
        status: StatusCode,
        resource: &A,
    ) -> QueryResult<Result<(), ApiError>> {
        let encoded = serde_json::to_vec(resource).map_err(|why| ApiError::fault(&why));
        let encrypted = encoded.and_then(|answer| self.key.encrypt(answer).map_err(|why| ApiError::fault(&why)));
        match encrypted {
            Ok(body) => self.request.finish(conn, &StoredAnswer { status: status.as_u16().into(), body }).map(Ok),
            Err(why) => Ok(Err(why)),
        }
    }

    fn earlier_answer<A>(&self, found: KeyUse) -> Option<Result<Created<A>, ApiError>> {
        match found {
            KeyUse::First => None,
            KeyUse::OtherRequest => Some(Err(ApiError::IdempotencyKeyReused)),
            KeyUse::Repeated(stored) => Some(self.decode(&stored)),
        }
    }

    fn decode<A>(&self, stored: &StoredAnswer) -> Result<Created<A>, ApiError> {
        let status = u16::try_from(stored.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.ok_or_else(|| ApiError::fault(&"a stored answer has no valid status"))?;
        let body = self.key.decrypt(&stored.body).map_err(|why| ApiError::fault(&why))?;
        Ok(Created::Before { status, body })
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
