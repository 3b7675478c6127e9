//! Hourly limits on the writes of a user.

use time::OffsetDateTime;

use crate::{
    db::{Conn, Db, QueryResult},
    error::ApiError,
    models::{LimitReached, SettingsCache, WriteCount, WriteKind},
};

/// The limits, as data of the application.
#[derive(Clone)]
pub struct WriteLimiter {
    settings: SettingsCache,
}

/// The limit on the writes of a kind of a user, unless admins have set another one for this user.
#[derive(Debug, Clone, Copy)]
pub struct WriteLimit {
    user_id: i32,
    kind: WriteKind,
    per_hour: u32,
}

impl WriteLimiter {
    pub fn new(settings: SettingsCache) -> Self {
        Self { settings }
    }

    /// The limit on a kind of writes of a user; `None` if they are not counted.
    pub fn limit(&self, user_id: i32, kind: WriteKind) -> Option<WriteLimit> {
        let settings = self.settings.current();
        let per_hour = settings.limits.writes.of(kind);
        settings.are_writes_limited.then_some(WriteLimit { user_id, kind, per_hour })
    }

    /// Runs `write` and counts it in the same transaction, so that failed and refused writes do not count.
    ///
    /// # Errors
    /// 429 if the limit is reached; the refusal; the errors of `write`, and of the database.
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
        let limit = self.limit(user_id, kind);
        db.write_or_refuse(move |conn| count_and_write(conn, limit, &write)).await?
    }

    /// Counts an action, whether it succeeds or not.
    ///
    /// # Errors
    /// 429 if the limit is reached; 503 if the database is unavailable.
    pub async fn count(&self, db: &Db, user_id: i32, kind: WriteKind) -> Result<(), ApiError> {
        match self.limit(user_id, kind) {
            None => Ok(()),
            Some(limit) => Ok(db.write_or_refuse(move |conn| limit.count(conn)).await??),
        }
    }
}

impl WriteLimit {
    /// Counts a write. The inner result is an error, and nothing is counted, if the limit is reached.
    pub fn count(self, conn: &mut Conn) -> QueryResult<Result<(), LimitReached>> {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        WriteCount::add(conn, self.user_id, self.kind, self.per_hour, now)
    }
}

/// Counts a write, if it has a limit, and runs it. The inner result is an error if the limit is reached, or if `write` refuses.
pub fn count_and_write<T, R: Into<ApiError>>(
    conn: &mut Conn,
    limit: Option<WriteLimit>,
    write: impl FnOnce(&mut Conn) -> QueryResult<Result<T, R>>,
) -> QueryResult<Result<T, ApiError>> {
    if let Some(limit) = limit
        && let Err(reached) = limit.count(conn)?
    {
        return Ok(Err(reached.into()));
    }
    Ok(write(conn)?.map_err(Into::into))
}
