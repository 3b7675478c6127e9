//! Requests that create something. With the header `Idempotency-Key`, a client that has lost the answer may repeat a request:
//! it gets the first answer again, and nothing is created twice.

mod created;
mod key;
mod keyed;

use std::{fs::File, future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::StatusCode, web::Data};
use serde::Serialize;

use self::keyed::Keyed;
use super::{
    body::read_json,
    extract::FromJson,
    upload::hash_file,
    write_limits::{WriteLimit, WriteLimiter, count_and_write},
};
use crate::{
    auth::CurrentUser,
    db::{Conn, Db, QueryResult, SingleStatement, Written},
    error::ApiError,
    models::WriteKind,
};

pub use created::Created;
pub use key::{IDEMPOTENCY_KEY, IdempotencyHeader};

/// The body of a request that creates something, and how to write what it creates.
pub struct New<B> {
    pub body: B,
    pub creation: Creation,
}

/// Writes what a request creates, at most once for each idempotency key of a user. The answer is stored in the same
/// transaction. A refused request is not stored: it created nothing, so it may be sent again.
pub struct Creation {
    db: Data<Db>,
    limits: Data<WriteLimiter>,
    user_id: i32,
    /// The limit that counts the write.
    kind: Option<WriteKind>,
    keyed: Option<Keyed>,
}

impl<B: FromJson + 'static> FromRequest for New<B> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, json) = (req.clone(), read_json(req.clone(), payload.take()));
        Box::pin(async move {
            let json = json.await?;
            Ok(Self { body: B::from_json(&json)?, creation: Creation::of_request(&req, &json)? })
        })
    }
}

impl Creation {
    /// For a request whose body, or a hash of it, is `body`.
    ///
    /// # Errors
    /// 400 if its idempotency key is invalid, 401 without a user.
    pub fn of_request(req: &HttpRequest, body: &[u8]) -> Result<Self, ApiError> {
        let user_id = req.extensions().get::<CurrentUser>().map(|user| user.id);
        let user_id = user_id.ok_or(ApiError::Unauthenticated("Sign in first"))?;
        let keyed = Keyed::of_request(req, user_id, body)?;
        let db: &Data<Db> = req.app_data().expect("the application is assembled with its Db");
        let limits: &Data<WriteLimiter> =
            req.app_data().expect("the application is assembled with its WriteLimiter");
        let (db, limits) = (db.clone(), limits.clone());
        Ok(Self { db, limits, user_id, kind: None, keyed })
    }

    /// For a request that uploads `file`.
    ///
    /// # Errors
    /// As [`Self::of_request`]; 503 if the file cannot be read.
    pub async fn of_upload(req: &HttpRequest, file: &File) -> Result<Self, ApiError> {
        // Only requests with a key are compared.
        let hash = match req.headers().contains_key(IDEMPOTENCY_KEY) {
            true => hash_file(file).await.map_err(|why| ApiError::fault(&why))?,
            false => Vec::new(),
        };
        Self::of_request(req, &hash)
    }

    /// Counts the write toward a limit.
    pub fn counted(mut self, kind: WriteKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The answer to an earlier request with the same key. Every write looks for it, too: this is for requests that need much
    /// work before it, or are checked before it.
    ///
    /// # Errors
    /// 422 if the earlier request was another one; 503 if the database is unavailable.
    pub async fn find_earlier<A: Send + 'static>(&self) -> Result<Option<Created<A>>, ApiError> {
        match self.keyed.clone() {
            Some(keyed) => self.db.read(move |conn| keyed.find(conn)).await?.transpose(),
            None => Ok(None),
        }
    }

    /// Forgets the earlier request, because what it created is not there any more.
    ///
    /// # Errors
    /// 503 if the database is unavailable.
    pub async fn forget_earlier(&self) -> Result<(), ApiError> {
        match self.keyed.clone() {
            Some(keyed) => Ok(self.db.write_one(move |conn| keyed.forget(conn)).await?),
            None => Ok(()),
        }
    }

    /// Runs `statement`, whose result is the new resource.
    ///
    /// # Errors
    /// Those of `statement`; 422 if the key belongs to another request; 429 if the limit is reached.
    pub async fn write_one<A, F>(self, statement: F) -> Result<Created<A>, ApiError>
    where
        A: Serialize + Send + 'static,
        F: Fn(SingleStatement<'_>) -> Written<A> + Send + 'static,
    {
        if self.keyed.is_none() && self.limit().is_none() {
            return Ok(Created::now(self.db.write_one(statement).await?));
        }
        self.write(move |conn| statement(conn.into()).into_result()).await
    }

    /// Runs `write`, whose result is the new resource.
    ///
    /// # Errors
    /// As [`Self::write_one`].
    pub async fn write<A, F>(self, write: F) -> Result<Created<A>, ApiError>
    where
        A: Serialize + Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<A> + Send + 'static,
    {
        self.write_or_refuse(move |conn| write(conn).map(Ok::<A, ApiError>)).await
    }

    /// As [`Self::write`], for a write that can be refused.
    ///
    /// # Errors
    /// As [`Self::write_one`], and the refusal.
    pub async fn write_or_refuse<A, R, F>(self, write: F) -> Result<Created<A>, ApiError>
    where
        A: Serialize + Send + 'static,
        R: Into<ApiError> + Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<Result<A, R>> + Send + 'static,
    {
        self.write_with_status(|_| StatusCode::CREATED, write).await
    }

    /// As [`Self::write_or_refuse`], with a status that depends on the new resource.
    ///
    /// # Errors
    /// As [`Self::write_or_refuse`].
    pub async fn write_with_status<A, R, F>(
        self,
        status: fn(&A) -> StatusCode,
        write: F,
    ) -> Result<Created<A>, ApiError>
    where
        A: Serialize + Send + 'static,
        R: Into<ApiError> + Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<Result<A, R>> + Send + 'static,
    {
        let (keyed, limit) = (self.keyed.clone(), self.limit());
        let write = move |conn: &mut Conn| {
            if let Some(keyed) = &keyed
                && let Some(earlier) = keyed.begin(conn)?
            {
                return Ok(earlier);
            }
            let resource = match count_and_write(conn, limit, &write)? {
                Ok(resource) => resource,
                Err(refused) => return Ok(Err(refused)),
            };
            let status = status(&resource);
            let stored = keyed.as_ref().map_or(Ok(Ok(())), |keyed| keyed.finish(conn, status, &resource))?;
            Ok(stored.map(|()| Created::Now { status, resource }))
        };
        self.db.write_or_refuse(write).await?
    }

    /// Stores an answer, for a resource that was created already. A repeated request that arrives before that creates
    /// another resource, which nothing refers to.
    ///
    /// # Errors
    /// As [`Self::write_one`].
    pub async fn store_answer<A>(self, resource: A) -> Result<Created<A>, ApiError>
    where
        A: Clone + Serialize + Send + 'static,
    {
        match self.keyed {
            Some(_) => self.write(move |_| Ok(resource.clone())).await,
            None => Ok(Created::now(resource)),
        }
    }

    fn limit(&self) -> Option<WriteLimit> {
        self.kind.and_then(|kind| self.limits.limit(self.user_id, kind))
    }
}
