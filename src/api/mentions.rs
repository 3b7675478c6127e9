//! Reads that need the mentions in all texts.

use crate::{
    db::{Conn, Db, QueryResult},
    error::ApiError,
    models::{Fresh, Mention},
};

/// Runs `query`, again after the mentions in new texts were read. Texts that others write all the time cannot delay it much:
/// each turn reads many.
///
/// # Errors
/// Those of `query` and of the database.
pub async fn read_fresh<T, F>(db: &Db, query: F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: Fn(&mut Conn) -> QueryResult<Fresh<T>> + Clone + Send + 'static,
{
    loop {
        match db.read(query.clone()).await? {
            Fresh::Read(value) => return Ok(value),
            Fresh::MentionsAreOutdated => db.write(Mention::update_some).await?,
        }
    }
}
