//! Hourly limits on the writes of a user.

use time::OffsetDateTime;

use crate::{
    db::{Conn, Db, QueryResult, SingleStatement, Written},
    error::ApiError,
    models::{SettingsCache, WriteCount, WriteKind},
};

/// The limits, as data of the application.
#[derive(Clone)]
pub struct WriteLimiter {
    settings: SettingsCache,
}

impl WriteLimiter {
    pub fn new(settings: SettingsCache) -> Self {
        Self { settings }
    }

    /// How many writes of a kind are allowed in an hour; `None` for any number.
    fn limit(&self, kind: WriteKind) -> Option<u32> {
        let settings = self.settings.current();
        settings.are_writes_limited.then(|| settings.limits.writes.of(kind))
    }

    /// Runs `write` and counts it in the same transaction, so that failed writes do not count.
    ///
    /// # Errors
    /// 429 if the limit is reached; the errors of `write`, and of the database.
    pub async fn write<T, F>(&self, db: &Db, user_id: i32, kind: WriteKind, write: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        match self.limit(kind) {
            None => Ok(db.write(write).await?),
            Some(limit) => write_and_count(limit, db, user_id, kind, move |conn| write(conn).map(Ok)).await,
        }
    }

    /// As [`Self::write`], for a write that can be refused.
    ///
    /// # Errors
    /// As [`Self::write`], and the refusal.
    pub async fn write_or_refuse<T, R, F>(
        &self,
        db: &Db,
        user_id: i32,
        kind: WriteKind,
        write: F,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        R: Into<ApiError> + Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<Result<T, R>> + Send + 'static,
    {
        match self.limit(kind) {
            None => db.write_or_refuse(write).await?.map_err(Into::into),
            Some(limit) => {
                write_and_count(limit, db, user_id, kind, move |conn| Ok(write(conn)?.map_err(Into::into))).await
            }
        }
    }

    /// As [`Self::write`], for a single statement.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_one<T, F>(
        &self,
        db: &Db,
        user_id: i32,
        kind: WriteKind,
        statement: F,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Fn(SingleStatement<'_>) -> Written<T> + Send + 'static,
    {
        match self.limit(kind) {
            None => Ok(db.write_one(statement).await?),
            Some(limit) => {
                let write = move |conn: &mut Conn| statement(conn.into()).into_result().map(Ok);
                write_and_count(limit, db, user_id, kind, write).await
            }
        }
    }

    /// Counts an action, whether it succeeds or not.
    ///
    /// # Errors
    /// 429 if the limit is reached; 503 if the database is unavailable.
    pub async fn count(&self, db: &Db, user_id: i32, kind: WriteKind) -> Result<(), ApiError> {
        match self.limit(kind) {
            None => Ok(()),
            Some(limit) => write_and_count(limit, db, user_id, kind, |_| Ok(Ok(()))).await,
        }
    }
}

async fn write_and_count<T, F>(limit: u32, db: &Db, user_id: i32, kind: WriteKind, write: F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: Fn(&mut Conn) -> QueryResult<Result<T, ApiError>> + Send + 'static,
{
    db.write_or_refuse(move |conn| {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        match WriteCount::add(conn, user_id, kind, limit, now)? {
            Ok(()) => write(conn),
            Err(reached) => Ok(Err(reached.into())),
        }
    })
    .await?
}
