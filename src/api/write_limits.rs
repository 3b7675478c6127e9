//! The limits on what a user writes in an hour, around the writes of handlers.

use time::OffsetDateTime;

use crate::{
    config::WriteLimits,
    db::{Conn, Db, QueryResult},
    error::ApiError,
    models::{LimitReached, RevokedToken, WriteCount, WriteKind},
};

/// The limits, as data of the application; `None` for any number.
#[derive(Debug, Clone, Copy)]
pub struct WriteLimiter(pub Option<WriteLimits>);

impl WriteLimiter {
    /// Runs `write` in a transaction in which it is counted; what fails is not counted.
    ///
    /// # Errors
    /// 429 if the user has written too much; those of `write`, and of the database.
    pub async fn write<T, F>(self, db: &Db, user_id: i32, kind: WriteKind, write: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        match self.0 {
            None => Ok(db.write(write).await?),
            Some(limits) => counted(limits, db, user_id, kind, write).await,
        }
    }

    /// As [`Self::write`], for a single statement.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_one<T, F>(self, db: &Db, user_id: i32, kind: WriteKind, statement: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
    {
        match self.0 {
            None => Ok(db.write_one(statement).await?),
            Some(limits) => counted(limits, db, user_id, kind, statement).await,
        }
    }

    /// Counts something whose outcome does not matter.
    ///
    /// # Errors
    /// 429 if there were too many; 503 if the database is away.
    pub async fn count(self, db: &Db, user_id: i32, kind: WriteKind) -> Result<(), ApiError> {
        match self.0 {
            None => Ok(()),
            Some(limits) => counted(limits, db, user_id, kind, |_| Ok(())).await,
        }
    }
}

async fn counted<T, F>(
    limits: WriteLimits,
    db: &Db,
    user_id: i32,
    kind: WriteKind,
    write: F,
) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: Fn(&mut Conn) -> QueryResult<T> + Send + 'static,
{
    let limit = match kind {
        WriteKind::Comments => limits.comments,
        WriteKind::Posts => limits.posts,
        WriteKind::Uploads => limits.uploads,
        WriteKind::Follows => limits.follows,
        WriteKind::Changes => limits.changes,
        WriteKind::Revocations => RevokedToken::MOST_AN_HOUR,
    };
    let outcome: Result<T, LimitReached> = db
        .write(move |conn| {
            let now = OffsetDateTime::now_utc().unix_timestamp();
            match WriteCount::add(conn, user_id, kind, limit, now)? {
                Ok(()) => write(conn).map(Ok),
                Err(reached) => Ok(Err(reached)),
            }
        })
        .await?;
    Ok(outcome?)
}
